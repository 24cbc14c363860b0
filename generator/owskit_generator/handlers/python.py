"""The Python project: FastAPI and uvicorn, with nothing of owskit at run time."""

from __future__ import annotations

import json
from typing import Any

import msgspec

import owskit_addon
from owskit_generator.handlers.files import File, Files, Owner
from owskit_generator.rendering import environment
from owskit_generator.templates import template_folder
from owskit_generator.triggers import Condition, Trigger, Triggers

FOLDER = "handlers/python"
INSTALL = ["python", "-m", "pip", "install", "-r", "requirements.txt"]
START = ["python", "-m", "generated"]
TEST = ["python", "-m", "pytest"]
WORKER: list[str] = []
"""Empty: handlers run in the web process, there is no other one to start."""

_HANDLER = "handlers/handler.py.j2"
# Stored without their dot: git would obey a .gitignore among the templates.
_NAMES = {"gitignore": ".gitignore", "env.example": ".env.example"}
_LONGEST = 100


def render(triggers: Triggers) -> Files:
    """Every file that the language brings, handlers included; the same triggers give the same bytes."""
    folder = template_folder() / FOLDER
    templates = environment(FOLDER)
    shown = [_shown(trigger) for trigger in triggers.triggers]
    values = {
        "triggers": shown,
        "conditions": any(trigger.when for trigger in triggers.triggers),
        "stack": triggers.stack,
        "version": owskit_addon.__version__,
    }
    files: Files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # No template's name begins with a dot; what does was left there by a tool or a desktop.
        strayed = any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
        if strayed or not path.is_file() or name == _HANDLER:
            continue
        if name.endswith(".j2"):
            text = templates.get_template(name).render(values)
            files[name.removesuffix(".j2")] = _file(name, text.encode())
        else:
            files[_NAMES.get(name, name)] = _file(name, path.read_bytes().replace(b"\r\n", b"\n"))
    for trigger, one in zip(triggers.triggers, shown, strict=True):
        text = templates.get_template(_HANDLER).render(
            trigger=one, example=(trigger.writes or trigger.service_calls)[0]
        )
        files[handler_path(trigger)] = File(content=text.encode(), owner="yours")
    return files


def handler_path(trigger: Trigger) -> str:
    """`candidate-status` → `handlers/candidate_status.py`: a name that Python can import."""
    return f"handlers/{trigger.module}.py"


def _file(name: str, content: bytes) -> File:
    owners: dict[str, Owner] = {"generated": "ours", "handlers": "yours"}
    return File(content=content, owner=owners.get(name.split("/")[0], "shared"))


def _shown(trigger: Trigger) -> dict[str, Any]:
    conditions = [_condition(condition) for condition in trigger.when]
    return {
        "name": trigger.name,
        "module": f"handlers.{trigger.module}",
        "file": f"{trigger.module}.py",
        "service_calls": trigger.service_calls,
        "when": conditions,
        "says": " and ".join(condition["says"] for condition in conditions),
        # A chain's writes must wake another handler, and a shared user is no sign of an echo (loop-guards.md 2).
        "own_user": trigger.profile != "chain" and trigger.actor == "dedicated",
        "keep": trigger.keep,
    }


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
