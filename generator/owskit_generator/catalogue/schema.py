"""Shapes as JSON Schema (2020-12) with counts in `x-owskit-*`; no example, no default, and an `enum` only of what
choices.py lets be told."""

from __future__ import annotations

from typing import Any

from owskit_generator.catalogue.args import Args
from owskit_generator.catalogue.choices import choices
from owskit_generator.catalogue.links import LIST, MAP, Links, Path, sources
from owskit_generator.catalogue.names import name_of
from owskit_generator.catalogue.shape import Shape

Schema = dict[str, Any]

_FORMATS = {"email": "email", "date": "date", "datetime": "date-time", "url": "uri"}
_MEDIA = {"html": "text/html", "json": "application/json"}
_TEXT = "text:"
_TEXTS = {"text:number": "numeric text", "text:boolean": "text of yes or no"}  # else they read as the JSON types


def schema(shape: Shape) -> Schema:
    """`required` is what every object had. `x-owskit-null` of `x-owskit-seen` were null; `x-owskit-kinds` counts the
    others."""
    counts = {**shape.kinds, "object": shape.objects, "list": shape.lists}
    kinds = {_said(kind): count for kind, count in sorted(counts.items()) if count}
    made: Schema = {}
    types = _types(shape)
    if types:
        made["type"] = types[0] if len(types) == 1 else types
    texts = [kind.removeprefix(_TEXT) for kind in shape.kinds if kind.startswith(_TEXT)]
    if len(texts) == 1 and texts[0] in _FORMATS:
        made["format"] = _FORMATS[texts[0]]
    if len(texts) == 1 and texts[0] in _MEDIA:
        made["contentMediaType"] = _MEDIA[texts[0]]
    if few := choices(shape):
        made["enum"] = [*few, None] if shape.null else few
    if shape.objects:
        made |= _members(shape)
    if shape.lists:
        made |= {"items": schema(shape.items)} if shape.items is not None else {} if shape.cut else {"maxItems": 0}
    made |= {"x-owskit-seen": shape.seen, "x-owskit-null": shape.null}
    if kinds:
        made["x-owskit-kinds"] = kinds
    if shape.shortest is not None:
        made["x-owskit-length"] = [shape.shortest, shape.longest]
    if shape.empty_lists:
        made["x-owskit-empty-lists"] = shape.empty_lists
    if shape.cut:
        made["x-owskit-cut"] = shape.cut
    return made


def args_schema(args: Args, service_call: str = "", links: Links | None = None) -> Schema:
    """Arguments by position. `x-owskit-forms` says in which forms they came (`ows.md` 2.5). `links` are those of this
    service call; `x-owskit-from` says where values came from."""
    types = ["array", *(form for form in ("null", "object") if form in args.forms)]
    made: Schema = {"type": types if len(types) > 1 else "array"}
    last = max(args.positions, default=-1)
    positions = [schema(args.positions.get(position) or Shape()) for position in range(last + 1)]
    if positions:
        if args.session:
            positions[0]["x-owskit-role"] = "session"
        made["prefixItems"] = positions
        always = [position for position in range(last + 1) if _always(args, position)]
        made["minItems"] = next((n for n in range(last + 2) if n not in always), 0)
    if args.named.objects:
        members = _members(args.named)
        # The names are those of object forms only; an object without any of them counts as well.
        if args.named.objects < args.forms.get("object", 0):
            members.pop("required", None)
        made |= members
    if args.rest.seen:
        made["items"] = schema(args.rest)
    _name(made, service_call, links or {})
    return made | {"x-owskit-seen": args.seen, "x-owskit-forms": dict(sorted(args.forms.items()))}


def _name(made: Schema, service_call: str, links: Links) -> None:
    for path, taken in sorted(links.items()):
        place, found = _at(made, path[2:]), sources(taken)
        if place is not None and found:
            place["x-owskit-from"] = [
                {
                    "service_call": source.path[0],
                    "path": list(source.path[2:]),
                    "values": source.values,
                    "of": taken.values,
                }
                for source in found
            ]
    for position, inner in enumerate(made.get("prefixItems", [])):
        at = (service_call, "args", str(position))
        given = [*_sources(links, at), *_sources(links, (*at, LIST))]
        named = name_of(service_call, position, inner, given)
        if named is not None:
            inner["x-owskit-name"], inner["x-owskit-why"] = named


def _sources(links: Links, path: Path) -> list[Any]:
    return sources(links[path]) if path in links else []


def _at(made: Schema, path: Path) -> Schema | None:
    """The schema at a path of the arguments; None where it is no more: too many names have become a map, say."""
    first, *rest = path
    place: Any
    if first.isdigit():
        inner = made.get("prefixItems", [])
        place = inner[int(first)] if int(first) < len(inner) else None
    else:
        place = made.get("items") if first == "further" else made.get("properties", {}).get(first)
    for segment in rest:
        if not isinstance(place, dict):
            return None
        if segment == LIST:
            place = place.get("items")
        elif segment == MAP:
            place = place.get("additionalProperties")
        else:
            place = place.get("properties", {}).get(segment)
    return place if isinstance(place, dict) else None


def _always(args: Args, position: int) -> bool:
    shape = args.positions.get(position)
    return shape is not None and shape.seen == args.seen


def _members(shape: Shape) -> Schema:
    made: Schema = {}
    if shape.fields:
        made["properties"] = {name: schema(field) for name, field in sorted(shape.fields.items())}
        required = [name for name, field in sorted(shape.fields.items()) if field.seen == shape.objects]
        if required:
            made["required"] = required
    if shape.entries is not None:
        made["additionalProperties"] = schema(shape.entries)
        made["x-owskit-keys"] = {_key(kind): count for kind, count in sorted(shape.keys.items())}
    return made


def _types(shape: Shape) -> list[str]:
    found = []
    if shape.lists:
        found.append("array")
    if "boolean" in shape.kinds:
        found.append("boolean")
    if "number" in shape.kinds:
        found.append("number")
    elif "integer" in shape.kinds:
        found.append("integer")
    if shape.null:
        found.append("null")
    if shape.objects:
        found.append("object")
    if any(kind.startswith(_TEXT) for kind in shape.kinds):
        found.append("string")
    return found


def _said(kind: str) -> str:
    return _TEXTS.get(kind) or kind.removeprefix(_TEXT)


def _key(kind: str) -> str:
    return "numeric" if kind == "number" else kind
