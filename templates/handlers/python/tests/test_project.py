"""This project: every trigger has a handler that can be started, and what must be set is asked for."""

from __future__ import annotations

import inspect

import pytest

from generated.dispatch import load_handlers
from generated.settings import CannotStart, read
from generated.triggers import TRIGGERS

SECRET = "a-secret-for-the-tests-only"


def test_every_trigger_has_a_handler_that_takes_event_and_ows() -> None:
    for handler in load_handlers(TRIGGERS).values():
        inspect.signature(handler).bind("event", "ows")


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
    ],
)
def test_what_is_not_set_up_is_said_without_the_secret(environment: dict[str, str], said: str) -> None:
    with pytest.raises(CannotStart) as stopped:
        read(environment)
    assert said in str(stopped.value)
    assert "hunter2" not in str(stopped.value)


def test_settings_do_not_print_their_secrets() -> None:
    settings = read({"OWSKIT_WEBHOOK_SECRET": SECRET, "OTYS_API_KEY": "api-key-nobody-may-see"})
    assert SECRET not in repr(settings)
    assert "nobody-may-see" not in repr(settings)
