"""Mutated files of other tools and captures through import and the readers: a clear error or a result, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest

from owskit_addon.actions.sharpen import read_sharpened
from owskit_addon.capture import CaptureWriter, read_capture, read_captures
from owskit_addon.errors import OwskitError
from owskit_addon.exchange import Exchange
from owskit_generator.catalogue.learn import learn
from owskit_generator.importing import import_files
from owskit_generator.overview import overview
from tests import canary_files
from tests.faults import seeds
from tests.faults.bounds import no_hang, rounds
from tests.faults.mutate import mutated
from tests.faults.size import size

WRITE: dict[str, Callable[[Path, Sequence[Exchange]], None]] = {
    "har": canary_files.write_har,
    "saz": canary_files.write_saz,
    "mitm": canary_files.write_mitm,
}


def a_few() -> list[Sequence[Exchange]]:
    """The seeds by threes: a small file is made wrong in more of its places in the same time."""
    made = seeds.exchanges()
    return [made[at : at + 3] for at in range(0, len(made), 3)]


def one_after_the_other(
    folder: Path, sound: Sequence[bytes], name: str, use: Callable[[Path], object], count: int
) -> None:
    """Uses `count` mutants of files. Each ends well or with an error of ours, and leaves no file behind."""
    went_well = 0
    said: list[str] = []
    for number in rounds(count):
        random = Random(number)
        path = folder / name
        path.write_bytes(mutated(random, random.choice(sound), sound, random.choice((1, 3, 12))))
        try:
            with no_hang():
                use(path)
            went_well += 1
        except OwskitError as error:
            said.append(str(error))
        except BaseException as error:
            error.add_note(f"mutation {number} of {name}")
            raise
        assert all("\x1b" not in text for text in said)
        said.clear()
    assert went_well


@pytest.mark.parametrize("kind", WRITE)
def test_import(tmp_path: Path, kind: str) -> None:
    path, out = tmp_path / f"mutant.{kind}", tmp_path / "made.jsonl"
    sound = []
    for few in a_few():
        WRITE[kind](path, few)
        sound.append(path.read_bytes())

    def use(path: Path) -> None:
        try:
            import_files([path], out)
            for _ in read_capture(out):
                pass
        finally:
            out.unlink(missing_ok=True)
            assert [file.name for file in tmp_path.iterdir()] == [path.name]

    one_after_the_other(tmp_path, sound, path.name, use, size(150, 25_000))


def test_captures(tmp_path: Path) -> None:
    def use(path: Path) -> None:
        list(read_captures([path, path]))
        overview(read_sharpened([path]))
        learn(read_sharpened([path]))
        with CaptureWriter(path, "live", "tokens"):
            pass

    sound = [seeds.capture(few) for few in a_few()]
    one_after_the_other(tmp_path, sound, "mutant.jsonl", use, size(150, 25_000))
