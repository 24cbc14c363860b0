"""The manual's four examples: their triggers make a project, and their handlers do in it what the manual says."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@pytest.fixture(scope="module")
def example(make_project: Callable[..., Path]) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        triggers = (EXAMPLES / name / "triggers.yaml").read_text(encoding="utf-8")
        handlers = {path.stem: path.read_text(encoding="utf-8") for path in (EXAMPLES / name / "handlers").glob("*.py")}
        project = make_project(triggers)
        assert all((project / "handlers" / f"{module}.py").exists() for module in handlers)
        for module, text in handlers.items():
            (project / "handlers" / f"{module}.py").write_text(text, encoding="utf-8")
        return project

    return make


class Fake:
    """OWS with one candidate, and the system that sends assessments."""

    def __init__(self) -> None:
        self.status: Any = "12345"
        self.calls: list[tuple[str, list[Any]]] = []
        self.assessments: list[Any] = []
        fake = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/assessments":
                    fake.assessments.append(posted)
                    answer: dict[str, Any] = {}
                else:
                    answer = {"result": fake.result(posted["method"], posted["params"]), "id": posted["id"]}
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def result(self, method: str, params: list[Any]) -> Any:
        self.calls.append((method.removeprefix("Otys.Services."), params))
        if method == "loginByUid":
            return "session-of-the-handler-123"
        if method.endswith("updateEx"):
            self.status = params[2]["statusId"]
            return params[1]
        return {"uid": params[1], "statusId": self.status}


@pytest.fixture
def fake() -> Iterator[Fake]:
    made = Fake()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def call(name: str, *args: Any) -> dict[str, Any]:
    return {"request": {"method": f"Otys.Services.{name}", "args": [None, *args]}, "result": args[0]}


def test_every_example_is_tested_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    folders = [path.name for path in EXAMPLES.iterdir() if path.is_dir()]
    assert len(folders) == 4
    assert all(f'example("{name}")' in here for name in folders)


def test_echo_body(example: Callable[[str], Path], run_project: Callable[..., Any], tmp_path: Path) -> None:
    kept = tmp_path / "deliveries.jsonl"
    with run_project(example("echo-body"), DELIVERIES_FILE=str(kept)) as app:
        assert app.ended(call("CandidateService.update", "c1", {"title": "x"})) == ("done", "kept")
        assert app.ended(call("CandidateService.updateEx", "c2", {})) == ("done", "kept")
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [line["args"][1] for line in lines] == ["c1", "c2"]
    assert lines[0]["args"][2] == {"title": "x"}


def test_echo_parameters(example: Callable[[str], Path], run_project: Callable[..., Any]) -> None:
    body = call("CandidateService.update", "c1", {})
    with run_project(example("echo-parameters")) as app:
        assert app.ended(body, query="client=31&user=7") == ("done", "Candidate was updated by client 31 and user 7")
        assert app.ended(body, query="client=31&user=")[0] == "skip"


def test_vacancy_published(example: Callable[[str], Path], run_project: Callable[..., Any], tmp_path: Path) -> None:
    website = tmp_path / "website.sqlite"

    def listed() -> list[str]:
        with closing(sqlite3.connect(website)) as database:
            return [uid for (uid,) in database.execute("SELECT uid FROM vacancies ORDER BY uid")]

    with run_project(example("vacancy-published"), WEBSITE_DB=str(website)) as app:
        for user, yes in enumerate((True, 1, "1")):
            body = call("VacancyService.update", "v1", {"published": yes})
            assert app.ended(body, query=f"user={user}") == ("done", "published")
        assert app.ended(call("VacancyService.updateEx", "v2", {"published": True}))[1] == "published"
        assert listed() == ["v1", "v2"]
        assert app.decision(call("VacancyService.update", "v1", {"title": "Baker"})) == ("skip", "unwatched")
        assert app.ended(call("VacancyService.update", "v1", {"published": 0})) == ("done", "unpublished")
        assert listed() == ["v2"]


def test_candidate_status(example: Callable[[str], Path], run_project: Callable[..., Any], fake: Fake) -> None:
    settings = {
        "OTYS_API_KEY": "api-key-of-the-handler",
        "OTYS_OWS_URL": f"{fake.url}/jservice.php",
        "ASSESSMENT_URL": f"{fake.url}/assessments",
    }
    with run_project(example("candidate-status"), **settings) as app:
        becomes = call("CandidateService.updateEx", "c1", {"statusId": "12345"})
        assert app.decision(call("CandidateService.updateEx", "c1", {"statusId": 1})) == ("skip", "unwatched")
        assert fake.calls == []
        assert app.ended(becomes) == ("done", "assessment sent")
        assert fake.assessments == [{"candidate": "c1"}]
        assert [name for name, _ in fake.calls] == [
            "loginByUid",
            "CandidateService.getDetail",
            "CandidateService.getDetail",  # of what is written, which is compared first
            "CandidateService.updateEx",
        ]
        assert fake.calls[-1][1] == ["session-of-the-handler-123", "c1", {"statusId": 12346}]
        # The echo of that write, and the same delivery once more.
        echo = call("CandidateService.updateEx", "c1", {"statusId": 12346})
        assert app.decision(echo, query="user=4242") == ("skip", "echo")
        assert app.ended(becomes) == ("skip", "the status has changed since")
        assert fake.assessments == [{"candidate": "c1"}]
        assert "api-key-of-the-handler" not in app.log()
