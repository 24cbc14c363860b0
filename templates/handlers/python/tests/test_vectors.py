"""The cases that every language must decide in the same way, on each store there is here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generated.canonical import canonical, fingerprint
from generated.compare import same
from generated.conditions import Condition, holds
from generated.delivery import Malformed, read
from generated.marks import Marks
from generated.ows import named
from generated.rpc import OwsError
from tests.cases import VECTORS, Case, cases
from tests.scripted import Json
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


@pytest.mark.parametrize("case", list(cases("deliveries.json")), ids=lambda case: case["name"])
def test_deliveries(case: Json) -> None:
    body, wanted = case["body"].encode(), case["want"]
    marks = Marks(b"key", case.get("secrets", []))
    if wanted is None:
        with pytest.raises(Malformed):
            read(body, case["query"], marks)
        return
    delivery = read(body, case["query"], marks)
    event = delivery.event
    got = {
        "service_call": event.service_call,
        "uid": event.uid,
        "uids": event.uids,
        "entity": delivery.entity,
        "args": event.args[1:],
        "changes": event.changes,
        "result": event.result,
        "client": event.client,
        "user": event.user,
        "failed": delivery.failed,
        "session": delivery.session != "",
    }
    assert {key: got[key] for key in wanted} == wanted
    for secret in ["s3cret", *case.get("secrets", []), *case.get("absent", [])]:
        assert secret not in delivery.payload()


@pytest.mark.parametrize("case", list(cases("conditions.json")), ids=lambda case: case["name"])
def test_conditions(case: Json) -> None:
    request = {"method": "A.update", "args": [None, *case["args"]]}
    delivery = read(json.dumps({"request": request, "result": case["result"]}).encode(), "", Marks(b"key"))
    assert holds(Condition(case["path"], case["test"], case["values"]), delivery) is case["holds"]


@pytest.mark.parametrize("case", list(cases("calls.json")), ids=lambda case: case["name"])
def test_names_of_calls(case: Json) -> None:
    if case["refused"] is None:
        assert named(case["name"], ()).service_call == case["short"]
        return
    with pytest.raises(OwsError) as refused:
        named(case["name"], ())
    assert refused.value.message == case["refused"]


@pytest.mark.parametrize("pair", list(cases("conditions.json", "values")), ids=str)
def test_values(pair: Json) -> None:
    assert same(pair["found"], pair["wanted"]) is pair["same"]


def test_every_file_of_cases_is_run() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    others = [path.name for path in VECTORS.glob("*.json") if not path.name.startswith("guards-")]
    assert all(f'"{name}"' in here for name in others)
