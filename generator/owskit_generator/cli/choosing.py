"""Asks a person which triggers to make: arrow keys and space, over SSH and on Windows; numbers on a dumb terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from questionary import Choice as Line

    from owskit_generator.triggers.choice import Choice
    from owskit_generator.triggers.pick import Asked
    from owskit_generator.triggers.uses import Captured


def on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(captured: Captured) -> Asked:
    """The events and calls that a person picks. Raises TriggersError where there is nothing to pick or nothing was."""
    from owskit_addon.errors import TriggersError
    from owskit_addon.service_call import kind_of
    from owskit_generator.triggers import rules
    from owskit_generator.triggers.choice import choose
    from owskit_generator.triggers.pick import Asked
    from owskit_generator.triggers.ways import every_event, put_together

    choices = [choice for event in every_event(captured.uses) if (choice := choose(captured, event)).calls]
    calls = [
        call
        for call in captured.learned.calls
        if kind_of(call) in {"write", "unknown"} and rules.call_name(call) is None
    ]
    if not choices and not calls:
        hint = "Name a call with --call; `owskit calls CAPTURE` shows them."
        raise TriggersError("No recorded action has a call that changes something.", hint)
    numbers = _ask_numbers(choices, calls) if _is_dumb() else _ask_lines(choices, calls)
    if not numbers:
        raise TriggersError("Nothing was chosen, so nothing is written.", "Space chooses a line, Enter ends.")
    chosen = tuple(choices[number].event for number in numbers if number < len(choices))
    single = tuple(calls[number - len(choices)] for number in numbers if number >= len(choices))
    if len(chosen) > 1 and all(event.by == "label" for event in chosen):
        name = _ask_name([event.name for event in chosen])
        if name:
            ids = frozenset().union(*(event.actions for event in chosen))
            actions = [action for action in captured.uses.actions.values() if action.id in ids]
            chosen = (put_together(captured.uses, name, actions),)
    return Asked(calls=single, chosen=chosen)


def _is_dumb() -> bool:
    """Whether the terminal cannot move its cursor."""
    return os.name != "nt" and os.environ.get("TERM", "dumb") in {"dumb", "unknown"}


def _ask_lines(choices: list[Choice], calls: list[str]) -> list[int]:
    import questionary

    lines: list[Line] = []
    if choices:
        lines.append(questionary.Separator("-- what was done: the fewest calls for all its ways"))
        lines += [questionary.Choice(_event_line(choice), value=n) for n, choice in enumerate(choices)]
    lines.append(questionary.Separator("-- single calls, whatever they were made for"))
    lines += [questionary.Choice(_shown(call), value=n) for n, call in enumerate(calls, len(choices))]
    found: list[int] | None = questionary.checkbox(
        "Which become triggers?",
        choices=lines,
        instruction="(arrow keys move, space chooses, Enter ends)",
        **_on_stderr(),
    ).unsafe_ask()
    return found or []


def _ask_numbers(choices: list[Choice], calls: list[str]) -> list[int]:
    lines = [*map(_event_line, choices), *map(_shown, calls)]
    for number, line in enumerate(lines, 1):
        click.echo(f"{number:>3}  {line}", err=True)

    def chosen(answer: str) -> list[int]:
        numbers = answer.replace(",", " ").split()
        if not numbers or not all(n.isascii() and n.isdigit() and 0 < int(n) <= len(lines) for n in numbers):
            raise click.UsageError(f"Give numbers from 1 to {len(lines)}.")
        return [int(number) - 1 for number in dict.fromkeys(numbers)]

    found: list[int] = click.prompt("Which become triggers? Numbers", value_proc=chosen, err=True)
    return found


def _ask_name(labels: list[str]) -> str:
    """The name of the one event whose ways the chosen actions are; empty where each is an event of its own."""
    together = f"Are these {len(labels)} actions ways of doing one thing, so that one handler serves them all?"
    name = "What is it called?"
    if _is_dumb():
        return str(click.prompt(name, err=True)) if click.confirm(together, err=True) else ""
    import questionary

    if not questionary.confirm(together, default=False, **_on_stderr()).unsafe_ask():
        return ""
    return str(questionary.text(name, default=_shown(labels[0]), **_on_stderr()).unsafe_ask()).strip()


def _on_stderr() -> dict[str, Any]:
    """Standard output is for what the command prints; it may lead into a file."""
    from prompt_toolkit.output import create_output

    return {"output": create_output(stdout=sys.stderr)}


def _event_line(choice: Choice) -> str:
    ways = f" ({len(choice.event.ways)} ways)" if len(choice.event.ways) > 1 else ""
    return f"{_shown(choice.event.name)}{ways}: {', '.join(choice.cover.calls)}"


def _shown(text: str) -> str:
    """Names from traffic in one line that steers no terminal and that its encoding can carry."""
    from owskit_generator.catalogue.markdown import single_line
    from owskit_generator.cli.output import printable

    return printable(single_line(text), sys.stderr.encoding or "utf-8")
