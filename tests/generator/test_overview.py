from __future__ import annotations

from typing import Any

from owskit_addon.capture.events import Action, Call, CaptureStart, Problem
from owskit_generator.overview import document, narrowed, overview

MULTI = "MultiService.execute"
WRAP = "LanguageService.wrapRequest"


def call(service_call: str = "CandidateService.getDetail", action: str | None = "a1", **more: Any) -> Call:
    given: dict[str, Any] = {"sure": "probable", "at": "2026-11-20T09:30:00.000Z", **more}
    return Call(id="x", service_call=service_call, action=action, **given)


def action(name: str, second: int = 0, **more: Any) -> Action:
    return Action(id=name, label=more.pop("label", name), how="mark", at=f"2026-11-20T09:30:{second:02}.000Z", **more)


def test_the_json_is_that_of_the_contract() -> None:
    events = [
        CaptureStart(),
        action("a1", label="Save", where="Candidates › Status"),
        call("CandidateService.updateEx", envelopes=[MULTI]),
        call("CandidateService.updateEx", outcome="failed"),
        call("PhoenixModuleService.processStatistics", None, sure="background"),
        call("XService.frob", None, sure="unattributed", outcome="unreadable"),
        Problem(what="p", where="1"),
        Problem(what="p", where="2"),
    ]
    assert document(overview(events)) == {
        "actions": [
            {
                "id": "a1",
                "label": "Save",
                "how": "mark",
                "where": "Candidates › Status",
                "at": "2026-11-20T09:30:00.000Z",
                "calls": [
                    {
                        "service_call": "CandidateService.updateEx",
                        "kind": "write",
                        "count": 2,
                        "failed": 1,
                        "sure": "probable",
                    }
                ],
            }
        ],
        "background": [
            {
                "service_call": "PhoenixModuleService.processStatistics",
                "kind": "telemetry",
                "count": 1,
                "failed": 0,
                "sure": "background",
            }
        ],
        "unattributed": [
            {"service_call": "XService.frob", "kind": "unknown", "count": 1, "failed": 1, "sure": "unattributed"}
        ],
        "service_calls": [
            {
                "service_call": "CandidateService.updateEx",
                "kind": "write",
                "count": 2,
                "failed": 1,
                "envelopes": [MULTI],
            },
            {
                "service_call": "PhoenixModuleService.processStatistics",
                "kind": "telemetry",
                "count": 1,
                "failed": 0,
                "envelopes": [],
            },
            {"service_call": "XService.frob", "kind": "unknown", "count": 1, "failed": 1, "envelopes": []},
        ],
        "problems": [{"what": "p", "count": 2}],
    }


def test_actions_come_by_time_and_calls_by_first_appearance() -> None:
    view = overview([action("late", 9), action("early", 1), call("B.getX", "late"), call("A.getX", "late")])
    assert [a.id for a in view.actions] == ["early", "late"]
    assert [c.service_call for c in view.actions[1].calls] == ["B.getX", "A.getX"]


def test_an_action_without_calls_is_there() -> None:
    assert overview([action("a1")]).actions[0].calls == []


def test_an_action_may_follow_its_calls_and_be_replaced() -> None:
    view = overview([call(), action("a1", label="Step 1"), action("a1", label="Save")])
    assert [(a.label, len(a.calls)) for a in view.actions] == [("Save", 1)]


def test_calls_of_an_action_that_is_missing_are_unattributed() -> None:
    view = overview([call("A.getX", None, sure="unattributed"), call("A.getX", "gone"), call("B.getX", "gone")])
    assert view.actions == []
    assert [(c.service_call, c.count, c.sure) for c in view.unattributed] == [
        ("A.getX", 2, "unattributed"),
        ("B.getX", 1, "probable"),
    ]


def test_an_entry_is_as_sure_as_its_least_sure_call() -> None:
    view = overview([action("a1"), call(sure="certain"), call(sure="probable"), call(sure="inherited")])
    assert view.actions[0].calls[0].sure == "probable"


def test_every_outcome_but_ok_is_failed() -> None:
    view = overview([call(outcome=outcome) for outcome in ("ok", "failed", "unanswered", "unreadable")])
    assert (view.service_calls[0].count, view.service_calls[0].failed) == (4, 3)


def test_envelopes_are_listed_once_outermost_first() -> None:
    view = overview([call(envelopes=[MULTI]), call(envelopes=[WRAP, MULTI]), call(envelopes=["batch", WRAP])])
    assert view.service_calls[0].envelopes == ["batch", WRAP, MULTI]


def test_a_time_that_cannot_be_read_comes_last() -> None:
    view = overview([Action(id="odd", label="", how="mark", at="noon"), action("a1")])
    assert [a.id for a in view.actions] == ["a1", "odd"]


def test_narrowed_to_actions_and_kinds() -> None:
    view = overview(
        [
            action("a1", label="Save status"),
            action("a2", label="Search"),
            call("A.updateX", "a1"),
            call("A.getX", "a1"),
            call("A.getX", "a2"),
            call("A.getX", None, sure="background"),
        ]
    )
    assert narrowed(view, [], []) is view
    by_label = narrowed(view, ["STATUS"], [])
    assert [a.id for a in by_label.actions] == ["a1"]
    assert [(c.service_call, c.count) for c in by_label.service_calls] == [("A.updateX", 1), ("A.getX", 1)]
    assert by_label.background == []
    by_kind = narrowed(view, [], ["write"])
    assert [(a.id, len(a.calls)) for a in by_kind.actions] == [("a1", 1)]
    assert [c.service_call for c in by_kind.service_calls] == ["A.updateX"]
