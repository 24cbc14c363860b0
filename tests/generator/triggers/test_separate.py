"""A learned condition holds for every call of the event and for no other; values are compared as OTYS means them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_generator.triggers.alike import plainest, same
from owskit_generator.triggers.model import Condition
from owskit_generator.triggers.sample import sample_of
from owskit_generator.triggers.separate import Separation, Weighed, holds, separate

SESSION = "tok:session:26:00000000aa"


def weighed(*data: dict[str, Any]) -> list[Weighed]:
    return [Weighed(sample_of([SESSION, "tok:uid:16:0000000001", one]), 1, f"event {n}") for n, one in enumerate(data)]


def told(mine: list[dict[str, Any]], others: list[dict[str, Any]]) -> Separation:
    return separate(weighed(*mine), weighed(*others), ["args.1"])


flags = st.sampled_from([True, False, 0, 1, "0", "1", "true", "false", "", 5, "5", 5.0, None, "tok:text:3:00000000ab"])
data = st.dictionaries(st.sampled_from(["statusId", "published", "title", "x", "uid"]), flags, max_size=4)


@given(st.lists(data, min_size=1, max_size=4), st.lists(data, min_size=1, max_size=5))
@settings(deadline=None)
def test_what_is_learned_is_true_of_the_capture(mine: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    found = told(mine, others)
    if found.verdict == "inseparable":
        assert found.when == ()
        assert found.like
        return

    def fulfil(one: Weighed) -> bool:
        return all(holds(condition, dict(one.sample)) for condition in found.when)

    assert 0 < len(found.when) <= 3
    assert all(map(fulfil, weighed(*mine)))
    assert not any(map(fulfil, weighed(*others)))
    assert "tok:" not in str(msgspec.to_builtins(found.when))


@pytest.mark.parametrize(
    ("mine", "others", "when"),
    [
        ({"statusId": 5, "note": "tok:text:2:00000000ab"}, {"statusId": 6}, {"path": "args.2.statusId", "equals": 5}),
        (
            {"statusId": 5, "note": "tok:text:2:00000000ab"},
            {"note": None},
            {"path": "args.2.statusId", "present": True},
        ),
        ({"a": {"b": {"typeId": 1}}}, {"a": {"b": {}}}, {"path": "args.2.a.b.typeId", "present": True}),
        ({"typeId": None}, {"typeId": 3}, {"path": "args.2.typeId", "equals": None}),
        ({"x": 3}, {"x": 4}, {"path": "args.2.x", "equals": 3}),
    ],
)
def test_the_plainest_condition(mine: dict[str, Any], others: dict[str, Any], when: dict[str, Any]) -> None:
    assert [msgspec.to_builtins(one) for one in told([mine], [others]).when] == [when]


@pytest.mark.parametrize("name", ["uid", "candidateUid", "vacancy_ouid", "relationId", "ids", "fileUid"])
def test_which_record_it_was_is_never_a_condition(name: str) -> None:
    assert told([{name: 4}], [{name: 5}]).verdict == "inseparable"


@pytest.mark.parametrize("key", ["tok:text:5:00000000ab", "$$hashKey", "a.b", "", "x\n", "a'b"])
def test_keys_that_are_data_or_noise_are_no_paths(key: str) -> None:
    assert told([{key: 1}], [{}]).verdict == "inseparable"


def test_without_a_counter_example_nothing_is_invented() -> None:
    assert told([{"statusId": 5}], []) == Separation(verdict="alone", mine=1)


def test_lists_and_depth_are_bounded() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"a": deep}
    assert len(sample_of([SESSION, deep])) == 8
    assert len(sample_of([SESSION, {f"f{n}": n for n in range(5000)}])) == 200
    assert sample_of([SESSION, [1, 2, 3]]) == (("args.1", None),)
    assert sample_of(None) == sample_of("x") == ()


@pytest.mark.parametrize(
    ("found", "wanted", "alike"),
    [
        (1, "1", True),
        ("1", 1, True),
        (True, 1, True),
        ("1", True, True),
        ("true", True, True),
        (False, "", True),
        (False, 0, True),
        (1.0, "1", True),
        (2, True, False),
        (None, False, False),
        (None, None, True),
        ("01", 1, False),
        ({}, True, False),
        ([], "", False),
    ],
)
def test_values_alike(found: Any, wanted: Any, alike: bool) -> None:
    assert same(found, wanted) is alike


@given(st.lists(flags.filter(lambda value: not str(value).startswith("tok:")), min_size=1))
@settings(deadline=None)
def test_the_plainest_values_stand_for_all(values: list[Any]) -> None:
    chosen = plainest(values)
    assert all(any(same(value, one) for one in chosen) for value in values)
    assert not any(same(one, other) for one in chosen for other in chosen if one is not other)


def test_a_condition_on_what_is_not_kept_does_not_hold() -> None:
    values = dict(sample_of([SESSION, {"a": "tok:text:3:00000000ab"}]))
    assert holds(Condition(path="args.1.a", present=True), values)
    assert not holds(Condition(path="args.1.a", equals="tok:text:3:00000000ab"), values)
