"""`owskit webhooks …` as a group: every command says what it does."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from owskit_generator.cli.main import cli
from owskit_generator.cli.webhooks import COMMANDS, command


def sub_command(name: str) -> click.Command:
    found = command.get_command(click.Context(command), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_the_short_help_is_the_commands_own(name: str) -> None:
    assert sub_command(name).short_help == COMMANDS[name][1]
    shown = CliRunner().invoke(cli, ["webhooks", name, "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_and_none_is_for_a_secret(name: str) -> None:
    options = [each for each in sub_command(name).params if isinstance(each, click.Option)]
    assert not [each.name for each in options if not each.help]
    assert not [each.name for each in options if each.name and ("secret" in each.name or "key" in each.name)]


def test_an_unknown_one_names_the_nearest() -> None:
    shown = CliRunner().invoke(cli, ["webhooks", "aply"])
    assert shown.exit_code == 2
    assert "Did you mean 'apply'?" in shown.output
