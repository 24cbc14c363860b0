"""`owskit catalogue`."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from owskit_addon.errors import CaptureError, CatalogueError, GenerateError, NotACapture
from owskit_generator.cli.catalogue import command

GOLDEN = Path(__file__).parents[1] / "catalogue" / "golden"
CAPTURE = str(GOLDEN / "capture.jsonl")
START = '{"event":"capture","format":1,"owskit":"0.1.0","started":"","source":"live","values":"tokens"}\n'


def run(*args: str) -> str:
    result = CliRunner().invoke(command, list(args), catch_exceptions=False, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


NAMES = [
    "calls.csv",
    "catalogue.html",
    "catalogue.json",
    "catalogue.md",
    "catalogue.xlsx",
    "notes.yaml",
    "openrpc.json",
]


def test_all_files_are_made_and_the_second_time_replaced_with_saying_so(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "catalogue"
    first = run(CAPTURE, "--out", str(out))
    assert "replaced" not in first
    for name in ("catalogue.json", "catalogue.md", "openrpc.json"):
        assert (out / name).read_text(encoding="utf-8") == (GOLDEN / name).read_text(encoding="utf-8")
    assert sorted(path.name for path in out.iterdir()) == NAMES
    before = {name: (out / name).read_bytes() for name in NAMES}
    assert run(CAPTURE, "--out", str(out)).count("(replaced)") == len(NAMES) - 1
    assert {name: (out / name).read_bytes() for name in NAMES} == before
    assert "postman" in run(CAPTURE, "--out", str(out), "--postman")
    assert "postman" in run(CAPTURE, "--out", str(out)), "a collection that is there is made anew"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    run(CAPTURE, "--out", str(tmp_path / "deep" / "out"))
    for path in (tmp_path / "deep", tmp_path / "deep" / "out"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "deep" / "out" / "catalogue.md").stat().st_mode) == 0o600


def test_json_says_what_was_made(tmp_path: Path) -> None:
    made = json.loads(run(CAPTURE, "--out", str(tmp_path), "--json"))
    assert made["service_calls"][0] == {
        "service_call": "CandidateService.getDetail",
        "kind": "read",
        "seen": 1,
        "failed": 0,
    }
    assert [action["label"] for action in made["actions"]][:1] == ["Open a candidate"]
    assert made["problems"] == [{"what": "An answer was not JSON.", "count": 1}]
    assert {file["replaced"] for file in made["files"]} == {False}
    assert made["left_out"] == {"service_calls": {"background": 2, "chosen": 0, "notes": 0}, "actions": 0}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("catalogue.json", '{"mine": 1}'),
        ("catalogue.md", "# Mine\n"),
        ("catalogue.html", "<!doctype html>mine"),
        ("calls.csv", "mine,yours\n"),
        ("catalogue.xlsx", "mine"),
        ("openrpc.json", '{"info": {}}'),
    ],
)
def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(GenerateError, match="was not made by owskit"):
        run(CAPTURE, "--out", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == text
    run(CAPTURE, "--out", str(tmp_path), "--force")
    assert (tmp_path / name).read_bytes() != text.encode()


def test_several_captures_are_one_catalogue(tmp_path: Path) -> None:
    made = json.loads(run(CAPTURE, CAPTURE, "--out", str(tmp_path), "--json"))
    assert len(made["captures"]) == 2
    assert {action["count"] for action in made["actions"]} == {2}
    assert made["service_calls"][0]["seen"] == 2


def test_a_capture_without_calls_or_none_at_all(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text(START, encoding="utf-8")
    with pytest.raises(CaptureError, match="no service calls"):
        run(str(empty), "--out", str(tmp_path / "out"))
    empty.write_text("notes", encoding="utf-8")
    with pytest.raises(NotACapture):
        run(str(empty), "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(GenerateError, match="cannot be written"):
        run(CAPTURE, "--out", str(tmp_path / "file"))
    with pytest.raises(GenerateError, match="cannot be written"):
        run(CAPTURE, "--out", str(tmp_path / "file" / "below"))


def test_a_template_of_ones_own_is_still_known_as_ours(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "catalogue.md.j2").write_text("{{ calls | length }}", encoding="utf-8")
    out = tmp_path / "out"
    for _ in range(2):
        run(CAPTURE, "--out", str(out), "--templates", str(tmp_path))
    assert (out / "catalogue.md").read_text(encoding="utf-8").splitlines()[-1] == "4"


def test_a_page_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "catalogue.html.j2").write_text("<p>{{ title }} {{ client }}", encoding="utf-8")
    (tmp_path / "notes.yaml").write_text("client: <b>Acme", encoding="utf-8")
    out = tmp_path / "out"
    for _ in range(2):
        run(CAPTURE, "--out", str(out), "--templates", str(tmp_path), "--notes", str(tmp_path / "notes.yaml"))
    assert (out / "catalogue.html").read_text(encoding="utf-8").endswith("Go! &lt;b&gt;Acme")


def test_a_choice_of_nothing_is_said_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="No service call is left"):
        run(CAPTURE, "--out", str(tmp_path / "out"), "--only", "Nothing*")
    assert not (tmp_path / "out").exists()


def test_what_was_typed_into_the_notes_is_never_touched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "what you type there stays" in run(CAPTURE, "--out", str(out))
    notes = out / "notes.yaml"
    text = notes.read_text(encoding="utf-8")
    assert '"settings seen": ""' in text
    assert 'CandidateService.updateEx: ""' in text
    typed = text.replace('title: ""', "title: Ours # mine").replace('updateEx: ""', "updateEx: Take this one")
    notes.write_text(typed, encoding="utf-8")
    assert "what you type there stays" not in run(CAPTURE, "--out", str(out), "--force")
    assert notes.read_text(encoding="utf-8") == typed
    page = (out / "catalogue.html").read_text(encoding="utf-8")
    assert "<h1>Ours</h1>" in page
    assert "Take this one" in page


def test_a_note_on_what_is_not_there_is_kept_and_said(tmp_path: Path) -> None:
    notes = tmp_path / "mine.yaml"
    notes.write_text("calls:\n  CandidateService.updateX: old\n", encoding="utf-8")
    said = run(CAPTURE, "--out", str(tmp_path / "out"), "--notes", str(notes))
    assert "The note on CandidateService.updateX is kept" in said
    assert "Nearest: CandidateService.updateEx" in said
    assert not (tmp_path / "out" / "notes.yaml").exists()


def test_faulty_notes_stop_everything_before_anything_is_written(tmp_path: Path) -> None:
    notes = tmp_path / "notes.yaml"
    notes.write_text("titel: x\nevents: []\nleave_out:\n  calls: all\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        run(CAPTURE, "--out", str(tmp_path / "out"), "--notes", str(notes))
    lines = raised.value.message.splitlines()
    assert [line.partition("notes.yaml:")[2].partition(": ")[0] for line in lines] == ["1:1", "2:9", "4:10"]
    assert "Did you mean title?" in lines[0]
    assert not (tmp_path / "out").exists()


def test_publishing_only_what_was_chosen_and_counting_the_rest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.yaml").write_text("leave_out:\n  calls: ['website*']\n  actions: ['Back *']\n", encoding="utf-8")
    made = json.loads(run(CAPTURE, "--out", str(out), "--json", "--without", "*.getDetail", "--with-background"))
    names = [call["service_call"] for call in made["service_calls"]]
    assert names == ["CandidateService.getListEx", "CandidateService.updateEx", "PhoenixModuleService.get", "check"]
    # The action whose only call is left out goes too.
    assert made["left_out"] == {"service_calls": {"background": 0, "chosen": 1, "notes": 1}, "actions": 2}
    for path in out.iterdir():
        if path.name != "notes.yaml":
            assert b"WebsiteService" not in path.read_bytes(), path
    page = (out / "catalogue.html").read_text(encoding="utf-8")
    assert "1 service call by the notes file" in page
    only = json.loads(run(CAPTURE, "--out", str(tmp_path / "only"), "--json", "--only", "*.update*"))
    assert [call["service_call"] for call in only["service_calls"]] == ["CandidateService.updateEx"]
    text = (tmp_path / "only" / "catalogue.json").read_text(encoding="utf-8")
    assert "getListEx" not in text, "no link leads to what is not there"


def test_what_the_next_edition_leaves_out_is_not_told_of_as_gone(tmp_path: Path) -> None:
    """One looks at the first edition, sees what the client should not, and makes it again."""
    out = tmp_path / "out"
    run(CAPTURE, "--out", str(out))
    notes = out / "notes.yaml"
    assert b"WebsiteService" in (out / "catalogue.html").read_bytes()
    text = notes.read_text(encoding="utf-8").replace("  calls: []", "  calls: [WebsiteService.*, check]")
    notes.write_text(text, encoding="utf-8")
    run(CAPTURE, "--out", str(out), "--without", "*.getDetail")
    found = json.loads((out / "catalogue.json").read_text(encoding="utf-8"))
    assert found["changes"]["changes"] == []
    assert found["left_out"]["service_calls"] == {"background": 1, "chosen": 1, "notes": 2}
    for path in out.iterdir():
        if path.name != "notes.yaml":
            assert b"WebsiteService" not in path.read_bytes(), path


def test_changes_that_were_told_are_left_out_as_well(tmp_path: Path) -> None:
    later = tmp_path / "later.jsonl"
    lines = Path(CAPTURE).read_text(encoding="utf-8").splitlines(keepends=True)
    later.write_text("".join(line for line in lines if "WebsiteService" not in line), encoding="utf-8")
    out = tmp_path / "out"
    run(CAPTURE, "--out", str(out))
    run(str(later), "--out", str(out))
    assert "Not seen this time" in (out / "catalogue.html").read_text(encoding="utf-8")
    run(str(later), "--out", str(out), "--without", "website*")
    for path in out.iterdir():
        if path.name != "notes.yaml":
            assert b"WebsiteService" not in path.read_bytes(), path


def test_a_checklist_says_what_was_not_tried(tmp_path: Path) -> None:
    checklist = tmp_path / "checklist.yaml"
    checklist.write_text(
        "events:\n  - event: settings seen\n    ways: [from the menu, by search]\n  - event: other\n    ways: [one]\n",
        encoding="utf-8",
    )
    run(CAPTURE, "--out", str(tmp_path / "out"), "--checklist", str(checklist), "--language", "nl")
    made = json.loads((tmp_path / "out" / "catalogue.json").read_text(encoding="utf-8"))
    ways = [(e["name"], w["way"], w["state"]) for e in made["business_events"] for w in e["ways"]]
    assert ways == [
        ("settings seen", "from the menu", "done"),
        ("settings seen", "by search", "not tried"),
        ("other", "one", "not tried"),
    ]
    assert "niet geprobeerd" in (tmp_path / "out" / "catalogue.html").read_text(encoding="utf-8")


def test_the_next_edition_says_what_changed_and_so_does_the_same_edition_again(tmp_path: Path) -> None:
    later = tmp_path / "later.jsonl"
    lines = Path(CAPTURE).read_text(encoding="utf-8").replace('"statusId":5,', "").replace('"statusId":"5"', '"x":1')
    later.write_text(lines, encoding="utf-8")
    out = tmp_path / "out"
    run(CAPTURE, "--out", str(out))
    assert "changes" not in json.loads((out / "catalogue.json").read_text(encoding="utf-8"))
    for _ in range(2):
        run(str(later), "--out", str(out))
        found = json.loads((out / "catalogue.json").read_text(encoding="utf-8"))["changes"]
        assert found["since"] == "2026-11-20T09:30:00.000Z"
        assert [(change["what"], change["path"], change["breaking"]) for change in found["changes"]] == [
            ("field_gone", ["2", "statusId"], True),
            ("field_added", ["2", "x"], False),
        ]
        page = (out / "catalogue.html").read_text(encoding="utf-8")
        assert "What changed since the last edition" in page
        assert "can break something" in page
