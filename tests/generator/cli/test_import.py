from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from owskit_addon.capture import Action, Call, CaptureStart, Problem, read_capture
from owskit_addon.errors import CaptureUnwritable, OwskitError, SourceError
from owskit_generator.cli.main import cli

SECRET = "k3ymr8v5jq0d7x2c9w1b6n4t0z"


def entry(number: int, host: str = "acme.otysapp.com", method: str = "CandidateService.updateEx") -> dict[str, Any]:
    call = {"method": f"Otys.Services.{method}", "args": [SECRET, "17", {"statusId": 3}]}
    asked = {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [[call]], "id": number}
    answered = {"id": number, "result": [{"status": "success", "data": True}]}
    return {
        "startedDateTime": f"2026-11-20T09:30:{number:02}.000Z",
        "time": 10,
        "request": {
            "method": "POST",
            "url": f"https://{host}/jservice.php?remark=x",
            "headers": [{"name": "Cookie", "value": f"PHPSESSID={SECRET}"}],
            "postData": {"text": json.dumps(asked)},
        },
        "response": {"status": 200, "headers": [], "content": {"text": json.dumps(answered)}},
    }


def har(folder: Path, *entries: Any, name: str = "x.har") -> Path:
    path = folder / name
    path.write_text(json.dumps({"log": {"entries": list(entries)}}), encoding="utf-8")
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, args)])


def fault(*args: str | Path) -> OwskitError:
    result = run(*args)
    assert isinstance(result.exception, OwskitError), result.exception
    return result.exception


def test_a_har_becomes_a_capture(tmp_path: Path) -> None:
    out = tmp_path / "c.jsonl"
    result = run(har(tmp_path, entry(1), entry(2), entry(30)), "--out", out)
    assert result.exit_code == 0, result.output
    events = list(read_capture(out))
    assert isinstance(events[0], CaptureStart)
    assert (events[0].source, events[0].values) == ("har", "tokens")
    calls = [event for event in events if isinstance(event, Call)]
    assert [call.service_call for call in calls] == ["CandidateService.updateEx"] * 3
    assert [call.outcome for call in calls] == ["ok"] * 3
    assert len({call.id for call in calls}) == 3
    assert len([event for event in events if isinstance(event, Action)]) == 2
    assert "a HAR file" in result.output
    assert "Service calls: 3" in result.output


def test_secrets_of_the_file_are_not_in_the_capture_nor_shown(tmp_path: Path) -> None:
    out = tmp_path / "c.jsonl"
    result = run(har(tmp_path, entry(1)), "--out", out, "--json")
    assert SECRET not in result.output
    assert SECRET not in out.read_text(encoding="utf-8")


def test_json_tells_of_each_file(tmp_path: Path) -> None:
    first = har(tmp_path, entry(1), None, name="a.har")
    second = har(tmp_path, entry(1, method="VacancyService.add"), entry(2, host="x.example.com"), name="b.mitm")
    result = run(first, second, "--out", tmp_path / "c.jsonl", "--json")
    told = json.loads(result.stdout)
    assert (told["service_calls"], told["hosts"]) == (2, ["acme.otysapp.com", "x.example.com"])
    one, two = told["files"]
    assert (one["kind"], one["by_name"], one["exchanges"], one["service_calls"]) == ("har", None, 1, 1)
    assert one["problems"] == [{"what": "An entry is not an object and was left out.", "count": 1}]
    assert (two["kind"], two["by_name"], two["exchanges"], two["ows"]) == ("har", "mitm", 2, 1)


def test_a_name_that_says_otherwise_is_told(tmp_path: Path) -> None:
    result = run(har(tmp_path, entry(1), name="x.saz"), "--out", tmp_path / "c.jsonl")
    assert "a HAR file (by its first bytes; the name says a Fiddler archive)" in result.output


def test_ids_stay_unique_over_several_files(tmp_path: Path) -> None:
    files = [har(tmp_path, entry(1), entry(9), name=name) for name in ("a.har", "b.har")]
    run(*files, "--out", tmp_path / "c.jsonl")
    events = list(read_capture(tmp_path / "c.jsonl"))
    assert len({event.id for event in events if isinstance(event, Call)}) == 4
    assert len([event for event in events if isinstance(event, CaptureStart)]) == 2


def test_problems_are_in_the_capture_with_their_place(tmp_path: Path) -> None:
    run(har(tmp_path, entry(1), 7), "--out", tmp_path / "c.jsonl")
    problems = [event for event in read_capture(tmp_path / "c.jsonl") if isinstance(event, Problem)]
    assert [problem.where for problem in problems] == ["file 1, entry 2"]


