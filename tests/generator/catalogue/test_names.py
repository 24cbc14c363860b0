"""Arguments get names where the evidence gives one, with what the evidence is."""

from __future__ import annotations

from typing import Any

import pytest

from owskit_generator.catalogue.args import Args, see_args
from owskit_generator.catalogue.schema import args_schema

SESSION, UID, TEXT = "tok:session:26:0123456789", "tok:uid:16:0123456789", "tok:text:4:0123456789"


def names(service_call: str, *samples: Any) -> list[tuple[Any, Any]]:
    args = Args()
    see_args(args, list(samples))
    made = args_schema(args, service_call)["prefixItems"]
    return [(item.get("x-owskit-name"), item.get("x-owskit-why")) for item in made]


@pytest.mark.parametrize(
    ("service_call", "args", "expected"),
    [
        ("AService.update", [UID, {"statusId": 1}], [("uid", "verb"), ("data", "verb")]),
        ("AService.updateEx", ["17", {"statusId": 1}], [("uid", "verb"), ("data", "verb")]),
        ("AService.add", [{"name": TEXT}], [("data", "verb")]),
        ("AService.delete", [17], [("uid", "verb")]),
        ("AService.getDetail", [UID, {"uid": 1, "Person": {"x": True}}, None],
         [("uid", "verb"), ("what", "verb"), (None, None)]),
        ("AService.getListEx", [{"what": None, "limit": 50}], [("query", "verb")]),
        ("AService.getOptionLists", [[TEXT]], [("names", "verb")]),
        ("AService.frobnicate", [UID, [UID], {"condition": None, "limit": 1}, TEXT],
         [("uid", "shape"), ("uids", "shape"), ("query", "shape"), (None, None)]),
        ("CsmService.getValue", [["SE3452"], 4711], [("codes", "told"), ("clientId", "told")]),
    ],
)  # fmt: skip
def test_names(service_call: str, args: list[Any], expected: list[tuple[Any, Any]]) -> None:
    assert names(service_call, [SESSION, *args]) == [("session", "session"), *expected]


def test_a_verb_alone_is_no_evidence() -> None:
    assert names("AService.getListEx", [SESSION, True])[1] == (None, None)
    assert names("AService.updating", [SESSION, True])[1] == (None, None)
