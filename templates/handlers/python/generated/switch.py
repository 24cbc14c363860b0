"""The kill switch outside the store: a variable, and a file that counts from the moment it is there."""

from __future__ import annotations

from pathlib import Path

EVERYTHING = frozenset({"*"})


class Switch:
    """`said`: OWSKIT_PAUSED (`all`, or handlers with commas between). `file`: empty for all, or a handler a line."""

    def __init__(self, said: str, file: Path) -> None:
        self._said = _handlers(said.split(",")) if said else frozenset()
        self._file = file

    def paused(self) -> frozenset[str]:
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return self._said
        except (OSError, ValueError):
            return EVERYTHING  # it is there: whoever put it there wants no writes
        return self._said | (_handlers(text.splitlines()) or EVERYTHING)


def _handlers(names: list[str]) -> frozenset[str]:
    given = frozenset(name.strip() for name in names if name.strip())
    return EVERYTHING if given & {"all", "*", "1", "true", "yes"} else given
