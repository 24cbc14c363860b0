"""A port to listen on."""

from __future__ import annotations

import socket
import sys


def free_port(wanted: int = 0) -> int:
    """The port that is wanted on loopback if nobody has it, else another that nobody listens on now."""
    with socket.socket() as probe:
        if wanted and sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_taken(port: int) -> bool:
    """Whether somebody listens on a port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
