"""One JSON document to OWS and one back, over HTTPS, at the pace that OWS allows (`ows.md` 2, 5)."""

from __future__ import annotations

import os
import ssl
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from owskit_addon.errors import NoAnswer, OwsError
from owskit_generator.webhooks.pace import LONGEST, Pace

DEFAULT_URL = "https://ows.otys.nl/jservice.php"
_TRIES = 5
_SET_URL = f"Set OTYS_OWS_URL to one such as {DEFAULT_URL}."


class Transport:
    """A connection to one OWS. Raises OwsError for an address that is none, or that would show the key to a network."""

    def __init__(self, url: str, verify: bool | str, seconds: float, pace: Pace) -> None:
        self.host, self._http = connection(url, verify, seconds)
        self._url = url
        self._pace = pace

    def close(self) -> None:
        self._http.close()

    def post(self, body: bytes, *, changes: bool) -> dict[str, Any]:
        """The JSON object that answers. `changes`: the hint of NoAnswer says that the call may have been done.

        HTTP 429 is waited for and sent again: OWS has not done what it refused so. No error has a word of the body.
        """
        for attempt in range(1, _TRIES + 1):
            self._pace.before()
            answer = self._send(body, changes)
            self._pace.after(answer.headers)
            if answer.status_code != 429:
                return self._document(answer)
            seconds = self._pace.refused(answer.headers)
            if attempt == _TRIES or seconds > LONGEST:
                break
            self._pace.wait(seconds, f"{self.host} takes no more requests for now")
        what = f"{self.host} takes no more requests for now (HTTP 429)."
        raise OwsError(
            what, f"Wait {seconds:.0f} seconds, then try again; other programs use up the same key's requests."
        )

    def _send(self, body: bytes, changes: bool) -> httpx.Response:
        try:
            return self._http.post(self._url, content=body, headers={"Content-Type": "application/json"})
        except httpx.TimeoutException:
            hint = "Whether it was done is not known: look before trying again." if changes else "Try again later."
            raise NoAnswer(f"{self.host} did not answer in time.", hint) from None
        except httpx.TransportError as error:
            hint = "Look at OTYS_OWS_URL, the network, and the proxy and certificate settings."
            raise NoAnswer(f"{self.host} cannot be reached ({type(error).__name__}).", hint) from None
        except httpx.HTTPError as error:
            raise OwsError(f"What answers at {self.host} is not OWS ({type(error).__name__}).", _SET_URL) from None

    def _document(self, answer: httpx.Response) -> dict[str, Any]:
        document: Any = None
        with suppress(ValueError, RecursionError):
            document = answer.json()
        if not isinstance(document, dict) or not ("result" in document or "error" in document):
            raise OwsError(f"What answers at {self.host} is not OWS (HTTP {answer.status_code}).", _SET_URL)
        return document


def connection(url: str, verify: bool | str, seconds: float) -> tuple[str, httpx.Client]:
    """The host of an OWS and a client for it. Raises OwsError for an address that is none, or without https beyond this
    machine."""
    host, scheme = _parts(url)
    loopback = is_loopback(host)
    if scheme != "https" and not loopback:
        raise OwsError(f"The address of OWS at {host} is not https: the API key would go over it.", _SET_URL)
    # A proxy of the environment is for others than this machine.
    return host, httpx.Client(verify=_trust(verify), timeout=seconds, follow_redirects=False, trust_env=not loopback)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its own name; no name is looked up."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"} or parts.username or parts.password:
        raise OwsError("This is no address of OWS.", _SET_URL)
    return host, parts.scheme


def _trust(verify: bool | str) -> ssl.SSLContext | bool:
    """A certificate that is named, here or by SSL_CERT_FILE, is trusted alone; else those that everybody trusts."""
    named = os.environ.get("SSL_CERT_FILE") if verify is True else verify
    if not isinstance(named, str):
        return httpx.create_ssl_context() if verify is True else False
    try:
        return ssl.create_default_context(cafile=named)
    except (OSError, ssl.SSLError):
        raise OwsError("The certificate to trust cannot be read.", "Give a PEM file.") from None
