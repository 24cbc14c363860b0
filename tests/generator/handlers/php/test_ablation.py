"""Each guard earns its place: without it, some case of tests/vectors/ comes out wrong."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GUARDS = {
    "Guards.php": ["echo", "sessionEcho", "duplicate", "ownUser", "watchedFields", "depth"],
    "WriteGuards.php": ["killSwitch", "budget", "quarantine", "openBreaker", "tooMany", "oscillation"],
    "GuardedCalls.php": ["compare"],
}


@pytest.fixture
def project(make: Callable[..., Path]) -> Path:
    made = make()
    store = made / "generated" / "src" / "Store" / "Sqlite.php"  # nobody waits for the disk here
    text = store.read_text(encoding="utf-8")
    assert "synchronous = FULL" in text
    store.write_text(text.replace("synchronous = FULL", "synchronous = OFF"), encoding="utf-8")
    return made


CASES = {"Guards.php": "guards-delivery", "WriteGuards.php": "guards-writes", "GuardedCalls.php": "guards-ledger"}


def cases(project: Path, tools: Any, which: str) -> subprocess.CompletedProcess[str]:
    command = [*tools.command(project, "test"), which]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120)


def test_without_any_guard_a_case_comes_out_wrong(project: Path, tools: Any) -> None:
    needless = []
    for name, guards in GUARDS.items():
        assert cases(project, tools, CASES[name]).returncode == 0
        file = project / "generated" / "src" / name
        whole = file.read_text(encoding="utf-8")
        for guard in guards:
            file.write_text(without(whole, guard), encoding="utf-8")
            ran = cases(project, tools, CASES[name])
            # Wrong by what a case says, not by a fault of this test's.
            if ran.returncode == 0 or "FAILED: test_vectors: guards-" not in ran.stdout or "Error)" in ran.stdout:
                needless.append((guard, ran.stdout[-300:]))
        file.write_text(whole, encoding="utf-8")
    assert not needless


def without(text: str, guard: str) -> str:
    """The guard has no opinion; a comparison compares nothing."""
    start = text.index(f"private function {guard}(")
    body = text.index("{\n", start) + 2
    nothing = "return [$args, ''];" if guard == "compare" else "return null;"
    return f"{text[:body]}        {nothing}\n{text[body:]}"


def test_nothing_but_the_guards_is_in_their_order(project: Path) -> None:
    text = (project / "generated" / "src" / "Guards.php").read_text(encoding="utf-8")
    order = text.partition("private const ORDER = [")[2].partition("]")[0]
    assert re.findall(r"'(\w+)' =>", order) == GUARDS["Guards.php"]
