"""The consultant's own words: title, client, logo, notes, leave-outs. The file is made once. Later editions add empty
lines for what is new in them (new_notes.py) and leave every letter that is there as it is."""

from __future__ import annotations

import base64
import difflib
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from owskit_addon.errors import CatalogueError
from owskit_addon.yaml_file import Fault, all_faults, fault, key_place, read_document, read_text, value_place
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.files import write_whole

NAME = "notes.yaml"
_TEXTS = ("title", "client", "logo", "intro")
_HINT = "It holds your own words for the catalogue, as YAML; docs/catalogue.md shows one."
_MOST_LOGO = 500_000
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


class Notes(msgspec.Struct, kw_only=True):
    """Empty texts are left to what owskit says. `logo` is a data URI. `events` are by business event or screen."""

    title: str = ""
    client: str = ""
    logo: str = ""
    intro: str = ""
    events: dict[str, str] = {}
    calls: dict[str, str] = {}
    leave_out_calls: tuple[str, ...] = ()
    leave_out_actions: tuple[str, ...] = ()


def load_notes(path: Path) -> Notes:
    """Raises CatalogueError that says `file:line:column`, each fault and what is expected."""
    document = read_document(read_text(path, CatalogueError, _HINT), str(path), CatalogueError, _HINT)
    if document is None:
        return Notes()
    faults: list[Fault] = []
    notes = _read(document, faults)
    if faults:
        raise all_faults(str(path), faults, CatalogueError)
    if notes.logo:
        notes.logo = _picture(path.parent / notes.logo, path)
    return notes


def unknown_names(notes: Notes, catalogue: dict[str, Any], events: list[str]) -> list[str]:
    """A sentence for each note on what is not in this edition, with the nearest names."""
    calls = [call["service_call"] for call in catalogue["service_calls"]]
    said = []
    for noted, known in ((notes.events, events), (notes.calls, calls)):
        for name in noted:
            if noted[name].strip() and name not in known:
                near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
                nearest = f" Nearest: {', '.join(map(single_line, near))}." if near else ""
                said.append(f"The note on {single_line(name)} is kept, but that is not in this edition.{nearest}")
    return said


def make_notes(path: Path, events: list[str], calls: list[str]) -> None:
    """A new file to fill in, with the names that can have a note."""
    lines = [
        "# Your own words in the catalogue. owskit changes nothing that stands here; it only adds an empty line for",
        "# each event and call that is new. Empty texts say nothing; a name that is not here can be added.",
        "",
        'title: ""     # instead of "Service calls behind OTYS Go!"',
        'client: ""    # for whom it is',
        'logo: ""      # a picture beside this file: logo.png, .jpg or .svg',
        'intro: ""     # stands under the title; for more lines write  intro: |  and indent them below',
        "",
        "# Notes on business events and screens, and on service calls.",
        *["events:", *entries(events)],
        *["calls:", *entries(calls)],
        "",
        "# What is left out of everything that is made, with * and ?. It is counted, not shown.",
        "leave_out:",
        "  calls: []      # for example [MailboxService.*]",
        "  actions: []    # labels, business events or ways",
    ]
    write_whole(path, "\n".join(lines) + "\n")


def entries(names: list[str], indent: str = "  ") -> list[str]:
    """An empty line for each, but for names that no line can hold."""
    return [f'{indent}{_quoted(name)}: ""' for name in names if single_line(name) == name]


def _quoted(name: str) -> str:
    if name.replace(".", "").isalnum() and name.isascii() and not name[0].isdigit() and "." in name:
        return name
    return msgspec.json.encode(name).decode()


def _read(document: Any, faults: list[Fault]) -> Notes:
    notes = Notes()
    if not isinstance(document, CommentedMap):
        faults.append(fault((0, 0), "These are no notes.", "`title:` and the like stand here."))
        return notes
    known = (*_TEXTS, "events", "calls", "leave_out")
    for key in document:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            expected = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
            faults.append(fault(key_place(document, key), "This key is not known.", expected))
    for key in _TEXTS:
        setattr(notes, key, _text(document, key, faults))
    notes.events = _texts(document, "events", faults)
    notes.calls = _texts(document, "calls", faults)
    left = document.get("leave_out")
    if isinstance(left, CommentedMap):
        for key in left:
            if key not in ("calls", "actions"):
                faults.append(fault(key_place(left, key), "This key is not known.", "calls or actions is expected."))
        notes.leave_out_calls = _patterns(left, "calls", faults)
        notes.leave_out_actions = _patterns(left, "actions", faults)
    elif left is not None:
        faults.append(fault(value_place(document, "leave_out"), "This holds no lists.", "calls: and actions: go here."))
    return notes


def _text(mapping: CommentedMap, key: Any, faults: list[Fault]) -> str:
    value = mapping.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    faults.append(fault(value_place(mapping, key), "This is no text.", "Put it in quotes."))
    return ""


def _texts(mapping: CommentedMap, key: str, faults: list[Fault]) -> dict[str, str]:
    value = mapping.get(key)
    if value is None:
        return {}
    if not isinstance(value, CommentedMap):
        faults.append(fault(value_place(mapping, key), "These are no notes.", 'Lines such as  name: "note"  go here.'))
        return {}
    return {str(name): _text(value, name, faults) for name in value}


def _patterns(mapping: CommentedMap, key: str, faults: list[Fault]) -> tuple[str, ...]:
    value = mapping.get(key)
    if value is None:
        return ()
    if isinstance(value, CommentedSeq) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    faults.append(fault(value_place(mapping, key), "This is no list of texts.", "[MailboxService.*] is one."))
    return ()


def _picture(path: Path, notes: Path) -> str:
    kind = _PICTURES.get(path.suffix.lower())
    if kind is None:
        raise CatalogueError(f"{notes}: the logo {path.name} is no PNG, JPEG or SVG.", "Name a picture of such a kind.")
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise CatalogueError(f"{path}: the logo cannot be read ({reason}).", f"Look at logo: in {notes}.") from None
    if len(data) > _MOST_LOGO:
        raise CatalogueError(f"{path}: the logo is larger than 500 kB.", "Make it smaller.")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
