"""`owskit choose`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from owskit_generator.triggers.pick import Catalogue


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
@click.option("--action", "actions", multiple=True, help="All calls of this action that change something. Repeatable.")
@click.option("--event", "events", multiple=True, help="The same for a business event of a checklist. Repeatable.")
@click.option("--call", "calls", multiple=True, help="This call, such as CandidateService.updateEx. Repeatable.")
@click.option("--stack", default="owskit", show_default=True, help="Marks what is yours at OTYS; for a new file.")
@click.option("--json", "as_json", is_flag=True, help="Print what was chosen as JSON.")
def command(
    captures: tuple[Path, ...],
    out: Path,
    actions: tuple[str, ...],
    events: tuple[str, ...],
    calls: tuple[str, ...],
    stack: str,
    as_json: bool,
) -> None:
    """Pick service calls as triggers and write triggers.yaml.

    A label may be the beginning or a part of it where only one fits. Without --action, --event and --call it asks.
    A file that is there keeps all it holds; triggers that it has already are left alone.

    \b
    Example:  owskit choose session.jsonl --action "Change main status" --out triggers.yaml
              owskit choose session.jsonl --call VacancyService.update --out triggers.yaml
    """
    from owskit_generator.catalogue.document import document
    from owskit_generator.cli.learning import learn_captures
    from owskit_generator.cli.output import emit_json
    from owskit_generator.files import make_folder, write_whole
    from owskit_generator.triggers.extend import extend
    from owskit_generator.triggers.load import read_text, unseen_calls
    from owskit_generator.triggers.pick import pick
    from owskit_generator.triggers.rules import stack_name

    fault = stack_name(stack)
    if fault is not None:
        raise click.BadParameter(fault, param_hint="--stack")
    text = read_text(out) if out.exists() else None
    catalogue = document(learn_captures(captures))
    if not (actions or events or calls):
        actions = _ask(catalogue, as_json)
    picked = pick(catalogue, calls, actions, events)
    extended = extend(text, str(out), picked.picks, catalogue, stack)
    seen = {call["service_call"] for call in catalogue["service_calls"]}
    warnings = list(dict.fromkeys([*picked.warnings, *extended.left, *unseen_calls(extended.triggers, seen)]))
    if extended.added:
        make_folder(out.parent)
        write_whole(out, extended.text)
    if as_json:
        added = [{"name": one.name, "service_calls": list(one.service_calls)} for one in extended.added]
        emit_json({"triggers": added, "warnings": warnings, "out": str(out)})
        return
    for one in extended.added:
        click.echo(f"{out}: {'new' if text is None else 'added'}: {one.name} ({', '.join(one.service_calls)})")
    for warning in warnings:
        click.echo(f"Note: {warning}", err=True)
    if not extended.added:
        click.echo(f"{out}: nothing was added.")
    elif text is None:
        click.echo(f"Next: set `receiver` in it, then  owskit generate {out} --out handlers --language python")


def _ask(catalogue: Catalogue, as_json: bool) -> tuple[str, ...]:
    """The labels that a person picks from a list of the actions that change something."""
    from owskit_addon.errors import TriggersError
    from owskit_generator.catalogue.markdown import single_line

    if as_json or not _on_a_terminal():
        hint = "Name actions with --action or calls with --call; `owskit calls CAPTURE` shows them."
        raise TriggersError("It is not said which calls to choose.", hint)
    writes: dict[str, list[str]] = {}
    for action in catalogue["actions"]:
        for call in action["calls"]:
            if call["kind"] == "write" and call["service_call"] not in writes.setdefault(action["label"], []):
                writes[action["label"]].append(call["service_call"])
    labels = [label for label, calls in writes.items() if calls]
    if not labels:
        hint = "Name a call with --call; `owskit calls CAPTURE` shows them."
        raise TriggersError("No recorded action has a call that changes something.", hint)
    for number, label in enumerate(labels, 1):
        click.echo(f"{number:>3}  {single_line(label)}: {', '.join(map(single_line, writes[label]))}", err=True)

    def chosen(answer: str) -> tuple[str, ...]:
        numbers = answer.replace(",", " ").split()
        if not numbers or not all(n.isascii() and n.isdigit() and 0 < int(n) <= len(labels) for n in numbers):
            raise click.UsageError(f"Give numbers from 1 to {len(labels)}.")
        return tuple(labels[int(number) - 1] for number in numbers)

    found: tuple[str, ...] = click.prompt("Which actions? Numbers", value_proc=chosen, err=True)
    return found


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
