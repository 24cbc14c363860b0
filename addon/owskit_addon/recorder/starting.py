"""Starts the process that keeps a recording beside the proxy."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

from owskit_addon import errors
from owskit_addon.errors import RecordingError
from owskit_addon.recorder import frames
from owskit_addon.recorder.frames import OPEN, Said
from owskit_addon.recorder.opening import Wanted

logger = logging.getLogger("owskit")

_CODE = "import sys; sys.path += sys.argv[1:]; from owskit_addon.recorder.keeper import main; main()"


def start(wanted: Wanted) -> tuple[subprocess.Popen[bytes], int]:
    """The process and where the capture ends, which is open. Raises as `opening.opened` does, or OSError."""
    process = _started()
    try:
        return process, _opened(process, wanted)
    except BaseException:
        process.kill()
        process.communicate()
        raise


def _opened(process: subprocess.Popen[bytes], wanted: Wanted) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(frames.asked(0, OPEN, (wanted,)))
    for frame in frames.read_frames(process.stdout):
        answer = frames.decode_answer.decode(frame)
        if isinstance(answer, Said):
            logger.log(answer.level, "%s", answer.text)
        elif answer.fault is None:
            return answer.end
        else:
            kind = getattr(errors, answer.fault.kind, RecordingError)
            raise kind(answer.fault.message, answer.fault.hint)
    raise OSError("the process that keeps the recording does not start")


def _started() -> subprocess.Popen[bytes]:
    """In a session of its own, so that what is typed at the proxy's terminal, and what ends its group, leaves it be."""
    flags: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _CODE, *filter(None, sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback could hold somebody's data
        bufsize=0,
        **flags,
    )
