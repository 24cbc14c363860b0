"""`owskit catalogue`."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from owskit_addon.errors import CaptureError, GenerateError, NotACapture
from owskit_generator.cli.catalogue import command

GOLDEN = Path(__file__).parents[1] / "catalogue" / "golden"
CAPTURE = str(GOLDEN / "capture.jsonl")
START = '{"event":"capture","format":1,"owskit":"0.1.0","started":"","source":"live","values":"tokens"}\n'


def run(*args: str) -> str:
    result = CliRunner().invoke(command, list(args), catch_exceptions=False, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_both_files_are_made_and_the_second_time_replaced_with_saying_so(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "catalogue"
    first = run(CAPTURE, "--out", str(out))
    assert "replaced" not in first
    for name in ("catalogue.json", "catalogue.md"):
        assert (out / name).read_text(encoding="utf-8") == (GOLDEN / name).read_text(encoding="utf-8")
    assert run(CAPTURE, "--out", str(out)).count("(replaced)") == 2
    assert sorted(path.name for path in out.iterdir()) == ["catalogue.json", "catalogue.md"]


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
    assert [file["replaced"] for file in made["files"]] == [False, False]


@pytest.mark.parametrize(("name", "text"), [("catalogue.json", '{"mine": 1}'), ("catalogue.md", "# Mine\n")])
def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(GenerateError, match="was not made by owskit"):
        run(CAPTURE, "--out", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == text
    run(CAPTURE, "--out", str(tmp_path), "--force")
    assert (tmp_path / name).read_text(encoding="utf-8") != text


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
    assert (out / "catalogue.md").read_text(encoding="utf-8").splitlines()[-1] == "6"
