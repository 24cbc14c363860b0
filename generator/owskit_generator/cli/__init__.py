"""The command `owskit`. Each command lives in a module of its own and is imported only when it runs."""

from owskit_generator.cli.main import cli, main

__all__ = ["cli", "main"]
