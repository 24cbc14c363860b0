"""What a proof says, as data: `proof.json`, with the hashes of what it holds for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import msgspec

import owskit_addon
from owskit_addon.capture.events import iso
from owskit_addon.errors import ProofError
from owskit_generator.files import write_whole
from owskit_generator.handlers.lock import Lock
from owskit_generator.prove.course import Step
from owskit_generator.prove.load.load import Loaded
from owskit_generator.prove.own.handlers import Proved
from owskit_generator.prove.project import lock_of
from owskit_generator.prove.runner import Ran
from owskit_generator.prove.scenario import Found
from owskit_generator.prove.scenarios import ALL
from owskit_generator.prove.without import Looped
from owskit_generator.templates import template_folder

FORMAT = 2
NAME = "proof.json"


class Hashes(msgspec.Struct, frozen=True, kw_only=True):
    """SHA-256 in hex. A proof holds for a project as long as these are the same."""

    handlers: dict[str, str]
    generated: str
    triggers: str
    scenarios: str


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """`passed`: every scenario held, no handler has a complaint, and without guards it looped. `void`: where it did
    not, so that nothing is proved; `without`: how it went. `steps` is the course of `worst`, the scenario's run that
    came nearest to its bounds. `left_out`: what was not run, and why."""

    format: int = FORMAT
    owskit: str
    made: str
    language: str
    stores: list[str]
    passed: bool
    void: list[str]
    without: list[Looped]
    left_out: list[str]
    hashes: Hashes
    scenarios: list[Found]
    days: list[Loaded]
    worst: Found | None
    steps: list[Step]
    triggers: list[Proved]


def make_proof(
    project: Path,
    ran: Sequence[Ran],
    worst: Ran | None,
    triggers: list[Proved],
    without: list[Looped],
    at: float,
    left_out: Sequence[str] = (),
    days: Sequence[Loaded] = (),
) -> Proof:
    """`at` in seconds since 1970."""
    scenarios = [each.found for each in ran]
    void = [
        f"Without guards, {each.title!r} came to rest after {each.deliveries} deliveries."
        for each in without
        if not each.did
    ]
    faults = [*(each.faults for each in scenarios), *(each.faults for each in days)]
    held = not any(faults) and not any(each.complaints for each in triggers)
    lock = lock_of(project)
    return Proof(
        owskit=owskit_addon.__version__,
        made=iso(at),
        language=lock.language,
        stores=list(dict.fromkeys([found.store for found in scenarios])),
        passed=held and not void,
        void=void,
        without=without,
        left_out=list(left_out),
        hashes=hashes_of(project, lock),
        scenarios=scenarios,
        days=list(days),
        worst=worst.found if worst else None,
        steps=worst.steps if worst else [],
        triggers=triggers,
    )


def hashes_of(project: Path, lock: Lock) -> Hashes:
    """What stands beside the handlers may be a part of each of them."""
    own = {project / path for path in lock.handlers.values()}
    shared = [path for path in _files(project / "handlers") if path not in own]
    return Hashes(
        handlers={name: _digest([project / path, *shared]) for name, path in sorted(lock.handlers.items())},
        generated=_digest(_files(project / "generated")),
        triggers=_digest([project / "triggers.yaml"]),
        scenarios=_of_scenarios(),
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
    if now.scenarios != proof.hashes.scenarios:
        return "it was made with the scenarios of another owskit"
    if {found.number for found in proof.scenarios} != {scenario.number for scenario in ALL}:
        return "it is of some scenarios only"
    return "" if proof.passed else "it did not pass"


def write_json(proof: Proof, out: Path) -> None:
    text = json.dumps(msgspec.to_builtins(proof), indent=2, ensure_ascii=False) + "\n"
    write_whole(out / NAME, text)


def _of_scenarios() -> str:
    """Of everything that decides what is run and what holds; how it is shown counts for nothing."""
    here, templates = Path(__file__).parent, template_folder() / "prove"
    parts = [path for path in _files(here) if path.parent.name != "report"]
    return _digest([*parts, *sorted(templates.glob("scenario.*")), templates / "triggers.yaml.j2"])


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def _digest(paths: list[Path]) -> str:
    """Of names and contents; line ends as git may change them count for nothing."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
        found.update(path.name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return found.hexdigest()
