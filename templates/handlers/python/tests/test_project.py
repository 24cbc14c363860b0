"""This project: every trigger has a handler that can be started, and what must be set is asked for."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from generated import Event
from generated.decision import is_decision
from generated.guards import Trigger
from generated.run import WriteStopped
from generated.service import load_handlers, open_store_of
from generated.settings import CannotStart, read
from generated.store.model import Write
from generated.store.sqlite import SqliteStore
from generated.triggers import TRIGGERS
from tests.trial import Trial

SECRET = "a-secret-for-the-tests-only"


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.name)
def test_every_handler_can_be_called_as_the_worker_does(trigger: Trigger) -> None:
    """That it does what it is for is a test of yours: tests/trial.py gives it an OWS to try on."""
    handler = load_handlers([trigger])[trigger.name]
    inspect.signature(handler).bind("event", "ows")
    source = Path(inspect.getfile(handler)).read_text(encoding="utf-8")
    if "written once by owskit" in source and "return done()" in source:  # as it was made: it must run as it is
        event = Event(trigger.service_calls[0], "uid-1", {"field": 1}, [None, "uid-1", {"field": 1}], None, "1", "2")
        assert is_decision(handler(event, Trial().ows))


def test_a_trial_goes_through_the_guards() -> None:
    trial = Trial({"A.getDetail": {"title": "x", "city": "y"}})
    assert not trial.ows.update("A.update", "u1", {"title": "x"})
    assert trial.ows.update("A.update", "u1", {"title": "z", "city": "y"})
    assert trial.calls[-1] == ("A.update", "u1", {"title": "z"})
    for number in range(2):
        trial.ows.call("A.delete", "u1", number)
    with pytest.raises(WriteStopped, match="breaker"):
        trial.ows.call("A.delete", "u1", 3)
    assert len(trial.calls) == 5


def test_an_answer_that_is_a_secret_is_not_kept_for_a_second_run(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, str] = {}
    confirmed = SqliteStore.confirmed

    def keep(store: SqliteStore, write: Write, result: str, now: int) -> None:
        kept[write.entity] = result
        confirmed(store, write, result, now)

    monkeypatch.setattr(SqliteStore, "confirmed", keep)
    link, note = "https://ows.test/s3cret", "a note"
    trial = Trial({"CandidateService.generateFoLoginToken": link, "NoteService.add": note})
    assert trial.ows.call("CandidateService.generateFoLoginToken", "u1", 1) == link
    assert trial.ows.call("NoteService.add", {"text": "x"}) == note
    assert kept == {"CandidateService/u1": "", "NoteService.add@Trial/1": '"a note"'}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "OWSKIT_WEBHOOK_SECRET is not set"),
        ({"OWSKIT_WEBHOOK_SECRET": "hunter2"}, "shorter than 8"),
        ({"OWSKIT_WEBHOOK_SECRET": "with a space and a / in it"}, "only letters"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "OWSKIT_WEBHOOK_SECRET_PREVIOUS": "hunter2"}, "PREVIOUS is shorter"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "OTYS_USER_ID": "me"}, "OTYS_USER_ID"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "PORT": "70000"}, "PORT"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "OTYS_OWS_URL": "ows"}, "OTYS_OWS_URL"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "OWSKIT_STORE": "file.txt"}, "OWSKIT_STORE"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "OWSKIT_WORKER": "many"}, "OWSKIT_WORKER"),
        ({"OWSKIT_WEBHOOK_SECRET": SECRET, "OWSKIT_CLOCK_URL": "http://elsewhere.example/"}, "OWSKIT_CLOCK_URL"),
    ],
)
def test_what_is_not_set_up_is_said_without_the_secret(environment: dict[str, str], said: str) -> None:
    with pytest.raises(CannotStart) as stopped:
        open_store_of(read(environment))
    assert said in str(stopped.value)
    assert "hunter2" not in str(stopped.value)


def test_settings_do_not_print_their_secrets() -> None:
    settings = read({"OWSKIT_WEBHOOK_SECRET": SECRET, "OTYS_API_KEY": "api-key-nobody-may-see"})
    assert SECRET not in repr(settings)
    assert "nobody-may-see" not in repr(settings)
