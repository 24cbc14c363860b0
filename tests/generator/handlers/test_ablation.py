"""Each guard earns its place: without it, some case of tests/vectors/ comes out wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# Runs every case in one process; a guard is taken out of its row before. Prints which cases came out wrong.
SCRIPT = """
import json, sys, tempfile
from pathlib import Path
from generated import guards, intake, log, worker, writes
from tests.cases import Case, cases
from tests.state import SqliteTables

log.line = lambda **what: None

def wrong(given, folder):
    try:
        Case(given, SqliteTables(folder / "store.sqlite"), folder).run()
    except AssertionError:
        return True
    return False

def failing(pattern):
    with tempfile.TemporaryDirectory() as folder:
        for number, given in enumerate(cases(pattern)):
            place = Path(folder, str(number))
            place.mkdir()
            if wrong(given, place):
                return given["name"]
    return None

found = {}
places = {
    "OF_A_DELIVERY": ([intake], "guards-delivery.json"),
    "OF_A_JOB": ([worker], "guards-[jw]*.json"),
    "OF_A_WRITE": ([writes], "guards-writes.json"),
}
for row, (users, pattern) in places.items():
    whole = getattr(guards, row)
    for one in whole:
        left = tuple(guard for guard in whole if guard is not one)
        for module in [guards, *users]:
            setattr(module, row, left)
        if row == "OF_A_DELIVERY":
            intake.first_reason.__defaults__ = (left,)
        found[f"{row}: {one.__name__}"] = failing(pattern)
        for module in [guards, *users]:
            setattr(module, row, whole)
        if row == "OF_A_DELIVERY":
            intake.first_reason.__defaults__ = (whole,)
print(json.dumps(found))
"""
TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""


def test_without_any_guard_a_case_comes_out_wrong(make_project: Callable[..., Path]) -> None:
    project = make_project(TRIGGERS)
    file = project / "generated" / "store" / "sqlite_file.py"  # nobody waits for the disk here
    file.write_text(
        file.read_text(encoding="utf-8").replace("synchronous = FULL", "synchronous = OFF"), encoding="utf-8"
    )
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=project, capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert len(found) == 17
    assert {guard: case for guard, case in found.items() if case is None} == {}
