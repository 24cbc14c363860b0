"""`owskit.lock`: what made a project, what it consists of, and how it is set up, started and tested."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import msgspec

from owskit_addon.errors import GenerateError

NAME = "owskit.lock"
FORMAT = 1


class Lock(msgspec.Struct, kw_only=True, omit_defaults=False):
    """`install`, `start`, `worker` and `test` are argument lists for the project's folder; an empty one: no such step.

    `hashes` is by path, of the files that are ours or shared; handlers belong to the person and are in `handlers` only.
    """

    owskit: str
    format: int
    language: str
    triggers: list[str]
    handlers: dict[str, str] = {}
    install: list[str] = []
    start: list[str] = []
    worker: list[str] = []
    test: list[str] = []
    hashes: dict[str, str] = {}


def encode(lock: Lock) -> bytes:
    return (json.dumps(msgspec.to_builtins(lock), indent=2) + "\n").encode()


def read_lock(out: Path) -> Lock | None:
    """The lock of a project; None where there is none. Raises GenerateError where it cannot be trusted."""
    path = out / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GenerateError(
            f"{path}: cannot be read ({error.strerror}).", "Look at the rights of the folder."
        ) from None
    try:
        lock = msgspec.json.decode(content, type=Lock)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        hint = "Take it back from version control, or generate into another folder and copy handlers/ there."
        raise GenerateError(f"{path}: this is no lock of owskit.", hint) from None
    if lock.format > FORMAT:
        raise GenerateError(f"{path}: a later owskit ({lock.owskit[:40]}) made this project.", "Install that one.")
    # A path of the lock is only ever used inside the folder.
    lock.hashes = {name: value for name, value in lock.hashes.items() if _inside(name)}
    return lock


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    harmless = all(part not in {"..", "."} and ":" not in part and "\\" not in part for part in path.parts)
    return bool(path.parts) and not path.is_absolute() and harmless and name.isprintable()
