"""Why a call is in triggers.yaml, in a line of comment: how often it was seen, in which actions, through what."""

from __future__ import annotations

from typing import Any

from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers import rules

_MOST_ACTIONS = 3
_MOST_PATHS = 12


def reason(call: dict[str, Any]) -> str:
    """`seen 3 times (1 failed), in "Set status", via MultiService.execute`; `call` is one of catalogue.json's."""
    parts = [f"seen {_times(call['seen'])}" + (f" ({call['failed']} failed)" if call["failed"] else "")]
    labels = list(dict.fromkeys(single_line(action["label"])[:60] for action in call["actions"]))
    if labels:
        more = f" and {len(labels) - _MOST_ACTIONS} more" if len(labels) > _MOST_ACTIONS else ""
        parts.append("in " + ", ".join(f'"{label}"' for label in labels[:_MOST_ACTIONS]) + more)
    through = list(dict.fromkeys(name for envelope in call["envelopes"] for name in envelope["path"]))
    if through:
        parts.append(f"via {', '.join(single_line(name) for name in through[:3])}")
    return ", ".join(parts)


def paths(call: dict[str, Any]) -> list[str]:
    """What `when` can look at: the members of the arguments after the session, by name only (`args.2.statusId`)."""
    found: list[str] = []
    for position, schema in enumerate(call["arguments"].get("prefixItems", [])):
        if position:
            found.extend(f"args.{position}.{name}" for name in schema.get("properties", {}))
    return [path for path in found if rules.condition_path(path) is None and single_line(path) == path]


def paths_line(call: dict[str, Any]) -> str | None:
    """Their names for a comment, or None where there are none."""
    found = paths(call)
    if not found:
        return None
    more = f" and {len(found) - _MOST_PATHS} more in the catalogue" if len(found) > _MOST_PATHS else ""
    return f"{', '.join(found[:_MOST_PATHS])}{more}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
