"""The projects that scenarios run against: a project's own generated code with triggers and handlers of the proof."""

from __future__ import annotations

from pathlib import Path

from owskit_generator.prove.project import copy_with, lock_of
from owskit_generator.prove.scenario import Config
from owskit_generator.prove.scenarios.much import LIMIT
from owskit_generator.rendering import environment
from owskit_generator.templates import template_folder
from owskit_generator.triggers import Triggers

_FOLDER = "prove"
_ENDINGS = {"python": "py", "php": "php"}


def make_project(
    project: Path, config: Config, folder: Path, guards: str | None = None
) -> tuple[Path, Triggers, dict[str, str]]:
    """The copy, its triggers, and what its environment has beside the usual. `guards`: see docs/guards.md 8."""
    folder.mkdir(parents=True, exist_ok=True)
    ending = _ENDINGS[lock_of(project).language]
    templates = environment(_FOLDER)
    source = folder / "triggers.yaml"
    source.write_text(
        templates.get_template("triggers.yaml.j2").render(
            config=config, actor="shared" if config.endswith("shared") else "dedicated"
        ),
        encoding="utf-8",
    )
    handler = (template_folder() / _FOLDER / f"scenario.{ending}").read_text(encoding="utf-8")
    names = ["scenario"] if config == "reads" else ["scenario", "watched", "first", "second"]
    triggers = copy_with(project, source, dict.fromkeys(names, handler), folder / "project")
    more = {} if guards is None else {"OWSKIT_GUARDS": guards}
    if config == "budget":
        more["OWSKIT_DAILY_LIMIT"] = str(LIMIT)
    return folder / "project", triggers, more
