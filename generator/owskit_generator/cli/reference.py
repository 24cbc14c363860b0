"""The command reference, made from the commands themselves: `python -m owskit_generator.cli.reference FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from owskit_generator.cli.main import cli

_HEAD = """# Commands

Made from the commands by `make docs`; a test holds it to what `--help` prints.

Exit codes: 0 done, 1 it failed (the message says what to do), 2 wrong usage.
"""


_WIDE: dict[str, Any] = {"terminal_width": 100, "max_content_width": 100}


def reference() -> str:
    """Markdown: one section a command, and a command of a group, with what its `--help` prints at 100 columns."""
    return "\n".join([_HEAD, *_sections(cli, click.Context(cli, info_name="owskit", **_WIDE))])


def _sections(group: click.Group, parent: click.Context) -> Iterator[str]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if command is None:
            raise LookupError(name)
        context = click.Context(command, info_name=name, parent=parent, **_WIDE)
        yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            yield from _sections(command, context)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
