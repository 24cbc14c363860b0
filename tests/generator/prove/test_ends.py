"""However a proof ends, it says so in words, and leaves no process and no folder behind. The real command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from owskit_addon.errors import ProofError
from owskit_generator.prove import relay, stage, stores
from owskit_generator.prove.own.handlers import Proved, merge, prove_own
from owskit_generator.prove.project import copy_whole
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import open_place

Make = Callable[..., Path]
LONG = 120.0


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """The temporary folder of a command; at the end nothing is in it, and no process works below it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    yield folder
    assert working_below(folder) == []
    assert [path.name for path in folder.iterdir()] == []


def working_below(folder: Path) -> list[str]:
    """Command lines of processes that name a folder or work in it (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            where = str((process / "cwd").readlink())
        except OSError:
            continue
        if where.startswith(str(folder)) or str(folder) in line:
            found.append(line)
    return found


def prove(temporary: Path, project: Path, *arguments: str, path: str | None = None) -> subprocess.Popen[str]:
    environment = {**os.environ, "TMPDIR": str(temporary), **({"PATH": path} if path is not None else {})}
    program = [sys.executable, "-c", "from owskit_generator.cli import main; main()", "prove", str(project)]
    return subprocess.Popen(
        [*program, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def ended(command: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = command.communicate(timeout=LONG)
    assert "Traceback" not in out + err
    return command.returncode, out + err


def until(condition: Callable[[], object], command: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + LONG
    while not condition():
        assert command.poll() is None, command.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


linux = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="looks at processes as Linux shows them")


@linux
@pytest.mark.parametrize(("wish", "code"), [(signal.SIGINT, 1), (signal.SIGTERM, 1)])
def test_whoever_ends_it_in_the_middle_ends_all_of_it(
    make_project: Make, temporary: Path, wish: signal.Signals, code: int
) -> None:
    command = prove(temporary, make_project())
    until(lambda: len(working_below(temporary)) >= 2, command)
    command.send_signal(wish)
    command.send_signal(wish)  # somebody is impatient
    assert ended(command)[0] == code


@linux
def test_it_ends_while_a_handler_hangs(make_project: Make, temporary: Path) -> None:
    command = prove(temporary, make_project(handler="hangs"))
    until(lambda: list(temporary.glob("owskit-prove-*/own-sqlite/project/started")), command)
    command.send_signal(signal.SIGTERM)
    assert ended(command)[0] == 1


@linux
def test_what_a_killed_proof_left_goes_with_the_next(make_project: Make, temporary: Path) -> None:
    project = make_project()
    command = prove(temporary, project)
    until(lambda: len(working_below(temporary)) >= 2, command)
    command.kill()
    command.communicate()
    [left] = temporary.glob("owskit-prove-*")
    for process in Path("/proc").glob("[0-9]*"):  # nobody ends a project whose proof was killed
        try:
            if str((process / "cwd").readlink()).startswith(str(left)):
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue
    assert ended(prove(temporary, project, "--scenario", "34"))[0] == 0


@linux
def test_a_project_that_does_not_start_is_shown(make_project: Make, temporary: Path) -> None:
    project = make_project()
    (project / "handlers" / "vacancy.py").write_text("def handle(:\n", encoding="utf-8")
    code, said = ended(prove(temporary, project, "--scenario", "1"))
    assert (code, "did not start" in said, "vacancy.py:1: this is not Python" in said) == (1, True, True)


@linux
def test_without_redis_it_says_what_to_install(make_project: Make, temporary: Path) -> None:
    code, said = ended(prove(temporary, make_project(), "--store", "redis", path=str(temporary)))
    assert (code, "redis-server was not found" in said, "apt install redis-server" in said) == (1, True, True)


@linux
def test_a_redis_that_does_not_start_is_shown(make_project: Make, temporary: Path, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "redis-server"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho no memory today\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    code, said = ended(prove(temporary, make_project(), "--store", "redis", path=f"{program.parent}:/usr/bin:/bin"))
    assert (code, "redis-server did not start" in said, "no memory today" in said) == (1, True, True)


def own(project: Path, folder: Path) -> Proved:
    triggers = copy_whole(project, folder / "copy")
    with open_place("sqlite", folder / "copy") as store, Stage(folder / "copy", triggers, store=store) as it:
        [found] = merge(prove_own(it))
    return found


def test_a_port_that_was_taken_meanwhile_is_not_the_end(
    make_project: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port, free = taken.getsockname()[1], stage.free_port()
        ports = [port, free, free, free]
        monkeypatch.setattr(stage, "free_port", lambda: ports.pop(0))
        assert own(make_project(), tmp_path).complaints == []
        monkeypatch.setattr(stage, "free_port", lambda: port)
        with pytest.raises(ProofError, match=rf"did not start(?s:.*)PORT {port} on 127.0.0.1 cannot be used"):
            own(make_project(), tmp_path / "again")


def test_a_project_that_answers_too_late_is_said(
    make_project: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "ANSWER", 1.0)
    project = make_project()
    app = project / "generated" / "app.py"
    text = app.read_text(encoding="utf-8")
    late = "        await asyncio.sleep(1.5)\n        if not self._secrets.match"
    assert text.count("        if not self._secrets.match") == 1
    app.write_text(text.replace("        if not self._secrets.match", late), encoding="utf-8")
    found = own(project, tmp_path)
    assert any("got no answer within" in each.what for each in found.complaints), found.complaints


def test_a_handler_that_takes_its_process_along_harms_no_other_trigger(make_project: Make, tmp_path: Path) -> None:
    triggers = """\
version: 1
receiver: https://hooks.example.org/otys
stack: proved
triggers:
  - name: vacancy
    service_calls: [VacancyService.update]
  - name: other
    service_calls: [CandidateService.update]
"""
    project = make_project(handler="crashes", triggers=triggers)
    copied = copy_whole(project, tmp_path / "copy")
    with open_place("sqlite", tmp_path / "copy") as store, Stage(tmp_path / "copy", copied, store=store) as it:
        crashed, other = merge(prove_own(it))
    assert "ended while it was being proved" in crashed.complaints[0].what
    assert other.complaints == []


def test_redis_that_ends_meanwhile_is_said(make_project: Make, tmp_path: Path) -> None:
    if stores.redis_server() is None:
        pytest.skip("no Redis on this machine: `apt-get install redis-server` lets this test run")
    triggers = copy_whole(make_project(), tmp_path / "copy")
    with (
        open_place("redis", tmp_path / "copy") as (url, view),
        Stage(tmp_path / "copy", triggers, store=(url, view)) as it,
    ):
        from redis import Redis

        with Redis.from_url(url) as redis:
            redis.shutdown(nosave=True)
        with pytest.raises(ProofError, match="Redis does not answer"):
            list(prove_own(it))
