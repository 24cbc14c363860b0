"""Posts one delivery to its receiver. Any reply counts as one; no reply within the time is none."""

from __future__ import annotations

import asyncio
import ssl
from ipaddress import ip_address

import httpx
import msgspec

# OTYS stores a receiver's reply in its log; a receiver that answers without end must not fill ours.
_REPLY_KEPT = 64 * 1024


class Reply(msgspec.Struct, frozen=True):
    code: int
    body: str


class Sender:
    """Two clients: receivers on this machine have certificates of their own making, all others are verified. Neither
    goes through a proxy or follows a redirect."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._clients: dict[bool, httpx.AsyncClient] = {}

    async def post(self, url: str, body: str) -> Reply | None:
        """The receiver's status and the beginning of its reply; None when it cannot be reached or takes too long."""
        try:
            address = httpx.URL(url)
            if is_reserved(address.host):
                return None
            async with (
                asyncio.timeout(self._timeout),
                self._client(is_loopback(address.host)).stream(
                    "POST", address, content=body, headers={"Content-Type": "application/json"}
                ) as response,
            ):
                kept = b""
                async for chunk in response.aiter_bytes():
                    kept += chunk[: _REPLY_KEPT - len(kept)]
                    if len(kept) >= _REPLY_KEPT:
                        break
                return Reply(response.status_code, kept.decode("utf-8", "replace"))
        except Exception:  # noqa: BLE001  (the address is anybody's text, and no failure may end the worker)
            return None

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    def _client(self, loopback: bool) -> httpx.AsyncClient:
        if loopback not in self._clients:
            verify: ssl.SSLContext | bool = True
            if loopback:
                verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                verify.check_hostname = False
                verify.verify_mode = ssl.CERT_NONE
            self._clients[loopback] = httpx.AsyncClient(
                verify=verify, trust_env=False, timeout=self._timeout, headers={"User-Agent": "owskit-sandbox"}
            )
        return self._clients[loopback]


def is_reserved(host: str) -> bool:
    """Whether nobody can ever have a host (RFC 2606): nothing is asked about it beyond this machine."""
    return host.rstrip(".").lower().rpartition(".")[2] in {"example", "invalid", "test"}


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its own name: no name is looked up."""
    if host in {"localhost", "localhost."}:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