def test_faults_of_other_hosts_entries_are_no_matter(tmp_path: Path) -> None:
    other = entry(2, host="cdn.example.com")
    other["response"]["content"] = {"size": 5}
    run(har(tmp_path, entry(1), other), "--out", tmp_path / "c.jsonl")
    assert not [event for event in read_capture(tmp_path / "c.jsonl") if isinstance(event, Problem)]


def test_a_host_can_be_added(tmp_path: Path) -> None:
    given = har(tmp_path, entry(1, host="go.example.com"))
    assert isinstance(fault(given, "--out", tmp_path / "c.jsonl"), SourceError)
    assert run(given, "--out", tmp_path / "c.jsonl", "--host", "*.example.com").exit_code == 0


def test_no_otys_traffic_names_the_hosts_and_leaves_nothing(tmp_path: Path) -> None:
    given = har(tmp_path, *[entry(n, host=f"h{n}.example.com") for n in range(12)])
    said = fault(given, "--out", tmp_path / "c.jsonl")
    assert "No service calls" in said.message
    assert "these hosts were seen: h0.example.com, h1.example.com" in said.message
    assert "and 2 more" in said.message
    assert "--host" in said.hint
    assert [path.name for path in tmp_path.iterdir()] == ["x.har"]


def test_what_is_no_host_name_is_not_shown(tmp_path: Path) -> None:
    said = fault(har(tmp_path, entry(1, host="x\x1b2J.otys.nl")), "--out", tmp_path / "c.jsonl")
    assert "\x1b" not in str(said)
    assert "(not a host name)" in said.message


def test_an_otys_host_without_calls_is_told_otherwise(tmp_path: Path) -> None:
    page = entry(1)
    page["request"] = {"method": "GET", "url": "https://acme.otysapp.com/us/modular.html"}
    assert "/jservice.php" in fault(har(tmp_path, page), "--out", tmp_path / "c.jsonl").hint


def test_nothing_is_overwritten_without_saying_so(tmp_path: Path) -> None:
    out = tmp_path / "c.jsonl"
    out.write_text("mine", encoding="utf-8")
    said = fault(har(tmp_path, entry(1)), "--out", out)
    assert isinstance(said, CaptureUnwritable)
    assert "--force" in said.hint
    assert out.read_text(encoding="utf-8") == "mine"
    assert run(har(tmp_path, entry(1)), "--out", out, "--force").exit_code == 0
    assert next(read_capture(out)).__class__ is CaptureStart


def test_a_failed_import_leaves_the_older_capture(tmp_path: Path) -> None:
    out = tmp_path / "c.jsonl"
    out.write_text("mine", encoding="utf-8")
    wrong = tmp_path / "wrong.har"
    wrong.write_text('{"log":{}}', encoding="utf-8")
    fault(har(tmp_path, entry(1)), wrong, "--out", out, "--force")
    assert out.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.jsonl", "wrong.har", "x.har"]


def test_a_file_cannot_be_imported_into_itself(tmp_path: Path) -> None:
    given = har(tmp_path, entry(1))
    assert "one of the files to import" in fault(given, "--out", given, "--force").message


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "an empty file"), (b"%PDF-1.4", "a PDF document"), (b"Dear Anna", "a text"), (b"<html>", "an HTML page")],
)
def test_a_wrong_file_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.har"
    path.write_bytes(data)
    said = fault(path, "--out", tmp_path / "c.jsonl")
    assert isinstance(said, SourceError)
    assert words in said.message
    assert "Anna" not in str(said)


def test_a_zip_of_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.saz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("holiday.txt", "x")
    assert "without Fiddler's raw folder" in fault(path, "--out", tmp_path / "c.jsonl").message


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    assert "does not exist" in fault(tmp_path / "none.har", "--out", tmp_path / "c.jsonl").message
    said = fault(har(tmp_path, entry(1)), "--out", tmp_path / "no" / "c.jsonl")
    assert "folder" in said.message


def test_plain_values_are_announced_loudly(tmp_path: Path) -> None:
    result = run(har(tmp_path, entry(1)), "--out", tmp_path / "c.jsonl", "--values", "plain")
    assert "WARNING" in result.stderr
    assert SECRET not in (tmp_path / "c.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", [["import", "x.har", "--out", "x.jsonl"], ["record", "x.jsonl"]])
def test_a_host_that_is_none_is_wrong_usage(command: list[str]) -> None:
    result = CliRunner().invoke(cli, [*command, "--host", "go.example.com/us"])
    assert result.exit_code == 2
    assert "A host is expected" in result.output
