"""The errors that a person sees.

OwskitError               what happened, where, and what to do next; the command line shows it and exits with its code
├── CaptureError          a capture cannot be read or written
│   ├── NotACapture       the file is something else
│   ├── NewerFormat       written by a later owskit
│   ├── CaptureInUse      another recorder writes to it
│   └── CaptureUnwritable the folder, the disk or the rights do not let us write
├── SourceError           a file to import is not what it should be
├── ChecklistError        a checklist has a fault (line and column inside)
├── MapFileError          the file of names cannot be read or has a fault (line and column inside)
├── RecordingError        the proxy cannot start or cannot be reached
├── CatalogueError        a catalogue, its notes or a template cannot be read or made
├── TriggersError         triggers.yaml has a fault (line and column inside)
├── GenerateError         a handler project cannot be written
├── ProofError            a handler project cannot be proved: it does not start, hangs or ends
└── OwsError              OWS refused a call, or what answers is not OWS
    └── NoAnswer          nothing came back: whether the call was done is not known

A problem in somebody's input that does not stop the work is no exception but a `capture.Problem` value.
"""

from __future__ import annotations

from pathlib import Path


class OwskitError(Exception):
    """Something a person can act on. `hint` says what to do next, in a sentence of its own."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class CaptureError(OwskitError):
    """A capture cannot be read or written."""


class NotACapture(CaptureError):
    """The file is not an owskit capture."""


class NewerFormat(CaptureError):
    """The capture was written by a later owskit."""


class CaptureInUse(CaptureError):
    """Another recorder has the capture open."""


class CaptureUnwritable(CaptureError):
    """The capture cannot be created or added to."""


class SourceError(OwskitError):
    """A file to import is not what it should be."""


class ChecklistError(OwskitError):
    """A checklist has a fault; the message names line and column."""


class MapFileError(OwskitError):
    """The file of names cannot be read or has a fault; the message names line and column."""


class RecordingError(OwskitError):
    """The proxy cannot start, or a running recording cannot be reached."""


class CatalogueError(OwskitError):
    """A catalogue or its notes cannot be read or made; a fault in the notes is named with line and column."""


class TriggersError(OwskitError):
    """`triggers.yaml` has a fault; the message names line and column."""


class GenerateError(OwskitError):
    """A handler project or its registrations cannot be written."""


class ProofError(OwskitError):
    """A handler project cannot be proved: it does not start, does not come to rest, or is none."""


class OwsError(OwskitError):
    """OWS refused a call (HTTP 200 with `error`, `ows.md` 2.4), or what answers is not OWS.

    `code` is the one of OWS, which it may leave out.
    """

    def __init__(self, message: str, hint: str = "", code: int | str | None = None) -> None:
        super().__init__(message, hint)
        self.code = code


class NoAnswer(OwsError):
    """The connection failed or the time was over; a write may have been done all the same."""


def place_of(error: BaseException) -> str:
    """Where in owskit a fault of ours was raised (`catalogue/learn.py:55`): never a word of the traffic."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if any(part.startswith("owskit_") for part in path.parts):
            place = f"{path.parent.name}/{path.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
