"""The list of `owskit choose`, worked with keys in a real pseudo-terminal."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from owskit_addon.capture.events import Action, Call
from owskit_addon.capture.writer import CaptureWriter
from owskit_generator.triggers import load_triggers

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX'; on Windows the list is tried by hand")

AT = "2026-11-20T09:30:00.000Z"
DOWN, SPACE, ENTER, CTRL_C = "\x1b[B", " ", "\r", "\x03"
DEADLINE = 30.0


class Terminal:
    """The far end of a pseudo-terminal: what was shown, without colours and cursor movements."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.shown = ""
        self._read = 0

    def wait_for(self, text: str) -> None:
        """Until it is shown anew. Where the program asks for the cursor's place it is told, as terminals do."""
        until = time.monotonic() + DEADLINE
        while text not in self.shown[self._read :]:
            assert time.monotonic() < until, f"{text!r} never came:\n{self.shown}"
            if not select.select([self._handle], [], [], 0.2)[0]:
                continue
            try:
                raw = os.read(self._handle, 65536).decode("utf-8", "replace")
            except OSError:  # the program has gone
                raise AssertionError(f"{text!r} never came:\n{self.shown}") from None
            if "\x1b[6n" in raw:
                os.write(self._handle, b"\x1b[1;1R")
            self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw)
        self._read = self.shown.index(text, self._read) + len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            os.write(self._handle, key.encode())


@contextmanager
def choosing(
    folder: Path, *, out: IO[bytes] | None = None, **environment: str
) -> Iterator[tuple[Terminal, subprocess.Popen[bytes]]]:
    """`out`: where standard output goes instead of to the terminal."""
    near, far = pty.openpty()
    program = "from owskit_generator.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "choose", "c.jsonl", "--out", "t.yaml"],
        cwd=folder,
        stdin=far,
        stdout=out or far,
        stderr=far,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
        start_new_session=True,
    )
    os.close(far)
    try:
        yield Terminal(near), process
    finally:
        process.kill()
        process.wait()
        os.close(near)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def call(number: int, name: str, data: dict[str, object]) -> Call:
        args = ["tok:session:26:00000000aa", "tok:uid:16:000000000a", data]
        return Call(id=f"c{number}", at=AT, service_call=name, action=f"a{number}", sure="certain", args=args)

    labels = ["Invite\x1b[31m", "Rename", "Delete"]
    with CaptureWriter(tmp_path / "c.jsonl", "live", "tokens") as writer:
        writer.write([Action(id=f"a{number}", at=AT, label=label, how="mark") for number, label in enumerate(labels)])
        writer.write(
            [
                call(0, "CandidateService.updateEx", {"statusId": 5}),
                call(1, "CandidateService.updateEx", {"title": "tok:text:3:00000000ab"}),
                call(2, "CandidateService.delete", {}),
            ]
        )
    return tmp_path


def test_arrow_keys_space_and_enter(folder: Path) -> None:
    with choosing(folder) as (terminal, process):
        terminal.wait_for("single calls")
        terminal.press(SPACE, DOWN, DOWN, DOWN, DOWN, SPACE, ENTER)
        terminal.wait_for("new: invite-31m")
        process.wait(DEADLINE)
        assert process.returncode == 0
    triggers = load_triggers(folder / "t.yaml").triggers
    assert [(one.service_calls, len(one.when)) for one in triggers] == [
        (("CandidateService.updateEx",), 1),
        (("CandidateService.delete",), 0),
    ]


def test_several_labels_become_the_ways_of_one_event(folder: Path) -> None:
    with choosing(folder) as (terminal, process):
        terminal.wait_for("single calls")
        terminal.press(SPACE, DOWN, SPACE, ENTER)
        terminal.wait_for("ways of doing one thing")
        terminal.press("y")
        terminal.wait_for("What is it called?")
        terminal.press(*"\x7f" * 40, *"Changed", ENTER)
        terminal.wait_for("new: changed")
        process.wait(DEADLINE)
    (only,) = load_triggers(folder / "t.yaml").triggers
    assert (only.service_calls, only.when) == (("CandidateService.updateEx",), ())


@pytest.mark.parametrize(("keys", "code"), [((CTRL_C,), 1), ((ENTER,), 1)])
def test_leaving_it_writes_nothing(folder: Path, keys: tuple[str, ...], code: int) -> None:
    with choosing(folder) as (terminal, process):
        terminal.wait_for("single calls")
        terminal.press(*keys)
        terminal.wait_for("Aborted!" if keys == (CTRL_C,) else "Nothing was chosen")
        assert process.wait(DEADLINE) == code
        assert "Traceback" not in terminal.shown
    assert not (folder / "t.yaml").exists()


def test_the_list_is_on_the_terminal_also_where_the_output_is_not(folder: Path) -> None:
    with (folder / "printed").open("wb") as out, choosing(folder, out=out) as (terminal, process):
        terminal.wait_for("single calls")
        terminal.press(SPACE, ENTER)
        assert process.wait(DEADLINE) == 0
    printed = (folder / "printed").read_text(encoding="utf-8")
    assert "t.yaml: new: invite-31m (CandidateService.updateEx)" in printed
    assert "\x1b" not in printed


def test_labels_from_traffic_steer_nothing(folder: Path) -> None:
    with choosing(folder) as (terminal, _):
        terminal.wait_for("Invite [31m: CandidateService.updateEx")


def test_a_terminal_without_a_cursor_is_asked_for_numbers(folder: Path) -> None:
    with choosing(folder, TERM="dumb") as (terminal, process):
        terminal.wait_for("Numbers")
        terminal.press("3", ENTER)
        assert process.wait(DEADLINE) == 0
    assert load_triggers(folder / "t.yaml").triggers[0].service_calls == ("CandidateService.delete",)
