"""`owskit webhooks apply`."""

from __future__ import annotations

from pathlib import Path

import click

from owskit_generator.cli.webhooks.connection import ca_option
from owskit_generator.cli.webhooks.plan import policy_option, project_option


@click.command(short_help="Register what triggers.yaml wants; the plan is shown first.")
@click.argument("triggers", type=click.Path(path_type=Path, readable=False))
@policy_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--wait", "waits", is_flag=True, help="Watch the log until a delivery comes, or 10 minutes are over.")
@click.option(
    "--force", is_flag=True, help="Also an address that is http or of this machine, a loop, and what is not proved."
)
@project_option
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    triggers: Path,
    policy: str,
    yes: bool,
    waits: bool,
    force: bool,
    project: Path | None,
    ca: Path | None,
    as_json: bool,
) -> None:
    """Register what triggers.yaml wants, after showing the plan and asking.

    Only registrations of the file's stack are changed. What is new is added first; what is old is removed when the new
    one is there. Interrupted anywhere, the next run finishes it. Triggers with `loop: guarded` need a proof of their
    project (`owskit prove`).

    \b
    Example:  owskit webhooks apply triggers.yaml
              owskit webhooks apply triggers.yaml --policy sync --yes --wait
    """
    from datetime import UTC, datetime

    from owskit_generator.cli.webhooks.carry_out import carry_out
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.cli.webhooks.planning import Planning
    from owskit_generator.cli.webhooks.proved import require_proved, unproved
    from owskit_generator.webhooks.identity import who
    from owskit_generator.webhooks.plan import changes_secret
    from owskit_generator.webhooks.readiness import require_no_loop, require_ready
    from owskit_generator.webhooks.rotate import key_of, note

    planning = Planning(triggers)
    require_ready(planning.triggers, force=force)
    require_no_loop(planning.loops, force=force)
    if not force:
        require_proved(unproved(planning.triggers, triggers, project))
    with connected(ca) as ows:
        plan = planning.plan(ows, policy)
        me = planning.me or who(ows)
        key = key_of(ows.host, me.client_id, plan.stack)

        def begun() -> None:
            if changes_secret(plan.steps):
                note(key, datetime.now(UTC))  # so that `rotate` to a third waits until two are live no more

        carry_out(ows, plan, me.user_id, yes=yes, as_json=as_json, waits=waits, begun=begun)
