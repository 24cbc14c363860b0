"""Known secrets and names in a registry, in deliveries and in OTYS' log, and `webhooks` run over them as processes of
their own: none on the terminal, and none in what is kept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.canaries import CANARIES, leaks
from tests.generator.webhooks.handler import Handler, serving
from tests.generator.webhooks.otys import COMMAND, SECRET, Otys, environment_of, sandbox, triggers_yaml, until, written

from owskit_generator.webhooks.client import OwsClient

A, B = "CandidateService.updateEx", "VacancyService.updateEx"
CHANGES = {
    "statusId": 12345,
    "Person": {
        "firstName": CANARIES["first_name"],
        "lastName": CANARIES["last_name"],
        "birthdate": CANARIES["birthdate"],
    },
    "extraInfo7": CANARIES["bsn"],
    "remark": CANARIES["note"],
    CANARIES["in_key"]: CANARIES["email"],
    "password": CANARIES["candidate_password"],
    "asJson": json.dumps({"sessionId": CANARIES["session"], "naam": CANARIES["in_log"]}),
}
ANSWER = {
    "owskit": 1,
    "trigger": CANARIES["last_name"],
    "decision": "skip",
    "reason": CANARIES["in_answer"],
    "root": CANARIES["email"],
    "hop": CANARIES["bsn"],
    "budget": [CANARIES["phone"], 10_000],
}
FOREIGN = (
    f"https://elders.example/hook/{CANARIES['webhook_secret']}?key={CANARIES['api_key']}&naam={CANARIES['in_log']}"
)


@pytest.fixture
def otys() -> Iterator[Otys]:
    with sandbox("--cache-seconds", "0") as made:
        yield made


@pytest.fixture
def receiver() -> Iterator[Handler]:
    with serving() as made:
        made.answer = ANSWER
        yield made


class Commands:
    """`owskit webhooks …` as processes of their own with a home of their own; all that they say."""

    def __init__(self, otys: Otys, folder: Path) -> None:
        self.folder = folder
        state = {"XDG_STATE_HOME": str(folder / "state"), "HOME": str(folder / "home"), "COLUMNS": "400"}
        self.env = environment_of(otys, PYTHONUNBUFFERED="1", PYTHONIOENCODING="utf-8", **state)
        self.said: list[str] = []

    def run(self, *args: str, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [*COMMAND, "webhooks", *args],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        self.said.append(done.stdout + done.stderr)
        assert done.returncode in codes, done.stdout + done.stderr
        return done.stdout

    def start(self, *args: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, "webhooks", *args],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def found(self) -> dict[str, list[str]]:
        return found(self.folder, self.said)


def found(folder: Path, said: Sequence[str]) -> dict[str, list[str]]:
    """Canaries by where they are: in a file, or on the terminal."""
    places = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    places["terminal"] = "\n".join(said).encode()
    return {place: names for place, data in places.items() if (names := leaks(data))}


def changed(otys: Otys, number: int, by: OwsClient | None = None) -> None:
    otys.change(number, by=by, **CHANGES)


def processed(otys: Otys) -> list[dict[str, Any]]:
    return [each for each in otys.deliveries() if each["processed"] is not None]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not Windows'")
def test_what_webhooks_say_and_keep(otys: Otys, receiver: Handler, tmp_path: Path) -> None:
    commands = Commands(otys, tmp_path)
    triggers = written(tmp_path, triggers_yaml(A, B))
    to = receiver.url
    otys.add(B, FOREIGN)
    otys.add(A, f"{to}/{SECRET}?owskit=acme-production&naam={CANARIES['in_log']}")
    changed(otys, 0)
    receiver.answer = f"<b>{CANARIES['in_answer']}</b> {CANARIES['session']}".encode()
    changed(otys, 1)
    receiver.status = 500
    changed(otys, 2)
    until(lambda: len(processed(otys)) == 3)
    assert leaks(json.dumps(otys.deliveries())) != [], "nothing is in the log that could come out"

    for options in ((), ("--json",)):
        rows = commands.run("logs", *options)
        commands.run("logs", "--failed", *options)
        commands.run("list", triggers, *options)
        commands.run("plan", triggers, *options, codes=(0, 1))
        commands.run("replay", "--failed", "--since", "2h", "--again", "--to", to, *options, codes=(0, 1))
    assert '"event":"delivery"' in rows.replace(" ", "")
    commands.run("apply", triggers, "--yes", codes=(0, 1))
    assert commands.found() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not Windows'")
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_what_listen_says_and_keeps(otys: Otys, receiver: Handler, tmp_path: Path, options: tuple[str, ...]) -> None:
    commands = Commands(otys, tmp_path)
    listen = ["listen", "--call", A, "--to", receiver.url, "--every", "0.2", "--dry-writes", *options]
    process = commands.start(*listen)
    try:
        until(otys.definitions)
        changed(otys, 0, by=otys.integration)
        until(lambda: receiver.received)
        receiver.status, receiver.answer = 500, f"{CANARIES['in_answer']} {CANARIES['session']}".encode()
        changed(otys, 1, by=otys.integration)
        until(lambda: len(receiver.received) > 1)
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    commands.said.append(said)
    assert CANARIES["last_name"].encode() in receiver.received[0][2], "the handler gets the whole delivery"
    assert "updateEx" in said
    assert process.returncode == 0, said
    assert commands.found() == {}


def test_a_planted_canary_is_found(tmp_path: Path) -> None:
    (tmp_path / "journal.json").write_text(json.dumps({"seen": CANARIES["city"]}), encoding="utf-8")
    said = [f"| {CANARIES['in_log']} |"]
    assert found(tmp_path, said) == {str(tmp_path / "journal.json"): ["city"], "terminal": ["in_log"]}
