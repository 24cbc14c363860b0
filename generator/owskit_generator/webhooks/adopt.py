"""Takes webhooks that others registered into a stack: their addresses get its mark, nothing else changes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from owskit_addon.errors import NoAnswer, OwsError
from owskit_generator.webhooks.address import stack_of, with_stack
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.definitions import Definition, Registry, registry
from owskit_generator.webhooks.owner import belongs, is_own, is_wordpress
from owskit_generator.webhooks.secret import Secret


class Adoption(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook and the address that it will have; the same one where it is of the stack already."""

    present: Definition
    address: Secret

    @property
    def differs(self) -> bool:
        return self.present.address != self.address


def adoptions(
    present: Registry, uids: Sequence[str], stack: str, me: str | None, *, force: bool = False
) -> list[Adoption]:
    """Raises OwsError, and nothing is done, where one of the uids is not there or not ours to take. `force` takes those
    of another stack and of OTYS' WordPress plugin."""
    found = {each.uid: each for each in present.definitions}
    return [_adoption(found.get(uid), uid, stack, me, force) for uid in dict.fromkeys(uids)]


def adopt(ows: OwsClient, wanted: Sequence[Adoption]) -> None:
    """Updates in place, so that the uid stays (`ows.md` 4.3). Raises OwsError that names what was not done."""
    changing = [each for each in wanted if each.differs]
    calls = [("WebhooksService.update", [each.present.uid, _definition(each)]) for each in changing]
    said: dict[str, str] = {}
    try:
        for each, outcome in zip(changing, ows.batch(calls) if calls else [], strict=True):
            if outcome.error is not None:
                said[each.present.uid] = outcome.error.message
    except NoAnswer:
        pass  # what became of it is seen in the list
    now = {each.uid: each.address for each in registry(ows).definitions}
    lines = [
        f"{each.present.uid} was not adopted: {said.get(each.present.uid, 'OTYS shows it as it was.')}"
        for each in changing
        if now.get(each.present.uid) != each.address
    ]
    if lines:
        raise OwsError("\n".join(lines), "Run it again: what was adopted is left alone.")


def _adoption(present: Definition | None, uid: str, stack: str, me: str | None, force: bool) -> Adoption:
    if present is None:
        raise OwsError(f"There is no webhook with the uid {uid}.", "`owskit webhooks list` shows them.")
    if belongs(present, stack, me):
        return Adoption(present=present, address=present.address)
    if not present.everyone and not is_own(present, me):
        hint = "Use the API key of that user."
        raise OwsError(f"{uid} is a webhook of user {present.user} alone; it stays that user's.", hint)
    other = stack_of(present.address)
    if other is not None and other != stack and not force:
        raise OwsError(f"{uid} is of the stack {other}.", "If that installation is yours, insist with --force.")
    if is_wordpress(present) and not force:
        raise OwsError(
            f"{uid} looks like one of OTYS' WordPress plugin, which registers again what it misses.",
            "If it is not, insist with --force.",
        )
    address = with_stack(present.address, stack)
    if address is None:
        raise OwsError(f"{uid} has no address that a mark could be added to.", "Register the call anew with `apply`.")
    return Adoption(present=present, address=address)


def _definition(adoption: Adoption) -> dict[str, object]:
    present = adoption.present
    return {"serviceCall": present.service_call, "webhookUrl": adoption.address, "klantGlobal": present.everyone}
