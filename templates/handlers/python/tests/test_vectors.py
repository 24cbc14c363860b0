"""The cases that every language must decide in the same way, on each store there is here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generated.canonical import canonical, fingerprint
from tests.cases import VECTORS, Case, Json, cases
from tests.state import Tables


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case["name"])
def test_guards(case: Json, tables: Tables, tmp_path: Path) -> None:
    Case(case, tables, tmp_path).run()


@pytest.mark.parametrize("case", list(cases("fingerprints.json")), ids=lambda case: case["name"])
def test_fingerprints(case: Json) -> None:
    args = [None, *json.loads(case["json"])]
    assert fingerprint(case["call"], args) == case["fingerprint"]
    while args and args[-1] is None:
        args.pop()
    assert canonical([case["call"], args[1:]]) == case["canonical"]


def test_every_file_of_cases_is_run() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    others = [path.name for path in VECTORS.glob("*.json") if not path.name.startswith("guards-")]
    assert all(f'"{name}"' in here for name in others)
