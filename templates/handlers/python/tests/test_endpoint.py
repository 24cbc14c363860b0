"""The webhook as OTYS meets it: addresses, methods, sizes, forms, and what is answered."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from generated import Decision, Event, Ows, done
from generated.app import create_app
from generated.conditions import Condition
from generated.decision import skip
from generated.dispatch import Dispatcher, Handler
from generated.guards import Trigger
from generated.settings import read
from generated.store import Budget

SECRET = "a-secret-for-the-tests-only"
OLD = "the-secret-before-that-one-"
TRIGGER = Trigger("one", "handlers.one", ("VacancyService.update",), (), own_user=True, keep=())


def post(
    tmp_path: Path,
    body: Any = None,
    *,
    handler: Handler = lambda event, ows: done(),
    trigger: Trigger = TRIGGER,
    path: str = f"/{SECRET}",
    query: str = "owskit=test&client=7&user=12",
    method: str = "POST",
    content: Any = None,
    seconds: float = 20,
) -> httpx.Response:
    settings = read(
        {
            "OWSKIT_WEBHOOK_SECRET": SECRET,
            "OWSKIT_WEBHOOK_SECRET_PREVIOUS": OLD,
            "OTYS_USER_ID": "99",
            "OWSKIT_STORE": f"sqlite:///{tmp_path / 'store' / 'store.sqlite'}",
        }
    )
    dispatcher = Dispatcher([trigger], {trigger.name: handler}, Ows(settings.ows_url, None), settings.user_id, seconds)
    budget = Budget(settings.store)
    app = create_app(settings, dispatcher, budget)
    if content is None:
        content = json.dumps(body if body is not None else delivered()).encode()

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, f"{path}?{query}", content=content)

    with closing(budget):
        return asyncio.run(ask())


def delivered(args: Any = (None, "uid-1", {"title": "Baker"}), result: Any = "uid-1") -> dict[str, Any]:
    return {"request": {"method": "Otys.Services.VacancyService.update", "args": args}, "result": result}


def decision(answer: httpx.Response) -> tuple[Any, Any]:
    assert answer.status_code == 200
    assert len(answer.content) < 1024
    return answer.json()["decision"], answer.json()["reason"]


def test_the_handler_gets_the_event_and_its_decision_is_the_answer(tmp_path: Path) -> None:
    seen: list[Event] = []

    def handle(event: Event, ows: Ows) -> Decision:
        seen.append(event)
        return done("published")

    answer = post(tmp_path, handler=handle)
    body = answer.json()
    assert {key: body[key] for key in ("owskit", "trigger", "decision", "reason", "hop")} == {
        "owskit": 1,
        "trigger": "one",
        "decision": "done",
        "reason": "published",
        "hop": 0,
    }
    assert len(body["root"]) == 26
    [event] = seen
    assert (event.service_call, event.uid, event.changes) == ("VacancyService.update", "uid-1", {"title": "Baker"})
    assert (event.client, event.user) == ("7", "12")


@pytest.mark.parametrize("path", [f"/{SECRET}", f"/{OLD}", f"/some/prefix/{SECRET}"])
def test_both_secrets_and_any_prefix(tmp_path: Path, path: str) -> None:
    assert decision(post(tmp_path, path=path)) == ("done", "handled")


@pytest.mark.parametrize("path", ["/", "/wrong", f"/{SECRET}x", f"/{SECRET}/", f"/{SECRET}/more", "/docs", "/é"])
@pytest.mark.parametrize("method", ["POST", "GET", "DELETE", "PURGE"])
def test_without_the_secret_there_is_nothing_here(tmp_path: Path, path: str, method: str) -> None:
    answer = post(tmp_path, path=path, method=method)
    assert (answer.status_code, answer.content) == (404, b"")


def test_without_the_secret_the_body_is_not_read(tmp_path: Path) -> None:
    async def never() -> Any:
        raise AssertionError("read")
        yield b""

    assert post(tmp_path, path="/wrong", content=never()).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PURGE"])
def test_only_post(tmp_path: Path, method: str) -> None:
    assert post(tmp_path, method=method).status_code == 405


def test_a_body_beyond_1_mib(tmp_path: Path) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * 65536

    assert post(tmp_path, content=b" " * (1 << 20) + b"x").status_code == 413
    assert post(tmp_path, content=chunks()).status_code == 413


@pytest.mark.parametrize(
    "content",
    [b"", b"text", b"[]", b"{}", b"\xff", b'{"request": {"method": 1, "args": []}}', b"[" * 100_000, b"NaN"],
)
def test_what_is_no_delivery_is_ignored(tmp_path: Path, content: bytes) -> None:
    assert decision(post(tmp_path, content=content)) == ("ignored", "malformed")


@pytest.mark.parametrize("args", ["text", 5, None, {"one": 1}, {"1": "uid", "x": 1}, {"100000000": 1}])
def test_arguments_that_are_none(tmp_path: Path, args: Any) -> None:
    assert decision(post(tmp_path, delivered(args))) == ("ignored", "malformed")


def test_a_call_that_nobody_wants(tmp_path: Path) -> None:
    body = {"request": {"method": "Otys.Services.RelationService.update", "args": []}, "result": None}
    assert decision(post(tmp_path, body)) == ("ignored", "unknown-call")


def test_a_handler_that_raises_shows_nothing_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def handle(event: Event, ows: Ows) -> Decision:
        raise ValueError("a name nobody may see")

    answer = post(tmp_path, handler=handle)
    assert decision(answer) == ("error", "handler-raised")
    shown = answer.text + capsys.readouterr().out
    assert "ValueError" in shown
    assert "nobody may see" not in shown


def test_own_writes_failed_calls_and_unwatched_fields_are_skipped(tmp_path: Path) -> None:
    watching = Trigger(
        "one",
        "handlers.one",
        ("VacancyService.update",),
        (Condition("args.2.published", "equals", (True,)),),
        own_user=True,
        keep=(),
    )
    refused = delivered(result={"status": "error", "message": "no"})
    assert decision(post(tmp_path, query="user=99")) == ("skip", "own-user")
    assert decision(post(tmp_path, refused)) == ("skip", "failed-call")
    assert decision(post(tmp_path, trigger=watching)) == ("skip", "unwatched")
    assert decision(post(tmp_path, delivered([None, "u", {"published": 1}]), trigger=watching)) == ("done", "handled")


@pytest.mark.parametrize("given", [None, "done", Decision("done", None), Decision("maybe", "x")])  # type: ignore[arg-type]
def test_a_handler_that_gives_no_decision(tmp_path: Path, given: Any) -> None:
    assert decision(post(tmp_path, handler=lambda event, ows: given)) == ("error", "no-decision")


def test_a_handler_that_ends_the_program_does_not(tmp_path: Path) -> None:
    assert decision(post(tmp_path, handler=lambda event, ows: sys.exit(3))) == ("error", "handler-raised")


def test_a_slow_handler_goes_on_after_the_answer(tmp_path: Path) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def handle(event: Event, ows: Ows) -> Decision:
        go_on.wait(10)
        ended.set()
        return done()

    try:
        assert decision(post(tmp_path, handler=handle, seconds=0.05)) == ("accepted", "still-running")
    finally:
        go_on.set()
    assert ended.wait(10)


def test_a_reason_cannot_make_the_answer_long(tmp_path: Path) -> None:
    assert decision(post(tmp_path, handler=lambda event, ows: skip("é\n" * 5000)))[0] == "skip"


def test_the_budget_is_counted_by_user_and_kept(tmp_path: Path) -> None:
    assert post(tmp_path).json()["budget"] == [1, 10_000]
    assert post(tmp_path, {"not": "a delivery"}).json()["budget"] == [1, 10_000]
    assert post(tmp_path, query="user=13").json()["budget"] == [1, 10_000]
    assert post(tmp_path).json()["budget"] == [2, 10_000]


def test_without_a_store_the_delivery_is_answered_and_the_budget_left_out(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way", encoding="utf-8")
    assert decision(post(tmp_path)) == ("done", "handled")
    assert "budget" not in post(tmp_path).json()


def test_alive_and_ready(tmp_path: Path) -> None:
    assert post(tmp_path, path="/healthz", method="GET").status_code == 200
    assert post(tmp_path, path="/readyz", method="GET").status_code == 200
    (tmp_path / "store").rename(tmp_path / "gone")
    (tmp_path / "store").write_text("in the way", encoding="utf-8")
    assert post(tmp_path, path="/readyz", method="GET").status_code == 503
