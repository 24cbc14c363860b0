"""Where a proved project keeps its state: a SQLite file, or a Redis server that is started for the proof."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from owskit_addon.errors import ProofError
from owskit_generator.ports import free_port
from owskit_generator.prove.redis_view import RedisView
from owskit_generator.prove.store_view import SqliteView, StoreView

Place = Literal["sqlite", "redis"]
READY = 10.0


@contextmanager
def open_place(place: Place, project: Path) -> Iterator[tuple[str, StoreView]]:
    """What OWSKIT_STORE is for a project, and how we look into it. Raises ProofError where there is no Redis."""
    if place == "sqlite":
        database = project / "proof.sqlite"
        looking = SqliteView(database)
        try:
            yield f"sqlite:///{database.as_posix()}", looking
        finally:
            looking.close()
        return
    program = shutil.which("redis-server")
    if program is None:
        raise ProofError(
            "redis-server was not found.", "Install it (Debian: apt install redis-server), or prove with SQLite."
        )
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"redis://127.0.0.1:{port}/0"
        view = RedisView(url)
        _until_ready(view, process)
        yield url, view
    finally:
        process.terminate()
        process.wait()


def _until_ready(view: RedisView, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline and process.poll() is None:
        if view.answers():
            return
        time.sleep(0.02)
    raise ProofError("redis-server did not start.", "Start it by hand to see why, or prove with SQLite.")
