"""The demo's folder: made anew each time, and never in place of somebody's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from owskit_addon.errors import GenerateError
from owskit_generator.files import write_whole

_MARK = ".owskit-demo"


class Folder(NamedTuple):
    """Where each stage leaves what it made."""

    root: Path
    replaced: bool

    @property
    def capture(self) -> Path:
        return self.root / "session.jsonl"

    @property
    def catalogue(self) -> Path:
        return self.root / "catalogue"

    @property
    def triggers(self) -> Path:
        return self.root / "triggers.yaml"

    @property
    def project(self) -> Path:
        return self.root / "handlers"


def make_folder(root: Path) -> Folder:
    """Empties an earlier demo's folder; refuses (GenerateError) one that holds anything else."""
    replaced = (root / _MARK).is_file()
    hint = "Name another folder with --out."
    try:
        if replaced:
            shutil.rmtree(root)
        elif root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise GenerateError(f"{root} is there and is not from an earlier demo.", hint)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise GenerateError(f"{root} cannot be written: {error.strerror}.", hint) from None
    write_whole(root / _MARK, "Made by `owskit demo`, which empties this folder when it runs again.\n")
    return Folder(root, replaced)
