"""A PHP project at the sandbox: woken by a recruiter over TLS, writing back, skipping its echo in every form of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from owskit_generator.triggers import load_triggers
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.registrations import fill_secret, registrations
from owskit_sandbox import Rules, Sandbox

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: assessment
    service_calls: [CandidateService.updateEx]
    when: [{path: args.2.statusId, present: true}]
    writes: [CandidateService.updateEx]
    actor: ACTOR
"""
HANDLER = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    $candidate = $ows->call('CandidateService.getDetail', $event->uid, ['statusId' => 1]);
    if ((string) $candidate['statusId'] !== '12345') {
        return Decision::skip('another status');
    }
    WRITE
    return Decision::done('next status set');
};
"""
UPDATE = "$ows->update('CandidateService.updateEx', $event->uid, ['statusId' => 12346]);"
BATCH = "$ows->batch([['CandidateService.updateEx', $event->uid, ['statusId' => 12346]]]);"
WRAPPED = "$ows->language('nl')->call('CandidateService.updateEx', $event->uid, ['statusId' => 12346]);"


@pytest.mark.parametrize(
    ("rules", "write", "actor", "reason"),
    [
        (Rules(mask_session="drop", result="wrapped"), UPDATE, "dedicated", "echo"),
        (Rules(mask_session="keep", result="bare"), BATCH, "shared", "echo"),
        (Rules(mask_session="mask", delivery="inside"), WRAPPED, "shared", "echo"),
    ],
    ids=["slot dropped, an update", "session kept, a batch", "delivered inside the call, wrapped"],
)
def test_from_a_recruiters_change_to_the_skipped_echo(
    rules: Rules,
    write: str,
    actor: str,
    reason: str,
    make: Callable[..., Path],
    running: Callable[..., Any],
    tools: Any,
) -> None:
    project = make(TRIGGERS.replace("ACTOR", actor), {"assessment": HANDLER.replace("WRITE", write)})
    with Sandbox(rules=rules) as sandbox:
        ows_url = f"{sandbox.url}/jservice.php"
        settings = {
            "OTYS_OWS_URL": ows_url,
            "OTYS_API_KEY": sandbox.api_key,
            "OTYS_USER_ID": str(sandbox.user_id),
            "SSL_CERT_FILE": str(sandbox.ca),
        }
        web, worker = running(project, "web", **settings), running(project, "worker", **settings)
        with OwsClient(ows_url, verify=str(sandbox.ca)) as ows:
            triggers = msgspec.structs.replace(load_triggers(project / "triggers.yaml"), receiver=f"{web.url}/otys")
            ows.login_by_uid(sandbox.api_key)
            for one in fill_secret(registrations(triggers)[0], tools.secret):
                ows.call("WebhooksService.add", one.request["params"][1])
            sandbox.clock.advance(601)
            with OwsClient(ows_url, verify=str(sandbox.ca)) as recruiter:
                recruiter.login(**sandbox.recruiter)
                uid = recruiter.call("CandidateService.getListEx", {"limit": 1})["listOutput"][0]["uid"]
                recruiter.call("CandidateService.updateEx", uid, {"statusId": 12345})
            tools.until(lambda: len(decisions(web)) == 2 and decisions(worker))
            assert ows.call("CandidateService.getDetail", uid, {"statusId": 1})["statusId"] == 12346
        assert decisions(web) == [("accepted", "queued"), ("skip", reason)]
        assert decisions(worker) == [("done", "next status set")]
        for process in (web, worker):
            for secret in (sandbox.api_key, tools.secret):
                assert secret not in process.log()


def decisions(process: Any) -> list[tuple[str, str]]:
    return [(line["decision"], line["reason"]) for line in process.lines() if "decision" in line]
