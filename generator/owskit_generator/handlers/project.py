"""A triggers file to a project folder: read, render, compare, write."""

from __future__ import annotations

from pathlib import Path

import msgspec

import owskit_addon
from owskit_addon.errors import GenerateError
from owskit_generator.handlers.files import File, Files, Language, digest
from owskit_generator.handlers.kit import Kit
from owskit_generator.handlers.lock import FORMAT, NAME, Lock, encode, read_lock
from owskit_generator.handlers.php import PHP
from owskit_generator.handlers.plan import Plan, make_plan
from owskit_generator.handlers.python import PYTHON
from owskit_generator.handlers.render import render
from owskit_generator.handlers.shapes import Catalogue, read_catalogue
from owskit_generator.handlers.write import carry_out
from owskit_generator.triggers import Triggers, load_triggers
from owskit_generator.webhooks.registrations import registrations, registrations_http, registrations_json

KITS: dict[Language, Kit] = {"python": PYTHON, "php": PHP}


class Generated(msgspec.Struct, kw_only=True):
    """What was done, or with `check` what would be. `kept` is old path → where the changed file is now."""

    out: str
    language: str
    registrations: int
    handlers: dict[str, str]
    written: list[str]
    unchanged: int
    kept: dict[str, str]
    left: list[str]
    removed: list[str]
    handlers_without_trigger: list[str]
    warnings: list[str]

    @property
    def differs(self) -> bool:
        return bool(self.written or self.kept or self.removed)


def generate_project(
    source: Path,
    out: Path,
    language: Language = "python",
    *,
    check: bool = False,
    catalogue: Path | None = None,
) -> Generated:
    """Makes or remakes the project of a triggers file. Nothing is written before everything is rendered and compared.

    `catalogue` shows the fields that new handlers can expect. Raises TriggersError for the file, GenerateError for the
    folder. `check`: looks only.
    """
    triggers = load_triggers(source)
    shown = read_catalogue(catalogue) if catalogue is not None else None
    files, warnings = render_project(triggers, source.read_bytes(), language, shown)
    old = _ours(out, source, language)
    plan = make_plan(files, out, old, KITS[language])
    if not check and (plan.changes or old is None):
        carry_out(plan, out)
    return _report(plan, triggers, out, language, warnings)


def render_project(
    triggers: Triggers, source: bytes, language: Language = "python", catalogue: Catalogue | None = None
) -> tuple[Files, list[str]]:
    """All files with their bytes, and what to warn about. `source` is the triggers file as it is, comments included."""
    made, warnings = registrations(triggers)
    kit = KITS[language]
    files = render(kit, triggers, catalogue)
    for name, content in {
        "registrations.json": registrations_json(made).encode(),
        "registrations.http": registrations_http(made).encode(),
        "triggers.yaml": source,
    }.items():
        files[name] = File(content=content, owner="ours")
    lock = Lock(
        owskit=owskit_addon.__version__,
        format=FORMAT,
        language=language,
        triggers=[trigger.name for trigger in triggers.triggers],
        handlers={trigger.name: kit.handler_path(trigger) for trigger in triggers.triggers},
        install=kit.install,
        start=kit.start,
        worker=kit.worker,
        test=kit.test,
        hashes={name: digest(file.content) for name, file in sorted(files.items()) if file.owner != "yours"},
    )
    files[NAME] = File(content=encode(lock), owner="ours")
    return files, warnings


def _ours(out: Path, source: Path, language: Language) -> Lock | None:
    """The lock of an earlier run; None for a new or empty folder. Raises GenerateError for a folder of others."""
    if out.exists() and not out.is_dir():
        raise GenerateError(f"{out}: this is a file.", "Give a folder to --out.")
    lock = read_lock(out)
    if lock is not None:
        if lock.language != language:
            raise GenerateError(f"{out}: this is a project in {lock.language[:40]}.", "Generate into another folder.")
        return lock
    if not out.exists():
        return None
    allowed = {".git", source.name if source.resolve().parent == out.resolve() else ""}
    if any(entry.name not in allowed for entry in out.iterdir()):
        hint = "Give a new or empty folder to --out; a project of owskit has a file owskit.lock in it."
        raise GenerateError(f"{out}: there are other files in this folder, so it is left alone.", hint)
    return None


def _report(plan: Plan, triggers: Triggers, out: Path, language: Language, warnings: list[str]) -> Generated:
    calls = {call for trigger in triggers.triggers for call in trigger.service_calls}
    return Generated(
        out=str(out),
        language=language,
        registrations=len(calls),
        handlers={trigger.name: KITS[language].handler_path(trigger) for trigger in triggers.triggers},
        written=sorted(plan.write),
        unchanged=len(plan.unchanged),
        kept=plan.keep,
        left=plan.left,
        removed=plan.remove,
        handlers_without_trigger=plan.without_trigger,
        warnings=warnings,
    )
