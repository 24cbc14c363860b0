"""Carries out a plan. Each file is complete or not there; the lock comes last, so that a torn run can be repeated."""

from __future__ import annotations

from pathlib import Path

from owskit_addon.errors import GenerateError
from owskit_generator.files import make_folder, write_whole
from owskit_generator.handlers.lock import NAME
from owskit_generator.handlers.plan import Plan


def carry_out(plan: Plan, out: Path) -> None:
    """Raises GenerateError that names what could not be written; a second run picks up where this one ended."""
    try:
        make_folder(out)
        for name, kept in plan.keep.items():
            (out / name).replace(out / kept)
        for name in sorted(plan.write, key=lambda name: name == NAME):
            make_folder((out / name).parent)
            write_whole(out / name, plan.write[name])
        for name in plan.remove:
            (out / name).unlink()
    except OSError as error:
        where = error.filename or out
        raise GenerateError(
            f"{where}: cannot be written ({error.strerror}).", "Look at the rights and the free space of the disk."
        ) from None
