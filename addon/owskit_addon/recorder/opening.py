"""What a recording is to be, and the recording of it. Knows no mitmproxy."""

from __future__ import annotations

from pathlib import Path

import msgspec

from owskit_addon.capture.events import Values
from owskit_addon.checklist import load_checklist
from owskit_addon.map_file import MapFile
from owskit_addon.recorder.recording import Recording


class Wanted(msgspec.Struct, frozen=True):
    """`checklist` and `names` are files, empty where there is none; `baseline` is in seconds."""

    capture: str
    values: Values
    checklist: str = ""
    names: str = ""
    baseline: int = 0

    @property
    def path(self) -> Path:
        return Path(self.capture).expanduser()


def opened(wanted: Wanted) -> Recording:
    """Raises a CaptureError, ChecklistError or MapFileError; the capture is then as it was."""
    recording = Recording(
        wanted.path,
        wanted.values,
        checklist=load_checklist(Path(wanted.checklist).expanduser()) if wanted.checklist else None,
        names=MapFile(wanted.names) if wanted.names else None,
    )
    if wanted.baseline > 0:
        recording.learn(wanted.baseline)
    return recording
