"""A lock on an open file that ends with the process that holds it, however that ends: nothing stale is left behind."""

from __future__ import annotations

import errno
import os
import sys

_AT = 0x7FFF_FFF0  # Windows locks bytes, not files, and nobody can read what is locked: one far behind what is written


def try_lock(fd: int) -> bool:
    """Locks the file for this process, or says that another has it. Reading stays free for all."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(fd, _AT, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # A network share without locks is no reason to refuse.
        return error.errno in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}
    return True
