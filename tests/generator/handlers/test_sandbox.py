"""A generated project at the sandbox: registered over TLS, woken by a recruiter, writing back, skipping its echo."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from owskit_generator.triggers import load_triggers
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.registrations import fill_secret, registrations
from owskit_sandbox import Rules, Sandbox

SECRET = "the-secret-of-the-present-day"
TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: assessment
    service_calls: [CandidateService.updateEx]
    when: [{path: args.2.statusId, present: true}]
    writes: [CandidateService.updateEx]
"""
HANDLER = """
from generated import Decision, Event, Ows, done, skip


def handle(event: Event, ows: Ows) -> Decision:
    candidate = ows.call("CandidateService.getDetail", event.uid, {"statusId": 1})
    if str(candidate["statusId"]) != "12345":
        return skip("another status")
    ows.call("CandidateService.updateEx", event.uid, {"statusId": 12346})
    return done("next status set")
"""


@pytest.mark.parametrize(
    "rules",
    [Rules(mask_session="drop", result="wrapped"), Rules(mask_session="keep", result="bare")],
    ids=["slot dropped, wrapped", "session kept, bare"],
)
def test_from_a_recruiters_change_to_the_skipped_echo(
    rules: Rules, make_project: Callable[..., Path], run_project: Callable[..., Any]
) -> None:
    project = make_project(TRIGGERS, handlers={"assessment": HANDLER})
    with Sandbox(rules=rules) as sandbox:
        ows_url = f"{sandbox.url}/jservice.php"
        settings = {
            "OTYS_OWS_URL": ows_url,
            "OTYS_API_KEY": sandbox.api_key,
            "OTYS_USER_ID": str(sandbox.user_id),
            "SSL_CERT_FILE": str(sandbox.ca),
        }
        with run_project(project, **settings) as app, OwsClient(ows_url, verify=str(sandbox.ca)) as ows:
            triggers = msgspec.structs.replace(load_triggers(project / "triggers.yaml"), receiver=f"{app.url}/otys")
            ows.login_by_uid(sandbox.api_key)
            for one in fill_secret(registrations(triggers)[0], SECRET):
                ows.call("WebhooksService.add", one.request["params"][1])
            sandbox.clock.advance(601)
            with OwsClient(ows_url, verify=str(sandbox.ca)) as recruiter:
                recruiter.login(**sandbox.recruiter)
                uid = recruiter.call("CandidateService.getListEx", {"limit": 1})["listOutput"][0]["uid"]
                recruiter.call("CandidateService.updateEx", uid, {"statusId": 12345})
            answers = answered(ows, 2)
            assert ows.call("CandidateService.getDetail", uid, {"statusId": 1})["statusId"] == 12346
        assert sorted((one["decision"], one["reason"]) for one in answers) == [
            ("accepted", "queued"),
            ("skip", "echo"),
        ]
        assert sandbox.api_key not in app.log()


def answered(ows: OwsClient, number: int) -> list[dict[str, Any]]:
    """What the project answered, from the webhook log; waits for so many deliveries."""
    deadline = time.monotonic() + 15
    rows: list[dict[str, Any]] = []
    while time.monotonic() < deadline and len(rows) < number:
        logged = ows.call("WebhooksService.getLogs", 10)
        rows = [row for row in (logged[0] or []) if str(row["is_processed"]) == "1"] if logged else []
        time.sleep(0.05)
    assert {int(row["response_code"]) for row in rows} == {200}
    return [json.loads(row["response_data"]) for row in rows]
