"""catalogue.md from catalogue.json's data and the template `catalogue/catalogue.md.j2`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from owskit_addon.errors import GenerateError
from owskit_generator.catalogue import markdown, words
from owskit_generator.catalogue.business_events import is_telling
from owskit_generator.catalogue.change_words import alike, sentence
from owskit_generator.catalogue.changes import Change
from owskit_generator.catalogue.sentences import Language, Say
from owskit_generator.templates import template_folder

MARKER = "<!-- Made by owskit catalogue; made anew each time. -->"
_ORDER = {"write": 0, "unknown": 1, "read": 2, "session": 3, "telemetry": 4}


def render(catalogue: dict[str, Any], own_templates: Path | None = None, language: Language = "en") -> str:
    """The page. `own_templates`: a folder whose `catalogue/catalogue.md.j2` takes the place of ours.

    Raises GenerateError where such a template has a fault.
    """
    environment = Environment(
        loader=FileSystemLoader(folders(own_templates), encoding="utf-8"),
        undefined=StrictUndefined,
        # Markdown, not HTML: every value passes `finalize`, which escapes what no filter made into Markdown.
        autoescape=False,  # noqa: S701
        finalize=markdown.escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(code=markdown.code, path=markdown.path, plural=plural, heads=heads)
    say = Say(language)
    values = {
        "marker": markdown.Markdown(MARKER),
        "say": partial(_say, say),
        "word": lambda of, word: say(f"{of}.{word}") if say.has(f"{of}.{word}") else word,
        **_view(catalogue, say),
    }
    return fill(environment, "catalogue/catalogue.md.j2", own_templates, values)


def folders(own_templates: Path | None) -> list[Path]:
    """Where templates are looked for: a person's own first."""
    return [folder for folder in (own_templates, template_folder()) if folder is not None]


def fill(environment: Environment, name: str, own_templates: Path | None, values: dict[str, Any]) -> str:
    """The filled template. Raises GenerateError, with the place, where it has a fault."""
    try:
        return environment.get_template(name).render(values)
    except UnicodeDecodeError:
        own = f"{own_templates}: {name} is no UTF-8 text."
        raise GenerateError(own, "Save the file as UTF-8, or leave out --templates.") from None
    except TemplateError as error:
        hint = "Correct it, or leave out --templates."
        raise GenerateError(f"{_place(error)}: the template has a fault ({type(error).__name__}).", hint) from error


def _place(error: TemplateError) -> str:
    """File and line in the template: Jinja2 puts them into the traceback of what goes wrong while rendering."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}"
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "catalogue.md.j2"


def plural(count: int, one: str, many: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count} {one if count == 1 else many}"


def heads(words: str) -> markdown.Markdown:
    """`way, done` as the first row of a table."""
    return markdown.Markdown(f"| {' | '.join(words.split(', '))} |")


def _say(say: Say, key: str, **values: object) -> markdown.Markdown:
    """A sentence, which may be Markdown; what is put into it comes out as text."""
    return markdown.Markdown(say(key, **{name: _harmless(value) for name, value in values.items()}))


def _harmless(value: object) -> object:
    return value if isinstance(value, int) else markdown.escape(value)


def _view(catalogue: dict[str, Any], say: Say) -> dict[str, Any]:
    calls = sorted(catalogue["service_calls"], key=lambda call: (_ORDER[call["kind"]], call["service_call"]))
    anchors = {call["service_call"]: f"call-{number}" for number, call in enumerate(calls, 1)}
    actions = []
    for action in catalogue["actions"]:
        behind = sorted(action["calls"], key=lambda call: (_ORDER[call["kind"]], call["service_call"]))
        writes = [call for call in behind if call["kind"] in {"write", "unknown"}]
        actions.append({"business_event": "", "way": "", **action, "calls": behind, "writes": writes})
    left = catalogue.get("left_out", {"service_calls": {}, "actions": 0})
    changes = catalogue.get("changes")
    return {
        "owskit": catalogue["owskit"],
        "captures": catalogue["captures"],
        "problems": catalogue["problems"],
        "actions": actions,
        "events": [
            {**event, "ways": [{**way, "telling": list(filter(is_telling, way["calls"]))} for way in event["ways"]]}
            for event in catalogue["business_events"]
        ],
        "left_out": {"total": sum(left["service_calls"].values()), "actions": left["actions"]},
        "changes": None if changes is None else _changes(changes["changes"], say),
        "calls": [
            {
                "errors": [],
                **call,
                "arguments": words.argument_rows(call["arguments"], say),
                "result": words.result_rows(call["result"], say) if "result" in call else [],
            }
            for call in calls
        ],
        "anchors": anchors,
    }


def _changes(changes: list[dict[str, Any]], say: Say) -> list[dict[str, Any]]:
    found = alike(msgspec.convert(changes, list[Change]))
    return [{"text": sentence(each, say), "breaking": each.change.breaking} for each in found]
