"""Triggers to the files of a project in one language: templates are filled, what all languages share is added."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

import owskit_addon
from owskit_addon.errors import GenerateError
from owskit_generator.handlers.files import File, Files, Owner
from owskit_generator.handlers.kit import Kit
from owskit_generator.handlers.shapes import Catalogue, changed_fields
from owskit_generator.rendering import environment
from owskit_generator.templates import template_folder
from owskit_generator.triggers import Condition, Trigger, Triggers
from owskit_generator.triggers.places import uid_places

# What every language gets as it is: folder of the templates → folder of the project.
SHARED = {"vectors": "tests/vectors", "store": "generated/store"}

# Stored without their dot: git would obey a .gitignore among the templates.
_NAMES = {
    "gitignore": ".gitignore",
    "dockerignore": ".dockerignore",
    "env.example": ".env.example",
    "public/htaccess": "public/.htaccess",
}
_LONGEST = 100


def render(kit: Kit, triggers: Triggers, catalogue: Catalogue | None = None) -> Files:
    """Every file that the language brings, handlers included; the same input gives the same bytes."""
    folder = template_folder() / kit.folder
    if not (folder / kit.handler).is_file():
        raise GenerateError(f"There are no templates for {kit.language} in {folder}.", "Install owskit again.")
    templates = environment(kit.folder)
    shown = [_shown(kit, trigger, catalogue) for trigger in triggers.triggers]
    values = {
        "triggers": shown,
        "conditions": any(trigger.when for trigger in triggers.triggers),
        "stack": triggers.stack,
        "version": owskit_addon.__version__,
        "places": uid_places(triggers),
    }
    files: Files = {}
    for name, path in _below(folder):
        if name == kit.handler:
            continue
        if name.endswith(".j2"):
            text = templates.get_template(name).render(values)
            files[name.removesuffix(".j2")] = _file(name, text.encode())
        else:
            files[_NAMES.get(name, name)] = _file(name, _content(path))
    for source, target in SHARED.items():
        for name, path in _below(template_folder() / "handlers" / source):
            files[f"{target}/{name}"] = File(content=_content(path), owner="ours")
    for trigger, one in zip(triggers.triggers, shown, strict=True):
        text = templates.get_template(kit.handler).render(trigger=one, example=_example(trigger))
        files[kit.handler_path(trigger)] = File(content=text.encode(), owner="yours")
    return files


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a template folder by their name from it, sorted.

    No template's name begins with a dot; what does was left there by a tool or a desktop.
    """
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") or part == "__pycache__" for part in parts):
            yield "/".join(parts), path


def _content(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")


def _file(name: str, content: bytes) -> File:
    owners: dict[str, Owner] = {"generated": "ours", "handlers": "yours"}
    return File(content=content, owner=owners.get(name.split("/")[0], "shared"))


def _shown(kit: Kit, trigger: Trigger, catalogue: Catalogue | None) -> dict[str, Any]:
    conditions = [_condition(condition) for condition in trigger.when]
    path = kit.handler_path(trigger)
    return {
        "name": trigger.name,
        "path": path,
        "file": path.rpartition("/")[2],
        "module": f"handlers.{trigger.module}",
        "service_calls": trigger.service_calls,
        "when": conditions,
        "says": " and ".join(condition["says"] for condition in conditions),
        "profile": trigger.profile,
        "actor": trigger.actor,
        "keep": trigger.keep,
        "fields": changed_fields(catalogue, trigger) if catalogue is not None else [],
        "writes": trigger.writes,
        "reads": trigger.reads,
    }


def _example(trigger: Trigger) -> str:
    """A call that sets fields of a record, of the trigger's own where it has one."""
    own = (call for call in (*trigger.writes, *trigger.service_calls) if call.endswith((".update", ".updateEx")))
    return next(own, "CandidateService.updateEx")


def _condition(condition: Condition) -> dict[str, Any]:
    if condition.one_of is not msgspec.UNSET:
        test, values = "in", condition.one_of
    elif condition.equals is not msgspec.UNSET:
        test, values = "equals", (condition.equals,)
    else:
        test, values = "present", ()
    wanted = {"equals": "is", "in": "is one of", "present": "is there"}[test]
    says = f"{condition.path} {wanted} {', '.join(map(json.dumps, values))}".strip()
    says = says if len(says) <= _LONGEST else says[: _LONGEST - 1] + "…"
    return {"path": condition.path, "test": test, "values": values, "says": says}
