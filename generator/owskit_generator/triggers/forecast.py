"""How many deliveries a day the triggers will cost, of the 10,000 that a user has (`ows.md` 4.1, loop-guards.md 2).

Every delivery counts, also one that no handler wants; and so does every write of a handler through a subscribed call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from owskit_generator.triggers.logged import LoggedDay, logged_days
from owskit_generator.triggers.model import Trigger
from owskit_generator.triggers.uses import Span

LIMIT = 10_000
HOPS = 3
"""So many deliveries one event of a person's may cause in a row through handlers that wake each other."""
HOURS = 8
"""A working day, to which what was recorded is stretched."""
_SHORT = 15 * 60

Stage = Literal["fine", "warned", "less", "no writes", "lost"]
STAGES: tuple[tuple[float, Stage, str], ...] = (
    (0.7, "fine", "That leaves room."),
    (0.85, "warned", "From 70 % on the handlers warn."),
    (0.95, "less", "From 85 % on the handlers put off writes that can wait."),
    (1.0, "no writes", "From 95 % on the handlers put off all their writes; deliveries are still stored."),
)
LOST = "The day's limit does not do: what OWS has to say after that, nobody hears."


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries a user and day: `by_call` those of people (call → how many), `own` the answers to the handlers' own
    writes. `basis` says in words where the figures are from; `rough` where that is little, `at_least` where a
    limit was reached, so that there was more that nobody counted."""

    by_call: dict[str, float]
    own: float
    basis: str
    rough: bool = False
    at_least: bool = False

    @property
    def total(self) -> float:
        return sum(self.by_call.values()) + self.own

    @property
    def stage(self) -> Stage:
        if self.at_least:
            return "lost"
        return next((stage for share, stage, _ in STAGES if self.total < share * LIMIT), "lost")


def forecast(triggers: Sequence[Trigger], by_call: Mapping[str, float], basis: str) -> Forecast:
    """Counts the handlers' own writes in, at worst: each delivery makes each write that a trigger declares, and a write
    through a subscribed call is a delivery too."""
    subscribed = {call for trigger in triggers for call in trigger.service_calls}
    people = {call: by_call.get(call, 0.0) for call in sorted(subscribed)}
    return Forecast(by_call=people, own=_own_writes(triggers, subscribed, people), basis=basis)


def _own_writes(triggers: Sequence[Trigger], subscribed: set[str], people: Mapping[str, float]) -> float:
    """A handler does not answer its own echo, and another's only where guard 5 lets it through; not past the depth of
    guard 7 (loop-guards.md 2)."""
    own = 0.0
    made: dict[tuple[str, str], float] = {("", call): number for call, number in people.items()}
    for hop in range(HOPS):
        written: dict[tuple[str, str], float] = {}
        for (writer, call), number in made.items():
            for trigger in triggers:
                lets_in = hop == 0 or trigger.profile == "chain" or trigger.actor == "shared"
                if call in trigger.service_calls and trigger.name != writer and lets_in:
                    for write in subscribed.intersection(trigger.writes):
                        written[trigger.name, write] = written.get((trigger.name, write), 0.0) + number
        own += sum(written.values())
        made = written
    return own


def per_day(triggers: Sequence[Trigger], number: float, spans: Sequence[Span] = ()) -> Forecast:
    """`number` calls of people a user and day, spread over the calls as they were recorded, evenly where not."""
    subscribed = sorted({call for trigger in triggers for call in trigger.service_calls})
    seen = {call: sum(span.calls.get(call, 0) for span in spans) for call in subscribed}
    total = sum(seen.values())
    by_call = {call: number * (seen[call] / total if total else 1 / len(subscribed)) for call in subscribed}
    return forecast(triggers, by_call, f"{number:,.0f} such calls a user and day, as you say")


def from_recordings(triggers: Sequence[Trigger], spans: Sequence[Span]) -> Forecast | None:
    """As much in each of 8 hours as was recorded in its time. None where the recordings have no length."""
    measured = [span for span in spans if span.first is not None and span.last is not None]
    seconds = sum((span.last or 0.0) - (span.first or 0.0) for span in measured)
    if seconds <= 0:
        return None
    day = HOURS * 3600 / max(seconds, 60.0)
    subscribed = {call for trigger in triggers for call in trigger.service_calls}
    by_call = {call: day * sum(span.calls.get(call, 0) for span in measured) for call in subscribed}
    basis = f"as much in {HOURS} hours as in the {_length(seconds)} recorded"
    if seconds < _SHORT:
        basis += "; so short a recording tells little, say how often with --per-day"
    return msgspec.structs.replace(forecast(triggers, by_call, basis), rough=seconds < _SHORT)


def from_log(
    triggers: Sequence[Trigger], rows: Sequence[Mapping[str, Any]], limit: int | None = None
) -> Forecast | None:
    """For the user with the most on one day of OTYS' log: what was delivered of the calls, and for the API key's user
    also every write that all of it asks for, put off or not. Where a user reached the `limit` it is at least that, as
    what comes after is in no log. None where none of the calls is in it."""
    calls = {call for trigger in triggers for call in trigger.service_calls}
    days = logged_days(rows, calls)
    own_users = sum((day.own_users for day in days.values()), Counter[str]())
    key_user = next((user for user, _ in own_users.most_common(1)), None)
    found = [each for date, day in days.items() for each in _by_user(triggers, date, day, key_user, limit or LIMIT)]
    return max(found, key=lambda each: (each.total, each.basis), default=None)


def _by_user(
    triggers: Sequence[Trigger], date: str, day: LoggedDay, key_user: str | None, limit: int
) -> Iterator[Forecast]:
    """The handlers write by the API key (guard 12). Where nothing in the log is known to be of its user, that is one
    who did nothing else; or the busiest, where rows name no user or people work as the key's."""
    subscribed = {call for trigger in triggers for call in trigger.service_calls}
    asked_for = _own_writes(triggers, subscribed, {call: float(number) for call, number in day.woke.items()})
    own = max(asked_for, float(day.written.total()))
    basis = f"as on {date}, the busiest day of the log"
    at_least = max(day.all_rows.values()) >= limit
    if at_least:
        basis += " (a user reached the limit, and what came after is in no log)"
    if (
        key_user is None
        and day.by_user
        and ("" in day.by_user or any(trigger.actor == "shared" for trigger in triggers))
    ):
        key_user = max(day.by_user, key=lambda user: day.by_user[user].total())
    for user in {*day.by_user, key_user}:
        by_call = {call: float(number) for call, number in day.by_user.get(user or "", Counter()).items()}
        writes = own if user == key_user else 0.0
        whose = f"{basis}, for the API key's user" if writes else basis
        yield Forecast(by_call=by_call if user is not None else {}, own=writes, basis=whose, at_least=at_least)


