"""`owskit webhooks plan`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from owskit_generator.cli.webhooks.connection import ca_option


def policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--policy",
        type=click.Choice(["sync", "upsert-only", "create-only"]),
        default="upsert-only",
        show_default=True,
        help="sync: also removes ours that no trigger wants. create-only: adds, and touches nothing that is there.",
    )(command)


def project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--project",
        type=click.Path(path_type=Path, readable=False),
        metavar="DIR",
        help="The handler project whose proof `loop: guarded` needs. Without it, the folder of TRIGGERS.",
    )(command)


@click.command(short_help="Show what apply would do.")
@click.argument("triggers", type=click.Path(path_type=Path, readable=False))
@policy_option
@project_option
@ca_option
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 where there is a difference, else 0.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    triggers: Path, policy: str, project: Path | None, ca: Path | None, detailed_exitcode: bool, as_json: bool
) -> None:
    """Show what apply would do. Nothing is changed.

    Compared is by content: the call, the address with its secret, for whom, and what is there more than once. Exit
    code 1 where lint finds a loop in the file, and where no proof shows what `loop: guarded` says.

    \b
    Example:  owskit webhooks plan triggers.yaml
              owskit webhooks plan triggers.yaml --json --detailed-exitcode
    """
    from owskit_generator.cli.output import emit_json
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.cli.webhooks.planning import Planning
    from owskit_generator.cli.webhooks.proved import require_proved, unproved
    from owskit_generator.cli.webhooks.show_plan import show_plan
    from owskit_generator.webhooks.plan import as_json as plan_json
    from owskit_generator.webhooks.readiness import require_no_loop

    planning = Planning(triggers)
    lacking = unproved(planning.triggers, triggers, project)
    with connected(ca) as ows:
        plan = planning.plan(ows, policy)
    if as_json:
        emit_json({**plan_json(plan), "findings": planning.loops, "unproved": lacking})
    else:
        show_plan(plan, ows.host)
        if not plan.differs:
            click.echo("Nothing is to be done.")
    require_no_loop(planning.loops)
    require_proved(lacking)
    if detailed_exitcode and plan.differs:
        raise click.exceptions.Exit(2)
