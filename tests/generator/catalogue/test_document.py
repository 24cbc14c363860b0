"""catalogue.json: what the contract asks, whatever the order of the calls, and nothing of a person's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.generator.catalogue.remake import GOLDEN, made

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem
from owskit_generator.catalogue.args import Args, merge_args, see_args
from owskit_generator.catalogue.document import document, to_json
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.schema import args_schema

START = CaptureStart(owskit="0.1.0", started="2026-11-20T09:30:00.000Z", source="live", values="tokens")
SESSION = "tok:secret:session"


def call(name: str, args: Any = None, **extra: Any) -> Call:
    return Call(id="e1.0", at=START.started, service_call=name, args=args, **extra)


def action(id: str, label: str, **extra: Any) -> Action:
    return Action(id=id, at=START.started, label=label, how=extra.pop("how", "mark"), **extra)


@pytest.mark.parametrize("name", sorted({path.name for path in GOLDEN.iterdir()} - {"capture.jsonl"}))
def test_golden(name: str) -> None:
    expected = (GOLDEN / name).read_text(encoding="utf-8")
    assert made()[name] == expected, "if this is meant: python -m tests.generator.catalogue.remake"


def test_every_format_has_a_golden_file() -> None:
    assert set(made()) == {path.name for path in GOLDEN.iterdir()} - {"capture.jsonl"}


def test_no_value_of_the_capture_is_in_the_golden_files() -> None:
    values: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)
        elif isinstance(value, str):
            values.add(value)

    for line in (GOLDEN / "capture.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        collect([event.get("args"), event.get("result"), event.get("error")])
    values -= {"status", "uid", "error"}  # also names of fields
    for text in made().values():
        assert not [value for value in values if f'"{value}"' in text or f">{value}<" in text or "tok:" in text]


def test_a_relabelled_action_has_its_new_label() -> None:
    events: list[Event] = [START, action("a1", "old"), call("XService.update", action="a1"), action("a1", "new")]
    assert [found["label"] for found in document(learn(events))["actions"]] == ["new"]


def test_the_same_action_twice_is_one_with_a_count() -> None:
    events: list[Event] = [
        START,
        action("a1", "Save"),
        call("XService.update", action="a1", sure="certain"),
        action("a2", "Save"),
        call("XService.update", action="a2", sure="probable", outcome="failed"),
    ]
    (found,) = document(learn(events))["actions"]
    assert found["count"] == 2
    assert found["calls"] == [
        {
            "service_call": "XService.update",
            "kind": "write",
            "count": 2,
            "in": 2,
            "failed": 1,
            "sure": {"certain": 1, "probable": 1},
        }
    ]


def test_gaps_have_numbers_for_names_so_each_is_its_own() -> None:
    events: list[Event] = [START, action("a1", "Step 1", how="gap"), START, action("2:a1", "Step 1", how="gap")]
    assert len(document(learn(events))["actions"]) == 2


def test_a_call_of_an_action_that_is_not_there_still_counts() -> None:
    (found,) = document(learn([START, call("XService.get", action="a9")]))["service_calls"]
    assert (found["seen"], found["actions"]) == (1, [])


def test_failed_counts_every_outcome_but_ok_and_failures_have_no_result() -> None:
    calls = [
        call("XService.get", result={"a": 1}),
        call("XService.get", outcome="failed", error={"message": "tok:text:5:000000000a"}),
        call("XService.get", outcome="unanswered"),
    ]
    (found,) = document(learn([START, *calls]))["service_calls"]
    assert (found["seen"], found["failed"]) == (3, 2)
    assert found["result"]["x-owskit-seen"] == 1
    assert list(found["error"]["properties"]) == ["message"]


def test_the_order_of_calls_makes_no_difference_to_what_is_said_of_them() -> None:
    calls = [call("BService.get", [1]), call("AService.update", [SESSION, {"x": 1}]), call("AService.update", None)]
    forth = to_json(document(learn([START, *calls])))
    assert forth == to_json(document(learn([START, *reversed(calls)])))


def test_positions_whether_list_or_object() -> None:
    args = Args()
    samples = [[SESSION, "tok:uid:16:000000000a", {"x": 1}], {"0": SESSION, "what": {}}, {"1": 5}, None, "odd"]
    see_args(args, samples)
    made = args_schema(args)
    assert made["x-owskit-forms"] == {"list": 1, "null": 1, "object": 2, "other": 1}
    assert made["type"] == ["array", "null", "object"]
    assert made["prefixItems"][0]["x-owskit-role"] == "session"
    assert made["prefixItems"][1]["type"] == ["integer", "string"]
    assert made["minItems"] == 0
    assert list(made["properties"]) == ["what"]
    assert "required" not in made


def test_as_many_positions_as_always_were_there_are_required() -> None:
    args = Args()
    see_args(args, [[SESSION, 1, None], [SESSION, 1]])
    assert args_schema(args)["minItems"] == 2


def test_ten_thousand_arguments_are_not_ten_thousand_positions() -> None:
    args = Args()
    see_args(args, [list(range(10_000)), {"99999": 1, "9" * 50: 1}])
    made = args_schema(args)
    assert len(made["prefixItems"]) == 32
    assert made["items"]["x-owskit-seen"] == 10_000 - 32 + 1


def test_arguments_merge_in_any_order() -> None:
    samples: list[Any] = [[SESSION, 1], {"0": SESSION, "what": 1}, None, [1, 2, {"a": 1}]]

    def seen(values: list[Any]) -> Args:
        args = Args()
        see_args(args, values)
        return args

    assert seen(samples) == merge_args(seen(samples[2:]), seen(samples[:2]))


def test_problems_and_captures_are_counted() -> None:
    made = document(learn([START, call("XService.get"), Problem(what="p", where="1"), Problem(what="p", where="2")]))
    assert made["captures"] == [{"source": "live", "started": START.started, "calls": 1}]
    assert made["problems"] == [{"what": "p", "count": 2}]


def test_the_file_says_what_it_is() -> None:
    made = document(learn([START]))
    assert list(made) == ["owskit", "catalogue", "captures", "business_events", "actions", "service_calls", "problems"]
    assert made["catalogue"] == 1


def test_remaking_writes_what_is_there(tmp_path: Path) -> None:
    assert made() == made()
