"""The webhook as OTYS meets it: addresses, methods, sizes, forms, and what is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from generated import intake, service
from generated.app import create_app
from generated.canonical import fingerprint
from generated.clock import Clock
from generated.delivery import Delivery
from generated.guards import Look, Trigger
from generated.intake import Intake, Taken
from generated.service import Service
from generated.settings import read
from generated.spool import Spool
from tests.cases import SECRET

OLD = "the-secret-before-that-one-"
TRIGGER = Trigger("one", "handlers.one", ("VacancyService.update",), (), "enrich", "dedicated", ())


@pytest.fixture(autouse=True)
def _one_trigger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "TRIGGERS", [TRIGGER])
    monkeypatch.setattr(service, "load_handlers", lambda triggers: {})


def made(tmp_path: Path) -> Service:
    settings = read(
        {
            "OWSKIT_WEBHOOK_SECRET": SECRET,
            "OWSKIT_WEBHOOK_SECRET_PREVIOUS": OLD,
            "OTYS_USER_ID": "99",
            "OWSKIT_WORKER": "process",
            "OWSKIT_STORE": f"sqlite:///{tmp_path / 'store' / 'store.sqlite'}",
            "OWSKIT_SPOOL": str(tmp_path / "spool"),
        }
    )
    return Service(settings, 0)


def post(
    tmp_path: Path,
    body: Any = None,
    *,
    path: str = f"/{SECRET}",
    query: str = "owskit=test&client=7&user=12",
    method: str = "POST",
    content: Any = None,
) -> httpx.Response:
    app = create_app(made(tmp_path))
    if content is None:
        content = json.dumps(body if body is not None else delivered()).encode()

    async def ask() -> httpx.Response:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
        ):
            return await client.request(method, f"{path}?{query}", content=content)

    return asyncio.run(ask())


def delivered(args: Any = (None, "uid-1", {"title": "Baker"}), result: Any = "uid-1") -> dict[str, Any]:
    return {"request": {"method": "Otys.Services.VacancyService.update", "args": args}, "result": result}


def decision(answer: httpx.Response) -> tuple[Any, Any]:
    assert answer.status_code == 200
    assert len(answer.content) < 1024
    return answer.json()["decision"], answer.json()["reason"]


def test_the_answer_has_every_key(tmp_path: Path) -> None:
    body = post(tmp_path).json()
    assert len(body.pop("root")) == 26
    assert body == {
        "owskit": 1,
        "trigger": "one",
        "decision": "accepted",
        "reason": "queued",
        "hop": 0,
        "budget": [1, 10_000],
    }


@pytest.mark.parametrize("path", [f"/{SECRET}", f"/{OLD}", f"/some/prefix/{SECRET}"])
def test_both_secrets_and_any_prefix(tmp_path: Path, path: str) -> None:
    assert decision(post(tmp_path, path=path)) == ("accepted", "queued")


@pytest.mark.parametrize("path", ["/", "/wrong", f"/{SECRET}x", f"/{SECRET}/", f"/{SECRET}/more", "/docs", "/é"])
@pytest.mark.parametrize("method", ["POST", "GET", "PURGE"])
def test_without_the_secret_there_is_nothing_here(tmp_path: Path, path: str, method: str) -> None:
    answer = post(tmp_path, path=path, method=method)
    assert (answer.status_code, answer.content) == (404, b"")


def test_without_the_secret_the_body_is_not_read(tmp_path: Path) -> None:
    async def never() -> Any:
        raise AssertionError("read")
        yield b""

    assert post(tmp_path, path="/wrong", content=never()).status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "PURGE"])
def test_only_post(tmp_path: Path, method: str) -> None:
    assert post(tmp_path, method=method).status_code == 405


def test_a_body_beyond_1_mib(tmp_path: Path) -> None:
    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * 65536

    assert post(tmp_path, content=b" " * (1 << 20) + b"x").status_code == 413
    assert post(tmp_path, content=chunks()).status_code == 413


@pytest.mark.parametrize("args", ["text", 5, None, {"one": 1}, {"1": "uid", "x": 1}, {"100000000": 1}])
def test_arguments_that_are_none(tmp_path: Path, args: Any) -> None:
    assert decision(post(tmp_path, delivered(args))) == ("ignored", "malformed")


def test_a_store_that_fails_and_a_spool_that_fails_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "store").write_text("in the way", encoding="utf-8")
    answer = post(tmp_path)
    assert decision(answer) == ("parked", "store-unreachable")
    assert "budget" not in answer.json()
    assert len(list((tmp_path / "spool").glob("*.json"))) == 1
    for file in (tmp_path / "spool").iterdir():
        file.unlink()
    (tmp_path / "spool").rmdir()
    (tmp_path / "spool").write_text("in the way", encoding="utf-8")
    assert post(tmp_path).status_code == 503


def test_a_fault_of_ours_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        raise ValueError("a name nobody may see")

    monkeypatch.setattr(intake, "fingerprint", failing)
    answer = post(tmp_path)
    assert (answer.status_code, answer.content) == (500, b"")
    assert "nobody may see" not in capsys.readouterr().out


def together(service_: Service, titles: list[str]) -> tuple[list[httpx.Response], int]:
    """The answers to deliveries that come in one moment, and how many jobs there are then."""
    app = create_app(service_)

    async def ask() -> tuple[list[httpx.Response], int]:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client,
        ):
            posts = (
                client.post(f"/{SECRET}?user=12", json=delivered([None, f"u{number}", {"title": title}]))
                for number, title in enumerate(titles)
            )
            return await asyncio.gather(*posts), len(service_.store.jobs("queued"))

    return asyncio.run(ask())


def test_of_many_at_once_only_the_one_that_fails_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together_with: list[int] = []
    taking, real = Intake.take, fingerprint

    def counting(self: Intake, deliveries: Sequence[Delivery]) -> list[Taken | Exception]:
        together_with.append(len(deliveries))
        return taking(self, deliveries)

    def failing(service_call: str, args: list[Any]) -> str:
        if args[2]["title"] == "bad":
            raise ValueError
        return real(service_call, args)

    monkeypatch.setattr(Intake, "take", counting)
    monkeypatch.setattr(intake, "fingerprint", failing)
    answers, jobs = together(made(tmp_path), ["good"] * 10 + ["bad"] + ["good"] * 20)
    assert max(together_with) > 2
    assert jobs == 30
    assert [answer.status_code for answer in answers] == [200] * 10 + [500] + [200] * 20
    assert sorted(answer.json()["budget"][0] for answer in answers if answer.status_code == 200) == [*range(1, 31)]


def test_one_that_fails_when_all_are_kept_is_kept_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(spent: int, limit: int) -> bool:
        if spent == 7:
            raise ValueError
        return False

    monkeypatch.setattr(intake, "is_warned_at", failing)
    answers, jobs = together(made(tmp_path), ["good"] * 20)
    assert jobs == 20
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [500]


def test_a_guard_that_raises_parks_the_delivery_and_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def failing(look: Look, guards: object = None) -> str | None:
        asked.append(look)
        raise ValueError("a name nobody may see")

    monkeypatch.setattr(intake, "first_reason", failing)
    service_ = made(tmp_path)
    [answer], queued = together(service_, ["x"])
    assert (answer.status_code, answer.json()["decision"], answer.json()["reason"]) == (200, "parked", "guards-raised")
    assert (queued, len(asked)) == (0, 1)
    again = made(tmp_path)
    [job] = again.store.jobs("parked")
    assert (job.handler, job.reason) == ("one", "guards-raised")
    assert again.store.undecided(Clock().now() + 10**9) == []
    said = capsys.readouterr().out
    assert "ValueError at test_endpoint.py:" in said
    assert "nobody may see" not in said


def test_alive_and_ready(tmp_path: Path) -> None:
    assert post(tmp_path, path="/healthz", method="GET").status_code == 200
    assert post(tmp_path, path="/readyz", method="GET").status_code == 200
    (tmp_path / "store").rename(tmp_path / "gone")
    (tmp_path / "store").write_text("in the way", encoding="utf-8")
    assert post(tmp_path, path="/healthz", method="GET").status_code == 200
    assert post(tmp_path, path="/readyz", method="GET").status_code == 503


def test_what_was_spooled_is_taken_in_later(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way", encoding="utf-8")
    post(tmp_path)
    (tmp_path / "store").unlink()
    post(tmp_path, path="/healthz", method="GET")  # a process that starts
    assert list(Spool(tmp_path / "spool").waiting()) == []
