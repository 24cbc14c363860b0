"""A small disk of one's own, or no more rights than anybody has: runs a function of a test in another process, in a
user namespace of Linux."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

UNSHARE = ("unshare", "--user", "--map-root-user", "--mount")


def on_small_disk(test: Callable[[Path], None], folder: Path, kilobytes: int) -> None:
    """Calls `test(folder)` in another process that sees a disk of that size in `folder`. Skips where there is none."""
    if shutil.which("unshare") is None or subprocess.run([*UNSHARE, "true"], capture_output=True).returncode:
        pytest.skip("needs Linux with user namespaces")
    mount = f"mount -t tmpfs -o size={kilobytes}k none {folder} && exec"
    _run([*UNSHARE, "sh", "-c", f'{mount} "$@"', "sh"], test, folder)


def without_rights(test: Callable[[Path], None], folder: Path) -> None:
    """Calls `test(folder)` in another process for which the rights of files count, as they do not for root."""
    as_nobody = [] if os.geteuid() else ["unshare", "--user"]
    if as_nobody and (shutil.which("unshare") is None or subprocess.run([*as_nobody, "true"]).returncode):
        pytest.skip("needs an account other than root's, or Linux with user namespaces")
    _run(as_nobody, test, folder)


def _run(command: list[str], test: Callable[[Path], None], folder: Path) -> None:
    run = [sys.executable, "-m", "tests.faults.room", test.__module__, test.__name__, str(folder)]
    done = subprocess.run([*command, *run], capture_output=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def make_read_only(folder: Path) -> None:
    """The disk in `folder`, from now on."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


if __name__ == "__main__":
    module, name, place = sys.argv[1:]
    getattr(importlib.import_module(module), name)(Path(place))
