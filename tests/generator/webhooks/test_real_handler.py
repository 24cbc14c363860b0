"""With a generated project as it runs: applied, rotated, watched, replayed, listened to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.generator.webhooks.otys import (
    COMMAND,
    OLD_SECRET,
    SECRET,
    Otys,
    address,
    environment_of,
    owskit,
    shows_nothing_secret,
    triggers_yaml,
    until,
    written,
)

from owskit_addon.ports import free_port
from owskit_generator.demo.handler import running

A = "CandidateService.updateEx"


class Project:
    """A generated Python project that runs on this machine and knows both secrets."""

    def __init__(self, receiver: str, triggers: str, log: Path) -> None:
        self.receiver = receiver
        self.triggers = triggers
        self.log = log


@pytest.fixture
def project(otys: Otys, tmp_path: Path) -> Iterator[Project]:
    port = free_port()
    triggers = written(tmp_path, triggers_yaml(A, receiver=f"http://127.0.0.1:{port}/otys"))
    made = owskit("generate", triggers, "--out", str(tmp_path / "handlers"), "--language", "python")
    assert made.code == 0, made.err
    secrets = {"OWSKIT_WEBHOOK_SECRET": SECRET, "OWSKIT_WEBHOOK_SECRET_PREVIOUS": OLD_SECRET}
    environment = {**environment_of(otys), **secrets, "OTYS_USER_ID": str(otys.ready["user_id"])}
    with running(tmp_path / "handlers", port, environment) as url:
        yield Project(f"{url}/otys", triggers, tmp_path / "handler.log")


def lines(*command: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in owskit("webhooks", *command, "--json").out.splitlines()]


def test_registered_rotated_watched_and_replayed(otys: Otys, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", OLD_SECRET)
    assert owskit("webhooks", "apply", project.triggers, "--yes", "--force").code == 0
    assert otys.ours() == [(A, address(OLD_SECRET, receiver=project.receiver), True)]
    otys.change(0)

    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", "a-secret-that-no-handler-knows-yet")
    refused = owskit("webhooks", "rotate", project.triggers, "--yes", "--force")
    assert (refused.code, "do not accept the new secret yet" in refused.err) == (1, True)

    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", SECRET)
    rotated = owskit("webhooks", "rotate", project.triggers, "--yes", "--force")
    assert rotated.code == 0, rotated.err
    assert "Warning" not in rotated.err
    assert otys.ours() == [(A, address(receiver=project.receiver), True)]
    otys.change(1)
    otys.change(2, by=otys.integration)
    until(lambda: sum(each["processed"] is not None for each in otys.deliveries()) >= 3)
    *rows, summary = lines("logs")
    assert [row["code"] for row in rows] == [200, 200, 200]
    assert rows[2]["reason"] == "own-user"
    assert rows[0]["decision"] in {"accepted", "done", "skip"}
    assert sum(each["count"] for each in summary["decisions"]) == 3
    [sent] = lines("replay", str(rows[1]["id"]), "--to", project.receiver)
    assert (sent["code"], sent["as_posted"]) == (200, True)
    assert sent["decision"]
    shows_nothing_secret(otys, [json.dumps(rows), *rotated, project.log.read_text(encoding="utf-8")])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not Windows'")
def test_listened_to(otys: Otys, project: Project, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "webhooks", "listen", project.triggers, "--to", project.receiver, "--every", "0.2", "--json"],
        env=environment_of(otys, PYTHONUNBUFFERED="1", XDG_STATE_HOME=str(tmp_path / "state")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert json.loads(process.stdout.readline())["event"] == "listening"
    otys.change(0, by=otys.integration)
    told = json.loads(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert (told["code"], told["decision"], told["reason"], process.returncode) == (200, "skip", "own-user", 0)
    assert otys.definitions() == []
