"""The capture file: events, writing them safely, reading them back. Imports no mitmproxy."""

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way, iso, seconds
from owskit_addon.capture.reader import read_capture
from owskit_addon.capture.several import read_captures
from owskit_addon.capture.writer import CaptureWriter

__all__ = [
    "Action",
    "Call",
    "CaptureStart",
    "CaptureWriter",
    "Event",
    "Problem",
    "Way",
    "iso",
    "read_capture",
    "read_captures",
    "seconds",
]
