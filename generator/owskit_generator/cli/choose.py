"""`owskit choose`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from owskit_generator.cli.foreseen import PER_DAY

if TYPE_CHECKING:
    from owskit_generator.triggers.choice import Choice
    from owskit_generator.triggers.extend import Extended
    from owskit_generator.triggers.pick import Asked, Picked
    from owskit_generator.triggers.uses import Captured


@click.command(short_help="Pick service calls as triggers and write triggers.yaml.")
@click.argument(
    "captures", metavar="CAPTURE...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    default=Path("triggers.yaml"),
    show_default=True,
    help="The file to write. One that is there is added to.",
)
@click.option(
    "--event",
    "events",
    multiple=True,
    help="The fewest calls for all ways of this business event of a checklist (without one: a label). Repeatable.",
)
@click.option("--all-events", is_flag=True, help="The same for every business event that changes something.")
@click.option("--action", "actions", multiple=True, help="The same for the actions of this label. Repeatable.")
@click.option("--name", metavar="NAME", help="Makes all that --action names the ways of one event of this name.")
@click.option("--call", "calls", multiple=True, help="This call, such as CandidateService.updateEx. Repeatable.")
@click.option("--explain", is_flag=True, help="Print the reasoning; alone, that of all events, and write nothing.")
@click.option("--per-day", type=PER_DAY, metavar="N", help="Forecast from N such calls per user and day.")
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help="Forecast from OTYS' webhook log, saved as JSON.",
)
@click.option("--stack", default="owskit", show_default=True, help="Marks what is yours at OTYS; for a new file.")
@click.option("--json", "as_json", is_flag=True, help="Print what was chosen as JSON.")
def command(
    captures: tuple[Path, ...],
    out: Path,
    events: tuple[str, ...],
    all_events: bool,
    actions: tuple[str, ...],
    name: str | None,
    calls: tuple[str, ...],
    explain: bool,
    per_day: float | None,
    log: Path | None,
    stack: str,
    as_json: bool,
) -> None:
    """Pick service calls as triggers and write triggers.yaml.

    For each event: the fewest calls such that every recorded way of doing it makes one, and the conditions that tell
    it from other uses of these calls. A label may be the beginning or a part of it where only one fits. Without any of
    the options that choose it asks. A file that is there keeps all it holds, and its triggers are left alone.

    \b
    Example:  owskit choose session.jsonl --event "Status changed" --out triggers.yaml
              owskit choose session.jsonl --action "Change main status" --call VacancyService.update
              owskit choose session.jsonl --explain
    """
    from owskit_generator.cli.foreseen import foresee, show_forecast
    from owskit_generator.cli.learning import capture_uses
    from owskit_generator.cli.output import emit_json
    from owskit_generator.files import make_folder, write_whole
    from owskit_generator.triggers import forecast
    from owskit_generator.triggers.extend import extend
    from owskit_generator.triggers.load import read_text, unseen_calls
    from owskit_generator.triggers.pick import Asked, pick
    from owskit_generator.triggers.rules import stack_name

    fault = stack_name(stack)
    if fault is not None:
        raise click.BadParameter(fault, param_hint="--stack")
    if name is not None and not actions:
        raise click.UsageError("--name names what --action puts together; give --action too.")
    text = read_text(out) if out.exists() else None
    captured = capture_uses(captures)
    asked = Asked(calls=calls, actions=actions, events=events, all_events=all_events, name=name)
    if asked == Asked():
        if explain:
            _explain_all(captured, as_json)
            return
        asked = _ask(captured, as_json)
    picked = pick(captured, asked)
    extended = extend(text, str(out), picked.picks, captured.catalogue, stack)
    seen = {call["service_call"] for call in captured.catalogue["service_calls"]}
    warnings = list(dict.fromkeys([*picked.warnings, *extended.left, *unseen_calls(extended.triggers, seen)]))
    every = extended.triggers.triggers
    foreseen, more = foresee(every, captured.uses.spans, per_day, log)
    warnings += more
    if extended.added:
        make_folder(out.parent)
        write_whole(out, extended.text)
    if as_json:
        made = _as_json(picked, extended, warnings, out, explain)
        emit_json({**made, "forecast": None if foreseen is None else forecast.as_json(foreseen)})
        return
    if explain:
        _show_reasoning(picked.choices)
    for one in extended.added:
        click.echo(f"{out}: {'new' if text is None else 'added'}: {one.name} ({', '.join(one.service_calls)})")
    for warning in warnings:
        click.echo(f"Note: {warning}", err=True)
    if foreseen is not None:
        show_forecast(foreseen)
    if not extended.added:
        click.echo(f"{out}: nothing was added.")
    elif text is None:
        click.echo(f"Next: set `receiver` in it, then  owskit generate {out} --out handlers --language python")


def _as_json(picked: Picked, extended: Extended, warnings: list[str], out: Path, explain: bool) -> dict[str, Any]:
    import msgspec

    from owskit_generator.triggers.explain import reasoning

    added = [
        {
            "name": one.name,
            "service_calls": list(one.service_calls),
            "when": msgspec.to_builtins(one.when),
            "uid": one.uid,
        }
        for one in extended.added
    ]
    made: dict[str, Any] = {"triggers": added, "warnings": warnings, "out": str(out)}
    return {**made, "reasoning": [reasoning(choice) for choice in picked.choices]} if explain else made


def _explain_all(captured: Captured, as_json: bool) -> None:
    from owskit_generator.cli.output import emit_json
    from owskit_generator.triggers.choice import choose
    from owskit_generator.triggers.explain import reasoning
    from owskit_generator.triggers.ways import every_event

    choices = [choose(captured, event) for event in every_event(captured.uses)]
    if as_json:
        emit_json({"reasoning": [reasoning(choice) for choice in choices]})
    else:
        telling = [choice for choice in choices if choice.calls or any(way.unknown for way in choice.event.ways)]
        _show_reasoning(telling)
        silent = len(choices) - len(telling)
        if silent:
            click.echo(f"{silent} more event{'s' if silent > 1 else ''} changed nothing.")
        click.echo("Nothing is written: choose with --event, --all-events, --action or --call.", err=True)


def _show_reasoning(choices: list[Choice]) -> None:
    from owskit_generator.cli.output import console
    from owskit_generator.triggers.explain import explain

    target = console()
    for choice in choices:
        for line in explain(choice):
            click.echo(line.encode(target.encoding, "replace").decode(target.encoding))
        click.echo()


def _ask(captured: Captured, as_json: bool) -> Asked:
    from owskit_addon.errors import TriggersError
    from owskit_generator.cli import choosing

    if as_json or not choosing.on_a_terminal():
        hint = (
            "Name events with --event, actions with --action or calls with --call; `owskit calls CAPTURE` shows them."
        )
        raise TriggersError("It is not said which calls to choose.", hint)
    return choosing.ask(captured)
