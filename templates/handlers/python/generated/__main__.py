"""`python -m generated`: serves the webhook on PORT until it is told to end."""

from __future__ import annotations

import os
import socket
import sys

import uvicorn

from generated import log, secret, settings, store
from generated.app import create_app
from generated.dispatch import Dispatcher, load_handlers
from generated.ows import Ows
from generated.triggers import TRIGGERS


def main() -> int:
    """0 when it was told to end, 1 where it cannot start (with a sentence that says why)."""
    try:
        given = settings.read(os.environ)
        handlers = load_handlers(TRIGGERS)
        listener = _listener(given.host, given.port)
    except settings.CannotStart as error:
        sys.stderr.write(f"cannot start: {error}\n")
        return 1
    if secret.is_weak(given.secret):
        log.line(level="warning", reason=f"OWSKIT_WEBHOOK_SECRET is weak: give it {secret.GOOD} characters or more")
    if given.user_id is None:
        log.line(level="warning", reason="OTYS_USER_ID is not set: the guard against our own writes is off")
    ows = Ows(given.ows_url, given.api_key)
    app = create_app(given, Dispatcher(TRIGGERS, handlers, ows, given.user_id), store.Budget(given.store))
    # No access log: it would show the path, and the path is the secret.
    config = uvicorn.Config(
        app, access_log=False, log_config=None, server_header=False, ws="none", timeout_graceful_shutdown=30
    )
    log.line(listening=listener.getsockname()[1], triggers=[trigger.name for trigger in TRIGGERS])
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        ows.close()
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
        raise settings.CannotStart(f"PORT {port} on {host} cannot be used ({error.strerror}). Set another.") from None


if __name__ == "__main__":
    sys.exit(main())
