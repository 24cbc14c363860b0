"""What a proof says, as data: `proof.json`, with the hashes of what it holds for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import msgspec

import owskit_addon
from owskit_addon.capture.events import iso
from owskit_addon.errors import ProofError
from owskit_generator.handlers.lock import Lock
from owskit_generator.prove.own.handlers import Proved
from owskit_generator.prove.project import lock_of
from owskit_generator.prove.scenario import Found
from owskit_generator.prove.scenarios import ALL

FORMAT = 1
NAME = "proof.json"


class Hashes(msgspec.Struct, frozen=True, kw_only=True):
    """SHA-256 in hex. A proof holds for a project as long as these are the same."""

    handlers: dict[str, str]
    generated: str
    triggers: str
    scenarios: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """`passed`: every scenario held, no handler has a complaint, and without guards it looped. `void`: where it did
    not, so that nothing is proved."""

    format: int = FORMAT
    owskit: str
    made: str
    language: str
    store: str
    passed: bool
    void: list[str]
    hashes: Hashes
    scenarios: list[Found]
    triggers: list[Proved]


def make_proof(
    project: Path, store: str, scenarios: list[Found], triggers: list[Proved], void: list[str], at: float
) -> Proof:
    """`at` in seconds since 1970; `void`: why the run proves nothing, if so."""
    held = all(not found.faults for found in scenarios) and all(not proved.complaints for proved in triggers)
    lock = lock_of(project)
    return Proof(
        owskit=owskit_addon.__version__,
        made=iso(at),
        language=lock.language,
        store=store,
        passed=held and not void,
        void=void,
        hashes=hashes_of(project, lock),
        scenarios=scenarios,
        triggers=triggers,
    )


def hashes_of(project: Path, lock: Lock) -> Hashes:
    return Hashes(
        handlers={name: _digest([project / path]) for name, path in sorted(lock.handlers.items())},
        generated=_digest(_files(project / "generated")),
        triggers=_digest([project / "triggers.yaml"]),
        scenarios=_digest(_files(Path(__file__).parent)),
    )


def holds_for(project: Path) -> str:
    """Why the proof in a project does not hold for it as it is; empty where it does."""
    try:
        proof = msgspec.json.decode((project / NAME).read_bytes(), type=Proof)
    except FileNotFoundError:
        return "there is no proof"
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return f"{NAME} cannot be read"
    try:
        now = hashes_of(project, lock_of(project))
    except (OSError, ProofError):
        return "the project cannot be read"
    if now.handlers != proof.hashes.handlers:
        return "a handler has changed since"
    if (now.generated, now.triggers) != (proof.hashes.generated, proof.hashes.triggers):
        return "the project has been generated anew since"
    if {found.number for found in proof.scenarios} != {scenario.number for scenario in ALL}:
        return "it is of some scenarios only"
    return "" if proof.passed else "it did not pass"


def write_json(proof: Proof, out: Path) -> None:
    text = json.dumps(msgspec.to_builtins(proof), indent=2, ensure_ascii=False) + "\n"
    (out / NAME).write_text(text, encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def _digest(paths: list[Path]) -> str:
    """Of names and contents; line ends as git may change them count for nothing."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
        found.update(path.name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return found.hexdigest()
