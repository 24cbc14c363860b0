"""Everything planted everywhere, through the wire and the redactor as a recording does it, and nothing found again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.canaries import CANARIES, PERSONAL, SECRETS, exchanges, leaks, many, spellings

from owskit_addon.actions import Actions
from owskit_addon.ingest import events_of
from owskit_addon.redaction import Redactor, redactor, rules, safe, secrets
from owskit_addon.wire import read_calls


def written(values: Any) -> bytes:
    by, actions = Redactor(values), Actions()
    events = [event for exchange in exchanges() for event in events_of(exchange, by, actions)]
    assert len(events) > 50
    return msgspec.json.encode(events)


def test_no_canary_is_written() -> None:
    assert leaks(written("tokens")) == []


def test_no_secret_is_written_with_plain_values() -> None:
    data = written("plain")
    assert leaks(data, SECRETS) == []
    assert set(leaks(data)) >= {"first_name", "last_name", "email", "bsn", "street", "searched"}


@pytest.mark.parametrize("values", ["tokens", "plain"])
def test_of_five_hundred_canaries_none_is_written(values: Any) -> None:
    by, actions, sets = Redactor(values), Actions(), many()
    assert len({canary for each in sets for canary in each.values()}) > 500
    events = [event for each in sets for one in exchanges(each) for event in events_of(one, by, actions)]
    data = msgspec.json.encode(events)
    for number, each in enumerate(sets):
        assert leaks(data, each if values == "tokens" else {name: each[name] for name in SECRETS}) == [], number


def test_they_stand_in_sixty_places() -> None:
    """Places: of a service call, a member or an argument in it; and heads and addresses."""
    places = {(header, "head") for one in exchanges() for header, value in one.request_headers if leaks(value)}
    for one in exchanges():
        for call in read_calls(one).calls:
            for side, value in (("args", call.args), ("result", call.result), ("error", call.error)):
                places |= {(call.service_call, f"{side}.{place}") for place in _places(value)}
    assert len(places) > 60


def _places(value: Any, path: str = "") -> set[str]:
    match value:
        case dict():
            return {found for key, below in value.items() for found in _places(below, f"{path}.{key}")}
        case list():
            return {found for below in value for found in _places(below, f"{path}[]")}
    return {path} if any(canary in str(value) for canary in CANARIES.values()) else set()


def test_nothing_is_dropped_for_a_fault_of_ours() -> None:
    for values in ("tokens", "plain"):
        by = Redactor(values)
        for exchange in exchanges():
            for call in read_calls(exchange).calls:
                assert (by.redact(call).args is None) == (call.args is None), call.service_call


def test_every_canary_is_planted() -> None:
    planted = "".join(
        f"{text} {exchange.path} {exchange.request_headers}"
        for exchange in exchanges()
        for text in (exchange.request_body.decode(), (exchange.response_body or b"").decode())
    )
    assert set(leaks(planted)) == set(CANARIES)


@pytest.mark.parametrize("name", CANARIES)
def test_leaks_finds_every_spelling(name: str) -> None:
    for form, exact in spellings(CANARIES[name]).items():
        assert name in leaks(f"x{form}y")
        assert exact or name in leaks(f"x{form.upper()}y".encode())


def _no_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "ROWS", tuple(row for row in secrets.ROWS if row.rule != rules.PASSWORD))


def _keys_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "is_field_name", lambda key: True)


def _numbers_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "owskit_addon.redaction.places._LIMITS", dict.fromkeys(("small", "ids", "flags", "none"), 10**12)
    )


def _messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(safe.TESTS, "message", lambda text: True)


def _ids_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(safe.TESTS, "id", lambda text: True)


def _plain_for_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    walker = redactor.Walker
    monkeypatch.setattr(redactor, "Walker", lambda **_: walker(keep_values=True))


@pytest.mark.parametrize(
    ("breaks", "values", "expected"),
    [
        (_no_passwords, "plain", {"password", "candidate_password"}),
        (_keys_stay, "tokens", {"in_key", "in_key_too"}),
        (_numbers_stay, "tokens", {"bsn"}),
        (_messages_stay, "tokens", {"note"}),
        (_ids_stay, "tokens", {"uid", "bank"}),
        (_plain_for_tokens, "tokens", set(PERSONAL) & {"first_name", "in_key", "note"}),
    ],
)
def test_the_canaries_can_be_found(
    monkeypatch: pytest.MonkeyPatch, breaks: Callable[[pytest.MonkeyPatch], None], values: str, expected: set[str]
) -> None:
    """A Redactor that is broken in one place is caught."""
    secrets.profile_of.cache_clear()
    breaks(monkeypatch)
    try:
        assert set(leaks(written(values))) & set(SECRETS if values == "plain" else CANARIES) >= expected
    finally:
        secrets.profile_of.cache_clear()
