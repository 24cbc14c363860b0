"""`.env.example` names what a project reads from its environment, and nothing else: both are found in what was made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from owskit_generator.handlers.files import Language
from owskit_generator.handlers.project import generate_project

TRIGGERS = """version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - {name: enrich, service_calls: [VacancyService.update]}
"""
READ = re.compile(r"""(?:\bgiven|\benviron|\bgetenv|\$_ENV)(?:\.get\(|\[|, |\()["']([A-Z][A-Z0-9_]*)["']""")
OURS = re.compile(r"""["']((?:OWSKIT|OTYS)_[A-Z0-9_]+)["']""")
"""However it is read."""
NAMED = re.compile(r"^(?:# ?)?([A-Z][A-Z0-9_]*)=", re.MULTILINE)
DOCS = Path(__file__).parents[3] / "docs/guards.md"


def for_proofs() -> set[str]:
    """What only `owskit prove` sets, as docs/guards.md says under "In a proof"."""
    section = DOCS.read_text(encoding="utf-8").partition("## 8. In a proof")[2]
    return set(re.findall(r"`(OWSKIT_[A-Z_]+)`", section))


def made(folder: Path, language: Language) -> Path:
    source = folder / "triggers.yaml"
    source.write_text(TRIGGERS, encoding="utf-8")
    generate_project(source, folder / "project", language)
    return folder / "project"


@pytest.mark.parametrize("language", ["python", "php"])
def test_every_variable_that_is_read_is_in_the_example_and_no_other(tmp_path: Path, language: Language) -> None:
    project = made(tmp_path, language)
    code = [
        path.read_text(encoding="utf-8") for path in project.glob("generated/**/*") if path.suffix in {".py", ".php"}
    ]
    read = {name for text in code for pattern in (READ, OURS) for name in pattern.findall(text)}
    named = NAMED.findall((project / ".env.example").read_text(encoding="utf-8"))
    assert {"OWSKIT_WEBHOOK_SECRET", "OTYS_API_KEY", "PORT"} <= read
    assert for_proofs() == {"OWSKIT_CLOCK_URL", "OWSKIT_GUARDS"} & read
    assert set(named) == read - for_proofs()
