"""The collection: one request a call that could be sent, with the session as a variable and nobody's data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.generator.catalogue.hostile import hostile
from tests.generator.catalogue.remake import catalogue

from owskit_addon.capture.events import Call
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.postman import SCHEMA, postman

AT = "2026-11-20T09:30:00.000Z"
UID = "tok:uid:16:0123456789"


def test_a_request_for_each_call() -> None:
    made = postman(catalogue())
    assert made["info"]["schema"] == SCHEMA
    requests = {item["name"]: item["request"] for folder in made["item"] for item in folder["item"]}
    assert set(requests) == {call["service_call"] for call in catalogue()["service_calls"]}
    update = requests["CandidateService.updateEx"]
    assert (update["method"], update["url"]["raw"]) == ("POST", "{{ows}}")
    assert json.loads(update["body"]["raw"]) == {
        "jsonrpc": "2.0",
        "method": "Otys.Services.CandidateService.updateEx",
        "params": ["{{session}}", "<uid>", {"note": "<text>", "statusId": "<whole number or numeric text>"}],
        "id": 1,
    }
    assert {"key": "session", "value": ""} in made["variable"]


def test_a_selection_of_fields_asks_for_them() -> None:
    what = {"uid": 1, "Person": {"firstName": True}}
    calls = [
        Call(id="1", at=AT, service_call="AService.getListEx", args=["tok:session:26:0123456789", {"what": what}]),
        Call(id="2", at=AT, service_call="AService.getDetail", args=["tok:session:26:0123456789", UID, what]),
        Call(id="3", at=AT, service_call="AService.update", args=["tok:session:26:0123456789", UID, {"statusId": 5}]),
    ]
    (folder,) = postman(document(learn(calls)))["item"]
    params = {item["name"]: json.loads(item["request"]["body"]["raw"])["params"] for item in folder["item"]}
    assert params["AService.getListEx"][1]["what"] == what
    assert params["AService.getDetail"][2] == what
    assert params["AService.update"][2] == {"statusId": 0}


def test_two_catalogues_give_the_same_bytes() -> None:
    assert json.dumps(postman(catalogue())) == json.dumps(postman(catalogue()))


@pytest.fixture(scope="module")
def postmans() -> jsonschema.Draft7Validator:
    schema = Path(__file__).parents[2] / "schemas" / "postman-2.1.json"
    return jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))


@pytest.mark.parametrize("of", [catalogue, hostile])
def test_it_is_what_postman_s_schema_asks_for(of: Any, postmans: jsonschema.Draft7Validator) -> None:
    made = json.loads(json.dumps(postman(of())))
    assert made["item"]
    assert [error.message for error in postmans.iter_errors(made)] == []


def test_the_schema_would_tell_a_collection_that_is_none(postmans: jsonschema.Draft7Validator) -> None:
    made = json.loads(json.dumps(postman(catalogue())))
    made["item"][0]["item"][0]["request"]["body"]["mode"] = "spoken"
    assert list(postmans.iter_errors(made))
    assert list(postmans.iter_errors({"info": made["info"]}))
