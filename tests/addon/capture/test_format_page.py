"""docs/capture-format.md says what the code does: its example can be read, its tables name every field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from owskit_addon.capture.events import Action, Call, CaptureStart, Problem, Way
from owskit_addon.capture.reader import read_capture

PAGE = Path(__file__).parents[3] / "docs" / "capture-format.md"


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_example_can_be_read(tmp_path: Path) -> None:
    example = re.search(r"```json\n(.*?)```", text(), re.DOTALL)
    assert example is not None
    path = tmp_path / "c.jsonl"
    path.write_text(example[1], encoding="utf-8")
    assert [type(event) for event in read_capture(path)] == [CaptureStart, Action, Call, Problem]


@pytest.mark.parametrize(
    ("name", "event"), [("capture", CaptureStart), ("action", Action), ("call", Call), ("way", Way)]
)
def test_every_field_is_in_its_table_and_what_is_needed_is_marked(name: str, event: Any) -> None:
    section = text().partition(f"### `{name}`\n")[2].partition("\n### ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    needed = {field for row in rows for field in re.findall(r"`(\w+)`", row[1]) if "*needed*" in row[4]}
    named = {field for row in rows for field in re.findall(r"`(\w+)`", row[1])}
    fields = msgspec.structs.fields(event)
    assert named == {field.name for field in fields}
    required = {field.name for field in fields if field.required}
    assert needed == (required | {"format"} if name == "capture" else required)
