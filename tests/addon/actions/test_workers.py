"""A worker's request is put down to what it was given, where nothing else can have led to it."""

from __future__ import annotations

from owskit_addon.actions.tags import Cause, read_causes
from owskit_addon.actions.workers import _WORKERS, Workers

URL = "https://acme.otysapp.com/worker.js"


def told(
    workers: Workers, text: str, at: float, tab: str = "t1", url: str = URL, received: float | None = None
) -> None:
    workers.told((tab, 1), url, at, read_causes(text), at if received is None else received)


def causes(workers: Workers, sent: float, url: str = URL) -> list[Cause] | None:
    tag = workers.tag(url, sent)
    return None if tag is None else list(tag.causes)


def test_one_that_was_made_in_a_gesture_has_it_from_that() -> None:
    workers = Workers()
    told(workers, "3:i", 100.0)
    assert causes(workers, 100.4) == [Cause(3, "inherited")]
    assert causes(workers, 99.0) is None  # before it was made
    assert causes(workers, 103.1) is None  # it has long started
    assert causes(workers, 100.4, URL + "?other") is None


def test_what_it_was_given_since_makes_it_probable() -> None:
    workers = Workers()
    told(workers, "3:i", 100.0)
    told(workers, "3:p", 101.0)
    assert causes(workers, 101.2) == [Cause(3, "probable")]


def test_several_that_gave_it_something_are_all_named() -> None:
    workers = Workers()
    told(workers, "3:p", 100.0)
    told(workers, "4:p", 101.0)
    told(workers, "0:b", 101.5)
    assert causes(workers, 102.0) == [Cause(3, "probable"), Cause(4, "probable"), Cause(0, "background")]
    assert causes(workers, 110.5) == [Cause(4, "probable"), Cause(0, "background")]


def test_what_it_has_answered_counts_no_more() -> None:
    workers = Workers()
    told(workers, "3:p", 100.0)
    workers.told(("t1", 1), URL, 101.0, read_causes("4:p"), 101.0, free=True)
    assert causes(workers, 101.1) == [Cause(4, "probable")]
    workers.told(("t1", 2), URL, 101.0, read_causes("5:p"), 101.0)
    workers.told(("t1", 1), URL, 102.0, read_causes("6:p"), 102.0, free=True)
    assert causes(workers, 102.1) == [Cause(5, "probable"), Cause(6, "probable")]  # another of the same address


def test_nobody_knows_after_ten_seconds_or_with_two_tabs() -> None:
    workers = Workers()
    told(workers, "3:p", 100.0)
    assert causes(workers, 110.1) is None
    told(workers, "3:p", 120.0, "t2")
    assert causes(workers, 120.1) == [Cause(3, "probable")]
    told(workers, "5:p", 120.0)
    assert causes(workers, 120.1) is None


def test_a_clock_that_was_set_does_not_count() -> None:
    workers = Workers()
    told(workers, "3:p", 9_000_000.0, received=100.0)
    assert causes(workers, 100.1) == [Cause(3, "probable")]


def test_memory_is_bounded() -> None:
    workers = Workers()
    for number in range(_WORKERS + 5):
        for at in range(100):
            told(workers, "3:p", float(at), url=f"{URL}?{number}")
    assert len(workers._told) == _WORKERS
    assert all(len(each) <= 64 for each in workers._told.values())
