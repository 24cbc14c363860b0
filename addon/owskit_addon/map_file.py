"""The person's own names for what the page script finds, kept in a file of theirs from one recording to the next.

    names:
      "Candidates › list › Status": Set for selection in bulk

On the left where it is and what it is called there, on the right what they call it. The file is the person's: it is
read again before each change, one line of it is changed, comments stay, and a file with a fault is left as it is.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ruamel.yaml.comments import CommentedMap

from owskit_addon.actions import LABEL, clean_label
from owskit_addon.capture.lock import try_lock
from owskit_addon.errors import MapFileError
from owskit_addon.folders import make_missing
from owskit_addon.yaml_file import Fault, all_faults, fault, key_place, read_document, read_text, round_trip, shown
from owskit_addon.yaml_file import value_place as place_of

NAMES = 10_000
_WAIT = 0.3
_HINT = "Correct it, or name another file with --names."
_NEW = """\
# What you call what you do in OTYS Go!: on the left how owskit finds it, on the right your own name for it.
# owskit adds a line when you name an action in its bar, and reads the file again next time. The rest is yours to edit.
version: 1
names:
"""


def usual_place() -> Path:
    """The person's own file, for whoever names none."""
    import platformdirs

    return Path(platformdirs.user_data_dir("owskit", appauthor=False)) / "names.yaml"


def key_of(where: str, label: str) -> str:
    """`Candidates › list` and `Status` → `Candidates › list › Status`, also where the label says its place itself."""
    place, called = _line(where), clean_label(label)
    return called if not place or called == place or called.startswith(f"{place} › ") else f"{place} › {called}"


class MapFile:
    """Opens the file, which need not be there yet. Raises MapFileError with line and column where it has a fault.

    `say` gets a sentence when the file cannot be read or written later on; names are then kept in memory, and are
    written with the next one that can be.
    """

    def __init__(self, path: str | Path, say: Callable[[str], None] = lambda text: None) -> None:
        self.path = Path(path).expanduser()
        self.say = say
        self._names: dict[str, str] = {}
        self._unwritten: dict[str, str | None] = {}
        self._stamp: tuple[int, int] | None = None
        self._read()

    def label_for(self, where: str, label: str) -> str | None:
        """The person's name for it, as the file says now; None where they gave none."""
        if self._stamp != self._stamp_now():
            try:
                self._read()
            except MapFileError as error:
                self.say(f"The names stay as they were: {error.message}")
        key = key_of(where, label)
        return self._unwritten[key] if key in self._unwritten else self._names.get(key)

    def keep(self, where: str, label: str, name: str | None) -> None:
        """Writes the name into the file, or with None takes it out. Never raises: see `say`."""
        key = key_of(where, label)
        if not clean_label(label) or (name is not None and len(self._names) >= NAMES and key not in self._names):
            return
        self._unwritten[key] = name
        try:
            with _one_writer(self.path):
                self._read(write=True)
        except (MapFileError, OSError) as error:
            what = error.message if isinstance(error, MapFileError) else f"{self.path}: {_reason(error)}."
            self.say(f"A name could not be written into the file of names: {what} It is in the capture.")

    def close(self) -> list[str]:
        """Tries once more to write what is owed; gives `found: name` for what still is, so that it can be told."""
        if self._unwritten:
            with suppress(MapFileError, OSError), _one_writer(self.path):
                self._read(write=True)
        return [f"{key}: {name}" for key, name in self._unwritten.items() if name is not None]

    def _read(self, *, write: bool = False) -> None:
        """Takes the names over from the file; with `write` first puts into it what is owed."""
        stamp = self._stamp_now()
        text = read_text(self.path, MapFileError, _HINT) if stamp else ""
        document = read_document(text, str(self.path), MapFileError, _HINT) if text else None
        names = _checked(document, str(self.path)) if document is not None else {}
        if write and self._unwritten:
            self._write(text, document)
            for key, name in self._unwritten.items():
                if name is None:
                    names.pop(key, None)
                else:
                    names[key] = name
            self._unwritten.clear()
            stamp = self._stamp_now()
        self._names, self._stamp = names, stamp

    def _write(self, text: str, document: Any) -> None:
        if document is None:
            text = (text if text.endswith("\n") or not text else text + "\n") + _NEW
            document = round_trip().load(text)
        if document.get("names") is None:
            document["names"] = CommentedMap()
        written = document["names"]
        known = {_line(str(key)): key for key in written}
        for key, name in self._unwritten.items():
            if name is not None:
                written[known.get(key, key)] = name
            elif key in known:
                del written[known[key]]
        out = io.StringIO()
        round_trip().dump(document, out)
        _replace(self.path, out.getvalue(), "\r\n" if "\r\n" in text else "\n")

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


def _checked(document: Any, name: str) -> dict[str, str]:
    faults: list[Fault] = []
    if not isinstance(document, CommentedMap):
        raise all_faults(name, [fault((0, 0), "This is no file of names.", "`names:` stands here.")], MapFileError)
    for key in document:
        if key not in ("version", "names"):
            faults.append(
                fault(key_place(document, key), f"The key {shown(key)} is not known.", "Known here: version, names.")
            )
    if document.get("version", 1) != 1:
        faults.append(fault(place_of(document, "version"), "This version is not known.", "version: 1 is expected."))
    names = document.get("names")
    if names is not None and not isinstance(names, CommentedMap):
        faults.append(
            fault(place_of(document, "names"), "names is no list of names.", "`found: your name` is expected.")
        )
        names = None
    read: dict[str, str] = {}
    for key, value in (names or {}).items():
        if not isinstance(key, str):
            faults.append(fault(key_place(names, key), f"{shown(key)} is no text.", "Put it in quotes."))
        elif not isinstance(value, str) or not clean_label(value):
            faults.append(fault(place_of(names, key), "No name stands here.", "A text is expected; put it in quotes."))
        elif len(_line(value)) > LABEL:
            faults.append(fault(place_of(names, key), f"This name is longer than {LABEL} characters."))
        else:
            read[_line(key)] = clean_label(value)
    if faults:
        raise all_faults(name, faults, MapFileError)
    return read


@contextmanager
def _one_writer(path: Path) -> Any:
    """Two recordings may share the file: one changes it at a time."""
    make_missing(path.parent)
    beside = path.with_name(f".{path.name}.lock")
    fd = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + _WAIT
        while not try_lock(fd):
            if time.monotonic() > deadline:
                raise TimeoutError(0, "another recording writes into it")
            time.sleep(0.01)
        yield
    finally:
        os.close(fd)


def _replace(path: Path, text: str, line_end: str) -> None:
    """Whole or not at all; a link stays a link, a file that was there keeps its rights."""
    target = path.resolve()
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        file: IO[str]
        with os.fdopen(handle, "w", encoding="utf-8", newline=line_end) as file:
            file.write(text)
        if target.exists():
            Path(temporary).chmod(target.stat().st_mode & 0o777)
        Path(temporary).replace(target)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _line(text: str) -> str:
    return " ".join(text.split())


def _reason(error: OSError) -> str:
    return (error.strerror or "the system refuses").lower()
