"""One line that counts down on a terminal, wiped before anything else is said; nothing of it elsewhere."""

from __future__ import annotations

import io
import sys
import time

import pytest

from owskit_generator.cli.count_down import CountDown


class Terminal(io.StringIO):
    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize("terminal", [True, False])
def test_it_counts_on_a_terminal_only_and_lines_stay_whole(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    screen = Terminal(terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    count = CountDown()
    count.say("Hands still.")
    now = time.monotonic()
    count.show(now + 30)
    count.show(now + 30)
    count.say("Something else.")
    count.show(now + 29)
    count.show(None)
    shown = screen.getvalue()
    assert shown.startswith("Hands still.\n")
    assert shown.count("30 s") == (1 if terminal else 0)
    assert shown.count("29 s") == (1 if terminal else 0)
    assert "Something else.\n" in shown
    if terminal:
        assert shown.endswith("\r" + " " * len("  29 s ") + "\r")
