"""New triggers as text into triggers.yaml. What is in the file stays letter for letter, comments and line ends too."""

from __future__ import annotations

from typing import Any, NamedTuple

from owskit_addon.errors import TriggersError
from owskit_generator.triggers.load import parse_triggers, read_document
from owskit_generator.triggers.model import PLACEHOLDER_RECEIVER, Triggers
from owskit_generator.triggers.pick import Catalogue, Pick
from owskit_generator.triggers.reasons import paths, paths_line, reason

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
        same = [
            trigger.name
            for trigger in before.triggers
            if trigger.name == pick.name or set(pick.service_calls) <= set(trigger.service_calls)
        ]
        if same:
            left.append(f"{same[0]} is in {name} already and was left alone ({pick.chosen}).")
        else:
            added.append(pick)
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
        lines.append(f"    - {name}  # {reason(calls[name])}")
    lines.append("  everyone: true  # klantGlobal: whoever makes the call, not the key's own user alone")
    found = [(name, line) for name in pick.service_calls if (line := paths_line(calls[name]))]
    if found:
        example = paths(calls[found[0][0]])[0]
        lines.append(
            f"  # Only when something is set? Say so: when: [{{path: {example}, present: true}}]   Paths seen:"
        )
        lines += [f"  #   {name}: {line}" for name, line in found]
    lines += [
        "  profile: enrich  # mirror | enrich | chain",
        "  writes: []  # the calls that the handler makes itself and that change something",
        "  reads: []",
    ]
    return [indent + line for line in lines]


def _cannot(name: str) -> TriggersError:
    hint = "Write the list with one dash and one line for each trigger, or name a new file with --out."
    return TriggersError(f"{name}: new triggers cannot be added to the way this list is written.", hint)
