"""What the bar asks for, as it comes over the channel: strictly typed, bounded, one struct an order."""

from __future__ import annotations

from typing import Annotated

import msgspec

Id = Annotated[str, msgspec.Meta(max_length=64)]
Words = Annotated[str, msgspec.Meta(max_length=1000)]


class _Order(msgspec.Struct, forbid_unknown_fields=True, tag_field="do"):
    pass


class Name(_Order, tag="name", kw_only=True):
    """An action gets the person's own name."""

    action: Id
    label: Words


class Ignore(_Order, tag="ignore", kw_only=True):
    """An action and its calls are left out of everything that is made of the capture."""

    action: Id


class Begin(_Order, tag="begin"):
    """What comes belongs to one action: of this way of the checklist, or of none."""

    business_event: Words | None = None
    way: Words | None = None


class Done(_Order, tag="done"):
    """What was begun is over."""


class Next(_Order, tag="next"):
    """What was begun is over, and the next begins: of the checklist, or without a name."""


class Skip(_Order, tag="skip", kw_only=True):
    business_event: Words
    way: Words
    reason: Words


class Add(_Order, tag="add", kw_only=True):
    """A way that the checklist did not think of."""

    business_event: Words
    way: Words


class Undo(_Order, tag="undo"):
    """Takes the last order back."""


class Pause(_Order, tag="pause"):
    """Nothing is recorded until the same is asked for again."""


class Seen(_Order, tag="seen", kw_only=True):
    """The person has read the problem with this number."""

    problem: int


Order = Name | Ignore | Begin | Done | Next | Skip | Add | Undo | Pause | Seen
decoder: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)
