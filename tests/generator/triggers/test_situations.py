"""Recorded situations with a known right answer: a folder of small captures, and what must be chosen from each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from ruamel.yaml import YAML
from tests.generator.triggers.recording import events

from owskit_generator.triggers.explain import explain
from owskit_generator.triggers.extend import extend
from owskit_generator.triggers.pick import Asked, pick
from owskit_generator.triggers.uses import captured

FOLDER = Path(__file__).parent / "situations" / "choose"
SITUATIONS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", SITUATIONS, ids=lambda path: path.stem)
def test_the_right_answer(path: Path) -> None:
    situation: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
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
