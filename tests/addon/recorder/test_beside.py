"""The recording beside the proxy: what was handed over is in the file, whichever of the two is killed next."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from tests.bench.upstream import body

from owskit_addon.capture import Action, Call, Problem, read_capture
from owskit_addon.errors import CaptureInUse, ChecklistError
from owskit_addon.page import Refused, orders
from owskit_addon.recorder import beside, frames, pipe
from owskit_addon.recorder.annotation import Note
from owskit_addon.recorder.beside import ENDED, LOST, Beside
from owskit_addon.recorder.exchanges import Taken
from owskit_addon.recorder.opening import Wanted

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
BODY = b'{"jsonrpc":"2.0","method":"Otys.Services.CandidateService.updateEx","params":["s","uid",{}],"id":1}'


def taken(number: int, answer: bytes = b'{"result":"x","id":1}') -> Taken:
    at = 1_790_000_000.0 + number
    return Taken(
        f"e{number}", "example.otysapp.com", "/jservice.php", b"POST", at, at + 0.01, (), BODY, 200, (), answer
    )


def calls(path: Path) -> list[str]:
    return [event.exchange for event in read_capture(path) if isinstance(event, Call)]


def problems(path: Path) -> list[str]:
    return [event.what for event in read_capture(path) if isinstance(event, Problem)]


def nothing(note: Note | None) -> None:
    """For who does not look at the note."""


def pid_of(recording: Beside) -> int:
    return recording._process.pid


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


def threaded(process: Popen[bytes], *more: Any) -> pipe.Pipe:
    assert process.stdin is not None
    assert process.stdout is not None
    return pipe.Threaded(process.stdin.fileno(), process.stdout.fileno(), *more)


@pytest.fixture(params=["polled", pytest.param("threaded")])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[Coroutine[Any, Any, None]], None]:
    """Runs a test's coroutine with either of the two pipes: Windows has the second."""
    if request.param == "threaded":
        monkeypatch.setattr(beside, "pipe_of", threaded)
    elif sys.platform == "win32":
        pytest.skip("Windows has the other pipe")
    return lambda work: asyncio.run(asyncio.wait_for(work, 60))


Run = Callable[[Coroutine[Any, Any, None]], None]


def test_a_call_is_in_the_file_when_its_turn_is_over(run: Run, path: Path) -> None:
    async def main() -> None:
        recording = Beside(Wanted(str(path), "tokens"))
        notes: list[Note | None] = []
        for number in range(20):
            await recording.noted(taken(number), None, notes.append)
            assert calls(path)[-1] == f"e{number}"
        assert notes[0] == Note("CandidateService.updateEx", "Step 1", True)
        assert recording.close().calls == 20
        assert recording.here is None

    run(main())


def test_large_answers_in_turn_with_small_ones(run: Run, path: Path) -> None:
    import random

    async def main() -> None:
        recording = Beside(Wanted(str(path), "tokens"))
        large = body(3_000_000, random.Random(1))
        handed = [recording.noted(taken(n, large if n % 3 == 0 else b'{"result":1}'), None, nothing) for n in range(9)]
        await asyncio.gather(*handed)
        assert calls(path) == [f"e{number}" for number in range(9)]
        assert recording.close().failed == 0

    run(main())


@posix
def test_without_the_process_the_proxy_goes_on_with_all_that_was_not_said_to_be_written(run: Run, path: Path) -> None:
    async def main() -> None:
        recording = Beside(Wanted(str(path), "tokens"))
        await recording.noted(taken(1), None, nothing)
        os.kill(pid_of(recording), signal.SIGSTOP)
        handed = [recording.noted(taken(number), None, nothing) for number in (2, 3)]
        recording.problem("a problem", "somewhere")
        with path.open("ab") as file:
            file.write(b'{"event":"call","id":"e2.0","exchange":"e2"')  # as if killed while it wrote
        os.kill(pid_of(recording), signal.SIGKILL)
        await asyncio.gather(*handed)
        assert recording.here is not None
        recording.here.noted(taken(4))
        assert recording.mark("Publish").label == "Publish"
        assert recording.close().problems == 2

    run(main())
    assert calls(path) == ["e1", "e2", "e3", "e4"]
    assert problems(path) == [ENDED, "a problem"]
    assert path.read_bytes().endswith(b"}\n")
    actions = [event.id for event in read_capture(path) if isinstance(event, Action)]
    assert len(actions) == len(set(actions))


