"""What each guard does alone, with the real handlers: as the table in docs/proof.md says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from owskit_generator.prove.ablation import ALONE, ablate, table

PAGE = Path(__file__).parents[3] / "docs" / "proof.md"


def test_the_table_of_the_docs_is_what_the_handlers_do(make_project: Callable[..., Path]) -> None:
    [documented] = [part for part in PAGE.read_text(encoding="utf-8").split("```") if " breaker   ALL\n" in part]
    found = table(ablate(make_project(), sets=ALONE))
    assert found.splitlines() == documented.strip("\n").splitlines()
