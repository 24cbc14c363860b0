"""What OTYS' log says of each day: the deliveries of people's calls, and those of the API key's user (`ows.md` 4.3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import msgspec

from owskit_addon.service_call import short_name
from owskit_generator.triggers.listed import key_of

_OWN = frozenset({"echo", "echo-session"})
_OWN_USER = "own-user"
_WAKES_NOBODY = frozenset({"skip", "ignored"})


class LoggedDay(msgspec.Struct, frozen=True, kw_only=True):
    """One day. `by_user`: deliveries that no handler's write caused, by user and call; of these `woke` a handler, or
    may have, by call; `written` by handlers, by call. `all_rows`: by user, of all calls. `own_users`: users of the API
    key, as far as it shows."""

    by_user: dict[str, Counter[str]] = msgspec.field(default_factory=dict)
    woke: Counter[str] = msgspec.field(default_factory=Counter)
    written: Counter[str] = msgspec.field(default_factory=Counter)
    all_rows: Counter[str] = msgspec.field(default_factory=Counter)
    own_users: Counter[str] = msgspec.field(default_factory=Counter)


def logged_days(found: Collection[Mapping[str, Any]], calls: Collection[str]) -> dict[str, LoggedDay]:
    """By date; only days on which one of the calls was delivered. Of the handlers' writes a log has only those that
    went out: how many there would have been follows from `woke`."""
    days: dict[str, LoggedDay] = {}
    for row in found:
        given = {key_of(key): value for key, value in row.items()}
        call = _delivered(given)
        date = str(given.get("added", given.get("addeddatetime", given.get("at", ""))))[:10]
        if not call or not date:
            continue
        user = given.get("userid", given.get("user"))
        user = "" if user is None else str(user)
        day = days.setdefault(date, LoggedDay())
        day.all_rows[user] += 1
        if call in calls:
            _count(day, call, user, _answered(given))
    return {date: day for date, day in days.items() if day.by_user or day.own_users}


def _count(day: LoggedDay, call: str, user: str, answer: _Answer) -> None:
    of_handlers = answer.reason in _OWN or answer.hop > 0
    if of_handlers or answer.reason == _OWN_USER:
        day.own_users[user] += 1
    if of_handlers:
        day.written[call] += 1
    else:
        day.by_user.setdefault(user, Counter())[call] += 1
        if answer.decision not in _WAKES_NOBODY:
            day.woke[call] += 1


class _Answer(NamedTuple):
    """What a handler of ours answered (loop-guards.md 3); empty where none did."""

    decision: str = ""
    reason: str = ""
    hop: int = 0


def _answered(given: Mapping[str, Any]) -> _Answer:
    """From a row of OTYS', whose answer is text, or of `webhooks logs --json`, which names the decision."""
    answer: Any = given
    if "decision" not in given:
        try:
            answer = json.loads(str(given.get("responsedata")))
        except (ValueError, RecursionError):
            return _Answer()
        if not isinstance(answer, dict) or answer.get("owskit") != 1:
            return _Answer()
    hop = answer.get("hop")
    return _Answer(str(answer.get("decision") or ""), str(answer.get("reason") or ""), hop if type(hop) is int else 0)


def _delivered(given: Mapping[str, Any]) -> str:
    """The call of a log row: named by a command of ours, or inside the text of its request."""
    if isinstance(given.get("servicecall"), str):
        return short_name(given["servicecall"])
    request = given.get("requestdata")
    try:
        document: Any = json.loads(request) if isinstance(request, str) else request
        return short_name(str(document["request"]["method"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
