"""The project's own tests, with one command and nothing installed, under each PHP that it is made for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]


def test_they_are_green_here(make: Callable[..., Path], tools: Any) -> None:
    project = make()
    ran = subprocess.run(tools.command(project, "test"), cwd=project, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout
    assert int(re.search(r"(\d+) passed", ran.stdout)[1]) > 200  # type: ignore[index]


def test_a_handler_that_breaks_turns_them_red(make: Callable[..., Path], tools: Any) -> None:
    project = make(handlers={"enrich": "<?php return function ($event, $ows) { throw new Exception('x'); };"})
    ran = subprocess.run([*tools.command(project, "test"), "handlers"], cwd=project, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "enrich on VacancyService.update" in ran.stdout


@pytest.mark.parametrize("version", ["8.1", "8.3", "8.4"])
def test_they_are_green_under(version: str, make: Callable[..., Path]) -> None:
    cli = php_wasm()
    if cli is None:
        pytest.skip("no other PHPs: `npm install --prefix .php-wasm @php-wasm/cli` lets this test run them")
    environment = {**os.environ, "PHP": version}
    ran = subprocess.run(
        [cli, "tests/run.php"], cwd=make(), env=environment, capture_output=True, text=True, timeout=180
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"PHP {version}." in ran.stdout
    assert int(re.search(r"(\d+) passed", ran.stdout)[1]) > 200  # type: ignore[index]


def php_wasm() -> str | None:
    """The npm package, in the repository or on the path."""
    return shutil.which("php-wasm-cli", path=str(ROOT / ".php-wasm/node_modules/.bin")) or shutil.which("php-wasm-cli")
