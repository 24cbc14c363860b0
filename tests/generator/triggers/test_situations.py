"""Recorded situations with a known right answer: a folder of small captures, and what must be chosen from each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ruamel.yaml import YAML

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, iso
from owskit_generator.triggers.explain import explain
from owskit_generator.triggers.extend import extend
from owskit_generator.triggers.pick import Asked, pick
from owskit_generator.triggers.uses import captured

FOLDER = Path(__file__).parent / "situations" / "choose"
SITUATIONS = sorted(FOLDER.glob("*.yaml"))
START = 1_790_000_000.0


def events(situation: dict[str, Any]) -> Iterator[Event]:
    """The capture that a situation describes in short."""
    numbers = count(1)
    yield CaptureStart(values=situation.get("values", "tokens"))
    for step in situation["capture"]:
        for _ in range(step.get("times", 1)):
            number = next(numbers)
            label = step.get("does") or f"{step['event']}: {step['way']}"
            yield Action(
                id=f"a{number}",
                at=iso(START + number * 10),
                label=label,
                how="checklist" if "event" in step else "mark",
                where=step.get("where", ""),
                business_event=step.get("event"),
                way=step.get("way"),
            )
            for one in step["calls"]:
                yield call(one, numbers, action=f"a{number}", sure="certain")
    for one in situation.get("background", []):
        yield call(one, numbers, sure="background")
    for one in situation.get("loose", []):
        yield call(one, numbers, sure="unattributed")


def call(one: dict[str, Any], numbers: Iterator[int], **more: Any) -> Call:
    number = next(numbers)
    args = filled(one["args"], numbers)
    session = "tok:session:26:00000000aa"
    whole = {"0": session, **args} if isinstance(args, dict) else [session, *args]
    extra = {name: one[name] for name in ("result", "outcome") if name in one}
    return Call(id=f"c{number}", at=iso(START + number * 10), service_call=one["call"], args=whole, **extra, **more)


def filled(value: Any, numbers: Iterator[int]) -> Any:
    """Records and texts differ from call to call, as they do in a recording."""
    match value:
        case "<uid>":
            return f"tok:uid:16:{next(numbers):010x}"
        case "<text>":
            return f"tok:text:8:{next(numbers):010x}"
        case dict():
            return {str(key): filled(item, numbers) for key, item in value.items()}
        case list():
            return [filled(item, numbers) for item in value]
    return value


@pytest.mark.parametrize("path", SITUATIONS, ids=lambda path: path.stem)
def test_the_right_answer(path: Path) -> None:
    situation: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    found = captured(events(situation))
    asked = msgspec.convert(situation["choose"], Asked)
    picked = pick(found, asked)
    made = extend(None, "triggers.yaml", picked.picks, found.catalogue)
    expect = situation["expect"]
    triggers = {trigger.name: msgspec.to_builtins(trigger) for trigger in made.triggers.triggers}
    assert list(triggers) == list(expect["triggers"])
    for name, wanted in expect["triggers"].items():
        assert list(triggers[name]["service_calls"]) == wanted["calls"]
        if "when" in wanted:
            when = [{key: list(v) if key == "in" else v for key, v in one.items()} for one in triggers[name]["when"]]
            assert repr(when) == repr(wanted["when"]), "values and their types"
        if "uid" in wanted:
            assert triggers[name]["uid"] == wanted["uid"]
    said = {
        "notes": "\n".join(picked.warnings),
        "file": made.text,
        "explains": "\n".join(line for choice in picked.choices for line in explain(choice)),
    }
    for where, text in said.items():
        for part in expect.get(where, []):
            assert part in text
    assert not (expect.get("no_notes") and picked.warnings)
    assert not [part for part in expect.get("file_lacks", []) if part in made.text]


def test_there_are_enough() -> None:
    assert len(SITUATIONS) >= 30
