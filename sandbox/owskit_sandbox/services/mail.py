"""EmailService, and the two small pollers of the sandbox' Go!: reminders and unread mail."""

from __future__ import annotations

from typing import Any

from ..call import Call, Method
from .tabled import reading


def send(call: Call) -> Any:
    """[sid, {subject, htmlMessage, To, From, profileUid, Bindings}] → true. The mail is kept in the sandbox; nothing is
    ever sent."""
    call.world.mails.append({"user": call.user.id, "mail": call.record(1)})
    return True


def get_unread_count(call: Call) -> Any:
    """[sid] → how many mails wait. Background traffic of the sandbox' own."""
    return call.user.id % 4


_REMINDERS = reading("ReminderService", lambda tables: tables.reminders)
METHODS: dict[str, Method] = {
    "EmailService.send": send,
    "MailboxService.getUnreadCount": get_unread_count,
    "ReminderService.getListEx": _REMINDERS["ReminderService.getListEx"],
}
