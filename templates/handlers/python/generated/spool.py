"""Where deliveries wait while the store cannot be reached: one file each, in a folder of this machine."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generated import delivery
from generated.store.model import Arrival

UNFINISHED = 3600.0
"""Seconds after which a file that is still being written has lost its process."""

_ENDING = ".json"
_ASIDE = ".part"


class Spool:
    """A file is there as a whole and on the disk, or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, arrival: Arrival) -> None:
        """Raises OSError where it cannot be kept here either."""
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(self._folder.parent)
        kept = {
            "received": arrival.now,
            "payload": arrival.payload,
            "fingerprint": arrival.fingerprint,
            "mark": arrival.mark,
        }
        unfinished = self._folder / f"{arrival.id}{_ASIDE}"
        try:
            handle = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path(arrival.id))
            _sync(self._folder)
        except OSError:
            for made in (unfinished, self._path(arrival.id)):
                with suppress(OSError):
                    made.unlink()
            raise

    def waiting(self) -> Iterator[Arrival]:
        """Oldest first. A file that is no delivery stays where it is, for a person."""
        for path in sorted(self._folder.glob(f"*{_ENDING}")):
            with suppress(OSError, ValueError, KeyError, TypeError):
                kept = json.loads(path.read_text(encoding="utf-8"))
                read = delivery.from_payload(kept["payload"])
                yield Arrival(
                    id=path.name.removesuffix(_ENDING),
                    now=int(kept["received"]),
                    entity=read.entity,
                    service_call=read.event.service_call,
                    payload=kept["payload"],
                    fingerprint=str(kept["fingerprint"]),
                    actor=read.event.user or "",
                    mark=str(kept["mark"]),
                    again=True,
                )

    def remove(self, arrival: Arrival) -> None:
        self._path(arrival.id).unlink(missing_ok=True)

    def prune(self) -> None:
        """Removes what killed processes left half-written. Nobody was told that it was kept."""
        for path in self._folder.glob(f"*{_ASIDE}"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > UNFINISHED:
                    path.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_ENDING}"


def _sync(folder: Path) -> None:
    """Its list of names on the disk too: else a power cut could take back a file that is there. Windows knows no such
    call, and some file systems do not either."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)
