"""Which registrations get in each other's way: of several on one call OTYS executes only one (`ows.md` 4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from owskit_generator.webhooks.definitions import Definition
from owskit_generator.webhooks.owner import is_wordpress, owned


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """`service_call` has our registration and another's, `uid`; `says` what comes of it, in a sentence."""

    service_call: str
    uid: str
    says: str


def with_others(
    wanted: Iterable[tuple[str, bool]], others: Sequence[Definition], stack: str, me: str | None
) -> list[Conflict]:
    """For calls that are ours (name, for everyone) and registrations that are not."""
    found = []
    for call, everyone in wanted:
        for other in others:
            if other.service_call == call and (says := _says(everyone, other, stack, me)):
                found.append(Conflict(service_call=call, uid=other.uid, says=says))
    return found


def among(definitions: Sequence[Definition], me: str | None) -> list[Conflict]:
    """The same for a registry as it is, nobody's stack in mind: each pair on one call, told at the one that loses."""
    found = []
    for at, one in enumerate(definitions):
        for other in definitions[:at]:
            if one.service_call != other.service_call:
                continue
            if one.everyone and other.everyone:
                says = f"It and {other.uid} are both for everyone: OTYS executes one of the two and does not say which."
            elif one.everyone or other.everyone:
                own, wide = (other, one) if one.everyone else (one, other)
                says = f"{own.uid} hides {wide.uid} for what user {own.user or 'its owner'} does."
            elif one.user == other.user:
                says = f"It and {other.uid} are both of user {one.user or 'one user'}: OTYS executes one of the two."
            else:
                continue
            found.append(Conflict(service_call=one.name, uid=one.uid, says=says))
    return found


def _says(everyone: bool, other: Definition, stack: str, me: str | None) -> str | None:
    who = f"{owned(other, stack, me).who} (uid {other.uid})"
    plugin = is_wordpress(other)
    if everyone and other.everyone:
        if plugin:
            return (
                f"OTYS' WordPress plugin (uid {other.uid}) listens to this call for everyone too. OTYS executes "
                "only one of the two: if ours, the website no longer hears of changes; if the plugin's, ours is silent."
            )
        return (
            f"{who} is registered for everyone on this call too: OTYS executes only one of the two, and does not say "
            "which. One of them will be silent."
        )
    if everyone:
        return f"{who} is for user {other.user or 'its owner'} alone and hides ours for what that user does."
    if other.everyone:
        silent = "the WordPress plugin's" if plugin else "it"
        return f"{who} is registered for everyone: ours hides {silent} for what user {me or 'of the API key'} does."
    if other.user is None or me is None or other.user == me:
        return f"{who} is for the same user: OTYS executes only one of the two."
    return None
