"""The smallest cover, against all sets there are."""

from __future__ import annotations

from itertools import chain, combinations
from random import Random

import pytest
from tests.generator.triggers.recording import events

from owskit_generator.catalogue import cover
from owskit_generator.catalogue.cover import cost_of, smallest_cover
from owskit_generator.triggers.choice import choose
from owskit_generator.triggers.uses import captured
from owskit_generator.triggers.ways import business_events


def test_equals_brute_force_on_a_thousand_random_instances() -> None:
    random = Random(20261124)
    for _ in range(1000):
        calls = [f"S{n}Service.update" for n in range(random.randint(1, 8))]
        ways = [
            frozenset(random.sample(calls, random.randint(0 if random.random() < 0.1 else 1, min(4, len(calls)))))
            for _ in range(random.randint(1, 8))
        ]
        burden = {call: random.randint(0, 3) for call in calls}
        rows = [way for way in ways if way]
        every = chain.from_iterable(combinations(calls, size) for size in range(len(calls) + 1))
        best = min(
            cost_of(frozenset(chosen), rows, burden) for chosen in every if all(way & set(chosen) for way in rows)
        )
        found = smallest_cover(ways, burden)
        assert found.exact
        assert found.cost == best, (ways, burden)
        assert found.calls == best.names


def test_the_same_from_a_recording_to_the_choice() -> None:
    """Each way twice, with a call beside its core the second time; a read everywhere."""
    random = Random(5)
    for _ in range(300):
        calls = [f"S{n}Service.update" for n in range(random.randint(1, 6))]
        ways = [random.sample(calls, random.randint(1, min(3, len(calls)))) for _ in range(random.randint(1, 6))]
        capture = {
            "capture": [
                {
                    "event": "E",
                    "way": f"way {number}",
                    "calls": [{"call": call, "args": ["<uid>", {}]} for call in [*way, *more, "SService.getDetail"]],
                }
                for number, way in enumerate(ways)
                for more in ([], [random.choice(calls)])
            ]
        }
        found = captured(events(capture))
        made = choose(found, business_events(found.uses)[0])
        rows = [frozenset(way) for way in ways]
        every = chain.from_iterable(combinations(calls, size) for size in range(len(calls) + 1))
        best = min(cost_of(frozenset(chosen), rows, {}) for chosen in every if all(row & set(chosen) for row in rows))
        assert made.cover.cost == best
        (listed,) = found.catalogue["business_events"]
        assert listed["subscribe"] == [call.service_call for call in made.calls], "the catalogue says the same"
        assert set(made.double) == {
            f"way {number}" for number, row in enumerate(rows) if len(row & set(best.names)) > 1
        }


def test_the_order_of_ways_and_calls_changes_nothing() -> None:
    ways = [frozenset("ab"), frozenset("bc"), frozenset("cd"), frozenset("da")]
    assert smallest_cover(ways) == smallest_cover(ways[::-1])
    assert smallest_cover(ways).calls == ("a", "c")
    assert [tie.names for tie in smallest_cover(ways).ties] == [("b", "d")]


def test_many_ways_end_in_time_and_say_whether_the_best_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "MOST_STEPS", 2000)
    random = Random(1)
    calls = [f"c{n}" for n in range(60)]
    ways = [frozenset(random.sample(calls, 5)) for _ in range(120)]
    found = smallest_cover(ways)
    assert all(way & set(found.calls) for way in ways)
    assert not found.exact
    assert smallest_cover([]).calls == ()
