"""The worker as a process: told to end, run by cron, and a handler that ends it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

HANDLER = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    touch(dirname(__DIR__) . '/begun');
    ACTION
    touch(dirname(__DIR__) . '/ended');
    return Decision::done();
};
"""


def delivered(uid: str) -> dict[str, Any]:
    request = {"method": "Otys.Services.VacancyService.update", "args": [None, uid, {"title": "x"}]}
    return {"request": request, "result": uid}


def inbox(project: Path, tools: Any, *arguments: str) -> str:
    command = ["php", "generated/inbox.php", *arguments]
    ran = subprocess.run(command, cwd=project, env=tools.environment(), capture_output=True, text=True, check=True)
    return ran.stdout


def test_told_to_end_it_finishes_what_it_does(
    make: Callable[..., Path], running: Callable[..., Any], tools: Any
) -> None:
    busy = "for ($until = microtime(true) + 1; microtime(true) < $until;) { usleep(1000); }"
    project = make(handlers={"enrich": HANDLER.replace("ACTION", busy)})
    web, worker = running(project, "web"), running(project, "worker")
    web.post(delivered("v1"))
    web.post(delivered("v2"))
    tools.until(lambda: (project / "begun").exists())
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(20) == 0
    assert (project / "ended").exists()
    assert "1 not done" in inbox(project, tools)


def test_run_by_cron_it_does_what_is_due_and_ends(
    make: Callable[..., Path], running: Callable[..., Any], tools: Any
) -> None:
    project = make()
    web = running(project, "web")
    for number in range(5):
        web.post(delivered(f"v{number}"))
    assert "5 not done" in inbox(project, tools)
    subprocess.run(
        [*tools.command(project, "worker"), "--once"],
        cwd=project,
        env=tools.environment(),
        check=True,
        capture_output=True,
        timeout=30,
    )
    assert "0 not done" in inbox(project, tools)


def test_a_handler_that_ends_the_process_is_run_again_and_at_last_parked(
    make: Callable[..., Path], running: Callable[..., Any], tools: Any, clock: Any
) -> None:
    project = make(handlers={"enrich": HANDLER.replace("ACTION", "exit(3);")})
    settings = {"OWSKIT_CLOCK_URL": clock.url}
    web = running(project, "web", **settings)
    web.post(delivered("v1"))
    command = [*tools.command(project, "worker"), "--once"]
    environment = tools.environment(**settings)
    for _ in range(6):
        assert subprocess.run(command, cwd=project, env=environment, capture_output=True, timeout=30).returncode == 3
        assert subprocess.run(command, cwd=project, env=environment, capture_output=True, timeout=30).returncode == 0
        clock.skip += 61_000
    last = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=30)
    assert last.returncode == 0
    [line] = [json.loads(line) for line in last.stderr.splitlines() if '"decision"' in line]
    assert (line["decision"], line["reason"], line["error"]) == ("parked", "handler-raised", "its process died")
    assert "parked" in inbox(project, tools)


def test_pause_and_release_by_command(make: Callable[..., Path], running: Callable[..., Any], tools: Any) -> None:
    project = make()
    web, _ = running(project, "web"), running(project, "worker")
    assert inbox(project, tools, "pause") == "all paused.\n"
    assert web.post(delivered("v1"))["reason"] == "paused"
    assert "paused: *" in inbox(project, tools)
    assert inbox(project, tools, "resume") == "all resumed.\n"
    assert inbox(project, tools, "release", "--all", "paused") == "1 released.\n"
    tools.until(lambda: "0 not done" in inbox(project, tools))
