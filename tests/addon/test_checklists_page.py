"""docs/checklists.md says what the code does: its examples can be read."""

from __future__ import annotations

import re
from pathlib import Path

from owskit_addon.checklist import TIMES, parse_checklist
from owskit_addon.map_file import MapFile

PAGE = Path(__file__).parents[2] / "docs" / "checklists.md"


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_checklist_can_be_read_as_the_page_says() -> None:
    status, vacancy = parse_checklist(examples()[0], "page").events
    assert [(way.name, way.times) for way in status.ways][-2:] == [("from a workflow", TIMES), ("by import", 1)]
    assert [way.times for way in vacancy.ways] == [1, 1]


def test_the_file_of_names_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text(examples()[1], encoding="utf-8")
    assert MapFile(tmp_path / "names.yaml").label_for("Candidates › list", "Status") == "Set for selection in bulk"
