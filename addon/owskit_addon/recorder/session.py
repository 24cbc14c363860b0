"""A recording from start to end: a mitmproxy process with the addon, and what it says about itself."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

import msgspec

from owskit_addon import errors
from owskit_addon.capture.events import Values
from owskit_addon.errors import OwskitError, RecordingError
from owskit_addon.recorder import control, script_path, trust
from owskit_addon.recorder.child import Orders
from owskit_addon.recorder.scope import allow_hosts
from owskit_addon.recorder.summary import Summary, count_last

START = 30.0
END = 10.0
Ui = Literal["none", "web"]


class RecordingSession:
    """Records into `capture` between `start` and `stop` (or as a context manager).

    `hosts` are recorded beside OTYS' own (`name`, `*.name`, `name:port`); `port` 0 takes a free one; `extra_ca` is a
    PEM file trusted for servers beside the known authorities; `upstream` a proxy that stands before the network
    (`http://user:password@host:port`); `page` is where the check page goes on to; without `page_script` the pages
    stay as they are, and calls are placed by marks and by time. `checklist` and `names` are the files that the bar on
    the page leads through and keeps names in. `baseline`: seconds for which the person is asked to keep their hands
    still once OTYS Go! is open; `learning` then says until when (`time.monotonic`), None when not.
    `on_notice` gets sentences for the person, from a thread of its own.
    After `start`: `port`, `ca_certificate` and `spki_hash`, with which a browser trusts the proxy; `trusted` once one
    has opened `control.CHECK_PAGE`, or has refused to.
    """

    port: int
    ca_certificate: Path
    spki_hash: str
    trusted: bool | None = None
    learning: float | None = None

    def __init__(
        self,
        capture: str | Path,
        *,
        hosts: Sequence[str] = (),
        port: int = 0,
        values: Values = "tokens",
        extra_ca: str | Path | None = None,
        confdir: str | Path | None = None,
        upstream: str | None = None,
        ui: Ui = "none",
        page: str = "",
        page_script: bool = True,
        checklist: str | Path | None = None,
        names: str | Path | None = None,
        baseline: int = 0,
        on_notice: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.capture = Path(capture)
        self.port = port
        self.confdir = Path(confdir) if confdir else trust.private_confdir()
        self._on_notice = on_notice
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._said = threading.Event()
        self._state: control.State | None = None
        self._failure: OwskitError | None = None
        self._trouble = ""
        self._summary: Summary | None = None
        proxy, auth = split_upstream(upstream) if upstream else ("", "")
        self.orders = Orders(
            script=script_path(),
            capture=str(self.capture.absolute()),
            values=values,
            confdir=str(self.confdir.absolute()),
            port=port,
            allow_hosts=[*allow_hosts(hosts), rf"^{re.escape(control.HOST)}:443$"],
            hosts=list(hosts),
            ui=ui,
            upstream=proxy,
            auth=auth,
            ca=str(Path(extra_ca).absolute()) if extra_ca else "",
            page=page,
            page_script=page_script,
            checklist=str(Path(checklist).absolute()) if checklist else "",
            names=str(Path(names).absolute()) if names else "",
            baseline=baseline,
        )

    def start(self) -> None:
        """Returns when the proxy listens and the capture is open. Raises CaptureError or RecordingError if not."""
        self.prepare()
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "owskit_addon.recorder.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **flags,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._order()
            if not self._said.wait(START) or self._state is None:
                raise self.why()
            self.set_trust()
        except BaseException:
            self._end()
            raise

    def prepare(self) -> None:
        """Checks what can be checked before a proxy starts."""
        trust.make_private(self.confdir)
        if self.orders.ca:
            trust.check_certificates(Path(self.orders.ca))

    def set_trust(self) -> None:
        """Sets `ca_certificate` and `spki_hash`, from the files that the proxy made."""
        self.ca_certificate = self.confdir / "mitmproxy-ca-cert.pem"
        self.spki_hash = trust.spki_hash(self.ca_certificate)

    def mark(self, label: str) -> str | None:
        """Names what is done from here on; returns the action's id."""
        return control.send(self._running(), control.Order(label=label))

    def end_mark(self) -> None:
        """Ends what was marked."""
        control.send(self._running(), control.Order(end=True))

    def wait(self, seconds: float) -> bool:
        """Waits for the proxy to end by itself, at most so long; True if it has."""
        if self._process is None:
            return True
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> Summary:
        """Ends the proxy and says what was recorded. Twice is fine."""
        self._end()
        if self._summary is None:
            self._summary = count_last(self.capture)  # it was killed: what is in the file is all that can be said
        return self._summary

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _running(self) -> control.State:
        if self._state is None:
            raise RecordingError("The recording has not been started.", "Start it first.")
        return self._state

    def _order(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(self.orders) + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise self.why() from None

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self.heard(msgspec.json.decode(line))
        self._said.set()

    def heard(self, event: dict[str, Any]) -> None:
        """What the proxy says of itself (`child.Reporter`)."""
        match event["event"]:
            case "ready":
                self.port = event["port"]
                self._state = control.State(
                    pid=0, port=self.port, token=event.get("token", ""), capture=str(self.capture), started=""
                )
                self._said.set()
            case "check":
                self.trusted = event["trusted"] or self.trusted is True  # another client's doubt takes nothing back
            case "error":
                kind = getattr(errors, event["kind"], RecordingError)
                self._failure = kind(event["message"], event["hint"])
            case "trouble":
                self._trouble = self._trouble or event["text"]
            case "summary":
                self._summary = msgspec.convert(event["summary"], Summary)
            case "baseline":
                self.learning = time.monotonic() + event["seconds"] if event["state"] == "begun" else None
                with suppress(Exception):
                    self._on_notice(event["text"])
            case "notice":
                with suppress(Exception):  # whoever listens may be gone; the proxy's messages must still be read
                    self._on_notice(event["text"])

    def why(self) -> OwskitError:
        """Why the proxy did not start."""
        if self._failure is not None:
            return self._failure
        text = self._trouble.lower()
        if "in use" in text or any(f"errno {number}]" in text for number in (48, 98, 10048)):
            return RecordingError(
                f"Port {self.orders.port} on 127.0.0.1 is in use.", "End what uses it, or choose another with --port."
            )
        if "permission" in text or any(f"errno {number}]" in text for number in (13, 10013)):
            return RecordingError(f"No right to listen on port {self.orders.port}.", "Choose another with --port.")
        return RecordingError(f"The proxy did not start: {self._trouble or 'it says nothing'}.", "Try again.")

    def _end(self) -> None:
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._reader is not None:
            self._reader.join(END)


def split_upstream(url: str) -> tuple[str, str]:
    """`http://user:password@proxy:3128` → (`http://proxy:3128`, `user:password`). RecordingError never shows either."""
    hint = "Give --upstream http://host:port, or https://user:password@host:port."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RecordingError("The address of the upstream proxy is not understood.", hint) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise RecordingError("The address of the upstream proxy is not understood.", hint)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    auth = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else ""), auth
