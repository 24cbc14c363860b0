"""OTYS' log on the screen and as JSON lines: decisions, counts, gaps; nobody's data, no secret."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.generator.webhooks.fake_ows import FakeOws
from tests.generator.webhooks.handler import DECISION, Handler
from tests.generator.webhooks.otys import (
    COMMAND,
    SECRET,
    Otys,
    environment_of,
    owskit,
    sandbox,
    shows_nothing_secret,
    until,
)

from owskit_addon.errors import OwskitError
from owskit_generator.webhooks.log_counts import count
from owskit_generator.webhooks.log_decision import decided
from owskit_generator.webhooks.log_fetch import Tail, back_to
from owskit_generator.webhooks.log_filter import Filter, present, since
from owskit_generator.webhooks.log_row import LogRow, UnreadRow, read_row
from owskit_generator.webhooks.log_select import by_filter
from owskit_generator.webhooks.log_view import View
from owskit_generator.webhooks.secret import Secret

A = "CandidateService.updateEx"
PERSON = {"Person": {"firstName": "Wilhelmina", "emailPrimary": "w.jansen@post.example"}, "note": "likes sailing"}


def register(otys: Otys, handler: Handler, call: str = A) -> None:
    otys.add(call, f"{handler.url}/{SECRET}?owskit=acme&client={{%user.clientId%}}&user={{%user.internalId%}}")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[Otys]:
    """A sandbox of its own, whose log is empty."""
    with sandbox("--cache-seconds", "0", "--mask-session", "keep") as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


def processed(otys: Otys, number: int) -> None:
    until(lambda: sum(each["processed"] is not None for each in otys.deliveries()) >= number)


def lines(ran: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_deliveries_decisions_and_counts_without_anybodys_data(fresh: Otys, handler: Handler) -> None:
    register(fresh, handler)
    uids = [fresh.change(number, **PERSON) for number in range(3)]
    processed(fresh, 3)
    text, ran = owskit("webhooks", "logs"), owskit("webhooks", "logs", "--json")
    assert (text.code, ran.code) == (0, 0)
    *rows, summary = lines(ran)
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert {(row["service_call"], row["decision"], row["reason"], row["code"]) for row in rows} == {
        (A, "skip", "own-user", 200)
    }
    assert rows[0]["stack"] == "acme"
    assert rows[0]["args"][0].startswith("tok:session:")
    assert rows[0]["args"][2]["note"] == rows[1]["args"][2]["note"], "equal values have equal tokens"
    user = str(fresh.ready["user_id"] - 3)
    assert [(each["user"], each["decision"], each["reason"], each["count"]) for each in summary["decisions"]] == [
        (user, "skip", "own-user", 3)
    ]
    assert (summary["forecast"][0]["today"], summary["forecast"][0]["limit"]) == (3, 10_000)
    assert "status: skip (own-user)" in text.out
    everything = [*text, *ran]
    shows_nothing_secret(fresh, everything)
    session = fresh.deliveries()[0]["body"]["request"]["args"][0]
    assert len(session) == 26
    for hidden in ("Wilhelmina", "w.jansen", "sailing", session, *uids):
        assert hidden not in "\n".join(map(str, everything))


def test_filters(fresh: Otys, handler: Handler) -> None:
    register(fresh, handler)
    register(fresh, handler, "CandidateService.delete")
    fresh.change(0)
    processed(fresh, 1)
    handler.status = 500
    handler.answer = b"<html>"
    uid = fresh.change(1)
    fresh.recruiter.call("CandidateService.delete", uid)
    processed(fresh, 3)

    def ids(*options: str) -> list[int]:
        return [line["id"] for line in lines(owskit("webhooks", "logs", "--json", *options)) if "id" in line]

    assert ids() == [1, 2, 3]
    assert ids("--failed") == [2, 3]
    assert ids("--call", A) == [1, 2]
    assert ids("--call", f"Otys.Services.{A}", "--failed") == [2]
    assert ids("--decision", "skip") == [1]
    assert ids("--decision", "done") == []
    assert ids("--last", "1") == [3]
    assert ids("--stack", "acme") == [1, 2, 3]
    assert ids("--stack", "other") == []
    assert ids("--since", "1h") == [1, 2, 3]
    fresh.advance(7200)
    fresh.change(5)
    processed(fresh, 4)
    assert ids("--since", "1h") == [4]
    assert ids("--since", "2000-01-01") == [1, 2, 3, 4]
    assert owskit("webhooks", "logs", "--since", "yesterday").code == 1


def test_since_asks_for_more_rows_where_the_first_do_not_reach(fresh: Otys, handler: Handler) -> None:
    register(fresh, handler)
    for number in range(120):
        fresh.change(number)
    ran = owskit("webhooks", "logs", "--json", "--since", "1d", "--rows", "10")
    assert len(lines(ran)) == 121


def test_follow_shows_what_comes_when_it_is_answered(fresh: Otys, handler: Handler) -> None:
    register(fresh, handler)
    fresh.change(0)
    processed(fresh, 1)
    process = subprocess.Popen(
        [*COMMAND, "webhooks", "logs", "--follow", "--every", "0.1", "--json"],
        env=environment_of(fresh, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert json.loads(process.stdout.readline())["id"] == 1
    fresh.change(1)
    fresh.change(2)
    followed = [json.loads(process.stdout.readline()) for _ in range(2)]
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert [(each["id"], each["decision"]) for each in followed] == [(2, "skip"), (3, "skip")]
    assert process.returncode == 0
    assert "Traceback" not in err


@pytest.mark.parametrize("form", ["list", "nested", "null", "empty", "object"])
def test_forms_of_the_answer(ows: FakeOws, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"id": "7", "request_data": "{}"}
    forms: dict[str, Any] = {"list": [row], "nested": [[row]], "null": [None], "empty": [], "object": {"0": [row]}}
    ows.replies["Otys.Services.WebhooksService.getLogs"] = lambda request: {"result": forms[form]}
    monkeypatch.setenv("OTYS_OWS_URL", ows.url)
    monkeypatch.setenv("OTYS_API_KEY", "key-key-key-key")
    ran = owskit("webhooks", "logs", "--json")
    assert [line["id"] for line in lines(ran)[:-1]] == ([] if form in {"null", "empty"} else [7])


def test_rows_that_are_not_understood_are_kept_and_shown_without_values(
    ows: FakeOws, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"number": 1, "what": "Wilhelmina", "payload": '{"args":["0123456789abcdefghij012345"]}'},
        "w.jansen@post.example",
        {
            "id": 5,
            "request_data": "no JSON of Wilhelmina",
            "webhook_url": f"https://a.nl/{SECRET}",
            "is_processed": "1",
        },
        {"id": 6, "requestdata": {"request": {"method": f"Otys.Services.{A}", "args": {"1": "u", "2": {}}}}},
        {
            "id": 9,
            "request_data": '{"request": {"method": "\\u001b[31mWilhelmina", "args": []}}',
            "response_data": "Jansen",
        },
    ]
    ows.replies["Otys.Services.WebhooksService.getLogs"] = lambda request: {"result": [rows]}
    monkeypatch.setenv("OTYS_OWS_URL", ows.url)
    monkeypatch.setenv("OTYS_API_KEY", "key-key-key-key")
    text, ran = owskit("webhooks", "logs"), owskit("webhooks", "logs", "--json")
    assert (text.code, ran.code) == (0, 0)
    found = lines(ran)
    assert [line["event"] for line in found] == ["delivery"] * 3 + ["unread"] * 2 + ["summary"]
    assert [line.get("service_call") for line in found[:3]] == [None, A, None]
    assert found[3]["row"].keys() == {"number", "what", "payload"}
    assert found[-1]["gaps"] == [{"first": 7, "last": 8}]
    assert found[-1]["missing"] == 2
    assert "2 ids are missing, #7 to #8" in text.err
    for hidden in ("Wilhelmina", "Jansen", "jansen", SECRET, "0123456789abcdefghij012345"):
        assert hidden not in text.out + text.err + ran.out
    assert "\x1b" not in text.out


def row(number: int, at: datetime, user: str = "70101", answer: dict[str, Any] | None = None) -> LogRow:
    found = read_row(
        {
            "id": number,
            "user_id": user,
            "request_data": "{}",
            "response_data": json.dumps(answer or DECISION),
            "response_code": 200,
            "added": at.strftime("%Y-%m-%d %H:%M:%S"),
            "is_processed": "1",
        }
    )
    assert isinstance(found, LogRow)
    return found


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_forecast_goes_on_as_the_day_has_gone() -> None:
    rows = [row(n, NOON - timedelta(minutes=n)) for n in range(60, 0, -1)]
    before = [row(0, NOON - timedelta(hours=13))]
    [whole] = count(rows, [*before, *rows], NOON).forecast
    assert (whole.today, whole.expected, whole.whole_day, whole.high) == (60, 120, True, False)
    [part] = count(rows, rows, NOON).forecast
    assert (part.today, part.expected, part.whole_day) == (60, 780, False)
    many = [row(n, NOON - timedelta(seconds=n * 3)) for n in range(1000)]
    assert count(many, many, NOON).forecast[0].high


def test_a_few_deliveries_right_after_midnight_are_no_flood() -> None:
    now = NOON.replace(hour=0, minute=3)
    rows = [row(n, now - timedelta(minutes=30 - n)) for n in range(30)]
    [one] = count([], [row(0, NOON - timedelta(days=1)), *rows], now).forecast
    assert (one.today, one.high) == (3, False)
    assert one.expected == round(3 + 30 / 60 * (24 * 60 - 3))
    assert count([], rows[27:], now, whole=True).forecast[0].expected == round(3 + 3 / 60 * (24 * 60 - 3))


def test_counted_by_day_user_decision_and_reason() -> None:
    done = {**DECISION, "decision": "done", "reason": "handled"}
    rows = [row(1, NOON - timedelta(days=1)), row(2, NOON, "70102", done), row(3, NOON, "70102", done), row(4, NOON)]
    found = [
        (each.day, each.user, each.decision, each.reason, each.count) for each in count(rows, rows, NOON).decisions
    ]
    assert found == [
        ("2026-11-23", "70101", "skip", "own-user", 1),
        ("2026-11-24", "70101", "skip", "own-user", 1),
        ("2026-11-24", "70102", "done", "handled", 2),
    ]


def test_a_user_that_is_no_number_is_counted_and_not_named() -> None:
    counts = count(rows := [row(1, NOON, user="jan@acme.nl"), row(2, NOON, user="70101")], rows, NOON)
    assert [each.user for each in counts.decisions] == ["70101", "unknown"]
    assert [each.user for each in counts.forecast] == ["70101", "unknown"]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("own-user", "own-user"),
        ("no single record", "no single record"),
        ("status 23456 is not BSN of Jan", "…"),
        ("Wilhelmina Jansen", "…"),
        ("w@post.example", "…"),
        ("x" * 500, "…"),
        (5, None),
    ],
)
def test_a_reason_that_could_be_data_is_not_shown(reason: Any, told: str | None) -> None:
    found = decided(Secret(json.dumps({**DECISION, "reason": reason})))
    assert found is not None
    assert found.reason == told


@pytest.mark.parametrize(
    "answer", ["", "ok", "[]", "{}", '{"owskit": 1}', '{"owskit":1,"decision":"party"}', "[" * 10**5]
)
def test_an_answer_that_is_no_decision(answer: str) -> None:
    assert decided(Secret(answer)) is None


def test_a_row_shows_no_value_when_printed() -> None:
    found = read_row(
        {"id": 1, "request_data": '{"a": "Wilhelmina"}', "webhook_url": "https://a/secret", "response_data": "x1"}
    )
    unread = read_row({"a": "Wilhelmina"})
    assert isinstance(unread, UnreadRow)
    assert "Wilhelmina" not in repr(found) + repr(unread)
    assert "secret" not in repr(found).replace("Secret", "")


def test_times_ahead_of_utc_count_as_the_present() -> None:
    ahead = datetime.now(UTC) + timedelta(hours=2)
    now = present([row(1, ahead)])
    assert abs(now - ahead) < timedelta(seconds=2)
    assert since("30m", now) == now - timedelta(minutes=30)


@pytest.mark.parametrize("text", ["yesterday", "999999d", "99999999s", "-2h", "2 weeks", ""])
def test_a_since_that_is_no_time(text: str) -> None:
    with pytest.raises(OwskitError, match="--since is no time"):
        since(text, NOON)


class Log:
    """An OWS with a log that a test fills; gives the newest n, newest first."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.most = 10**6
        self.asked: list[int] = []

    def call(self, name: str, number: int) -> Any:
        self.asked.append(number)
        shown = self.ids[-min(number, self.most) :]
        return [[{"id": each, "request_data": "{}"} for each in reversed(shown)] or None]


