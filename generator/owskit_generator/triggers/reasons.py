"""Why a call is in triggers.yaml and what its conditions rest on: sentences for comments, notes and explanations."""

from __future__ import annotations

from typing import Any

from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers import rules
from owskit_generator.triggers.choice import Choice
from owskit_generator.triggers.separate import Separation

_MOST_ACTIONS = 3
_MOST_PATHS = 12


def reason(call: dict[str, Any]) -> str:
    """`seen 3 times (1 failed), in "Set status", via MultiService.execute`; `call` is one of catalogue.json's."""
    parts = [f"seen {times(call['seen'])}" + (f" ({call['failed']} failed)" if call["failed"] else "")]
    labels = list(dict.fromkeys(f'"{single_line(action["label"])[:60]}"' for action in call["actions"]))
    if labels:
        parts.append("in " + listed(labels))
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


def evidence(separation: Separation) -> str:
    """What the captures show for or against a condition."""
    whose = listed([single_line(one)[:60] for one in separation.whose])
    match separation.verdict:
        case "separates":
            mine = f"seen in {separation.mine} of {separation.mine} calls of this event"
            aside = f"; {separation.aside} more that others make alike left out" if separation.aside else ""
            unknown = f"; {separation.unknown} of no known action left out" if separation.unknown else ""
            return f"{mine}, in 0 of {separation.others} others ({whose}){aside}{unknown}"
        case "inseparable":
            like = listed([single_line(one)[:60] for one in separation.like])
            return f"no condition: in the captures {like} cannot be told apart from this event by the arguments"
    return "no condition: the captures show no other use of these calls, so none could be proved"


def notes(choice: Choice) -> list[str]:
    """What a person should know before they rely on a choice."""
    event = f'"{single_line(choice.event.name)}"'
    found = []
    for way in choice.event.ways:
        name = f'{event}, way "{single_line(way.name)}"'
        if way.silent and way.core:
            found.append(f"{name}: {way.silent} of {way.times} repetitions changed nothing, so they were left out.")
        found += [
            f"{name}: {single_line(call)} may change something too; its name does not say. Add it with --call."
            for call in way.unknown
        ]
    for label, calls in choice.double.items():
        made = f"makes {len(calls)} of the chosen calls ({', '.join(calls)})"
        found.append(f'{event}, way "{single_line(label)}": {made}, so what is done once is handled more than once.')
    for label, why in choice.untried.items():
        because = f" ({single_line(why)})" if why else ""
        found.append(f'{event}, way "{single_line(label)}": stands in the checklist and was not recorded{because}.')
    # Where no way writes, there is no trigger that a way could be missing from.
    for way in choice.uncovered if choice.calls else ():
        found.append(f'{event}, way "{single_line(way.name)}": no call of it changes anything, so nothing tells of it.')
    for group in choice.groups:
        if group.separation.verdict == "inseparable":
            like = listed([single_line(one)[:60] for one in group.separation.like])
            found.append(
                f"{event}: {', '.join(group.calls)}: {like} sends the same; the handler has to look for itself."
            )
    if len(choice.groups) > 1:
        found.append(f"{event}: its calls need different conditions, so it becomes {len(choice.groups)} triggers.")
    if not choice.cover.exact:
        found.append(f"{event}: too many ways to try all sets; a smaller one than the chosen may exist.")
    return found


def listed(texts: list[str]) -> str:
    """Three of them, and how many more."""
    more = f" and {len(texts) - _MOST_ACTIONS} more" if len(texts) > _MOST_ACTIONS else ""
    return ", ".join(texts[:_MOST_ACTIONS]) + more


def times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
