"""The captures that the situations describe in short."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Way, iso

START = 1_790_000_000.0


def events(situation: dict[str, Any]) -> Iterator[Event]:
    """The capture that a situation describes in short."""
    numbers = count(1)
    yield CaptureStart(values=situation.get("values", "tokens"))
    for line in situation.get("checklist", []):
        event, way, state = line["event"], line["way"], line["state"]
        yield Way(at=iso(START), business_event=event, way=way, state=state, reason=line.get("reason", ""))
    for step in situation["capture"]:
        for _ in range(step.get("times", 1)):
            number = next(numbers)
            label = step.get("does") or f"{step['event']}: {step['way']}"
            yield Action(
                id=f"a{number}",
                at=iso(START + number),
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
    return Call(id=f"c{number}", at=iso(START + number), service_call=one["call"], args=whole, **extra, **more)


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
