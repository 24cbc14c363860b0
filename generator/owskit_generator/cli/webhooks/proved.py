"""Whether a proof shows what triggers.yaml says: `loop: guarded` needs one (loop-guards.md 2, guard 0)."""

from __future__ import annotations

from pathlib import Path

import msgspec

from owskit_addon.errors import ProofError
from owskit_generator.handlers.lock import read_lock
from owskit_generator.prove.proof import holds_for
from owskit_generator.triggers import Triggers, load_triggers
from owskit_generator.webhooks.readiness import need_proof


class Unproved(msgspec.Struct, frozen=True, kw_only=True):
    """`triggers` by name; `why` no proof holds for them; `cure`: what to run."""

    triggers: list[str]
    why: str
    cure: str

    def __str__(self) -> str:
        said = "is" if len(self.triggers) == 1 else "are"
        return f"{', '.join(self.triggers)} {said} said to be guarded (`loop: guarded`), but {self.why}."


def unproved(triggers: Triggers, file: Path, project: Path | None) -> Unproved | None:
    """None where nothing needs a proof, or the project's holds. Raises GenerateError or TriggersError where the project
    cannot be read."""
    names = need_proof(triggers)
    if not names:
        return None
    folder = project or file.parent
    if read_lock(folder) is None:
        why = f"no proof shows it: {folder} is no handler project"
        cure = f"Run `owskit generate {file} --out DIR` and `owskit prove DIR`, then give --project DIR"
    elif load_triggers(folder / "triggers.yaml").triggers != triggers.triggers:
        why = f"the project in {folder} was made of other triggers"
        cure = f"Run `owskit generate {file} --out {folder}`, then `owskit prove {folder}`"
    elif reason := holds_for(folder):
        why = f"no proof of the project in {folder} holds: {reason}"
        cure = f"Run `owskit prove {folder}`"
    else:
        return None
    return Unproved(triggers=names, why=why, cure=f"{cure}; or insist with `apply --force`.")


def require_proved(found: Unproved | None) -> None:
    """Raises ProofError where there is something to say."""
    if found is not None:
        raise ProofError(str(found), found.cure)
