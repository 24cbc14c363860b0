"""The commands that the addon gives mitmproxy; their docstrings are the person's help."""

from __future__ import annotations

from collections.abc import Callable

from mitmproxy import command, exceptions

from owskit_addon.actions import clean_label
from owskit_addon.recorder.beside import Beside
from owskit_addon.recorder.recording import Recording


class Commands:
    """`current` gives the recording that runs, None where there is none."""

    def __init__(self, current: Callable[[], Recording | Beside | None]) -> None:
        self._current = current

    @command.command("owskit.mark")  # type: ignore[untyped-decorator]
    def mark(self, *label: str) -> None:
        """Name what you do now; it holds until the next mark or owskit.end."""
        text = clean_label(" ".join(label))
        if not text:
            raise exceptions.CommandError("Say what is being done: owskit.mark Change status")
        self._recording().mark(text)

    @command.command("owskit.end")  # type: ignore[untyped-decorator]
    def end(self) -> None:
        """End what was marked; from here on pauses separate one action from the next."""
        self._recording().end()

    @command.command("owskit.ignore")  # type: ignore[untyped-decorator]
    def ignore(self) -> None:
        """Leave out the action that is recorded now, with its calls: a click gone wrong, say."""
        if self._recording().ignore_latest() is None:
            raise exceptions.CommandError("No action is being recorded.")

    @command.command("owskit.pause")  # type: ignore[untyped-decorator]
    def pause(self) -> None:
        """Record nothing until owskit.resume."""
        self._recording().pause(True)

    @command.command("owskit.resume")  # type: ignore[untyped-decorator]
    def resume(self) -> None:
        """Go on recording after owskit.pause."""
        self._recording().pause(False)

    @command.command("owskit.baseline")  # type: ignore[untyped-decorator]
    def learn(self, seconds: int) -> None:
        """Learn for so many seconds what OTYS Go! does by itself; click nothing meanwhile."""
        if seconds < 1:
            raise exceptions.CommandError("Say for how many seconds: owskit.baseline 30")
        self._recording().learn(seconds)

    def _recording(self) -> Recording | Beside:
        if (recording := self._current()) is None:
            raise exceptions.CommandError("Nothing is being recorded: set owskit_capture first.")
        return recording
