"""New triggers as text into triggers.yaml. What is in the file stays letter for letter, comments and line ends too."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import msgspec

from owskit_addon.errors import TriggersError
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers.load import parse_triggers, read_document
from owskit_generator.triggers.model import PLACEHOLDER_RECEIVER, Condition, Scalar, Trigger, Triggers
from owskit_generator.triggers.pick import Pick
from owskit_generator.triggers.reasons import listed, paths, paths_line, reason

Catalogue = dict[str, Any]

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")

_HEAD = """\
# The service calls that wake a handler. `owskit choose` began this file; it is yours to edit.
version: 1
receiver: {receiver}      # where your handlers will live: change it before anything is registered
stack: {stack}      # marks what is ours at OTYS
triggers: []
"""


class Extended(NamedTuple):
    """The new text, which triggers are new in it, and a sentence for each that was left alone."""

    text: str
    added: list[Pick]
    left: list[str]
    triggers: Triggers


def extend(text: str | None, name: str, picks: list[Pick], catalogue: Catalogue, stack: str = "owskit") -> Extended:
    """`text` is what the file holds, None where there is none; `name` what errors call it. The result is checked.

    Raises TriggersError where the file has a fault, or where its list cannot be added to.
    """
    if text is None:
        text = _HEAD.format(receiver=PLACEHOLDER_RECEIVER, stack=stack)
    before = parse_triggers(text, name, allow_none=True)
    added, left = [], []
    for pick in picks:
        same = next((trigger for trigger in before.triggers if _is_there(pick, trigger)), None)
        if same is None:
            added.append(pick)
            continue
        # What it lacks a person may have taken out, so it is only named.
        lacks = [call for call in pick.service_calls if call not in same.service_calls]
        more = (
            f" It lacks {', '.join(lacks)}, which the captures call for; add it there if you want it." if lacks else ""
        )
        left.append(f"{same.name} is in {name} already and was left alone ({pick.chosen}).{more}")
    if not added:
        return Extended(text, [], left, before)
    extended = _insert(text, name, added, catalogue)
    try:
        after = parse_triggers(extended, name)
    except TriggersError:
        raise _cannot(name) from None
    if after.triggers[: len(before.triggers)] != before.triggers or len(after.triggers) != len(before.triggers) + len(
        added
    ):
        raise _cannot(name)
    return Extended(extended, added, left, after)


def _is_there(pick: Pick, trigger: Trigger) -> bool:
    """Of that name; or woken by all those calls, and under the same conditions where some were found."""
    covers = set(pick.service_calls) <= set(trigger.service_calls)
    return trigger.name == pick.name or (covers and (not pick.when or trigger.when == pick.when))


def _insert(text: str, name: str, picks: list[Pick], catalogue: Catalogue) -> str:
    sequence: Any = read_document(text, name)["triggers"]
    carriage = "\r" if "\r\n" in text else ""
    lines = text.split("\n")
    if not sequence:
        place, dash = _empty(lines, name), 2
    elif sequence.fa.flow_style():
        raise _cannot(name)
    else:
        dash = sequence.lc.col
        place = _end(lines, sequence.lc.line, dash)
    block = [line + carriage for pick in picks for line in _trigger(pick, catalogue, " " * dash)]
    extended = "\n".join([*lines[:place], *block, *lines[place:]])
    return extended if extended.endswith("\n") else extended + "\n"


def _empty(lines: list[str], name: str) -> int:
    """The line after `triggers: []` or `triggers:`, which loses its brackets."""
    for number, line in enumerate(lines):
        key, colon, rest = line.partition(":")
        if key == "triggers" and colon:
            value, hash_mark, comment = rest.partition("#")
            if value.strip() in {"", "[]"}:
                lines[number] = "triggers:" + (f"  #{comment}" if hash_mark else rest[len(rest.rstrip()) :])
                return number + 1
    raise _cannot(name)


def _end(lines: list[str], start: int, dash: int) -> int:
    """The line after the list's last one: what is in it stands right of its dashes, or starts with one."""
    end = start + 1
    for number in range(start, len(lines)):
        line = lines[number].rstrip()
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if content.startswith("#"):
            inside = 0 < dash <= indent  # else whose comment it is only shows by what follows it
        else:
            inside = indent > dash or (indent == dash and (content + " ").startswith("- "))
            if content and not inside:
                break
        if content and inside:
            end = number + 1
    return end


def _trigger(pick: Pick, catalogue: Catalogue, indent: str) -> list[str]:
    calls = {call["service_call"]: call for call in catalogue["service_calls"]}
    lines = [f"# {pick.chosen}", f"- name: {pick.name}", "  service_calls:"]
    for name in pick.service_calls:
        ways = [f'"{single_line(way)[:60]}"' for way in pick.ways.get(name, ())]
        way = f"for the way{'s' if len(ways) > 1 else ''} {listed(ways)}; " if ways else ""
        lines.append(f"    - {name}  # {way}{reason(calls[name])}")
    lines.append("  everyone: true  # klantGlobal: whoever makes the call, not the key's own user alone")
    lines += _when(pick, calls)
    if pick.uid:
        lines.append("  uid:  # where the uid of the record stands in each call")
        for name, place in pick.uid.items():
            lines.append(
                f"    {name}: {place}" + ("  # a list: several records at once" if name in pick.several else "")
            )
    lines += [
        "  profile: enrich  # mirror | enrich | chain",
        "  writes: []  # the calls that the handler makes itself and that change something",
        "  reads: []",
    ]
    return [indent + line for line in lines]


def _when(pick: Pick, calls: dict[str, Any]) -> list[str]:
    """The conditions with their evidence; where there are none, why, and what there is to ask for."""
    if pick.when:
        return [f"  when:  # {pick.evidence}", *(f"    - {_condition(condition)}" for condition in pick.when)]
    lines = [f"  # {pick.evidence[:1].upper()}{pick.evidence[1:]}."] if pick.evidence else []
    found = [(name, line) for name in pick.service_calls if (line := paths_line(calls[name]))]
    if found:
        example = paths(calls[found[0][0]])[0]
        lines.append(
            f"  # Only when something is set? Say so: when: [{{path: {example}, present: true}}]   Paths seen:"
        )
        lines += [f"  #   {name}: {line}" for name, line in found]
    return lines


def _condition(condition: Condition) -> str:
    """In flow style; what is no plain word stands in double quotes."""
    path = condition.path if _PLAIN.fullmatch(condition.path) else _quoted(condition.path)
    if condition.one_of is not msgspec.UNSET:
        return f"{{path: {path}, in: [{', '.join(map(_quoted, condition.one_of))}]}}"
    if condition.equals is not msgspec.UNSET:
        return f"{{path: {path}, equals: {_quoted(condition.equals)}}}"
    return f"{{path: {path}, present: true}}"


def _quoted(value: Scalar) -> str:
    """As JSON and YAML read alike; no letter as `\\u1234`, since YAML knows no pairs of these. All are printable."""
    return json.dumps(value, ensure_ascii=False)


def _cannot(name: str) -> TriggersError:
    hint = "Write the list with one dash and one line for each trigger, or name a new file with --out."
    return TriggersError(f"{name}: new triggers cannot be added to the way this list is written.", hint)
