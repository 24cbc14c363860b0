"""Where a proved project keeps its state: a SQLite file, or a Redis server that is started for the proof."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from owskit_addon.errors import ProofError
from owskit_addon.ports import free_port
from owskit_generator.prove.processes import Process
from owskit_generator.prove.redis_view import RedisView
from owskit_generator.prove.store_view import SqliteView, StoreView

Place = Literal["sqlite", "redis"]
READY = 10.0
STARTS = 3
_INSTEAD = "Start it by hand to see why, or prove with SQLite (--store sqlite)."


def redis_server() -> str | None:
    return shutil.which("redis-server")


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
    program = redis_server()
    if program is None:
        raise ProofError(
            "redis-server was not found.", "Install it (Debian: apt install redis-server), or prove with SQLite."
        )
    process, url, view = _start(program, project)
    try:
        yield url, view
    finally:
        process.end()


def _start(program: str, project: Path) -> tuple[Process, str, RedisView]:
    """On another port where somebody was faster to take the first. Raises ProofError with what it said."""
    for _ in range(STARTS):
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        process = Process(command, project.parent, os.environ, project.parent / "redis.log")
        try:
            view = RedisView(f"redis://127.0.0.1:{port}/0")
            if _ready(view, process):
                return process, f"redis://127.0.0.1:{port}/0", view
        except BaseException:
            process.end()
            raise
        process.end()
    raise ProofError("redis-server did not start. It said:\n" + process.said(), _INSTEAD)


def _ready(view: RedisView, process: Process) -> bool:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline and process.alive:
        if view.answers():
            return True
        time.sleep(0.02)
    return False
