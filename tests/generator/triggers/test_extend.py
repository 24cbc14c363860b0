"""Adding to triggers.yaml: what is there stays letter for letter; what comes from traffic is a comment and no more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from owskit_addon.capture.events import Action, Call, CaptureStart, Event
from owskit_addon.errors import TriggersError
from owskit_generator.triggers.explain import explain
from owskit_generator.triggers.extend import extend
from owskit_generator.triggers.load import parse_triggers
from owskit_generator.triggers.pick import Asked, Pick, pick
from owskit_generator.triggers.uses import Captured, captured

AT = "2026-11-20T09:30:00.000Z"


def capture(label: str = "Save", envelope: str = "MultiService.execute", field: str = "statusId") -> Captured:
    events: list[Event] = [
        Action(id="a1", at=AT, label=label, how="mark"),
        Call(
            id="c",
            at=AT,
            service_call="CandidateService.updateEx",
            action="a1",
            sure="probable",
            envelopes=[envelope],
            args=["tok:secret:session", "tok:uid:16:000000000a", {field: 1}],
        ),
    ]
    return captured(events)


def catalogue() -> dict[str, Any]:
    return capture().catalogue


SAVE = Pick(name="save", service_calls=("CandidateService.updateEx",), chosen='chosen by --action "Save"')
HEAD = "version: 1\nreceiver: https://hooks.example.com/otys\nstack: acme\n"
OTHER = "name: other\n{0}service_calls: [VacancyService.update]   # mine\n"


def test_a_new_file_is_whole_and_says_why() -> None:
    made = extend(None, "t.yaml", [SAVE], catalogue(), "acme")
    triggers = parse_triggers(made.text, "t.yaml")
    assert (triggers.receiver, triggers.stack) == ("https://hooks.example.com/otys", "acme")
    (only,) = triggers.triggers
    assert (only.name, only.service_calls, only.everyone) == ("save", ("CandidateService.updateEx",), True)
    assert (only.profile, only.writes, only.reads, only.when) == ("enrich", (), (), ())
    assert 'CandidateService.updateEx  # seen once, in "Save", via MultiService.execute' in made.text
    assert "CandidateService.updateEx: args.2.statusId" in made.text


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "triggers:\n  # the first\n  - " + OTHER.format("    ") + "    # the last word\n",
        HEAD + "triggers:\n- " + OTHER.format("  ") + "# the last word\n",
        HEAD + "triggers:\n      - " + OTHER.format("        ") + "\n\n# the last word\n",
        "# the last word\n" + "triggers:\n  - " + OTHER.format("    ") + "\n" + HEAD,
        (HEAD + "triggers:\n  - " + OTHER.format("    ") + "  # the last word\n").replace("\n", "\r\n"),
        (HEAD + "triggers:\n  - " + OTHER.format("    ") + "  # the last word"),
        HEAD + "triggers:\n  -\n    " + OTHER.format("    ") + "  # the last word\n...\n",
        HEAD
        + "triggers:\n  - name: other\n    service_calls: [\n      VacancyService.update,  # the last word\n      ]\n",
    ],
)
def test_what_is_there_stays_letter_for_letter(text: str) -> None:
    made = extend(text, "t.yaml", [SAVE], catalogue())
    assert [trigger.name for trigger in made.triggers.triggers] == ["other", "save"]
    new = made.text.split("\n")
    for line in text.rstrip("\n").split("\n"):
        new.remove(line)
    assert "the last word" in made.text
    assert all(line.endswith("\r") for line in new if line) == ("\r\n" in text)


@pytest.mark.parametrize("empty", ["triggers: []\n", "triggers:\n", "triggers: []   # none yet\n"])
def test_an_empty_list_is_begun(empty: str) -> None:
    made = extend(HEAD + empty, "t.yaml", [SAVE], catalogue())
    assert [trigger.name for trigger in made.triggers.triggers] == ["save"]
    assert ("# none yet" in made.text) == ("none yet" in empty)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "triggers: [{name: other, service_calls: [VacancyService.update]}]\n",
        HEAD + "triggers:\n  []\n",
        "{version: 1, receiver: 'https://h.example.com', stack: a, triggers: []}\n",
    ],
)
def test_a_list_that_cannot_be_added_to_is_said(text: str) -> None:
    with pytest.raises(TriggersError, match="cannot be added to"):
        extend(text, "t.yaml", [SAVE], catalogue())


@pytest.mark.parametrize(
    "trigger",
    [
        "name: save\n    service_calls: [VacancyService.update]",
        "name: other\n    service_calls: [VacancyService.update, CandidateService.updateEx]",
    ],
)
def test_a_trigger_of_that_name_or_with_those_calls_is_named_and_left_alone(trigger: str) -> None:
    text = HEAD + f"triggers:\n  - {trigger}\n"
    made = extend(text, "t.yaml", [SAVE], catalogue())
    assert (made.text, made.added) == (text, [])
    assert "was left alone" in made.left[0]


def test_a_file_with_a_fault_is_not_added_to() -> None:
    with pytest.raises(TriggersError, match=r"t\.yaml:4:1"):
        extend(HEAD + "trigers: []\n", "t.yaml", [SAVE], catalogue())


hostile = st.text(max_size=40) | st.sampled_from(
    [
        "a\n  - name: evil\n    service_calls: [XService.update]",
        "#",
        "a: b",
        "\u2028x",
        "\x85y",
        "<<<<<<< HEAD",
        "\x1b[2J",
    ]
)


@given(hostile, hostile, hostile)
@settings(max_examples=150, deadline=None)
def test_names_from_traffic_change_nothing_but_comments(label: str, envelope: str, field: str) -> None:
    found = capture(label, envelope, field)
    (chosen,) = pick(found, Asked(calls=("CandidateService.updateEx",))).picks
    made = extend(None, "t.yaml", [chosen], found.catalogue)
    plain = extend(None, "t.yaml", [chosen], catalogue())
    assert made.triggers == plain.triggers
    assert all(letter.isprintable() for letter in made.text.replace("\n", ""))


@example("", "", "", "\U00011c92")
@given(hostile, hostile, hostile, hostile)
@settings(max_examples=150, deadline=None)
def test_conditions_learned_from_hostile_traffic_are_data_or_nothing(
    label: str, other: str, field: str, value: str
) -> None:
    def used(id: str, label: str, data: dict[str, Any]) -> list[Event]:
        args = ["tok:secret:session", "tok:uid:16:000000000a", data]
        call = Call(id=id, at=AT, service_call="AService.update", action=id, sure="certain", args=args)
        return [Action(id=id, at=AT, label=label, how="mark", business_event=label, way=label), call]

    found = captured(
        [
            CaptureStart(values="tokens"),
            *used("a1", f"mine {label}", {field: value, "code": value}),
            *used("a2", f"other {other}", {"code": f"{value}!"}),
        ]
    )
    picked = pick(found, Asked(events=(f"mine {label}",)))
    made = extend(None, "t.yaml", picked.picks, found.catalogue)
    (trigger,) = made.triggers.triggers
    assert trigger.service_calls == ("AService.update",)
    assert trigger.when == picked.picks[0].when, "what was learned is what is read back"
    assert all(letter.isprintable() for letter in made.text.replace("\n", ""))
    assert all(line.isprintable() for choice in picked.choices for line in explain(choice))
