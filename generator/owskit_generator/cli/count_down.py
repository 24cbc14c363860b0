"""Seconds that count down on one line of a terminal, between lines that are said meanwhile."""

from __future__ import annotations

import sys
import threading
import time

import click


class CountDown:
    """On standard error. Where that is no terminal only `say` prints."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown = ""
        self._terminal = sys.stderr.isatty()

    def say(self, text: str) -> None:
        """A line of its own; from any thread."""
        with self._lock:
            self._wipe()
            click.echo(text, err=True)

    def show(self, until: float | None) -> None:
        """What is left until then (`time.monotonic`), to be asked a few times a second; nothing where it is None."""
        if not self._terminal:
            return
        left = f"  {max(0, round(until - time.monotonic()))} s " if until is not None else ""
        with self._lock:
            if left != self._shown:
                self._wipe()
                click.echo(left, err=True, nl=False)
                self._shown = left

    def _wipe(self) -> None:
        if self._shown:
            click.echo("\r" + " " * len(self._shown) + "\r", err=True, nl=False)
            self._shown = ""
