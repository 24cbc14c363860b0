"""Registrations: one a call, merge fields raw, the secret nowhere."""

from __future__ import annotations

import json

import pytest

from owskit_addon.errors import GenerateError
from owskit_generator.triggers import PLACEHOLDER_RECEIVER, Trigger, Triggers
from owskit_generator.webhooks.registrations import (
    SECRET_PLACE,
    fill_secret,
    registrations,
    registrations_http,
    registrations_json,
)

SECRET = "s3cret-that_is.long~enough-1234"


def triggers(*given: Trigger, receiver: str = "https://hooks.acme.nl/otys") -> Triggers:
    return Triggers(version=1, receiver=receiver, stack="acme-production", triggers=given)


STATUS = Trigger(name="status", service_calls=("CandidateService.updateEx", "CandidateService.update"))
AUDIT = Trigger(name="audit", service_calls=("CandidateService.update", "check"))


def test_one_registration_a_call_in_order_exactly_as_the_contract_says() -> None:
    made, warnings = registrations(triggers(STATUS, AUDIT))
    document = json.loads(registrations_json(made))
    assert [one["service_call"] for one in document] == [
        "CandidateService.updateEx",
        "CandidateService.update",
        "check",
    ]
    assert document[0] == {
        "service_call": "CandidateService.updateEx",
        "request": {
            "jsonrpc": "2.0",
            "method": "Otys.Services.WebhooksService.add",
            "params": [
                "[sessionid]",
                {
                    "serviceCall": "CandidateService.updateEx",
                    "webhookUrl": "https://hooks.acme.nl/otys/${OWSKIT_WEBHOOK_SECRET}"
                    "?owskit=acme-production&client={%user.clientId%}&user={%user.internalId%}",
                    "klantGlobal": True,
                },
            ],
            "id": 1,
        },
    }
    assert [one["request"]["id"] for one in document] == [1, 2, 3]
    assert warnings == []


def test_everyone_wins_and_it_is_said() -> None:
    mine = Trigger(name="mine", service_calls=("CandidateService.update",), everyone=False)
    made, warnings = registrations(triggers(mine, AUDIT))
    assert made[0].request["params"][1]["klantGlobal"] is True
    assert len(warnings) == 1
    assert "CandidateService.update is for everyone in one trigger" in warnings[0]


def test_only_mine_is_a_real_false() -> None:
    made, _ = registrations(triggers(Trigger(name="mine", service_calls=("A.b",), everyone=False)))
    assert made[0].request["params"][1]["klantGlobal"] is False


def test_the_placeholder_is_warned_about() -> None:
    _, warnings = registrations(triggers(STATUS, receiver=PLACEHOLDER_RECEIVER))
    assert "placeholder" in warnings[0]


def test_the_secret_is_filled_in_for_sending_only() -> None:
    made, _ = registrations(triggers(STATUS))
    filled = fill_secret(made, SECRET)
    assert f"/otys/{SECRET}?owskit=" in filled[0].request["params"][1]["webhookUrl"]
    assert SECRET_PLACE in made[0].request["params"][1]["webhookUrl"]
    assert "{%user.internalId%}" in filled[0].request["params"][1]["webhookUrl"]


@pytest.mark.parametrize(
    "secret", ["", "hunter2", "x" * 23, "x" * 24 + "/", "x" * 24 + "{%", "x" * 24 + "\n", "é" * 24]
)
def test_a_secret_that_cannot_be_one_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(GenerateError) as refused:
        fill_secret([], secret)
    assert not secret or secret not in str(refused.value)


def test_by_hand_nothing_secret_stands_in_the_file_and_every_body_is_json() -> None:
    made, _ = registrations(triggers(STATUS, AUDIT))
    text = registrations_http(made)
    blocks = text.split("\n###")
    bodies = [json.loads(block[block.index("\n{") :]) for block in blocks if "\n{" in block]
    methods = [body["method"].rpartition(".")[2] for body in bodies]
    assert methods == ["loginByUid", "getList", "add", "add", "add", "logout"]
    definition = bodies[2]["params"][1]
    assert bodies[2]["params"][0] == "{{session}}"
    assert definition["webhookUrl"] == (
        "https://hooks.acme.nl/otys/{{secret}}?owskit=acme-production&client={%user.clientId%}&user={%user.internalId%}"
    )
    assert "{{$processEnv OTYS_API_KEY}}" in text
    assert SECRET_PLACE in text


def test_no_trigger_makes_an_empty_list() -> None:
    made, _ = registrations(triggers())
    assert registrations_json(made) == "[]\n"
    assert "WebhooksService.add" not in registrations_http(made)
