"""What a catalogue shows of the data of a trigger's calls, as lines for the handler's docstring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from owskit_addon.errors import GenerateError
from owskit_generator.triggers import Trigger

FORMAT = 1
_MOST_FIELDS = 40
_LONGEST = 100

Catalogue = dict[str, Any]


def read_catalogue(path: Path) -> Catalogue:
    """`catalogue.json`, or the folder that holds it. Raises GenerateError where it is none."""
    path = path / "catalogue.json" if path.is_dir() else path
    hint = "Give the folder that `owskit catalogue` wrote."
    try:
        catalogue = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GenerateError(f"{path}: cannot be read ({error.strerror}).", hint) from None
    except (ValueError, RecursionError):
        raise GenerateError(f"{path}: this is no catalogue.", hint) from None
    if not isinstance(catalogue, dict) or not isinstance(catalogue.get("service_calls"), list):
        raise GenerateError(f"{path}: this is no catalogue.", hint)
    if catalogue.get("catalogue") != FORMAT:
        raise GenerateError(f"{path}: a later owskit made this catalogue.", "Install that one.")
    return catalogue


def changed_fields(catalogue: Catalogue, trigger: Trigger) -> list[str]:
    """`statusId: integer or numeric text (12 of 14)` for each field that was sent in data of the trigger's calls.

    In the order of the catalogue, which is that of their names. What no capture shows is not in it.
    """
    kinds: dict[str, dict[str, None]] = {}
    seen: dict[str, int] = {}
    objects = 0
    for call in catalogue["service_calls"]:
        if isinstance(call, dict) and call.get("service_call") in trigger.service_calls:
            data = _data(call.get("arguments"))
            objects += int(data.get("x-owskit-kinds", {}).get("object", data.get("x-owskit-seen", 0)))
            for name, field in data.get("properties", {}).items():
                kinds.setdefault(name, {}).update(dict.fromkeys(_kinds(field)))
                seen[name] = seen.get(name, 0) + int(field.get("x-owskit-seen", 0))
    lines = [f"{name}: {' or '.join(kinds[name]) or 'anything'} ({seen[name]} of {objects})" for name in kinds]
    more = [f"… and {len(lines) - _MOST_FIELDS} more"] if len(lines) > _MOST_FIELDS else []
    return [line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in lines[:_MOST_FIELDS]] + more


def _data(arguments: Any) -> dict[str, Any]:
    """The shape of the first argument after the session that is an object."""
    positions = arguments.get("prefixItems", []) if isinstance(arguments, dict) else []
    return next((one for one in positions[1:] if isinstance(one, dict) and "properties" in one), {})


def _kinds(field: dict[str, Any]) -> list[str]:
    kinds = list(field.get("x-owskit-kinds", {}))
    return kinds + ["null"] * bool(field.get("x-owskit-null"))