@posix
def test_a_process_that_hangs_is_ended(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "PATIENCE", 0.5)

    async def main() -> None:
        recording = Beside(Wanted(str(path), "tokens"))
        os.kill(pid_of(recording), signal.SIGSTOP)
        await recording.noted(taken(1), None, nothing)
        recording.close()

    run(main())
    assert (calls(path), problems(path)) == (["e1"], [ENDED])


@posix
def test_what_cannot_be_taken_over_is_lost_and_said(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        recording = Beside(Wanted(str(path), "tokens"))
        there, away = path, path.with_name("away")
        there.rename(away)
        there.mkdir()
        os.kill(pid_of(recording), signal.SIGKILL)
        await recording.noted(taken(1), None, nothing)
        await recording.noted(taken(2), None, nothing)
        assert caplog.text.count("Calls are being lost") == 1
        there.rmdir()
        away.rename(there)
        await recording.noted(taken(3), None, nothing)
        recording.close()

    run(main())
    assert calls(path) == ["e3"]
    assert problems(path) == [ENDED, LOST]


PROXY = """
import asyncio, os, signal, sys
from tests.addon.recorder.test_beside import Beside, Wanted, nothing, taken

async def main():
    recording = Beside(Wanted(sys.argv[1], "tokens"))
    os.kill(recording._process.pid, signal.SIGSTOP)
    recording.noted(taken(1), None, nothing)
    print(recording._process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@posix
def test_without_the_proxy_the_process_writes_what_was_handed_over_and_ends(path: Path) -> None:
    proxy = subprocess.run(
        [sys.executable, "-c", PROXY, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
    )
    assert proxy.returncode == -signal.SIGKILL
    pid = int(proxy.stdout)
    for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCONT):
        os.kill(pid, sent)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() if sys.platform == "linux" else not calls(path):
        assert time.monotonic() < deadline, "it does not end"
        time.sleep(0.02)
    assert calls(path) == ["e1"]


def test_what_keeps_it_from_beginning_is_raised_as_ever(run: Run, path: Path, tmp_path: Path) -> None:
    async def main() -> None:
        (tmp_path / "list.yaml").write_text("evnts: []\n", encoding="utf-8")
        with pytest.raises(ChecklistError, match="The key evnts is not known"):
            Beside(Wanted(str(path), "tokens", checklist=str(tmp_path / "list.yaml")))
        recording = Beside(Wanted(str(path), "tokens"))
        with pytest.raises(CaptureInUse):
            Beside(Wanted(str(path), "tokens"))
        recording.close()

    run(main())


def test_the_bar_is_answered_in_a_thread_and_a_command_in_the_loop(run: Run, path: Path) -> None:
    async def main() -> None:
        recording = Beside(Wanted(str(path), "tokens"))
        with pytest.raises(Refused, match="nothing-to-undo"):
            await asyncio.to_thread(recording.obey, orders.Undo(), "t1")
        assert recording.ignore_latest() is None
        await recording.noted(taken(1), None, nothing)
        assert recording.ignore_latest() == "Step 1"
        state = await asyncio.to_thread(recording.state, "t1", 0)
        assert state is not None
        assert state.action is not None
        assert state.action.ignored
        assert await asyncio.to_thread(recording.state, "t1", state.number) is None
        recording.learn(1)
        told = recording.tick()
        assert told is not None
        assert not isinstance(told, tuple)
        assert await told is None
        recording.close()

    run(main())


def test_frames_come_in_any_pieces() -> None:
    whole = b"".join(frames.asked(number, "mark", ("x" * number * 100,)) for number in range(5))
    for step in (1, 3, 7, 1000):
        reader = frames.Frames()
        found = [frame for at in range(0, len(whole), step) for frame in reader.feed(whole[at : at + step])]
        assert [frames.given_of(frames.decode_asked(frame)) for frame in found] == [
            ("x" * number * 100,) for number in range(5)
        ]
