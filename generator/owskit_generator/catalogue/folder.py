"""The catalogue's folder: our own files are replaced, a file that somebody else made is not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from owskit_addon.errors import GenerateError
from owskit_generator.catalogue import html_page, page
from owskit_generator.catalogue.changes import changes
from owskit_generator.catalogue.document import to_json
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.openrpc import openrpc
from owskit_generator.catalogue.postman import postman
from owskit_generator.catalogue.publish import Filter, published, published_changes
from owskit_generator.catalogue.sentences import Language
from owskit_generator.catalogue.tables import COLUMNS, MADE_BY, calls_csv, workbook
from owskit_generator.files import make_folder, write_whole

JSON, HTML, MARKDOWN = "catalogue.json", "catalogue.html", "catalogue.md"
OPENRPC, CSV, XLSX, POSTMAN = "openrpc.json", "calls.csv", "catalogue.xlsx", "catalogue.postman_collection.json"


class Written(NamedTuple):
    """A file, and whether an earlier one of ours gave way to it."""

    path: Path
    replaced: bool


def write_catalogue(
    catalogue: dict[str, Any],
    folder: Path,
    *,
    wanted: Filter = Filter(),  # noqa: B008 - frozen
    notes: Notes | None = None,
    language: Language = "en",
    with_postman: bool = False,
    force: bool = False,
    own_templates: Path | None = None,
) -> list[Written]:
    """All its files. What is different from the catalogue that is there goes into the new one; `wanted`, by which the
    new one was published, holds for the old one too.

    Raises GenerateError before anything is written where a file of a name is not ours (unless `force`), and where the
    folder cannot be written.
    """
    catalogue = with_changes(catalogue, last_edition(folder), wanted)
    made = texts(catalogue, notes, language, own_templates)
    if with_postman or ((folder / POSTMAN).is_file() and _ours(folder / POSTMAN)):
        made[POSTMAN] = _json(postman(catalogue))
    make_folder(folder)
    there = {name for name in made if (folder / name).exists() or (folder / name).is_symlink()}
    for name in sorted(there):
        if not force and not _ours(folder / name):
            raise GenerateError(
                f"{folder / name} is there and was not made by owskit catalogue.",
                "Name another folder with --out, or replace the file with --force.",
            )
    written = []
    for name, content in made.items():
        write_whole(folder / name, content)
        written.append(Written(folder / name, name in there))
    return written


def texts(
    catalogue: dict[str, Any], notes: Notes | None, language: Language, own_templates: Path | None = None
) -> dict[str, str | bytes]:
    """File name → what is in it. Raises GenerateError where a template has a fault."""
    markdown = page.render(catalogue, own_templates, language)
    if not markdown.startswith(page.MARKER):  # a template of one's own may leave it out
        markdown = f"{page.MARKER}\n\n{markdown}"
    html = html_page.render_html(catalogue, notes, language, own_templates)
    if html_page.MARKER not in html[:500]:
        html = f"{html_page.MARKER}\n{html}"
    return {
        JSON: to_json(catalogue),
        HTML: html,
        MARKDOWN: markdown,
        OPENRPC: _json(openrpc(catalogue)),
        CSV: calls_csv(catalogue),
        XLSX: workbook(catalogue, language),
    }


def last_edition(folder: Path) -> dict[str, Any] | None:
    """The catalogue that is there; None where there is none of ours."""
    path = folder / JSON
    if not path.is_file() or not _ours(path):
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def with_changes(
    catalogue: dict[str, Any],
    last: dict[str, Any] | None,
    wanted: Filter = Filter(),  # noqa: B008 - frozen
) -> dict[str, Any]:
    """The catalogue with `changes` since the last edition. The same edition made again says what it said. What is left
    out by `wanted` is not told of as gone, though the last edition may have shown it."""
    if last is None:
        return catalogue
    before = {key: value for key, value in last.items() if key != "changes"}
    try:
        if before == json.loads(to_json(catalogue)):
            if "changes" not in last:
                return catalogue
            kept = published_changes(last["changes"]["changes"], wanted)
            return {**catalogue, "changes": {**last["changes"], "changes": kept}}
        found = changes(published(last, wanted), catalogue)
        since = max((capture["started"] for capture in last["captures"]), default="")
    except (KeyError, TypeError, AttributeError):  # written by an owskit that knew less
        return catalogue
    return {**catalogue, "changes": {"since": since, "changes": msgspec.to_builtins(found)}}


def _json(data: dict[str, Any]) -> str:
    """ASCII only, so that a hostile name can do nothing in an editor or terminal."""
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _ours(path: Path) -> bool:
    try:
        data = path.read_bytes()
        if path.name == XLSX:
            return MADE_BY.encode() in zipfile.ZipFile(io.BytesIO(data)).read("docProps/core.xml")
        text = data.decode("utf-8-sig")
        match path.name:
            case "catalogue.md":
                return text.startswith(page.MARKER)
            case "catalogue.html":
                return html_page.MARKER in text[:500]
            case "calls.csv":
                return text.startswith(",".join(COLUMNS))
        return _is_ours(path.name, json.loads(text))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, RecursionError):
        return False


def _is_ours(name: str, data: Any) -> bool:
    if not isinstance(data, dict):
        return False
    info = data.get("info")
    match name:
        case "catalogue.json":
            return "owskit" in data and "catalogue" in data
        case "openrpc.json":
            return isinstance(info, dict) and "x-owskit" in info
    return isinstance(info, dict) and str(info.get("description", "")).startswith("Made by owskit")
