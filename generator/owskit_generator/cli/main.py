"""The group of commands: found lazily, so that `owskit --help` starts fast, and errors shown in one way."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from owskit_generator.cli.lazy import LazyGroup

# name → (module, what it does). The sentence is the command's own short help; a test holds them equal.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "The whole way on the embedded sandbox, in under a minute."),
    "record": ("record", "Record OTYS Go! through a proxy while somebody clicks."),
    "mark": ("mark", "Name what is being done in the running recording."),
    "import": ("import_", "Make a capture from files of other tools (.mitm, .har, .zhar, .saz)."),
    "calls": ("calls", "Show the actions of a capture and the service calls behind them."),
    "catalogue": ("catalogue", "Make the service-call catalogue of one or more captures."),
    "diff": ("diff", "Say what changed between two catalogues or captures."),
    "choose": ("choose", "Pick service calls as triggers and write triggers.yaml."),
    "lint": ("lint", "Find loops and other problems of triggers.yaml before anything runs."),
    "generate": ("generate", "Make webhook registrations and a handler project from triggers.yaml."),
    "prove": ("prove", "Run the real handler project against the sandbox, and prove that it does not loop."),
    "webhooks": ("webhooks", "The registrations at OTYS: plan, apply, watch the log, listen."),
    "sandbox": ("sandbox", "Run the emulated OWS and its small Go! on their own."),
    "addon": ("addon", "Print the path of the mitmproxy addon, for mitmweb -s."),
}


@click.group(cls=LazyGroup, package="owskit_generator.cli", table=COMMANDS)
@click.version_option(package_name="owskit", prog_name="owskit")
def cli() -> None:
    """Records OTYS Go!, says which service calls are behind each action, and turns them into webhooks and handlers.

    \b
    Try it:  owskit demo
    Use it:  owskit record session.jsonl        click in OTYS Go!, then Ctrl-C
             owskit calls session.jsonl
             owskit choose session.jsonl --out triggers.yaml
             owskit generate triggers.yaml --out handlers --language python
             owskit webhooks plan triggers.yaml
    """


def main(args: list[str] | None = None, **extra: Any) -> None:
    """Runs the command line. Exit: 0 done, 1 it failed (with what to do), 2 wrong usage (design.md 4)."""
    from owskit_addon.errors import OwskitError, place_of

    try:
        cli.main(args, prog_name="owskit", **extra)
    except OwskitError as error:
        _tell(error.message, error.hint)
        sys.exit(error.exit_code)
    except OSError as error:
        # What a command foresees it says itself; this is the rest, such as a full disk behind `> file`.
        _tell(
            f"{error.filename or 'The output'} cannot be read or written: {error.strerror or 'the system refuses'}.",
            "Look at the rights and the free space there, then try again.",
        )
        sys.exit(1)
    except Exception as error:
        # Its text can hold what it stumbled over, which may be somebody's data.
        if os.environ.get("OWSKIT_TRACEBACK"):
            raise
        _tell(
            f"A fault in owskit ({type(error).__name__} in {place_of(error)}).",
            "Please report it. With OWSKIT_TRACEBACK=1 in the environment it says more, values of the input included.",
        )
        sys.exit(1)


def _tell(message: str, hint: str) -> None:
    """On the error stream, line by line: names from files and arguments steer no terminal."""
    from owskit_generator.cli.output import printable

    first, *others = map(printable, message.splitlines() or [""])
    click.echo("\n".join([f"owskit: {first}", *others]), err=True)
    if hint:
        click.echo(f"        {' '.join(map(printable, hint.splitlines()))}", err=True)
