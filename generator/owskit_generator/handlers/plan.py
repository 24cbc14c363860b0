"""What has to change in a folder so that it is the project: looked at first, written later."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from owskit_addon.errors import GenerateError
from owskit_generator.handlers.files import Files, digest
from owskit_generator.handlers.kit import Kit
from owskit_generator.handlers.lock import NAME, Lock


class Plan(msgspec.Struct, kw_only=True):
    """Paths from the project's folder. `keep` is old path → new name; `write` may hold the same path."""

    write: dict[str, bytes] = {}
    unchanged: list[str] = []
    keep: dict[str, str] = {}
    left: list[str] = []
    remove: list[str] = []
    without_trigger: list[str] = []

    @property
    def changes(self) -> bool:
        return bool(self.write or self.keep or self.remove)


def make_plan(files: Files, out: Path, old: Lock | None, kit: Kit) -> Plan:
    """Compares. `ours` and changed by somebody → kept aside; `shared` and changed → left; `yours` → only if missing."""
    plan = Plan()
    hashes = old.hashes if old is not None else {}
    for name, file in files.items():
        _check_way(out, name)
        present = _content(out / name)
        untouched = present is not None and digest(present) == hashes.get(name)
        if present is not None and (file.owner == "yours" or digest(present) == digest(file.content)):
            plan.unchanged.append(name)
        elif file.owner == "shared" and not untouched and (present is not None or name in hashes):
            plan.left.append(name)
        else:
            if present is not None and not untouched and name != NAME:
                plan.keep[name] = _free_name(out, name)
            plan.write[name] = file.content
    _stale(plan, files, out, hashes)
    for path in sorted((out / "handlers").glob(f"*{kit.suffix}")):
        name = f"handlers/{path.name}"
        if name not in files and re.search(kit.is_handler, _content(path) or b"", re.MULTILINE):
            plan.without_trigger.append(name)
    return plan


def _stale(plan: Plan, files: Files, out: Path, hashes: dict[str, str]) -> None:
    """What an earlier run wrote and this one does not: removed if unchanged, kept aside or left if not."""
    for name in sorted(hashes.keys() - files.keys()):
        _check_way(out, name)
        present = _content(out / name)
        if present is None:
            continue
        if digest(present) == hashes[name]:
            plan.remove.append(name)
        elif name.startswith("generated/"):
            plan.keep[name] = _free_name(out, name)
        else:
            plan.left.append(name)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GenerateError(f"{path}: cannot be read ({error.strerror}).", "Move it out of the way.") from None


def _check_way(out: Path, name: str) -> None:
    """A link in the project could lead what we write to another place."""
    for parent in (out / name).relative_to(out).parents:
        folder = out / parent
        if folder != out and folder.is_symlink():
            raise GenerateError(
                f"{folder}: this is a link.", "owskit writes only inside the folder; put a real one there."
            )


def _free_name(out: Path, name: str) -> str:
    number = 1
    while (out / f"{name}.kept-{number}").exists():
        number += 1
    return f"{name}.kept-{number}"
