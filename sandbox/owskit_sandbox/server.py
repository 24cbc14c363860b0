"""A running sandbox: a thread of its own, for tests, for the demo and for the command."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
import tempfile
import threading
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn

from .application import make_application
from .clock import Clock
from .people import CLIENT_ID
from .rules import Rules
from .tls import make_certificates
from .world import make_world

_PATIENCE = 15.0


class PortInUse(OSError):
    """Something else listens on the port."""


class CannotListen(OSError):
    """The address is not this machine's, or the port may not be used."""


class Sandbox:
    """An emulated OWS with its Go!.

    `port` 0 takes a free one; `bind` is an IP address of this machine; `state` is a folder in which the CA is kept
    (without one it is new each time). After `start()` it accepts connections at `url`; `stop()` ends it within seconds,
    open connections or not. Raises PortInUse, CannotListen, or OSError where `state` cannot be written; ValueError for
    a `bind` that is no IP address.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        bind: str = "127.0.0.1",
        plain_http: bool = False,
        seed: int = 2,
        rules: Rules | None = None,
        state: Path | None = None,
    ) -> None:
        self._address = ip_address(bind)
        self._port = port
        self._plain_http = plain_http
        self._state = state
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.world = make_world(rules or Rules(), seed)
        self.ca: Path | None = None
        self.url = ""

    @property
    def api_key(self) -> str:
        """Of the integration user."""
        return self.world.api_key

    @property
    def user_id(self) -> int:
        """The user that the API key belongs to, and what `{%user.internalId%}` becomes for its calls."""
        return self.world.integration_user.id

    @property
    def client_id(self) -> int:
        return CLIENT_ID

    @property
    def recruiter(self) -> dict[str, str]:
        """Somebody who signs in to Go!: {username, password}."""
        user = self.world.tables.users[0]
        return {"username": user.username, "password": self.world.passwords[user.id]}

    @property
    def clock(self) -> Clock:
        return self.world.clock

    def ready(self) -> dict[str, Any]:
        """What a client needs: url, api_key, user_id, client_id, recruiter, ca (null with plain HTTP)."""
        return {
            "url": self.url,
            "api_key": self.api_key,
            "user_id": self.user_id,
            "client_id": self.client_id,
            "recruiter": self.recruiter,
            "ca": str(self.ca) if self.ca else None,
        }

    def start(self) -> Sandbox:
        """Returns when it accepts connections."""
        listener = _listen(str(self._address), self._port)
        try:
            config = self._config()
        except BaseException:
            listener.close()
            self._remove_temporary()
            raise
        shown = "127.0.0.1" if self._address.is_unspecified else str(self._address)
        host = f"[{shown}]" if ":" in shown else shown
        self.url = f"{'http' if self._plain_http else 'https'}://{host}:{listener.getsockname()[1]}"
        server = self._server = _Server(config)
        self._thread = threading.Thread(
            target=server.run_in_thread, args=(listener,), name="owskit-sandbox", daemon=True
        )
        self._thread.start()
        if not server.ready.wait(_PATIENCE) or not server.started:
            self.stop()
            raise CannotListen("the server did not start")
        return self

    def stop(self) -> None:
        """Ends it; a second time does nothing."""
        if self._server and self._thread:
            self._server.end()
            self._thread.join(_PATIENCE)
        self._server = self._thread = None
        self._remove_temporary()

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _config(self) -> uvicorn.Config:
        files: dict[str, Any] = {}
        if not self._plain_http:
            folder = self._state
            if folder is None:
                self._temporary = tempfile.TemporaryDirectory(prefix="owskit-sandbox-", ignore_cleanup_errors=True)
                folder = Path(self._temporary.name)
            certificates = make_certificates(folder, str(self._address))
            self.ca = certificates.ca
            files = {"ssl_certfile": str(certificates.chain), "ssl_keyfile": str(certificates.key)}
        return uvicorn.Config(
            make_application(self.world),
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            timeout_keep_alive=75,  # a client or proxy that pauses keeps its connection
            ws="none",
            # Who is asking decides about the control pages: no header may say so.
            proxy_headers=False,
            **files,
        )

    def _remove_temporary(self) -> None:
        if self._temporary:
            self._temporary.cleanup()
            self._temporary = None


class _Server(uvicorn.Server):
    """uvicorn that says when it accepts connections, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()

    def end(self) -> None:
        """Asks it to end, from any thread."""
        self.should_exit = True
        if self._loop:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._ended.set)

    def run_in_thread(self, listener: socket.socket) -> None:
        try:
            asyncio.run(self.serve(sockets=[listener]))
        finally:
            listener.close()
            self.ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets=sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """As uvicorn's, but without waiting for the next tick to end."""
        counter = 0
        while not await self.on_tick(counter):
            counter += 10  # its ticks are tenths of a second
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers that are being made get a second. Idle connections end at once: a closing TLS connection would wait
        for the other side, which has no reason to hurry."""
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            if cycle is None or cycle.response_complete:
                _abort(connection)
        await super().shutdown(sockets=sockets)
        for connection in list(self.server_state.connections):
            _abort(connection)
        await asyncio.sleep(0)  # closes their sockets


def _abort(connection: object) -> None:
    transport = getattr(connection, "transport", None)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _listen(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # Named TCP: only then asyncio switches off Nagle's algorithm, which costs 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # there, it would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen()
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(error.errno, "the port is in use") from error
        raise CannotListen(error.errno, error.strerror or "cannot listen") from error
    return listener
