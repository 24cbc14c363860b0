"""What must be right before anything is registered, each with its reason."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from owskit_addon.errors import GenerateError, TriggersError
from owskit_generator.triggers import PLACEHOLDER_RECEIVER, Triggers
from owskit_generator.triggers.lint import Finding, Subject, lint
from owskit_generator.webhooks.transport import is_loopback

_HERE_ONLY = frozenset({"local", "localhost", "internal", "lan", "test", "invalid", "example"})


def require_ready(triggers: Triggers, *, force: bool = False) -> None:
    """Raises GenerateError where the receiver is no place that OTYS can deliver to safely.

    `force` lets an address through that is http or this machine's, for an OWS that runs here; never the placeholder.
    """
    if triggers.receiver == PLACEHOLDER_RECEIVER:
        raise GenerateError(
            f"The receiver is still the placeholder {PLACEHOLDER_RECEIVER}.",
            "Set `receiver` in the triggers file to where your handlers live.",
        )
    reason = None if force else unfit(triggers.receiver)
    if reason is not None:
        raise GenerateError(f"The receiver {triggers.receiver} {reason}", "Set another one, or insist with --force.")


def loops_in(triggers: Triggers, text: str, name: str) -> list[Finding]:
    """The errors of lint: a handler that would wake itself or another of ours (loop-guards.md 2, guard 0). What others
    have registered is told by the plan's conflicts."""
    return [each for each in lint(Subject(triggers=triggers, text=text, name=name)) if each.level == "error"]


def require_no_loop(findings: list[Finding], *, force: bool = False) -> None:
    """Raises TriggersError that names each, with its place. `force` lets them through."""
    if findings and not force:
        lines = [f"{each.file}:{each.line}:{each.column}: {each.code}: {each.what}" for each in findings]
        raise TriggersError("\n".join(lines), findings[0].cure)


def need_proof(triggers: Triggers) -> list[str]:
    """The triggers, by name, that are said to be guarded: `owskit prove` has to show it before they are registered
    (loop-guards.md 2, guard 0). One that mirrors, writes nothing and reads through no call of ours wakes nobody."""
    registered = {call for trigger in triggers.triggers for call in trigger.service_calls}
    return [
        each.name
        for each in triggers.triggers
        if each.loop == "guarded" and (each.profile != "mirror" or each.writes or registered.intersection(each.reads))
    ]


def unfit(receiver: str) -> str | None:
    """Why OTYS should not deliver there, or None. No name is looked up."""
    parts = urlsplit(receiver)
    host = (parts.hostname or "").rstrip(".")
    if is_loopback(host) or _is_here_only(host):
        return (
            "is a place that OTYS cannot reach from outside: its deliveries would go nowhere. To try handlers on this "
            "machine use `owskit webhooks listen`."
        )
    if parts.scheme != "https":
        return "is not https: names, addresses and the secret would go over the network for everybody to read."
    return None


def _is_here_only(host: str) -> bool:
    """Whether a host means something in one network only, or nothing anywhere (RFC 2606, 6762, 8375). No name ends with
    digits: that is a number in another spelling, such as 127.1."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2].lower()
        return "." not in host or last.isdecimal() or last in _HERE_ONLY or host.lower().endswith(".home.arpa")
