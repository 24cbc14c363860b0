"""`apply --wait`: the log is the witness."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from tests.generator.webhooks.handler import Handler
from tests.generator.webhooks.otys import COMMAND, Otys, address, environment_of, triggers_yaml, until, written

from owskit_generator.webhooks.plan import Wanted
from owskit_generator.webhooks.secret import Secret
from owskit_generator.webhooks.wait import wait_for_delivery

A = "CandidateService.updateEx"


def test_says_that_a_delivery_to_the_new_address_was_seen(otys: Otys, handler: Handler, tmp_path: Path) -> None:
    path = written(tmp_path, triggers_yaml(A, receiver=handler.url))
    process = subprocess.Popen(
        [*COMMAND, "webhooks", "apply", path, "--yes", "--force", "--wait", "--json"],
        env=environment_of(otys),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(otys.ours)
    otys.change(0)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert '"delivery_seen": true' in out
    assert '"cached_until": "' in out
    assert "status: skip (own-user)" in err


class Log:
    """Rows that a test adds to, and a clock that waiting moves."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.now = 0.0

    def call(self, name: str, number: int) -> Any:
        return [self.rows[-number:] or None]

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        return False


WANTED = Wanted(service_call=A, address=Secret(address()), everyone=True)
BODY = f'{{"request": {{"method": "Otys.Services.{A}"}}}}'


def test_ten_minutes_are_over() -> None:
    log: Any = Log()
    filled = address().replace("{%user.clientId%}", "4711").replace("{%user.internalId%}", "70101")
    other = BODY.replace(A, "VacancyService.update")
    log.rows = [
        {"id": 1, "request_data": BODY, "webhook_url": filled, "is_processed": 1},
        {"id": 2, "request_data": other, "webhook_url": filled, "is_processed": 1},
    ]
    found = wait_for_delivery(log, [WANTED], 1, 600, log.wait, lambda: log.now)
    assert (found, log.now) == (None, 600)


def test_only_a_processed_row_of_the_new_address_counts() -> None:
    log: Any = Log()

    def wait(seconds: float) -> bool:
        number = len(log.rows) + 1
        url = address() if number > 2 else "https://elsewhere.example/"
        log.rows.append({"id": number, "request_data": BODY, "webhook_url": url, "is_processed": str(int(number != 3))})
        return False

    found = wait_for_delivery(log, [WANTED], 0, 600, wait, lambda: 0.0)
    assert found is not None
    assert found.id == 4
