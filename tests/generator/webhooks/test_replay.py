"""Logged deliveries sent again: the same bytes, marked, to nowhere that they should not go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.generator.webhooks.fake_ows import FakeOws
from tests.generator.webhooks.handler import Handler
from tests.generator.webhooks.otys import SECRET, Otys, owskit, shows_nothing_secret, until

A = "CandidateService.updateEx"
MERGE = "client={%user.clientId%}&user={%user.internalId%}"


def delivered(otys: Otys, url: str, number: int, **fields: Any) -> list[dict[str, Any]]:
    """So many deliveries to an address, as the sandbox has them."""
    before = len(otys.deliveries())
    uid = otys.add(A, url)
    for each in range(number):
        otys.change(each, **fields)
    until(lambda: sum(each["processed"] is not None for each in otys.deliveries()) >= before + number)
    otys.integration.call("WebhooksService.delete", uid)
    return otys.deliveries()[before:]


def test_what_a_handler_missed_is_sent_again_byte_for_byte(otys: Otys, handler: Handler) -> None:
    missed = delivered(otys, f"http://127.0.0.1:9/{SECRET}?owskit=acme&{MERGE}", 2, note="Ünïcode / <b>")
    delivered(otys, "http://127.0.0.1:9/elsewhere", 1)
    ran = owskit("webhooks", "replay", "--failed", "--since", "1h", "--stack", "acme", "--to", handler.url, "--json")
    assert ran.code == 0, ran.err
    raw = {row["id"]: row["request_data"] for row in otys.integration.call("WebhooksService.getLogs", 10)[0]}
    assert [body.decode() for _, _, body in handler.received] == [raw[each["id"]] for each in missed]
    assert [head["x-owskit-replay"] for _, head, _ in handler.received] == [str(each["id"]) for each in missed]
    assert {path for path, _, _ in handler.received} == {
        f"/otys/{SECRET}?owskit=acme&client={otys.ready['client_id']}&user={missed[0]['user']}"
    }
    assert [json.loads(line)["decision"] for line in ran.out.splitlines()] == ["skip", "skip"]
    shows_nothing_secret(otys, ran)


def test_what_was_replayed_is_not_sent_twice_by_mistake(otys: Otys, handler: Handler) -> None:
    delivered(otys, f"http://127.0.0.1:9/{SECRET}?owskit=acme3", 2)
    filters = ("--failed", "--since", "1h", "--stack", "acme3", "--to", handler.url)
    handler.status = 503
    assert owskit("webhooks", "replay", *filters).code == 1
    handler.status = 200
    assert owskit("webhooks", "replay", *filters).code == 0
    second = owskit("webhooks", "replay", *filters)
    assert (second.code, "2 were replayed before" in second.err, len(handler.received)) == (0, True, 4)
    assert owskit("webhooks", "replay", *filters, "--again").code == 0
    assert len(handler.received) == 6


def test_without_a_stack_only_what_owskit_marked_is_sent(otys: Otys, handler: Handler) -> None:
    delivered(otys, "http://127.0.0.1:9/elsewhere", 1)
    [ours] = delivered(otys, f"http://127.0.0.1:9/{SECRET}?owskit=acme2", 1)
    owskit("webhooks", "replay", "--failed", "--since", "1h", "--to", handler.url)
    assert str(ours["id"]) in {head["x-owskit-replay"] for _, head, _ in handler.received}
    assert all("owskit=" in path for path, _, _ in handler.received)


def test_by_ids_in_the_order_of_the_log(otys: Otys, handler: Handler) -> None:
    found = delivered(otys, "http://127.0.0.1:9/x", 3)
    ids = [str(each["id"]) for each in found]
    assert owskit("webhooks", "replay", ids[2], ids[0], "--to", handler.url).code == 0
    assert [head["x-owskit-replay"] for _, head, _ in handler.received] == [ids[0], ids[2]]


def test_an_id_that_is_not_there_sends_nothing(otys: Otys, handler: Handler) -> None:
    [one] = delivered(otys, "http://127.0.0.1:9/x", 1)
    ran = owskit("webhooks", "replay", str(one["id"]), "999999", "--to", handler.url)
    assert (ran.code, "does not show #999999" in ran.err, handler.received) == (1, True, [])
    assert owskit("webhooks", "replay", "one", "--to", handler.url).code == 1


def test_a_handler_that_refuses_is_an_exit_code(otys: Otys, handler: Handler) -> None:
    [one] = delivered(otys, "http://127.0.0.1:9/x", 1)
    handler.status = 503
    ran = owskit("webhooks", "replay", str(one["id"]), "--to", handler.url)
    assert (ran.code, "HTTP 503" in ran.out) == (1, True)
    ran = owskit("webhooks", "replay", str(one["id"]), "--to", "http://127.0.0.1:9/otys")
    assert (ran.code, "no answer" in ran.out) == (1, True)
    assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(otys: Otys, handler: Handler, status: int) -> None:
    [one] = delivered(otys, "http://127.0.0.1:9/x", 1)
    handler.status, handler.headers = status, {"Location": f"{handler.url}/elsewhere/{SECRET}"}
    assert owskit("webhooks", "replay", str(one["id"]), "--to", handler.url).code == 1
    assert len(handler.received) == 1


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("https://hooks.acme.nl/otys", "not this machine but hooks.acme.nl"),
        ("http://192.168.1.5/otys", "not this machine"),
        ("http://localhost.evil.example/otys", "not this machine"),
        ("ftp://localhost/otys", "no address"),
        ("http://user:pw@localhost/otys", "no address"),
        ("localhost:8000", "no address"),
        ("http://localhost:99999/x", "no address"),
        ("http://local host/", "no address"),
        ("", "no address"),
    ],
)
def test_nowhere_else(otys: Otys, to: str, told: str) -> None:
    ran = owskit("webhooks", "replay", "1", "--to", to)
    assert (ran.code, told in ran.err) == (1, True)


def test_a_remote_handler_is_for_https_only(otys: Otys) -> None:
    ran = owskit("webhooks", "replay", "1", "--to", "http://hooks.acme.nl/otys", "--allow-remote")
    assert (ran.code, "is not https" in ran.err) == (1, True)


def test_ids_or_filters_not_both_and_not_neither(otys: Otys, handler: Handler) -> None:
    assert owskit("webhooks", "replay", "--to", handler.url).code == 2
    assert owskit("webhooks", "replay", "1", "--failed", "--to", handler.url).code == 2


def test_a_body_that_the_log_has_as_an_object_is_sent_as_json(
    ows: FakeOws, handler: Handler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = {"request": {"method": f"Otys.Services.{A}", "args": [None, "u", {"note": "é"}]}, "result": "u"}
    ows.replies["Otys.Services.WebhooksService.getLogs"] = lambda request: {
        "result": [[{"id": 1, "request_data": body}]]
    }
    ows.replies["check"] = lambda request: {"result": {"id": 5}}
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name, value in {"OTYS_OWS_URL": ows.url, "OTYS_API_KEY": "k" * 9, "OWSKIT_WEBHOOK_SECRET": SECRET}.items():
        monkeypatch.setenv(name, value)
    ran = owskit("webhooks", "replay", "1", "--to", handler.url + "/${OWSKIT_WEBHOOK_SECRET}?x=1", "--json")
    assert (ran.code, json.loads(ran.out)["as_posted"], handler.bodies()) == (0, False, [body])
    assert handler.received[0][0] == f"/otys/{SECRET}?x=1"
