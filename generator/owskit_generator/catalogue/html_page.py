"""catalogue.html: one file that needs nothing else, from catalogue.json's data and `catalogue/catalogue.html.j2`."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from owskit_generator.catalogue import html_parts, words
from owskit_generator.catalogue.change_words import Alike, alike
from owskit_generator.catalogue.changes import Change
from owskit_generator.catalogue.html_view import view
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.page import fill, folders
from owskit_generator.catalogue.sentences import Language, Say
from owskit_generator.colours import shared_colours

MARKER = "<!-- Made by owskit catalogue; made anew each time. -->"
TEMPLATE = "catalogue/catalogue.html.j2"


def render_html(
    catalogue: dict[str, Any],
    notes: Notes | None = None,
    language: Language = "en",
    own_templates: Path | None = None,
) -> str:
    """The page. Everything from traffic comes out as text. Raises GenerateError where a template has a fault."""
    say = Say(language)
    found = view(catalogue, notes or Notes(), say)
    environment = Environment(
        loader=FileSystemLoader(folders(own_templates), encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        name=html_parts.name,
        link=partial(html_parts.link, anchors=found["anchors"]),
        argument_rows=lambda schema: html_parts.rows(words.argument_rows(schema, say), say, found["anchors"]),
        result_rows=lambda schema: html_parts.rows(words.result_rows(schema, say), say, found["anchors"]),
        paragraphs=_paragraphs,
        alike=lambda changes: alike(msgspec.convert(changes, list[Change])),
        change=partial(_change, say=say, anchors=found["anchors"]),
        day=say.date,
        uncut=escape,
        capitalized=lambda sentence: sentence[:1].upper() + sentence[1:],
    )
    script = _source("catalogue.js", own_templates)
    return fill(
        environment,
        TEMPLATE,
        own_templates,
        {
            **found,
            "say": _HtmlSay(language),
            "marker": Markup(MARKER),  # noqa: S704 - ours
            "style": Markup(f"{shared_colours()}\n{_source('catalogue.css', own_templates)}"),  # noqa: S704 - ours
            "script": Markup(script),  # noqa: S704 - ours
            "script_hash": b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        },
    )


class _HtmlSay(Say):
    """Sentences as markup, their values as text."""

    def __call__(self, key: str, **values: object) -> Markup:
        sentence, values = self.choose(key, values)
        return Markup(escape(sentence)).format(  # noqa: S704 - escaped
            **{name: html_parts.text(value) for name, value in values.items()}
        )


def _finalize(value: object) -> object:
    """Texts on one line without control characters; what is markup already stays."""
    return value if isinstance(value, Markup | int) else html_parts.text(value)


def _source(name: str, own_templates: Path | None) -> str:
    found = next(path for folder in folders(own_templates) if (path := folder / "catalogue" / name).is_file())
    return found.read_text(encoding="utf-8").strip()


def _paragraphs(value: str) -> Markup:
    """A person's own words: paragraphs and line ends stay."""
    parts = [part for part in re.split(r"\n\s*\n", value.strip()) if part]
    lines = [[escape("".join(c for c in line if c.isprintable())) for line in part.splitlines()] for part in parts]
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(part)) for part in lines)


def _change(found: Alike | dict[str, Any], say: Say, anchors: dict[str, str]) -> Markup:
    """A sentence on one change, or several alike, with names of calls as such."""
    if not isinstance(found, Alike):  # a template of one's own may ask for each
        (found,) = alike([msgspec.convert(found, Change)])
    change = found.change
    is_way = change.what.startswith("way_")

    def listed(parts: tuple[str, ...]) -> Markup:
        if change.what == "type_changed":
            return escape(f" {say('or')} ".join(words.of_type(part, say) for part in parts))
        said = [html_parts.link(part, anchors) if is_way else html_parts.text(part) for part in parts]
        return Markup(", ").join(said) or escape(say("none"))

    return Markup(escape(say.plain(change.what))).format(  # noqa: S704 - escaped
        call=Markup(", ").join(html_parts.link(call, anchors) for call in found.calls),
        field=Markup("<b>{}</b>").format(html_parts.text(found.field)),
        before=listed(change.before),
        after=listed(change.after),
        event=html_parts.text(change.event) or escape(say("no_place")),
        way=html_parts.text(change.way),
    )
