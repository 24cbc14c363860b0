"""`owskit webhooks …`: each command in a module of its own, thin; what they do is `owskit_generator.webhooks`."""

from __future__ import annotations

import click

from owskit_generator.cli.lazy import LazyGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "Say who the API key is and what works."),
    "list": ("list_", "Show all registrations: whose, which call, where to, conflicts."),
    "plan": ("plan", "Show what apply would do."),
    "apply": ("apply", "Register what triggers.yaml wants; the plan is shown first."),
    "rotate": ("rotate", "Change the secret in the addresses, with two that are accepted for 20 minutes."),
    "logs": ("logs", "Show OTYS' log of deliveries and what the handlers decided."),
    "replay": ("replay", "Send deliveries of the log to a handler again."),
    "listen": ("listen", "Bring deliveries of one's own user to a handler on this machine."),
    "remove": ("remove", "Remove all registrations of a stack."),
    "adopt": ("adopt", "Take registrations that are there into a stack."),
}


@click.group(
    cls=LazyGroup,
    package="owskit_generator.cli.webhooks",
    table=COMMANDS,
    short_help="The registrations at OTYS: plan, apply, watch the log, listen.",
)
def command() -> None:
    """The registrations at OTYS: plan, apply, watch the log, listen.

    Secrets come from the environment or are asked for, and are never shown: OTYS_API_KEY, OWSKIT_WEBHOOK_SECRET.
    OTYS_OWS_URL names another OWS than https://ows.otys.nl/jservice.php. Nothing at OTYS is changed without a plan
    shown first, and nothing that is not of your stack is changed at all.

    \b
    Example:  owskit webhooks check
              owskit webhooks plan triggers.yaml
              owskit webhooks apply triggers.yaml --wait
    """
