"""The collection: one request a call that could be sent, with the session as a variable and nobody's data."""

from __future__ import annotations

import json

from tests.generator.catalogue.remake import catalogue

from owskit_generator.catalogue.postman import SCHEMA, postman


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


def test_two_catalogues_give_the_same_bytes() -> None:
    assert json.dumps(postman(catalogue())) == json.dumps(postman(catalogue()))
