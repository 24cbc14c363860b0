"""`owskit lint`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from owskit_addon.errors import GenerateError, OwskitError, TriggersError
from owskit_generator.cli.lint import command
from owskit_generator.triggers.lint import CODES
from owskit_generator.webhooks.client import OwsClient
from owskit_sandbox import Sandbox

CAPTURE = str(Path(__file__).parents[1] / "catalogue" / "golden" / "capture.jsonl")
HEAD = "version: 1\nreceiver: https://hooks.example.com/otys\nstack: acme\ntriggers:\n"
LOOP = HEAD + "  - name: a\n    service_calls: [CandidateService.updateEx]\n    writes: [CandidateService.updateEx]\n"


def run(*args: str) -> Result:
    result = CliRunner().invoke(command, list(args), standalone_mode=False)
    if isinstance(result.exception, OwskitError | click.ClickException):
        raise result.exception
    assert result.exception is None, result.exception
    return result


@pytest.fixture
def loop(tmp_path: Path) -> Path:
    path = tmp_path / "triggers.yaml"
    path.write_text(LOOP, encoding="utf-8")
    return path


def test_a_finding_has_its_line_and_a_cure_and_the_exit_code_is_1(loop: Path) -> None:
    made = run(str(loop))
    assert made.return_value == 1
    assert made.stdout.startswith(
        f"{loop}:7:14: error OWK001: a writes CandidateService.updateEx, which wakes it again.\n"
        "     7 |     writes: [CandidateService.updateEx]\n"
        "       cure: Write through another call; or add the line `loop: guarded` under a, and run `owskit prove` on"
        " the project.\n"
    )
    assert "  -> writes CandidateService.updateEx  => wakes itself\n" in made.stdout
    assert "1 error." in made.stdout


def test_guarded_it_is_a_note_and_the_exit_code_is_0(loop: Path) -> None:
    loop.write_text(LOOP + "    loop: guarded\n", encoding="utf-8")
    made = run(str(loop))
    assert not made.return_value
    assert "note OWK001" in made.stdout


def test_json(loop: Path) -> None:
    made = json.loads(run(str(loop), "--per-day", "7200", "--capture", CAPTURE, "--json").stdout)
    assert [(one["code"], one["level"], one["line"], one["column"]) for one in made["findings"]] == [
        ("OWK012", "error", 0, 0),
        ("OWK001", "error", 7, 14),
    ]
    assert made["edges"] == [
        {"trigger": "a", "call": "CandidateService.updateEx", "kind": "writes", "wakes": ["a"]},
    ]
    assert (made["warnings"], made["forecast"]["deliveries"], made["forecast"]["stage"]) == ([], 14400, "lost")


@pytest.mark.parametrize("code", [*CODES, "owk002"])
def test_explain(code: str) -> None:
    made = run("--explain", code).stdout
    assert made.startswith(f"{code.upper()}: {CODES[code.upper()].title}\n\n")
    assert "What to do: " in made


def test_an_unknown_code_names_those_there_are() -> None:
    with pytest.raises(click.BadParameter, match="OWK001, OWK002"):
        run("--explain", "OWK999")
    with pytest.raises(click.UsageError, match="Name a triggers file"):
        run()


def test_the_graph_is_written_as_a_picture(loop: Path, tmp_path: Path) -> None:
    assert "graph.svg: new: the graph" in run(str(loop), "--graph", str(tmp_path / "new" / "graph.svg")).stderr
    assert "graph.svg: replaced" in run(str(loop), "--graph", str(tmp_path / "new" / "graph.svg")).stderr
    assert (tmp_path / "new" / "graph.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_no_other_file_is_replaced_by_a_picture(loop: Path, tmp_path: Path) -> None:
    for there in (loop, tmp_path):
        with pytest.raises(GenerateError, match="is there already and is no picture"):
            run(str(loop), "--graph", str(there))
    assert loop.read_text(encoding="utf-8") == LOOP


def test_a_call_that_no_capture_shows_is_named_with_the_nearest(loop: Path) -> None:
    loop.write_text(LOOP.replace("[CandidateService.updateEx]\n    w", "[CandidateService.updatEx]\n    w"), "utf-8")
    made = run(str(loop), "--capture", CAPTURE)
    assert (
        "CandidateService.updatEx is in none of the captures given. Nearest: CandidateService.updateEx" in made.stdout
    )


def test_a_condition_that_can_never_hold_is_named_with_the_nearest_path(loop: Path) -> None:
    when = "    when: [{path: args.2.statsId, present: true}, {path: args.2.statusId, present: true}]\n"
    loop.write_text(
        LOOP.replace("[CandidateService.updateEx]\n    w", "[CandidateService.updateEx, AService.add]\n    w")
    )
    loop.write_text(loop.read_text() + when, encoding="utf-8")
    warnings = json.loads(run(str(loop), "--capture", CAPTURE, "--json").stdout)["warnings"]
    assert warnings[0].startswith("a: args.2.statsId is never there in AService.add, which wakes nobody: add has the")
    assert warnings[-1] == "a: no recorded call has args.2.statsId. Nearest: args.2.statusId."
    assert len(warnings) == 4, "the same of statusId and add, and that AService.add is in no capture"


def test_the_project_beside_the_file_is_looked_at(loop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (loop.parent / "owskit.lock").write_text('{"handlers": {"a": "handlers/a.py"}}', encoding="utf-8")
    (loop.parent / "handlers").mkdir()
    (loop.parent / "handlers" / "a.py").write_text("import time\ntime.time()\n", encoding="utf-8")
    monkeypatch.setenv("OWSKIT_STORE", "sqlite:///:memory:")
    made = run(str(loop)).stdout
    assert f"{loop.parent / 'handlers' / 'a.py'}:2:1: warning OWK006" in made
    assert "     2 | time.time()\n" in made
    assert "OWSKIT_STORE: error OWK009: the guard store is kept in memory." in made


def test_against_a_saved_list_and_no_address_is_shown(loop: Path, tmp_path: Path) -> None:
    saved = tmp_path / "list.json"
    row = {"uid": "1", "serviceCall": "CandidateService.updateEx", "klantGlobal": True}
    row["webhookUrl"] = "https://other.example.com/very-secret-token"
    saved.write_text(json.dumps({"result": [row], "id": 1}), encoding="utf-8")
    made = run(str(loop), "--registered", str(saved)).output
    assert made.count("OWK003") == 3, "subscribed, written, and the last line"
    assert "very-secret-token" not in made


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html>", r"list\.json:1:1: this is not JSON"),
        (b'{"a": 1}\n{"b": }\n', r"list\.json:2:1: this is not JSON"),
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 200_000, "this is not JSON"),
    ],
)
def test_a_list_that_is_none(loop: Path, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "list.json").write_bytes(content)
    with pytest.raises(TriggersError, match=says):
        run(str(loop), "--registered", str(tmp_path / "list.json"))
    with pytest.raises(TriggersError, match="no such file"):
        run(str(loop), "--log", str(tmp_path / "none.json"))


@pytest.mark.parametrize("content", ["", "null", "[]", "[null]", "[1, 2]", '{"result": false}', '[{"x": 1}]'])
def test_a_list_without_webhooks_finds_nothing_more(loop: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "list.json").write_text(content, encoding="utf-8")
    found = json.loads(run(str(loop), "--registered", str(tmp_path / "list.json"), "--json").stdout)["findings"]
    assert [one["code"] for one in found] == ["OWK001"]


def test_live(loop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    definition: dict[str, Any] = {"serviceCall": "CandidateService.updateEx", "klantGlobal": True}
    with Sandbox() as sandbox:
        url = f"{sandbox.url.rstrip('/')}/jservice.php"
        with OwsClient(url, verify=str(sandbox.ca)) as ows:
            ows.login_by_uid(sandbox.api_key)
            ows.call("WebhooksService.add", {**definition, "webhookUrl": "https://other.example.com/hook"})
        monkeypatch.setenv("OTYS_API_KEY", sandbox.api_key)
        monkeypatch.setenv("OTYS_OWS_URL", url)
        monkeypatch.setenv("SSL_CERT_FILE", str(sandbox.ca))
        made = run(str(loop), "--registered", "live")
    assert "error OWK003: CandidateService.updateEx has a webhook of somebody else for everyone already" in made.stdout
    assert sandbox.api_key not in made.output


def test_a_file_with_a_fault_is_not_linted(loop: Path) -> None:
    loop.write_text(LOOP.replace("writes", "wrties"), encoding="utf-8")
    with pytest.raises(TriggersError, match=r"7:5: The key wrties is not known. Did you mean writes\?"):
        run(str(loop))


def test_a_log_without_the_calls_is_said_to_tell_nothing(loop: Path, tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text("[]", encoding="utf-8")
    made = json.loads(run(str(loop), "--log", str(tmp_path / "log.json"), "--json").stdout)
    assert made["forecast"] is None
    assert "log.json has no delivery of a call of these triggers" in made["warnings"][-1]


@pytest.mark.parametrize("number", ["nan", "inf"])
def test_a_day_that_is_no_number_is_wrong_usage(loop: Path, number: str) -> None:
    with pytest.raises(click.BadParameter):
        run(str(loop), "--per-day", number)


def test_nothing_after_a_colon_is_found_at_its_key(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(HEAD + "\n\n# the end\n", encoding="utf-8")
    with pytest.raises(TriggersError, match=r"t\.yaml:4:1: triggers is empty"):
        run(str(path))
