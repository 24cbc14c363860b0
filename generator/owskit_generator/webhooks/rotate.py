"""A new secret in the addresses, while the handlers accept the one before too.

What is kept where: OTYS has the addresses, and so the secret that is registered now. The handlers' environment has the
new one and the one before. We keep no secret: only when a rotation began, since OTYS may use the address of before for
10 minutes (`ows.md` 4.1) and what was queued in these comes later still. After 20 minutes the one before can go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from owskit_addon.errors import OwsError
from owskit_generator.webhooks import state
from owskit_generator.webhooks.address import receiver_of, secret_of
from owskit_generator.webhooks.definitions import Definition, Registry
from owskit_generator.webhooks.owner import belongs
from owskit_generator.webhooks.plan import Plan, Step, Wanted
from owskit_generator.webhooks.secret import Secret

TWO_LIVE = timedelta(minutes=20)
_FILE = "rotations.json"


class Rotation(msgspec.Struct, frozen=True, kw_only=True):
    """The plan; the secrets that are registered and go (`old`); whether one of ours has the new one already, so that
    an earlier run is gone on with (`begun`)."""

    plan: Plan
    old: list[Secret]
    begun: bool


def rotation_of(wanted: Sequence[Wanted], present: Registry, stack: str, me: str | None) -> Rotation:
    """What differs in nothing but the secret. Other differences are for `apply`, and told."""
    ours = [each for each in present.definitions if belongs(each, stack, me)]
    steps: list[Step] = []
    old: dict[Secret, None] = {}
    begun = False
    for one in wanted:
        stale = [each for each in ours if _differs_in_secret(one, each)]
        same = [each for each in ours if one.is_met_by(each)]
        begun = begun or bool(same)
        if stale and not same:
            steps.append(Step(action="add", wanted=one, why="gets the new secret"))
        elif same:
            steps.append(Step(action="keep", wanted=one, present=same[0], why="has the new secret"))
        for each in stale:
            steps.append(Step(action="remove", present=each, why="has the old secret"))
            secret = secret_of(each.address)
            if secret is not None:
                old[secret] = None
    touched = {step.present.uid for step in steps if step.present is not None}
    left = [each for each in ours if each.uid not in touched]
    warnings = [f"{len(left)} of this stack differ in more than the secret: `apply` is for these."] if left else []
    return Rotation(plan=Plan(stack=stack, steps=steps, warnings=warnings), old=list(old), begun=begun)


def require_time(key: str, rotation: Rotation, now: datetime) -> None:
    """Raises OwsError where another rotation began less than 20 minutes ago: there would be three live secrets, and the
    handlers know two. One that was interrupted is gone on with."""
    before = began(key)
    if before is None or rotation.begun or now - before >= TWO_LIVE:
        return
    at = (before + TWO_LIVE).astimezone().strftime("%H:%M:%S")
    raise OwsError(
        f"Until {at} OTYS may still use the secret before the present one: the handlers would have to know three.",
        "Wait until then, or insist with --force.",
    )


def require_previous(given: Secret | None, rotation: Rotation) -> None:
    """Raises OwsError where OWSKIT_WEBHOOK_SECRET_PREVIOUS is set to something that is not registered: then the
    handlers would refuse what OTYS still sends."""
    if given is not None and rotation.old and given not in rotation.old:
        raise OwsError(
            "OWSKIT_WEBHOOK_SECRET_PREVIOUS is not the secret that is registered at OTYS.",
            "Set it to that one, here and for the handlers, or leave it out here.",
        )


def key_of(host: str, client: str | None, stack: str) -> str:
    return f"{stack} of client {client or 'not told'} at {host}"


def began(key: str) -> datetime | None:
    """When the last rotation began, as far as this machine knows."""
    noted = state.read(_FILE)
    value = noted.get(key) if isinstance(noted, dict) else None
    try:
        return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else None
    except ValueError:
        return None


def note(key: str, now: datetime) -> None:
    """Keeps the time. Raises OwskitError where it cannot be written."""
    noted = state.read(_FILE)
    state.write(_FILE, {**(noted if isinstance(noted, dict) else {}), key: now.isoformat(timespec="seconds")})


def _differs_in_secret(wanted: Wanted, present: Definition) -> bool:
    same = present.service_call == wanted.service_call and present.everyone == wanted.everyone
    there = receiver_of(present.address) == receiver_of(wanted.address)
    return same and there and secret_of(present.address) != secret_of(wanted.address)
