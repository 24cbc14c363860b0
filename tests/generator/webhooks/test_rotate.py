"""Rotating the secret: both are accepted before anything changes, and none is kept anywhere of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.generator.webhooks.handler import Handler
from tests.generator.webhooks.otys import (
    OLD_SECRET,
    SECRET,
    Otys,
    address,
    owskit,
    shows_nothing_secret,
    triggers_yaml,
    written,
)

from owskit_generator.webhooks import state

A, B = "CandidateService.updateEx", "CandidateService.update"
THIRD = "the-secret-of-the-day-after-tomorrow"


@pytest.fixture
def triggers(otys: Otys, handler: Handler, tmp_path: Path) -> str:
    """Two calls registered with the old secret at a handler that knows both."""
    for call in (A, B):
        otys.add(call, address(OLD_SECRET, receiver=handler.url))
    otys.add(A, "https://elsewhere.example/hook")
    handler.secrets = [SECRET, OLD_SECRET]
    return written(tmp_path, triggers_yaml(A, B, receiver=handler.url))


def registered(otys: Otys, handler: Handler) -> set[str]:
    return {url.removeprefix(f"{handler.url}/").partition("?")[0] for _, url, _ in otys.ours()}


def everything_kept() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in state.folder().rglob("*") if path.is_file())


def test_the_old_one_is_replaced_and_the_time_is_told(otys: Otys, handler: Handler, triggers: str) -> None:
    others = otys.others()
    ran = owskit("webhooks", "rotate", triggers, "--yes", "--force")
    assert ran.code == 0, ran.err
    assert registered(otys, handler) == {SECRET}
    assert len(otys.ours()) == 2
    assert otys.others() == others
    assert "as OWSKIT_WEBHOOK_SECRET_PREVIOUS until" in ran.out
    shows_nothing_secret(otys, [*ran, everything_kept()])
    again = owskit("webhooks", "rotate", triggers, "--yes", "--force")
    assert (again.code, "Nothing is to be done." in again.out) == (0, True)


@pytest.mark.parametrize(
    ("known", "told"),
    [([OLD_SECRET], "do not accept the new secret yet"), ([SECRET], "no longer accept the secret that is registered")],
)
def test_nothing_changes_where_the_handlers_know_one_only(
    otys: Otys, handler: Handler, triggers: str, known: list[str], told: str
) -> None:
    handler.secrets = known
    before = otys.definitions()
    ran = owskit("webhooks", "rotate", triggers, "--yes", "--force")
    assert (ran.code, told in ran.err, otys.definitions()) == (1, True, before)
    shows_nothing_secret(otys, ran)
    assert owskit("webhooks", "rotate", triggers, "--yes", "--force", "--no-probe").code == 0
    assert registered(otys, handler) == {SECRET}


def test_a_receiver_that_cannot_be_asked(otys: Otys, handler: Handler, triggers: str) -> None:
    handler.server.shutdown()
    handler.server.server_close()
    ran = owskit("webhooks", "rotate", triggers, "--yes", "--force")
    assert (ran.code, "--no-probe" in ran.err, registered(otys, handler)) == (1, True, {OLD_SECRET})


def test_a_previous_secret_that_is_not_the_registered_one(
    otys: Otys, handler: Handler, triggers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET_PREVIOUS", THIRD)
    ran = owskit("webhooks", "rotate", triggers, "--yes", "--force")
    assert (ran.code, "is not the secret that is registered" in ran.err) == (1, True)
    assert THIRD not in ran.err
    assert registered(otys, handler) == {OLD_SECRET}


@pytest.mark.parametrize("first", [["rotate", "--no-probe"], ["apply"]], ids=["rotate", "apply"])
def test_three_live_secrets_are_refused_until_twenty_minutes_are_over(
    otys: Otys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: list[str]
) -> None:
    path = written(tmp_path, triggers_yaml(A))
    otys.add(A, address(OLD_SECRET))
    assert owskit("webhooks", *first, path, "--yes").code == 0
    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", THIRD)
    ran = owskit("webhooks", "rotate", path, "--yes", "--no-probe")
    assert (ran.code, "have to know three" in ran.err) == (1, True)
    assert otys.ours() == [(A, address(), True)]
    noted = state.read("rotations.json")
    [key] = noted
    state.write("rotations.json", {key: (datetime.now(UTC) - timedelta(minutes=21)).isoformat()})
    assert owskit("webhooks", "rotate", path, "--yes", "--no-probe").code == 0
    assert otys.ours() == [(A, address(THIRD), True)]


def test_an_apply_that_changes_no_secret_is_no_rotation(otys: Otys, tmp_path: Path) -> None:
    otys.add(A, address())
    assert owskit("webhooks", "apply", written(tmp_path, triggers_yaml(A, B)), "--yes").code == 0
    assert state.read("rotations.json") is None


def test_one_that_was_broken_off_is_gone_on_with(otys: Otys, handler: Handler, triggers: str) -> None:
    otys.add(A, address(SECRET, receiver=handler.url))
    state.write(
        "rotations.json", {f"acme-production of client {otys.ready['client_id']} at 127.0.0.1": "2999-01-01T00:00:00Z"}
    )
    assert owskit("webhooks", "rotate", triggers, "--yes").code == 1, "http is refused without --force"
    assert owskit("webhooks", "rotate", triggers, "--yes", "--force").code == 0
    assert registered(otys, handler) == {SECRET}
    assert len(otys.ours()) == 2


def test_other_differences_are_left_to_apply(otys: Otys, handler: Handler, triggers: str) -> None:
    otys.add("VacancyService.update", address(OLD_SECRET, receiver="https://old.acme.nl/otys"))
    ran = owskit("webhooks", "rotate", triggers, "--yes", "--force")
    assert (ran.code, "`apply` is for these" in ran.err) == (0, True)
    assert len(otys.ours()) == 3
