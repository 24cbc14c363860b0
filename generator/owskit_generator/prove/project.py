"""A copy of a project to prove things about: its own generated code with other triggers and handlers."""

from __future__ import annotations

from pathlib import Path

from owskit_addon.errors import ProofError
from owskit_generator.handlers.files import Files
from owskit_generator.handlers.lock import NAME, Lock, read_lock
from owskit_generator.handlers.project import render_project
from owskit_generator.triggers import Triggers, load_triggers

_TRIGGERS = ("generated/triggers.py", "generated/triggers.php")
"""The only generated files that depend on the triggers; all others are taken from the project as they are."""


def lock_of(project: Path) -> Lock:
    """Raises ProofError where the folder is no project of owskit."""
    lock = read_lock(project)
    if lock is None:
        raise ProofError(f"{project}: no owskit.lock, so this is no project of owskit.", "Make one: owskit generate.")
    return lock


def copy_with(project: Path, triggers_file: Path, handlers: dict[str, str], out: Path) -> Triggers:
    """Writes a project into `out`: triggers of the file, handlers by trigger's name as source text, and whatever stands
    in the project's own `generated/`, changed or not."""
    lock = lock_of(project)
    triggers = load_triggers(triggers_file)
    files, _ = render_project(triggers, triggers_file.read_bytes(), lock.language)  # type: ignore[arg-type]
    _write(files, out)
    for path in sorted((project / "generated").rglob("*")):
        name = path.relative_to(project).as_posix()
        if path.is_file() and "__pycache__" not in name and name not in _TRIGGERS:
            _put(out / name, path.read_bytes())
    made = lock_of(out)
    for trigger, text in handlers.items():
        _put(out / made.handlers[trigger], text.encode())
    return triggers


def copy_whole(project: Path, out: Path) -> Triggers:
    """The project as it is, without what it has at run time."""
    lock = lock_of(project)
    triggers = load_triggers(project / "triggers.yaml")  # of the project: what is wrong is told with the place to mend
    wanted = [*lock.hashes, *lock.handlers.values(), NAME, "triggers.yaml"]
    for name in dict.fromkeys(wanted):
        if (project / name).is_file():
            _put(out / name, (project / name).read_bytes())
    for folder in ("handlers", "generated"):
        for path in sorted((project / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                _put(out / path.relative_to(project), path.read_bytes())
    return triggers


def _write(files: Files, out: Path) -> None:
    for name, file in files.items():
        _put(out / name, file.content)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
