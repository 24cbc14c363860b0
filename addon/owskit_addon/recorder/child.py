"""The process of a recording: real mitmdump or mitmweb with the addon, started and ended by `session`.

Its orders come as one JSON line on standard input, so that no password stands in a list of processes. What happens goes
back as JSON lines on standard output. When standard input ends, for which its starter need only die, it ends too.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from owskit_addon.ports import free_port

GRACE = 5.0
UNUSED = 30 * 86400
"""Seconds after which a file of authorities that no recording was started with goes."""
WEB_PORT = 8081
"""mitmweb's own, if no other recording has it."""
_COLUMNS = ("tls", "icon", "path", "comment", "method", "status", "size", "time")
"""mitmweb's own columns, and the action."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What mitmproxy is to do. `auth` is `user:password` at `upstream`; `ca` is trusted beside the known ones;
    `page` is where the check page goes on to; `checklist` and `names` are files for the bar on the page; `baseline`
    is for how many seconds to learn what OTYS Go! does by itself."""

    script: str
    capture: str
    values: str
    confdir: str
    port: int
    allow_hosts: list[str]
    hosts: list[str]
    ui: Literal["none", "web"] = "none"
    upstream: str = ""
    auth: str = ""
    ca: str = ""
    page: str = ""
    page_script: bool = True
    checklist: str = ""
    names: str = ""
    baseline: int = 0


class Reporter(logging.Handler):
    """Our own messages to the starter; of mitmproxy's only why it cannot start and where its pages are."""

    def __init__(self, report: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(logging.INFO)
        self._report = report
        self._ready = False

    def emit(self, record: logging.LogRecord) -> None:
        event: dict[str, Any] | None = getattr(record, "owskit", None)
        if event is None and record.name == "owskit":
            event = {"event": "notice", "text": record.getMessage().strip()}
        elif event is None and not self._ready and record.levelno >= logging.ERROR:
            event = {"event": "trouble", "text": record.getMessage()}
        elif event is None and record.name.startswith("mitmproxy.tools.web") and "listening" in record.getMessage():
            event = {"event": "notice", "text": record.getMessage()}
        if event is not None:
            self._ready = self._ready or event["event"] == "ready"
            self._report(msgspec.to_builtins(event))


def _lines(out: BinaryIO) -> Callable[[dict[str, Any]], None]:
    def report(event: dict[str, Any]) -> None:
        with suppress(OSError, ValueError):  # the starter is gone; standard input says so as well
            out.write(msgspec.json.encode(event) + b"\n")
            out.flush()

    return report


def arguments(orders: Orders) -> list[str]:
    """The command line of mitmdump. Upstream verification stays on; what is not OTYS' passes undecrypted."""
    options = {
        "confdir": orders.confdir,
        "connection_strategy": "lazy",
        "flow_detail": "0",
        "termlog_verbosity": "error",
        "owskit_capture": orders.capture,
        "owskit_values": orders.values,
    }
    if orders.upstream:
        options["mode"] = f"upstream:{orders.upstream}"
    if orders.auth:
        options["upstream_auth"] = orders.auth
    if orders.ca:
        options["ssl_verify_upstream_trusted_ca"] = str(_trusted(Path(orders.ca), Path(orders.confdir)))
    if not orders.page_script:
        options["owskit_page_script"] = "false"
    for name, value in (("page", orders.page), ("checklist", orders.checklist), ("names", orders.names)):
        if value:
            options[f"owskit_{name}"] = value
    if orders.baseline:
        options["owskit_baseline"] = str(orders.baseline)
    if orders.ui == "web":
        options["web_open_browser"] = "false"
        options["web_port"] = str(free_port(WEB_PORT))
    given = ["-s", orders.script, "--listen-host", "127.0.0.1", "--listen-port", str(orders.port)]
    for name, value in options.items():
        given += ["--set", f"{name}={value}"]
    for name, values in (("owskit_hosts", orders.hosts), ("web_columns", _COLUMNS if orders.ui == "web" else ())):
        given += [part for value in values for part in ("--set", f"{name}={value}")]
    return given + [f"--allow-hosts={pattern}" for pattern in orders.allow_hosts]


def _trusted(extra: Path, confdir: Path) -> Path:
    """mitmproxy takes a file of authorities instead of the known ones; this makes one with both."""
    from mitmproxy.net import tls

    known = Path(tls.certifi.where())  # type: ignore[attr-defined] # the very list that mitmproxy would use
    both = known.read_bytes() + b"\n" + extra.read_bytes()
    made = confdir / f"trusted-{hashlib.sha256(both).hexdigest()[:12]}.pem"
    if not made.exists():
        made.write_bytes(both)
    made.touch()
    long_ago = time.time() - UNUSED
    for other in confdir.glob("trusted-*.pem"):
        with suppress(OSError):  # another recording may be doing the same
            if other.stat().st_mtime < long_ago:
                other.unlink()
    return made


def _end_with_starter() -> None:
    """Waits for the end of standard input, then ends mitmproxy, by force if it does not."""
    while os.read(0, 4096):  # not sys.stdin: a thread that waits in it holds up the interpreter's end
        pass
    from mitmproxy import ctx

    if hasattr(ctx, "master"):
        ctx.master.shutdown()  # type: ignore[no-untyped-call]
        threading.Event().wait(GRACE)
    os._exit(1)


def main() -> None:
    os.umask(0o077)  # what mitmproxy writes is its person's alone too
    report = _lines(os.fdopen(os.dup(1), "wb"))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    logging.getLogger().addHandler(Reporter(report))
    try:
        orders = msgspec.json.decode(sys.stdin.buffer.readline(), type=Orders)
        threading.Thread(target=_end_with_starter, daemon=True).start()
        from mitmproxy.tools.main import mitmdump, mitmweb

        (mitmweb if orders.ui == "web" else mitmdump)(arguments(orders))
    except Exception as error:
        report({"event": "trouble", "text": f"{type(error).__name__} while the proxy started or ended"})
        raise


if __name__ == "__main__":
    main()
