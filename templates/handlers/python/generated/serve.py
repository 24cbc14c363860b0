"""The two kinds of process: web and worker."""

from __future__ import annotations

import signal
import socket
import sys
import threading
from types import FrameType

import uvicorn

from generated import log
from generated.app import create_app
from generated.inbox import Usage
from generated.service import Service, warn
from generated.settings import CannotStart, Settings
from generated.triggers import TRIGGERS


def web(settings: Settings, arguments: list[str]) -> int:
    """Serves until it is told to end, and then answers what it has been asked."""
    if arguments:
        raise Usage
    service = Service(settings, settings.threads)
    listener = _listener(settings.host, settings.port)
    warn(settings)
    # No access log: it would show the path, and the path is the secret.
    config = uvicorn.Config(
        create_app(service),
        access_log=False,
        log_config=None,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=30,
    )
    log.line(listening=listener.getsockname()[1], triggers=[trigger.name for trigger in TRIGGERS])
    # Threads that wait for the store often have to get back to their work soon, also while requests are being read.
    sys.setswitchinterval(0.0003)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    return 0


def worker(settings: Settings, arguments: list[str]) -> int:
    """Works until it is told to end, and then lets running handlers end."""
    number = arguments[0] if arguments else "4"
    if len(arguments) > 1 or not number.isdecimal() or not 0 < int(number) <= 64:
        raise Usage
    service = Service(settings, int(number))
    warn(settings)
    told = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        told.set()

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    service.start()
    log.line(working=int(number), triggers=[trigger.name for trigger in TRIGGERS])
    while not told.wait(1):  # on Windows a wait without an end hears no signal
        pass
    service.stop()
    return 0


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP: only then asyncio switches off Nagle's algorithm, which costs 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there it would let two programs listen on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
        return listener
    except OSError as error:
        listener.close()
        raise CannotStart(f"PORT {port} on {host} cannot be used ({error.strerror}). Set another.") from None
