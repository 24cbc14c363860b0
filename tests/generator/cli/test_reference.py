"""The command reference in docs/ is what the commands say."""

from pathlib import Path

from owskit_generator.cli.reference import reference

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


def test_the_reference_is_what_help_prints() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run `make docs`"
