"""Triggers files with known problems: a folder of situations; and what holds of all codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from ruamel.yaml import YAML
from tests.generator.triggers.recording import events

from owskit_generator.triggers import forecast, parse_triggers
from owskit_generator.triggers.lint import CODES, Subject, lint
from owskit_generator.triggers.lint.drawing import as_svg
from owskit_generator.triggers.lint.graph import as_text, circles
from owskit_generator.triggers.listed import registered, rows
from owskit_generator.triggers.model import Trigger
from owskit_generator.triggers.uses import captured

SITUATIONS = sorted((Path(__file__).parent / "situations" / "lint").glob("*.yaml"))
HEAD = "version: 1\nreceiver: https://hooks.example.com/otys\nstack: acme\ntriggers:\n"


def read(path: Path) -> dict[str, Any]:
    situation: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return situation


def subject(situation: dict[str, Any], folder: Path) -> Subject:
    text = HEAD + "".join(f"  {line}\n" for line in situation["triggers"].splitlines())
    triggers = parse_triggers(text, "t.yaml")
    uses = captured(events(situation)).uses if "capture" in situation else None
    foreseen = None
    if "per_day" in situation:
        foreseen = forecast.per_day(triggers.triggers, situation["per_day"], uses.spans if uses else [])
    if "from_recording" in situation:
        foreseen = forecast.from_recordings(triggers.triggers, uses.spans if uses else [])
    if "log" in situation:
        foreseen = forecast.from_log(triggers.triggers, rows(situation["log"]))
    files = situation.get("files", {})
    for name, content in {**files, **{f"handlers/{n}": c for n, c in situation.get("handlers", {}).items()}}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return Subject(
        triggers=triggers,
        text=text,
        name="t.yaml",
        uses=uses,
        forecast=foreseen,
        registered=registered(rows(situation["registered"])) if "registered" in situation else None,
        project=folder,
        own_users=frozenset(situation.get("users", [])),
        environment={"OWSKIT_STORE": situation["store"]} if "store" in situation else {},
    )


@pytest.mark.parametrize("path", SITUATIONS, ids=lambda path: path.stem)
def test_the_right_findings(path: Path, tmp_path: Path) -> None:
    situation = read(path)
    expect = situation["expect"]
    given = subject(situation, tmp_path)
    found = lint(given)
    also = expect.get("also", [])
    shown = [f"{one.code} {one.level} {one.line}:{one.column}" for one in found if one.code not in also]
    assert shown == expect["findings"]
    assert {one.code for one in found}.issuperset(also)
    said = "\n".join(one.what for one in found)
    for part in expect.get("what", []):
        assert part in said
    cures = "\n".join(one.cure for one in found)
    for part in expect.get("cure", []):
        assert part in cures
    if "forecast" in expect:
        assert given.forecast is not None
        made = forecast.as_json(given.forecast)
        assert {key: made[key] for key in expect["forecast"]} == expect["forecast"]
        assert "of 10,000" in forecast.sentence(given.forecast)


def test_every_code_has_a_situation_and_says_what_to_do() -> None:
    met = {code for path in SITUATIONS for code in re.findall(r"OWK\d{3}", str(read(path)["expect"]))}
    assert met == set(CODES)
    assert [f"OWK{number:03}" for number in range(1, 14)] == list(CODES)[:13]
    for code in CODES.values():
        assert code.title
        assert len(code.why) > 80
        assert code.cure.endswith(".")


def trigger(name: str, calls: str, writes: str = "", **more: Any) -> Trigger:
    return Trigger(name=name, service_calls=tuple(calls.split()), writes=tuple(writes.split()), **more)


def test_the_graph_as_text() -> None:
    made = as_text(
        [
            trigger(
                "a", "AService.update", "AService.update BService.update CService.add", reads=("AService.getDetail",)
            ),
            trigger("b", "BService.update", loop="guarded"),
        ]
    )
    assert made == [
        "a (enrich)",
        "  <- AService.update",
        "  -> writes AService.update  => wakes itself",
        "  -> writes BService.update  => wakes b",
        "  -> writes CService.add",
        "  .. reads AService.getDetail",
        "b (enrich, guarded)",
        "  <- BService.update",
    ]


def test_the_graph_as_svg_is_a_picture_of_all_of_it() -> None:
    triggers = [
        trigger("a", "AService.update", "AService.update CService.add", reads=("AService.getDetail",)),
        trigger("b", "BService.update AService.update"),
    ]
    root = ElementTree.fromstring(as_svg(triggers))
    name = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in root.iter(f"{name}text")] == [
        "AService.update",
        "BService.update",
        "a",
        "b",
        "CService.add",
        "AService.getDetail",
    ]
    said = {title.text for path in root.iter(f"{name}path") for title in path}
    assert said == {
        "AService.update wakes a",
        "BService.update wakes b",
        "AService.update wakes b",
        "a writes AService.update",
        "a writes CService.add",
        "a reads AService.getDetail",
    }
    assert [path.get("class") for path in root.iter(f"{name}path") if "loop" in (path.get("class") or "")] == [
        "writes loop"
    ]
    assert not any(node.tag.endswith(("script", "image")) or "href" in str(node.attrib) for node in root.iter())


def test_circles_are_found_once_each() -> None:
    ring = [trigger(f"t{n}", f"S{n}Service.update", f"S{(n + 1) % 50}Service.update") for n in range(50)]
    assert circles(ring) == [tuple(f"t{n}" for n in range(50))]
    assert circles(ring[:-1]) == []


@pytest.mark.parametrize(("total", "stage"), [(6999, "fine"), (7000, "warned"), (8500, "less"), (9500, "no writes")])
def test_the_stages_of_the_budget(total: float, stage: str) -> None:
    found = forecast.per_day([trigger("a", "AService.update")], total)
    assert (found.stage, found.total) == (stage, total)


def test_beyond_the_limit_the_bar_says_so_and_none_is_longer_than_the_room() -> None:
    found = forecast.per_day([trigger("a", "AService.update", "AService.update")], 8000)
    assert found.stage == "lost"
    for fancy in (True, False):
        lines = forecast.chart(found, 80, fancy=fancy)
        assert all(len(line) <= 80 for line in lines[:-1])
        assert ("▶" if fancy else ">") in lines[-2]
        assert "16,000" in lines[-2]
        assert fancy or "\n".join(lines).isascii()


def test_where_a_user_reached_the_limit_the_log_tells_the_least() -> None:
    row = {"added": "2026-11-20 09:00:00", "service_call": "AService.update", "user": "7", "decision": "accepted"}
    echo = {**row, "user": "9", "decision": "skip", "reason": "echo", "hop": 1}
    triggers = [trigger("a", "AService.update", "AService.update")]
    for limit, at_least in ((4, False), (3, True)):
        found = forecast.from_log(triggers, [row, echo, row, row], limit)
        assert found is not None
        assert (found.total, found.at_least) == (3, at_least)
        assert forecast.sentence(found).startswith("At least 3 deliveries" if at_least else "About 3 deliveries")
        assert (found.stage == "lost") is at_least, "what OWS had to say after that, nobody heard"


def test_a_recording_is_stretched_to_a_working_day() -> None:
    capture = {
        "capture": [{"event": "E", "way": "w", "times": 91, "calls": [{"call": "AService.update", "args": [1]}]}]
    }
    spans = captured(events(capture)).uses.spans
    found = forecast.from_recordings([trigger("a", "AService.update")], spans)
    assert found is not None
    seconds = (spans[0].last or 0) - (spans[0].first or 0)
    assert found.total == pytest.approx(91 * 8 * 3600 / seconds)
    assert forecast.from_recordings([trigger("a", "AService.update")], []) is None


def test_findings_are_data() -> None:
    situation = read(SITUATIONS[0].parent / "writes-its-own-call.yaml")
    (found,) = lint(subject(situation, Path()))
    assert msgspec.to_builtins(found) == {
        "code": "OWK001",
        "level": "error",
        "trigger": "a",
        "what": "a writes CandidateService.updateEx, which wakes it again.",
        "cure": "Write through another call; or add the line `loop: guarded` under a, and run `owskit prove` on the"
        " project.",
        "file": "t.yaml",
        "line": 7,
        "column": 37,
    }


def test_the_page_lists_the_codes_as_they_are() -> None:
    page = (Path(__file__).parents[3] / "docs" / "choosing.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (OWK\d{3}) \| (.+?) \|", page, re.MULTILINE) == [
        (code, said.title) for code, said in CODES.items()
    ]
