"""Which stack is meant: by --stack, or by the triggers file."""

from __future__ import annotations

from pathlib import Path

DEFAULT = Path("triggers.yaml")


def stack_given(triggers: Path | None, stack: str | None) -> str | None:
    """The stack of --stack, else of the triggers file, else of `triggers.yaml` here; None where there is none."""
    import click

    from owskit_generator.triggers import load_triggers
    from owskit_generator.triggers.rules import stack_name

    if stack is not None:
        fault = stack_name(stack)
        if fault is not None:
            raise click.BadParameter(fault, param_hint="--stack")
        return stack
    if triggers is None and not DEFAULT.is_file():
        return None
    return load_triggers(triggers or DEFAULT).stack


def stack_needed(triggers: Path | None, stack: str | None) -> str:
    """The same. Raises TriggersError where none is given."""
    from owskit_addon.errors import TriggersError

    found = stack_given(triggers, stack)
    if found is None:
        raise TriggersError("It is not said which stack is meant.", "Give the triggers file, or --stack NAME.")
    return found