def times(found: Forecast, number: float) -> Forecast:
    """Of so many times as much."""
    by_call = {call: value * number for call, value in found.by_call.items()}
    return msgspec.structs.replace(found, by_call=by_call, own=found.own * number)


def sentence(found: Forecast) -> str:
    """One plain sentence, and what the stage means."""
    share = found.total / LIMIT
    own = f", {found.own:,.0f} of them of the handlers' own writes" if found.own else ""
    meaning = next((says for _, stage, says in STAGES if stage == found.stage), LOST)
    about = "At least" if found.at_least else "About"
    count = f"{about} {found.total:,.0f} deliveries a user and day of {LIMIT:,} ({share * 100:.0f} %)"
    return f"{count}{own}: {found.basis}. {meaning}"


def chart(found: Forecast, width: int = 72, *, fancy: bool = True) -> list[str]:
    """Bars to the scale of the day's limit, with the stages as marks beneath. `fancy`: block letters, else ASCII."""
    rows = [*sorted(found.by_call.items(), key=lambda row: (-row[1], row[0])), ("own writes", found.own)]
    rows = [row for row in rows if row[1]] + [("all", found.total)]
    name = max(len(label) for label, _ in rows)
    room = max(20, width - name - 12)
    lines = [f"{label:<{name}}  {_bar(value, room, fancy)} {value:>8,.0f}" for label, value in rows]
    marks = "".join("|" if at in {room * stage // 100 for stage in (70, 85, 95)} else " " for at in range(room))
    return [*lines, f"{'':<{name}}  {marks} 70, 85, 95 % of {LIMIT:,}"]


def _bar(value: float, room: int, fancy: bool) -> str:
    full, empty, over = ("█", "░", "▶") if fancy else ("#", ".", ">")
    filled = min(room, max(round(value / LIMIT * room), 1 if value else 0))
    return full * filled + empty * (room - filled) + (over if value > LIMIT else " ")


def _length(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return f"{minutes} minute{'s' if minutes > 1 else ''}" if minutes < 120 else f"{minutes / 60:.1f} hours"


def as_json(found: Forecast) -> dict[str, Any]:
    """For other programs; figures rounded to whole deliveries."""
    return {
        "deliveries": round(found.total),
        "limit": LIMIT,
        "stage": found.stage,
        "by_call": {call: round(value) for call, value in found.by_call.items()},
        "own_writes": round(found.own),
        "basis": found.basis,
        "rough": found.rough,
        "at_least": found.at_least,
    }
