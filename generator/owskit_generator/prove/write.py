"""A proof's three files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from owskit_addon.errors import GenerateError, ProofError
from owskit_addon.folders import make_missing
from owskit_generator.prove import proof as data
from owskit_generator.prove.report import junit, page


def check_writable(out: Path) -> None:
    """Before minutes are spent on what can then be written nowhere. Raises ProofError."""
    try:
        make_missing(out)
        with TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise _cannot_write(out, error) from None


def write_proof(proof: data.Proof, out: Path) -> list[Path]:
    """proof.json, proof.html and proof.junit.xml in `out`; what stood there is replaced. Raises ProofError."""
    try:
        make_missing(out)
        data.write_json(proof, out)
        page.write_page(proof, out)
        junit.write_junit(proof, out)
    except GenerateError as error:
        raise ProofError(error.message, error.hint) from None
    except OSError as error:
        raise _cannot_write(out, error) from None
    return [out / name for name in (data.NAME, page.NAME, junit.NAME)]


def _cannot_write(out: Path, error: OSError) -> ProofError:
    return ProofError(f"{out}: the proof cannot be written ({error.strerror}).", "Name another folder with --out.")
