"""Starting a generated project, or not: what is missing is said in a sentence, without a traceback or a secret."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: one
    service_calls: [CandidateService.update]
"""


@pytest.fixture(scope="module")
def project(make_project: Callable[..., Path]) -> Path:
    return make_project(TRIGGERS)


@pytest.fixture
def refused(
    project: Path, lock_command: Callable[..., list[str]], project_environment: Callable[..., dict[str, str]]
) -> Callable[..., str]:
    def start(**more: str) -> str:
        ended = subprocess.run(
            lock_command(project, "start"),
            cwd=project,
            env=project_environment(**more),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        return ended.stderr

    return start


def test_without_a_secret(refused: Callable[..., str]) -> None:
    assert "OWSKIT_WEBHOOK_SECRET is not set" in refused(OWSKIT_WEBHOOK_SECRET="")


def test_with_a_secret_that_is_too_short(refused: Callable[..., str]) -> None:
    said = refused(OWSKIT_WEBHOOK_SECRET="hunter2")
    assert "shorter than 8" in said
    assert "hunter2" not in said


def test_on_a_port_in_use(refused: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "cannot be used" in refused(PORT=str(taken.getsockname()[1]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def handle(:", "handlers/one.py:1: this is not Python"),
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("handled = 1", "no function handle"),
    ],
)
def test_with_a_handler_that_is_none(project: Path, refused: Callable[..., str], text: str, said: str) -> None:
    handler = project / "handlers" / "one.py"
    before = handler.read_text(encoding="utf-8")
    handler.write_text(text, encoding="utf-8")
    try:
        assert said in refused()
    finally:
        handler.write_text(before, encoding="utf-8")


def test_a_store_that_cannot_be_written_is_not_ready_but_alive(
    project: Path, run_project: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with run_project(project, OWSKIT_STORE=f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}") as app:
        assert httpx.get(f"{app.url}/healthz", trust_env=False).status_code == 200
        assert httpx.get(f"{app.url}/readyz", trust_env=False).status_code == 503
