"""catalogue.xlsx as a meeting reads it: actions × calls."""

from __future__ import annotations

from typing import Any

from owskit_addon.capture.events import Action, Call, CaptureStart, Way
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.tables import sheets

AT = "2026-11-20T09:30:00.000Z"


def catalogue() -> dict[str, Any]:
    def action(id: str, label: str) -> Action:
        return Action(at=AT, id=id, label=label, how="mark")

    def call(id: str, action: str | None, name: str) -> Call:
        return Call(at=AT, id=id, service_call=name, action=action, sure="certain" if action else "background")

    return document(
        learn(
            [
                CaptureStart(owskit="0.1.0", started=AT, source="live", values="tokens"),
                action("a1", "Open"),
                call("1", "a1", "CandidateService.getDetail"),
                action("a2", "Save"),
                call("2", "a2", "CandidateService.updateEx"),
                call("3", "a2", "CandidateService.updateEx"),
                call("4", "a2", "CandidateService.getDetail"),
                call("5", None, "MailboxService.getUnreadCount"),
                Way(at=AT, business_event="Change status", way="by import", state="skipped", reason="not used"),
            ]
        )
    )


def test_a_row_an_action_and_a_column_a_call_writes_first() -> None:
    matrix = sheets(catalogue())[0]
    assert matrix.head[6:] == ["CandidateService.updateEx (write)", "CandidateService.getDetail (read)"]
    counts = {(row[1] or row[2]): row[5:] for row in matrix.rows}
    assert counts == {"Open": [1, None, 1], "Save": [1, 2, 1], "by import": [0, None, None]}
    assert matrix.rows[-1][4] == "skipped not used"


def test_every_call_of_the_matrix_has_a_line_that_says_how_sure() -> None:
    _, lines, _ = sheets(catalogue())
    assert [row[2:3] + row[6:] for row in lines.rows if row[6]] == [
        ["Open", "CandidateService.getDetail", "read", 1, 0, "certain 1"],
        ["Save", "CandidateService.updateEx", "write", 2, 0, "certain 2"],
        ["Save", "CandidateService.getDetail", "read", 1, 0, "certain 1"],
    ]


def test_in_dutch_the_words_for_how_it_is_known_and_how_sure_are_dutch_too() -> None:
    matrix, calls, _ = sheets(catalogue(), "nl")
    how, sure = matrix.head.index("Hoe bekend"), calls.head.index("Hoe zeker")
    english = {"gesture", "mark", "checklist", "navigation", "gap", "certain", "inherited", "probable", "background"}
    said = {str(row[how]) for row in matrix.rows} | {str(row[sure]).split(" ")[0] for row in calls.rows}
    assert said - {""}
    assert not said & (english - {"checklist"})
