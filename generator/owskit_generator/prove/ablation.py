"""What each guard does: the real handlers with each guard alone, and with each one left out (loop-guards.md 6)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from owskit_generator.prove.configs import make_project
from owskit_generator.prove.lanes import Task, in_lanes
from owskit_generator.prove.play import Play
from owskit_generator.prove.progress import Progress
from owskit_generator.prove.scenario import Config
from owskit_generator.prove.scenarios import foreign, people
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import open_place
from owskit_generator.prove.temporary import temporary_folder

CAP = 30
"""Deliveries after which it loops. No set of guards that ends a case needs more than 12."""

GUARDS = ("watch", "dedupe", "actor", "session", "ledger", "compare", "depth", "breaker")
"""By their names in loop-guards.md 6; `docs/guards.md` 8 says which of a project's guards each stands for."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario: by set of guards, `deliveries/writes`, or `LOOP` where the cap was reached."""

    scenario: str
    results: dict[str, str]


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    run: Callable[[Play], object]
    config: Config


ALL = (*GUARDS, "oscillation", "budget")
ALONE = {"none": "none", **{guard: guard for guard in GUARDS}, "ALL": ",".join(ALL)}
"""OWSKIT_GUARDS by the head of its column: each guard alone."""
LEFT_OUT = {f"-{guard}": ",".join(other for other in ALL if other != guard) for guard in GUARDS}


def _same_field(play: Play, *, behaviour: str = "normalise", user: int = 0) -> None:
    uid = play.vacancy(behaviour, title="start")
    play.person(uid, {"title": people.RAW}, user=user)
    play.settle()


def _other_field(play: Play) -> None:
    _same_field(play, behaviour="follow")


def _shared(play: Play) -> None:
    _same_field(play, user=-1)


def _shared_expired(play: Play) -> None:
    play.expire = True
    _same_field(play, user=-1)


def _blank(play: Play) -> None:
    play.stage.relay.actor = "blank"
    _same_field(play)


def _new(play: Play, user: int = 0) -> None:
    _same_field(play, behaviour="restamp", user=user)


def _new_shared(play: Play) -> None:
    _new(play, -1)


def _new_masked(play: Play) -> None:
    play.stage.relay.session = "mask"
    _same_field(play, behaviour="restamp", user=-1)


def _new_blind(play: Play) -> None:
    play.expire = True
    _new_masked(play)


def _echo_twice(play: Play) -> None:
    """Every echo, not only the first: what comes after the person's edit is one."""
    play.copies = lambda number: 2 if number > 1 else 1
    _same_field(play)


def _cycle(play: Play) -> None:
    uid = play.candidate("cycle")
    play.person(uid, {"note": "start"}, call="CandidateService.update")
    play.settle()


CASES = (
    _Case(title="person F, handler writes G", run=_other_field, config="watched"),
    _Case(title="handler writes the same field", run=_same_field, config="watched"),
    _Case(title="shared user", run=_shared, config="watched-shared"),
    _Case(title="shared user, echo past expiry", run=_shared_expired, config="watched-shared"),
    _Case(title="blank merge fields", run=_blank, config="watched"),
    _Case(title="always a new value, dedicated user", run=_new, config="watched"),
    _Case(title="always a new value, shared user", run=_new_shared, config="watched-shared"),
    _Case(title=" ... and session masked", run=_new_masked, config="watched-shared"),
    _Case(title=" ... and echo past expiry", run=_new_blind, config="watched-shared"),
    _Case(title="foreign bot answers", run=foreign.reverts, config="watched"),
    _Case(title="echo delivered twice", run=_echo_twice, config="watched"),
    _Case(title="own handlers A <-> B", run=_cycle, config="watched"),
)


class _Result(NamedTuple):
    scenario: str
    guards: str
    result: str


def ablate(
    project: Path,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    sets: Mapping[str, str] = ALONE | LEFT_OUT,
) -> list[Row]:
    """`sets`: OWSKIT_GUARDS by the head of its column. Raises ProofError where the project does not start."""
    results = {case.title: dict.fromkeys(sets, "") for case in CASES}
    done = 0
    with (
        temporary_folder("owskit-ablate-") as folder,
        closing(in_lanes(list(_tasks(project, sets, folder)))) as lanes,
    ):
        for each in lanes:
            if isinstance(each, _Result):
                done += 1
                results[each.scenario][each.guards] = each.result
                on_progress(Progress(f"{each.guards}: {each.scenario.strip()}", done, len(CASES) * len(sets)))
    return [Row(scenario=title, results=found) for title, found in results.items()]


def _tasks(project: Path, sets: Mapping[str, str], folder: Path) -> Iterator[Task]:
    for number, (name, guards) in enumerate(sets.items()):
        for config in dict.fromkeys(case.config for case in CASES):
            place = folder / f"{number}-{config}"
            yield partial(_with, project=project, name=name, guards=guards, config=config, folder=place)


def _with(
    halt: threading.Event, *, project: Path, name: str, guards: str, config: Config, folder: Path
) -> Iterator[_Result]:
    copy, triggers, environment = make_project(project, config, folder, guards)
    with (
        open_place("sqlite", copy) as store,
        Stage(copy, triggers, environment=environment, store=store, halt=halt) as stage,
    ):
        stage.store.tenant_sends_sessions()  # learnt from an echo, which a guard alone never sees
        for case in (each for each in CASES if each.config == config):
            stage.next_day()
            play = Play(stage, "async", cap=CAP)
            stage.relay.session = "keep"
            case.run(play)
            play.end()
            looped = play.posted >= CAP
            yield _Result(case.title, name, "LOOP" if looped else f"{play.posted}/{len(play.writes)}")


def table(rows: Iterable[Row]) -> str:
    """Fixed columns, as in loop-guards.md 6; then each guard left out."""
    rows = list(rows)
    names = list(rows[0].results)
    parts = ([name for name in names if (name in LEFT_OUT) is left_out] for left_out in (False, True))
    return "\n\n".join(_part(rows, part) for part in parts if part)


def _part(rows: list[Row], names: list[str]) -> str:
    widths = [max(len(name), 4) for name in names]
    head = " " * 36 + "  ".join(name.rjust(width) for name, width in zip(names, widths, strict=True))
    lines = [
        row.scenario.ljust(36)
        + "  ".join(row.results[name].rjust(width) for name, width in zip(names, widths, strict=True))
        for row in rows
    ]
    return "\n".join([head, *lines])
