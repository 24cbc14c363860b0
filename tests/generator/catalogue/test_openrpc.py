"""openrpc.json holds to the official meta-schema, whatever the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from tests.generator.catalogue.hostile import hostile
from tests.generator.catalogue.remake import catalogue

from owskit_generator.catalogue.openrpc import openrpc

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.fixture(scope="module")
def validator() -> Any:
    meta = json.loads((SCHEMAS / "openrpc-1.3.json").read_text(encoding="utf-8"))
    inner = json.loads((SCHEMAS / "json-schema-tools.json").read_text(encoding="utf-8"))
    resource = Resource(contents=inner, specification=DRAFT7)
    registry: Any = Registry().with_resources(
        [("https://meta.json-schema.tools/", resource), ("https://meta.json-schema.tools", resource)]
    )
    return jsonschema.Draft7Validator({**meta, "$schema": "http://json-schema.org/draft-07/schema#"}, registry=registry)


@pytest.mark.parametrize("made", [catalogue, hostile])
def test_it_is_valid(validator: Any, made: Any) -> None:
    document = json.loads(json.dumps(openrpc(made())))
    errors = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in validator.iter_errors(document)]
    assert errors == []


def test_the_validator_finds_a_fault(validator: Any) -> None:
    document = openrpc(catalogue())
    del document["methods"][0]["params"]
    assert list(validator.iter_errors(document))


def test_a_method_has_its_full_name_and_its_arguments_by_position() -> None:
    update = next(m for m in openrpc(catalogue())["methods"] if m["name"].endswith(".updateEx"))
    assert update["name"] == "Otys.Services.CandidateService.updateEx"
    assert [(p["name"], p["required"]) for p in update["params"]] == [("session", True), ("uid", True), ("data", True)]
    assert update["x-owskit-kind"] == "write"
    assert update["params"][2]["schema"]["required"] == ["statusId"]
