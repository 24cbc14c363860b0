"""On a terminal: what is missing is asked for, secrets are not shown, and nothing is done without a yes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.generator.webhooks.otys import COMMAND, SECRET, Otys, address, environment_of, triggers_yaml, written

A = "CandidateService.updateEx"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")


def typed(otys: Otys, folder: Path, *answers: tuple[str, str]) -> tuple[int, str]:
    """Runs `apply` on a terminal; each answer is typed when its question is there. Exit code and all that was shown."""
    import pty

    ours, its = pty.openpty()
    path = written(folder, triggers_yaml(A))
    environment = environment_of(otys)
    del environment["OTYS_API_KEY"], environment["OWSKIT_WEBHOOK_SECRET"]
    process = subprocess.Popen(
        [*COMMAND, "webhooks", "apply", path], env=environment, stdin=its, stdout=its, stderr=its, cwd=folder
    )
    os.close(its)
    shown, left = "", list(answers)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            part = os.read(ours, 4096).decode("utf-8", "replace")
        except OSError:
            break
        if not part:
            break
        shown += part
        if left and re.search(left[0][0], shown):
            os.write(ours, f"{left.pop(0)[1]}\n".encode())
    os.close(ours)
    return process.wait(10), shown


def test_secrets_are_asked_for_and_not_shown(otys: Otys, tmp_path: Path) -> None:
    key = otys.ready["api_key"]
    code, shown = typed(otys, tmp_path, ("OWSKIT_WEBHOOK_SECRET", SECRET), ("OTYS_API_KEY", key), (r"Do this\?", "y"))
    assert (code, otys.ours()) == (0, [(A, address(), True)])
    assert key not in shown
    assert SECRET not in shown


def test_a_no_changes_nothing(otys: Otys, tmp_path: Path) -> None:
    answers = (("OWSKIT_WEBHOOK_SECRET", SECRET), ("OTYS_API_KEY", otys.ready["api_key"]), (r"Do this\?", "n"))
    code, shown = typed(otys, tmp_path, *answers)
    assert (code, otys.definitions()) == (1, [])
    assert f"+ {A}" in shown.replace("\x1b[32m", "")
    assert "Nothing was changed." in shown
