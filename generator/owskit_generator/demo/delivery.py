"""The second half of the demo: webhooks registered, one change by a recruiter, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from owskit_addon.errors import OwsError
from owskit_generator.demo import actions
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.registrations import Registration
from owskit_sandbox import Sandbox

CACHE_SECONDS = 600
"""OTYS caches webhook definitions for up to 10 minutes (`ows.md` 4.1); the demo moves the sandbox's clock instead."""
PATIENCE = 10.0


def ows_url(sandbox: Sandbox) -> str:
    return f"{sandbox.url}/jservice.php"


def register(sandbox: Sandbox, registrations: Sequence[Registration]) -> list[str]:
    """Adds each webhook with the integration's API key; the uids that OWS gave."""
    with OwsClient(ows_url(sandbox), verify=str(sandbox.ca)) as ows:
        ows.login_by_uid(sandbox.api_key)
        return [str(ows.call("WebhooksService.add", one.request["params"][1])) for one in registrations]


def change_as_recruiter(sandbox: Sandbox) -> None:
    """Sets one candidate's status, signed in as the recruiter (not as the integration: that would be an echo)."""
    with OwsClient(ows_url(sandbox), verify=str(sandbox.ca)) as ows:
        ows.login(**sandbox.recruiter)
        found = ows.call("CandidateService.getListEx", {"limit": 1, "offset": 20})
        ows.call("CandidateService.updateEx", found["listOutput"][0]["uid"], {"statusId": actions.STATUS_ID})


def wait_for_log(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The rows of OTYS' own webhook log once the delivery was answered (`getLogs` is nested one deeper, `ows.md` 4.3).

    Raises OwsError where none comes within PATIENCE.
    """
    deadline = time.monotonic() + PATIENCE
    with OwsClient(ows_url(sandbox), verify=str(sandbox.ca)) as ows:
        ows.login_by_uid(sandbox.api_key)
        while time.monotonic() < deadline:
            logged = ows.call("WebhooksService.getLogs", 10)
            rows = [row for row in (logged[0] or []) if str(row.get("is_processed")) == "1"] if logged else []
            if rows:
                return rows
            time.sleep(0.3)
    raise OwsError("The sandbox delivered nothing.", "Start `owskit demo` again.")
