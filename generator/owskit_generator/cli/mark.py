"""`owskit mark`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Name what is being done in the running recording.")
@click.argument("text", nargs=-1)
@click.option("--end", is_flag=True, help="End what was marked; pauses separate the actions again.")
@click.option("--capture", type=click.Path(path_type=Path), help="Which recording, where several are running.")
@click.option("--json", "as_json", is_flag=True, help="Print the new action's id as JSON.")
def command(text: tuple[str, ...], end: bool, capture: Path | None, as_json: bool) -> None:
    """Name what is being done in the running recording. It holds until the next mark.

    \b
    Example:  owskit mark Change main status
              owskit mark --end
    """
    from owskit_addon.actions import clean_label
    from owskit_addon.recorder.control import Order, choose, send
    from owskit_generator.cli.output import emit_json

    label = clean_label(" ".join(text))
    if bool(label) == end:
        raise click.UsageError("Say what is being done, or --end.")
    state = choose(capture)
    action = send(state, Order(label=label, end=end))
    if as_json:
        emit_json({"action": action, "label": label or None, "capture": state.capture})
    elif end:
        click.echo(f"Ended in {state.capture}.")
    else:
        click.echo(f"{action}: {label}, in {state.capture}.")
