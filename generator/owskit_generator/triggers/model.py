"""What triggers.yaml says (design.md 5.5), as plain data that was checked."""

from __future__ import annotations

from typing import Literal

import msgspec

VERSION = 1
PLACEHOLDER_RECEIVER = "https://hooks.example.com/otys"
"""What `choose` writes; `generate` warns about it and `webhooks apply` refuses it."""

Profile = Literal["mirror", "enrich", "chain"]
Actor = Literal["dedicated", "shared"]
Scalar = str | int | float | bool | None


class Condition(msgspec.Struct, frozen=True, kw_only=True, rename={"one_of": "in"}):
    """One of `equals`, `present` and `in` about a value of the delivery. `path` starts with `args.` or `result.`.

    Ids change their type freely between number and numeric text (`ows.md` 6): whoever compares, compares as text.
    """

    path: str
    equals: Scalar | msgspec.UnsetType = msgspec.UNSET
    present: bool | msgspec.UnsetType = msgspec.UNSET
    one_of: tuple[Scalar, ...] | msgspec.UnsetType = msgspec.UNSET


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """One handler and the calls that wake it.

    `everyone` is `klantGlobal` of the registration. All conditions of `when` must hold. `writes` and `reads` are what
    the handler says that it calls itself. `loop`, `actor` and `keep`: loop-guards.md 2 (guards 0 and 5). `uid`: call →
    the path of the record's uid in its delivery (`args.1`, `result`); calls that are not in it go by their verb.
    """

    name: str
    service_calls: tuple[str, ...]
    everyone: bool = True
    when: tuple[Condition, ...] = ()
    profile: Profile = "enrich"
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    loop: Literal["guarded"] | None = None
    actor: Actor = "dedicated"
    keep: tuple[str, ...] = ()
    uid: dict[str, str] = {}

    @property
    def module(self) -> str:
        """`candidate-status` → `candidate_status`: the name as a Python module, unique as names hold no underscore."""
        return self.name.replace("-", "_")


class Triggers(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file. `receiver` has no slash at its end."""

    version: int
    receiver: str
    stack: str
    triggers: tuple[Trigger, ...]
