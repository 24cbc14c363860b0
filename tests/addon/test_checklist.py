from __future__ import annotations

from pathlib import Path

import pytest

from owskit_addon.checklist import LONGEST, BusinessEvent, Checklist, ListedWay, load_checklist, parse_checklist
from owskit_addon.errors import ChecklistError

WHOLE = """\
version: 1
times: 2
events:
  - event: Change main status
    ways:
      - from the detail
      - way: in bulk from the list
        times: 1
  - event: "Publish: a vacancy"
    times: 5
    ways: [from the switch]
"""


def faults(text: str) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        parse_checklist(text, "list.yaml")
    return caught.value.message.splitlines()


def test_events_ways_and_how_often() -> None:
    assert parse_checklist(WHOLE, "list.yaml") == Checklist(
        (
            BusinessEvent(
                "Change main status", (ListedWay("from the detail", 2), ListedWay("in bulk from the list", 1))
            ),
            BusinessEvent("Publish: a vacancy", (ListedWay("from the switch", 5),)),
        )
    )


def test_three_times_if_nothing_is_said() -> None:
    (event,) = parse_checklist("events:\n  - event: A\n    ways: [b]\n", "list.yaml").events
    assert event.ways[0].times == 3


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_is_said(text: str) -> None:
    assert faults(text) == ["list.yaml: is empty."]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a\n", "1:1: This is no checklist."),
        ("times: 3\n", "1:1: The key events is missing."),
        ("events:\n", "1:1: events is empty."),
        ("events: []\n", "1:9: events is empty."),
        ("events: all\n", "1:9: events is no list."),
        ("events:\n  - event: A\n", "2:5: The key ways is missing."),
        ("events:\n  - ways: [b]\n", "2:5: The key event is missing."),
        ("events:\n  - event: A\n    waes: [b]\n", "3:5: The key waes is not known. Did you mean ways?"),
        ("events:\n  - event: A\n    ways: [b]\n    owner: me\n", "4:5: The key owner is not known. Known here: event"),
        ("events:\n  - A\n", "2:5: A is no business event."),
        ("events:\n  - event: A\n    ways: [b, true]\n", "3:15: True names no way. A text is expected"),
        ("events:\n  - event: 2026\n    ways: [b]\n", "2:12: 2026 names no event."),
        ("events:\n  - event: A\n    ways:\n      - list: in bulk\n", "4:9: This way is taken for a key and a value."),
        ("events:\n  - event: A\n    ways: [b, c, B]\n", "3:18: “B” stands twice."),
        ("events:\n  - event: A\n    ways: [b]\n  - event: ' a '\n    ways: [b]\n", "4:5: “a” stands twice."),
        ("events:\n  - event: A\n    ways: ['  ']\n", "3:12: This name of a way does not do. It has no words."),
        ('events:\n  - event: A\n    ways: ["\\e[31m"]\n', "3:12: This name of a way does not do. It has characters"),
        ('events:\n  - event: "\\u202Ea"\n    ways: [b]\n', "2:12: This name of an event does not do. It has char"),
        (
            "events:\n  - event: A\n    times: 0\n    ways: [b]\n",
            "3:12: times has an impossible value. A number from 1",
        ),
        ("events:\n  - event: A\n    ways:\n      - way: b\n        times: '3'\n", "5:16: times has an impossible"),
        ("version: 2\nevents:\n  - event: A\n    ways: [b]\n", "1:10: This version is not known."),
        ("events:\n  - event: A\n    ways: [b\n", "4:1: this is not YAML"),
        ("events:\n\t- event: A\n", "2:1: a tab stands here"),
        ("events: &a\n  - *a\n", "is no business event."),
    ],
)
def test_faults_have_line_and_column(text: str, fault: str) -> None:
    assert any(fault in line and line.startswith("list.yaml:") for line in faults(text)), faults(text)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    lines = faults("events:\n  - event: A\n    ways: [b, b]\n  - event: A\n    way: [c]\ntimes: many\n")
    assert [line.split(":")[1] for line in lines] == ["3", "4", "5", "6"]


def test_a_long_name_is_a_fault_and_not_cut() -> None:
    assert parse_checklist(f"events:\n  - event: {'x' * LONGEST}\n    ways: [b]\n", "c").events[0].name == "x" * LONGEST
    (line,) = faults(f"events:\n  - event: {'x' * (LONGEST + 1)}\n    ways: [b]\n")
    assert "longer than 100 characters" in line
    assert len(line) < 200


def test_many_ways_are_refused_before_they_are_gone_through() -> None:
    (line,) = faults("events:\n  - event: A\n    ways:\n" + "".join(f"      - w{n}\n" for n in range(51)))
    assert "ways has 51 lines. At most 50 are expected." in line


def test_what_is_no_readable_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ChecklistError, match="there is no such file"):
        load_checklist(tmp_path / "none.yaml")
    with pytest.raises(ChecklistError, match="cannot be read"):
        load_checklist(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"events:\n  - event: caf\xe9\n")
    with pytest.raises(ChecklistError, match=r"latin\.yaml:2:1: this is no UTF-8 text"):
        load_checklist(tmp_path / "latin.yaml")
    (tmp_path / "large.yaml").write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(ChecklistError, match="larger than 1 MB"):
        load_checklist(tmp_path / "large.yaml")
