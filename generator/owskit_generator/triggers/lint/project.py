"""What a handler project shows: handlers that never want the same twice, a store that forgets, bent addresses."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from owskit_generator.triggers.lint.chance import chance_in_php, chance_in_python
from owskit_generator.triggers.lint.codes import CODES
from owskit_generator.triggers.lint.finding import Finding, Level
from owskit_generator.triggers.model import Trigger

LOCK = "owskit.lock"
STORE = "OWSKIT_STORE"

_STORE_LINE = re.compile(rf"^\s*(?:ENV\s+|export\s+|-\s*)?{STORE}\s*[=:]\s*[\"']?(?P<store>[^\"'#\s]*)")
_FILES = (".env", ".env.example", "Dockerfile", "compose.yaml", "docker-compose.yml")
_MOST_BYTES = 1 << 20


def unsteady_handlers(triggers: Sequence[Trigger], folder: Path) -> Iterator[Finding]:
    """OWK006: in the handlers of triggers that may write back (all but `mirror`)."""
    known = _handlers(folder)
    for trigger in triggers:
        if trigger.profile == "mirror":
            continue
        for name in {known.get(trigger.name), f"handlers/{trigger.module}.py", f"handlers/{trigger.module}.php"}:
            source = _text(folder / name) if name is not None and _is_inside(name) else None
            if source is None or name is None:
                continue
            look = chance_in_php if name.endswith(".php") else chance_in_python
            for found in look(source):
                yield Finding(
                    code="OWK006",
                    level="warning",
                    trigger=trigger.name,
                    what=f"the handler of {trigger.name} asks {found.name}: what it writes may differ each time.",
                    cure=CODES["OWK006"].cure,
                    file=str(folder / name),
                    line=found.line,
                    column=found.column,
                )


def forgetful_store(folder: Path | None, environment: Mapping[str, str]) -> Iterator[Finding]:
    """OWK009: OWSKIT_STORE in the environment and, line by line, in the files that set it."""
    if why := _forgets(environment.get(STORE, "")):
        yield _store_finding(why, STORE, 0)
    if folder is None:
        return
    for name in _FILES:
        for number, line in enumerate((_text(folder / name) or "").splitlines(), 1):
            match = _STORE_LINE.match(line)
            if match is not None and (why := _forgets(match["store"])):
                yield _store_finding(why, str(folder / name), number)


def own_registrations(folder: Path) -> list[Mapping[str, Any]]:
    """What registrations.json of the project would register, as rows of a list; empty where there is none."""
    try:
        document = json.loads(_text(folder / "registrations.json") or "[]")
        return [one["request"]["params"][1] for one in document]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return []


def _forgets(store: str) -> tuple[Level, str] | None:
    """Why a store does not last; None where it does."""
    if store.startswith("memory") or store in {"sqlite:", "sqlite://", "sqlite:///", "sqlite:///:memory:"}:
        return "error", "the guard store is kept in memory"
    path = store.removeprefix("sqlite:///")
    temporary = {"/tmp/", "/var/tmp/", "/dev/shm/", tempfile.gettempdir().rstrip("/") + "/"}  # noqa: S108
    if path != store and any(path.startswith(folder) for folder in temporary):
        return "warning", "the guard store is in a temporary folder"
    return None


def _store_finding(why: tuple[Level, str], file: str, line: int) -> Finding:
    level, what = why
    column = 1 if line else 0
    cure = CODES["OWK009"].cure
    return Finding(
        code="OWK009", level=level, trigger="", what=f"{what}.", cure=cure, file=file, line=line, column=column
    )


def _handlers(folder: Path) -> dict[str, str]:
    """Trigger → its handler's file, as the lock says."""
    try:
        found = json.loads(_text(folder / LOCK) or "{}").get("handlers", {})
    except (ValueError, AttributeError, RecursionError):
        return {}
    return {str(name): str(path) for name, path in found.items()} if isinstance(found, dict) else {}


def _is_inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def _text(path: Path) -> str | None:
    """None for what is not there, too large or no text: a linter of triggers has no opinion on that."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
