"""The reasoning behind a choice, for people: ways, cover, conditions, counter-examples."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from owskit_generator.catalogue.cover import Cost
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers.choice import Choice, ChosenCall
from owskit_generator.triggers.model import Condition
from owskit_generator.triggers.reasons import evidence, times
from owskit_generator.triggers.ways import Way

_BY = {"checklist": "from the checklist", "label": "by its label", "person": "put together by you"}


def explain(choice: Choice) -> list[str]:
    """Lines for a terminal; what comes from traffic steers none."""
    lines = [f'Event "{single_line(choice.event.name)}" ({_BY[choice.event.by]})', "  Ways"]
    lines += [f"    {line}" for way in choice.event.ways for line in _way(way)]
    lines += [f"  {line}" for line in _cover(choice)]
    if choice.calls:
        lines.append("  Conditions")
        for group in choice.groups:
            when = " and ".join(said(condition) for condition in group.separation.when)
            lines.append(f"    {', '.join(group.calls)}: {when or 'none'}")
            lines.append(f"      {evidence(group.separation)}")
            if len(group.separation.whose) > 3:
                lines.append(f"      all others: {', '.join(map(single_line, group.separation.whose))}")
        lines.append("  Uid of the record")
        lines += [f"    {call.service_call}: {_place(call)}" for call in choice.calls]
    return lines


def reasoning(choice: Choice) -> dict[str, Any]:
    """The same as JSON data."""
    return {
        "event": choice.event.name,
        "by": choice.event.by,
        "ways": [
            {
                "way": way.name,
                "times": way.times,
                "silent": way.silent,
                "calls": dict(way.core),
                "sometimes": list(way.sometimes),
                "unknown": list(way.unknown),
            }
            for way in choice.event.ways
        ],
        "cover": list(choice.cover.calls),
        "exact": choice.cover.exact,
        "ties": [list(cost.names) for cost in choice.cover.ties],
        "double": {way: list(calls) for way, calls in choice.double.items()},
        "untried": choice.untried,
        "uncovered": [way.name for way in choice.uncovered],
        "passed_over": choice.passed_over,
        "conditions": [
            {
                "calls": list(group.calls),
                "verdict": group.separation.verdict,
                "when": msgspec.to_builtins(group.separation.when),
                "mine": group.separation.mine,
                "others": group.separation.others,
                "whose": list(group.separation.whose),
                "like": list(group.separation.like),
            }
            for group in choice.groups
        ],
        "uid": {call.service_call: {"path": call.place, "several": call.several} for call in choice.calls},
    }


def said(condition: Condition) -> str:
    """`args.2.statusId is 12345`."""
    if condition.one_of is not msgspec.UNSET:
        return f"{condition.path} is one of {', '.join(map(json.dumps, condition.one_of))}"
    if condition.equals is not msgspec.UNSET:
        return f"{condition.path} is {json.dumps(condition.equals)}"
    return f"{condition.path} is there"


def _way(way: Way) -> list[str]:
    calls = [call if count == 1 else f"{call} ×{count:g}" for call, count in way.core.items()]
    lines = [f"{single_line(way.name)}, done {times(way.times)}: {', '.join(calls) or 'nothing that changes anything'}"]
    if way.silent and way.core:
        lines.append(f"  {way.silent} of them changed nothing and were left out")
    if way.sometimes:
        lines.append(f"  not every time: {', '.join(way.sometimes)}")
    if way.unknown:
        lines.append(f"  may change something too: {', '.join(map(single_line, way.unknown))}")
    if way.others and not way.core:
        lines.append(f"  its calls: {', '.join(map(single_line, way.others[:10]))}")
    return lines


def _cover(choice: Choice) -> list[str]:
    cover = choice.cover
    if not cover.calls:
        return ["Cover: none, since no way changes anything"]
    count = f"{len(cover.calls)} call{'s' if len(cover.calls) > 1 else ''}"
    lines = [f"Cover: {count}, {'the fewest that do' if cover.exact else 'the best set found in the time given'}"]
    lines += [f"  {call.service_call}: made by {', '.join(map(single_line, call.ways))}" for call in choice.calls]
    lines += [f"  rather than {', '.join(tie.names)}: {_why(cover.cost, tie)}" for tie in cover.ties]
    lines += [f"  passed over {call}: {single_line(why)}" for call, why in choice.passed_over.items()]
    lines += [
        f"  handled more than once: {single_line(way)} makes {', '.join(calls)}" for way, calls in choice.double.items()
    ]
    lines += [f"  not covered: {single_line(way.name)}" for way in choice.uncovered]
    lines += [f"  not recorded: {single_line(way)}" for way in choice.untried]
    return lines


def _why(best: Cost, tie: Cost) -> str:
    if best.double != tie.double:
        return f"with it {tie.double} ways are handled more than once, not {best.double}"
    if best.extra != tie.extra:
        return f"with it there are {tie.extra} deliveries too many, not {best.extra}"
    if best.burden != tie.burden:
        return f"its calls are made {tie.burden} times for other reasons, these {best.burden} times"
    return "as good; the first by name is taken"


def _place(call: ChosenCall) -> str:
    if call.place is None:
        return "not known; the handlers keep the call itself apart instead"
    return f"{call.place}, a list of several records" if call.several else call.place