def test_the_tail_gives_each_row_once_also_out_of_order_and_after_a_flood() -> None:
    log: Any = Log()
    log.ids = [*range(1, 51)]
    tail = Tail(log, 50)
    assert tail.new_rows() == []
    got: list[int] = []

    def take() -> None:
        for found in tail.new_rows():
            got.append(found.id)
            tail.handled(found.id)

    log.ids += [51, 53]
    take()
    log.ids += [52, 54]
    take()
    log.ids += range(55, 3000)
    take()
    assert got == [51, 53, 52, 54, *range(55, 3000)]
    take()
    log.asked.clear()
    take()
    assert log.asked == [30], "nothing new is asked for in small"


def test_a_log_that_gives_less_than_asked_for_is_not_asked_for_ever() -> None:
    log: Any = Log()
    log.ids, log.most = [*range(1000)], 200
    found = back_to(log, lambda rows: False)
    assert (len(found.rows), found.reaches) == (200, False)
    assert len(log.asked) < 4


@pytest.mark.parametrize(
    ("rows", "begin", "told"),
    [
        (2000, None, "Only the newest 1000"),
        (2000, "2h", "does not reach back"),
        (50, None, ""),
        (50, "2h", ""),
    ],
)
def test_a_choice_that_may_lack_older_deliveries_says_so(rows: int, begin: str | None, told: str) -> None:
    log: Any = Log()
    log.ids = [*range(1, rows + 1)]
    found = by_filter(log, Filter(), begin)
    assert len(found.rows) == (1000 if begin is None and rows > 1000 else rows)
    assert (told in (found.note or ""), bool(found.note)) == (True, bool(told))


def test_a_view_gives_tokens_for_what_it_does_not_know() -> None:
    shown = View().delivery(row(1, NOON, answer={"hello": "Wilhelmina"}))
    assert "Wilhelmina" not in json.dumps(shown)
