"""The command reference, made from the commands themselves: `python -m owskit_generator.cli.reference FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from owskit_generator.cli.main import COMMANDS, cli

_HEAD = """# Commands

Made from the commands by `make docs`; a test holds it to what `--help` prints.

Exit codes: 0 done, 1 it failed (the message says what to do), 2 wrong usage.
"""


def reference() -> str:
    """Markdown: one section a command with what its `--help` prints at 100 columns."""
    parent = click.Context(cli, info_name="owskit", terminal_width=100, max_content_width=100)
    sections = [_HEAD]
    for name in COMMANDS:
        command = cli.get_command(parent, name)
        if command is None:
            raise LookupError(name)
        context = click.Context(command, info_name=name, parent=parent, terminal_width=100, max_content_width=100)
        sections.append(f"## owskit {name}\n\n```text\n{command.get_help(context)}\n```\n")
    return "\n".join(sections)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
