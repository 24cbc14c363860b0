"""Known secrets and names delivered to running handler projects, by their handlers put into errors and writes, and
answered by OWS. None in what a project answers or logs; its store and spool hold people, but no secret."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.canaries import CANARIES, SECRETS, exchanges, leaks, person
from tests.faults.size import SOAK
from tests.generator.handlers import processes
from tests.generator.handlers.stand_ins import StandIn

from owskit_addon.wire import read_calls
from owskit_generator.handlers.project import generate_project

OWN = {"OWSKIT_WEBHOOK_SECRET": CANARIES["webhook_secret"], "OTYS_API_KEY": CANARIES["api_key"]}
UNREACHABLE = "redis://127.0.0.1:9/0"
QUERY = f"owskit=acme&client=7&user={CANARIES['recruiter']}&naam={CANARIES['last_name']}"
TRIGGERS = """version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - {name: breaks, service_calls: [CandidateService.add, UserService.update, EmailService.send]}
  - {name: writes, service_calls: [CandidateService.updateEx]}
  - {name: rest, service_calls: [CALLS]}
"""
HANDLERS = {
    "python": {
        "breaks": "def handle(event, ows):\n    raise ValueError(f'{event.args} {event.result}')\n",
        "writes": "def handle(event, ows):\n    ows.call('CandidateService.updateEx', event.uid, event.changes)\n"
        "    raise KeyError(ows.call('CandidateService.add', event.changes))\n",
    },
    "php": {
        "breaks": "<?php\nuse Owskit\\{Decision, Event, Ows};\nreturn function (Event $event, Ows $ows): Decision {\n"
        "    throw new RuntimeException(json_encode([$event->args, $event->result]));\n};\n",
        "writes": "<?php\nuse Owskit\\{Decision, Event, Ows};\nreturn function (Event $event, Ows $ows): Decision {\n"
        "    $ows->call('CandidateService.updateEx', $event->uid, $event->changes);\n"
        "    throw new RuntimeException(json_encode($ows->call('CandidateService.add', $event->changes)));\n};\n",
    },
}


class Otys(StandIn):
    """Logs in, gives people, and refuses with people and sessions in its words."""

    def answer(self, given: bytes) -> Any:
        match json.loads(given)["method"].removeprefix("Otys.Services."):
            case "loginByUid":
                return {"result": CANARIES["session_of_login"]}
            case "check":
                return {"result": {"id": 4242, "name": CANARIES["last_name"]}}
            case "CandidateService.getDetail":
                return {"result": person()}
            case "CandidateService.updateEx":
                return {"result": CANARIES["uid"]}
        return {"error": {"message": f"{CANARIES['in_error']} {CANARIES['session_of_login']}", "code": 12}}


IN_A_TEXT = json.dumps(CANARIES["password"])


def without_passwords_in_texts(value: Any) -> Any:
    """Somebody else's password in the middle of a text is part of that text (docs/security.md)."""
    if isinstance(value, dict):
        return {name: without_passwords_in_texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [without_passwords_in_texts(item) for item in value]
    return value.replace(IN_A_TEXT, '""') if isinstance(value, str) else value


def deliveries() -> list[dict[str, Any]]:
    """Of every call of the canaries' traffic, as OTYS would post it."""
    calls = [call for one in exchanges() for call in read_calls(one).calls]
    return [
        {
            "request": {"method": f"Otys.Services.{call.service_call}", "args": without_passwords_in_texts(call.args)},
            "result": None if call.result is msgspec.UNSET else without_passwords_in_texts(call.result),
            **({"error": call.error} if call.error is not None else {}),
        }
        for call in calls
    ]


def changed(number: int) -> dict[str, Any]:
    """A delivery of a record of its own: a job of it waits for no other that failed."""
    args = [CANARIES["session"], f"record-{number}", without_passwords_in_texts(person())]
    return {
        "request": {"method": "Otys.Services.CandidateService.updateEx", "args": args},
        "result": f"record-{number}",
    }


def odd(body: bytes) -> list[bytes]:
    """What cannot be read: torn, no object, another encoding."""
    return [body[: len(body) // 2], b"[" + body + b"]", body.decode().encode("utf-16"), b"\xff" + body]


@pytest.fixture
def ows() -> Iterator[Otys]:
    made = Otys()
    yield made
    made.close()


def made(folder: Path, language: str, given: Sequence[dict[str, Any]]) -> Path:
    names = {each["request"]["method"].removeprefix("Otys.Services.") for each in given}
    taken = {"CandidateService.add", "CandidateService.updateEx", "UserService.update", "EmailService.send"}
    rest = sorted(name for name in names - taken if name.replace(".", "").isalnum() and "." in name)
    source = folder / "triggers.yaml"
    source.write_text(TRIGGERS.replace("CALLS", ", ".join(rest)), encoding="utf-8")
    project = folder / "project"
    generate_project(source, project, language)
    for name, text in HANDLERS[language].items():
        (project / "handlers" / f"{name}.{'py' if language == 'python' else 'php'}").write_text(text, encoding="utf-8")
    return project


def told(web: processes.Process, given: Sequence[dict[str, Any]]) -> list[str]:
    """All of the answers to all of the deliveries."""
    answers = []
    for each in given:
        answer = web.post(each, secret=OWN["OWSKIT_WEBHOOK_SECRET"], query=QUERY)
        answers.append(f"{answer.status_code} {answer.headers} {answer.text}")
    for body in odd(json.dumps(given[-1]).encode()):
        answer = web.post(body, secret=OWN["OWSKIT_WEBHOOK_SECRET"], query=QUERY)
        answers.append(f"{answer.status_code} {answer.headers} {answer.text}")
    answers.append(web.post(given[0], secret=CANARIES["session"], query=QUERY).text)
    assert sum('"accepted"' in answer or "store-unreachable" in answer for answer in answers) > 20, answers
    return answers


def kept(project: Path) -> dict[str, bytes]:
    """What a project has on the disk: the store, its log of writes, the spool, and whatever else."""
    return {
        str(path.relative_to(project)): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc", ".php"}
    }


def found(places: dict[str, bytes], canaries: dict[str, str]) -> dict[str, list[str]]:
    return {place: names for place, data in places.items() if (names := leaks(data, canaries))}


@pytest.mark.parametrize("store", ["sqlite", "unreachable"] if SOAK else ["sqlite"])
@pytest.mark.parametrize("language", ["python", "php"])
def test_a_running_project(tmp_path: Path, ows: Otys, language: str, store: str) -> None:
    if language == "php" and shutil.which("php") is None:
        if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
            pytest.fail("no PHP on this machine")
        pytest.skip("no PHP on this machine: `apt-get install php-cli php-sqlite3 php-curl` lets this test run")
    given = [*deliveries(), changed(1)]
    project = made(tmp_path, language, given)
    settings = {**OWN, "OTYS_OWS_URL": ows.url, "OWSKIT_WORKER": "process"}
    if store == "unreachable":
        settings["OWSKIT_STORE"] = UNREACHABLE
    web = processes.start_web(project, **settings)
    worker = processes.start(project, "worker", **settings)
    try:
        answers = told(web, given)
        if store == "sqlite":
            for name in ("breaks", "writes"):
                worker.wait_for(
                    lambda line, name=name: (line.get("trigger"), line.get("decision")) == (name, "error"), 60
                )
        while_running = kept(project)
    finally:
        web.stop()
        worker.stop()
    said = {"answers": "\n".join(answers).encode(), "web": web.log().encode(), "worker": worker.log().encode()}
    places = kept(project)
    held = b"".join([*places.values(), *while_running.values()])
    assert leaks(held, {"last_name": CANARIES["last_name"]}), "the deliveries were not kept: nothing was looked at"
    assert found(said, CANARIES) == {}
    assert found(while_running, SECRETS) == {}
    assert found(places, SECRETS) == {}


def test_a_planted_canary_is_found(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite-wal").write_bytes(b"\0\1" + json.dumps(CANARIES["password"]).encode())
    assert found(kept(tmp_path), SECRETS) == {"store.sqlite-wal": ["password"]}
