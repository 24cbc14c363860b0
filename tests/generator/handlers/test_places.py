"""Where the uid stands, as triggers.yaml says: both languages take it for the record, and agree."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from owskit_generator.handlers.project import generate_project

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: one
    service_calls: [TodoService.saveAll, AService.update, FreeInteractionService.sessionCommit]
    uid:
      TodoService.saveAll: args.1.candidateUid
      FreeInteractionService.sessionCommit: result.addedRecordUid
  - name: two
    service_calls: [CandidateService.updateBulk, TodoService.saveAll, WorkflowService.executeStep, BService.addCopy]
    uid:
      CandidateService.updateBulk: args.1
      TodoService.saveAll: args.2
      WorkflowService.executeStep: args.3.0
      BService.addCopy: result
"""
CASES: list[tuple[str, list[Any], Any, str | None]] = [
    ("TodoService.saveAll", [None, {"candidateUid": "c1"}, "no"], True, "c1"),
    ("TodoService.saveAll", [None, {"candidateUid": 17}], True, "17"),
    ("TodoService.saveAll", [None, {}], True, None),
    ("TodoService.saveAll", [None, "text"], True, None),
    ("TodoService.saveAll", [], None, None),
    ("FreeInteractionService.sessionCommit", [None, None], {"addedRecordUid": "r1"}, "r1"),
    ("FreeInteractionService.sessionCommit", [None, None], [], None),
    ("CandidateService.updateBulk", [None, ["c1", "c2"], {}], True, None),
    ("CandidateService.updateBulk", [None, "c1", {}], True, "c1"),
    ("WorkflowService.executeStep", [None, 7, 2, ["c1"]], True, "c1"),
    ("BService.addCopy", [None, {}], {"uid": "b1"}, "b1"),
    ("BService.addCopy", [None, {}], "b2", "b2"),
    ("AService.update", [None, "by the verb", {}], True, "by the verb"),
    ("CService.add", [None, {}], "new", "new"),
]
PYTHON = """
import json, sys
from generated.entities import uid_of
print(json.dumps([uid_of(*case[:3]) for case in json.load(sys.stdin)]))
"""
PHP = r"""
require 'generated/autoload.php';
$cases = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map(fn (array $case) => Owskit\Entities::uidOf($case[0], $case[1], $case[2]), $cases));
"""


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_uid_is_found_where_the_file_says(tmp_path: Path, language: Literal["python", "php"]) -> None:
    program = sys.executable if language == "python" else shutil.which("php")
    if program is None:
        pytest.skip("no PHP on this machine: `apt-get install php-cli` lets this test run")
    (tmp_path / "triggers.yaml").write_text(TRIGGERS, encoding="utf-8")
    generate_project(tmp_path / "triggers.yaml", tmp_path / "project", language)
    run = [program, "-c", PYTHON] if language == "python" else [program, "-r", PHP]
    cases = json.dumps([case[:3] for case in CASES])
    ran = subprocess.run(run, cwd=tmp_path / "project", input=cases, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [case[3] for case in CASES]
