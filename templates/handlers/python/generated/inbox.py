"""For a person: what waits and what is parked, letting it go on or giving it up, and the kill switch."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from generated.clock import make_clock, said
from generated.service import open_store_of
from generated.settings import Settings
from generated.store import Store
from generated.store.model import Listed
from generated.triggers import TRIGGERS

MOST = 1000


class Usage(Exception):
    """These arguments fit no command."""


def inbox(settings: Settings, arguments: list[str]) -> int:
    store, now = open_store_of(settings), make_clock(settings.clock_url).now()
    match arguments:
        case []:
            _show(store)
        case ["show", delivery]:
            return _show_one(store, delivery)
        case ["release", *which]:
            return _each(store, which, lambda job: store.release(job.delivery, job.handler, now), "released")
        case ["drop", *which]:
            return _each(store, which, lambda job: store.drop(job.delivery, job.handler, now), "dropped")
        case ["lift", handler, entity]:
            lifted = store.lift(handler, entity)
            _say(f"{entity} is {'out of' if lifted else 'not in'} quarantine for {handler}")
            return 0 if lifted else 1
        case _:
            raise Usage
    return 0


def pause(settings: Settings, arguments: list[str]) -> int:
    store, handler = open_store_of(settings), _handler(arguments)
    store.pause(handler)
    _say(f"paused: {_named(handler)}. What comes is kept and parked; go on with: python -m generated resume")
    return 0


def resume(settings: Settings, arguments: list[str]) -> int:
    store, handler = open_store_of(settings), _handler(arguments)
    store.resume(handler)
    parked = [job for job in store.jobs("parked", MOST) if job.reason == "paused"]
    _say(f"resumed: {_named(handler)}")
    if parked:
        _say(f"{len(parked)} parked meanwhile; run them with: python -m generated inbox release --reason paused")
    return 0


def _show(store: Store) -> None:
    paused = store.paused()
    if paused:
        _say(f"Paused: {', '.join(map(_named, sorted(paused)))}")
    queued, parked = store.jobs("queued", MOST), store.jobs("parked", MOST)
    _say(f"{len(queued)} wait, {len(parked)} are parked")
    for job in parked:
        _say(_line(job, f"since {said(job.due)}"))
    for job in (job for job in queued if job.attempts):
        _say(_line(job, f"again at {said(job.due)}"))
    for handler, entity, at in store.quarantined():
        _say(f"quarantine  {handler}  {_printable(entity)}  since {said(at)}")


def _line(job: Listed, when: str) -> str:
    what = ": ".join(filter(None, [job.reason, job.error]))
    return f"{job.delivery}  {job.handler}  {_printable(job.entity)}  {job.attempts} runs, {when}  {_printable(what)}"


def _show_one(store: Store, delivery: str) -> int:
    payload = store.payload(delivery)
    if payload is None:
        _say("there is no such delivery")
        return 1
    _say(json.dumps(json.loads(payload), indent=2))
    return 0


def _each(store: Store, which: list[str], do: Callable[[Listed], bool], done: str) -> int:
    """Does it to the parked jobs that are named: by delivery, delivery and handler, or reason."""
    reason = None
    if len(which) >= 2 and which[-2] == "--reason":
        which, reason = which[:-2], which[-1]
    if len(which) > 2 or (not which and reason is None) or any(word.startswith("-") for word in which):
        raise Usage
    number = 0
    while True:
        jobs = [job for job in store.jobs("parked", MOST) if _named_by(job, which, reason)]
        changed = sum(do(job) for job in jobs)
        number += changed
        if not changed or len(jobs) < MOST:
            break
    _say(f"{number} {done}")
    return 0 if number else 1


def _named_by(job: Listed, which: list[str], reason: str | None) -> bool:
    return [job.delivery, job.handler][: len(which)] == which and reason in {None, job.reason}


def _handler(arguments: list[str]) -> str:
    if not arguments:
        return "*"
    if len(arguments) > 1 or arguments[0] not in {trigger.name for trigger in TRIGGERS}:
        raise Usage
    return arguments[0]


def _named(handler: str) -> str:
    return "all handlers" if handler == "*" else handler


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
