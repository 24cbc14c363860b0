"""An import of many records (32). The day's limit is lowered for it: a proof need not make ten thousand calls."""

from __future__ import annotations

from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import Scenario
from owskit_generator.prove.scenarios.people import RAW

LIMIT = 20
RECORDS = 24
MOST_WRITES = LIMIT * 85 // 100
"""What is not essential is parked from 85 percent on."""


def bulk_import(play: Play) -> list[str]:
    uids = [play.vacancy("normalise", title="start") for _ in range(RECORDS)]
    for uid in uids:
        play.person(uid, {"title": RAW})
    play.settle()
    parked = [job.reason for job in play.jobs() if job.state == "parked"]
    kept = len(play.writes) + len(parked)
    faults = [] if kept == RECORDS else [f"{RECORDS} records were imported, and {kept} were written or parked"]
    return faults + [f"a job is parked for {reason}" for reason in set(parked) - {"budget"}]


SCENARIOS = (
    Scenario(
        number=32,
        title="an import changes more records than the day has deliveries for",
        must="parked before the day is spent, nothing lost",
        most_deliveries=RECORDS + MOST_WRITES,
        most_writes=MOST_WRITES,
        run=bulk_import,
        config="budget",
        modes=("async", "inside"),
        not_run="the budget counts deliveries, whenever they come",
        parked=RECORDS - MOST_WRITES,
    ),
)
