"""Projects to prove: made by the real generator, with handlers of the tests in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_generator.handlers.project import generate_project

TRIGGERS = """\
version: 1
receiver: https://hooks.example.org/otys
stack: proved
triggers:
  - name: vacancy
    service_calls: [VacancyService.update]
    loop: guarded
    writes: [VacancyService.update]
    reads: [VacancyService.getDetail]
"""
BROKEN = Path(__file__).with_name("broken")


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Path]:
    """`make_project(language, handler=NAME)`: the handler is one of `broken/`, without one as it was generated."""

    def make(language: str = "python", handler: str = "", triggers: str = TRIGGERS) -> Path:
        if language == "php" and shutil.which("php") is None:
            sentence = "no PHP on this machine: `apt-get install php-cli php-sqlite3 php-curl` lets this test run"
            if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
                pytest.fail(sentence)
            pytest.skip(sentence)
        source = tmp_path / "triggers.yaml"
        source.write_text(triggers, encoding="utf-8")
        project = tmp_path / "project"
        generate_project(source, project, language)  # type: ignore[arg-type]
        if handler:
            ending = "php" if language == "php" else "py"
            text = (BROKEN / f"{handler}.{ending}").read_text(encoding="utf-8")
            (project / "handlers" / f"vacancy.{ending}").write_text(text, encoding="utf-8")
        return project

    return make
