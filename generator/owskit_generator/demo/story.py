"""What the demo says while it goes: a line a stage, with where its work lies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console


class Story:
    """Prints to a console; on a terminal a spinner says what is going on."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        fancy = "utf" in (console.encoding or "").lower()
        self._done, self._bullet = ("✔", "·") if fancy else ("*", "-")

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Shows that something goes on, for as long as it does."""
        with self._console.status(f"{what} …"):
            yield

    def tell(self, what: str, where: Path | None = None) -> None:
        """A stage is done; `where` is what it left."""
        seconds = time.monotonic() - self._started
        self._console.print(f"{self._done} {seconds:4.1f} s  {what}", style="bold", soft_wrap=True)
        if where is not None:
            self._console.print(f"            {where}", style="cyan", soft_wrap=True)

    def step(self, what: str) -> None:
        """A detail of a stage."""
        self._console.print(f"          {self._bullet} {what}", style="dim", soft_wrap=True)

    def note(self, what: str) -> None:
        """Something to know."""
        self._console.print(f"          ! {what}", style="yellow", soft_wrap=True)
