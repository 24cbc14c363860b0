"""`owskit demo`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="The whole way on the embedded sandbox, in under a minute.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default="owskit-demo",
    show_default=True,
    help="Where everything that is made goes. An earlier demo's folder is emptied.",
)
@click.option("--no-browser", is_flag=True, help="Send what a browser would, even where there is one.")
def command(out: Path, no_browser: bool) -> None:
    """The whole way on the embedded sandbox, in under a minute: from a click to a handler that answers.

    Starts an emulated OWS, records a click session through a real proxy, makes the catalogue, chooses triggers,
    generates registrations and a handler project, registers them in the sandbox, starts the handler, makes one change
    and shows the delivery. Needs no OTYS account. Ends by itself and leaves nothing running.

    \b
    Example:  owskit demo --out try-it
    """
    from owskit_generator.cli.output import console
    from owskit_generator.demo.run import run_demo
    from owskit_generator.demo.story import Story

    screen = console()
    folder = run_demo(out, Story(screen), browser=not no_browser)
    screen.print()
    screen.print(f"Everything is in {folder.root}. Look at it:", soft_wrap=True)
    for line in (
        f"owskit calls {folder.capture}",
        f"{folder.catalogue / 'catalogue.html'}",
        f"{folder.project / 'README.md'}",
    ):
        screen.print(f"  {line}", soft_wrap=True)
