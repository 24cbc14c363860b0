"""Same arguments, same shape, same name: what makes calls the same, and what does not."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.actions.fingerprint import Seen, _shape, _shapes, fingerprint

NAME = "CandidateService.getListEx"
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def of(args: Any, book: int = 0) -> Seen:
    return fingerprint(NAME, args, 0.0, book=book)


def test_the_session_makes_no_difference_and_the_rest_does() -> None:
    assert of(["tok:session:26:1", 5]) == of(["tok:session:26:2", 5])
    assert of({"0": "tok:session:26:1", "what": 5}) == of({"what": 5})
    assert of(["s", 5]).exact != of(["s", 6]).exact
    assert fingerprint("CandidateService.getList", ["s", 5], 0.0).exact != of(["s", 5]).exact


def test_a_shape_is_keys_and_kinds_and_the_words_of_a_query() -> None:
    first = ["s", {"condition": {"type": "COND", "field": "statusId", "op": "EQ", "param": 1}, "limit": 50}]
    other = ["s", {"limit": 20, "condition": {"type": "COND", "field": "statusId", "op": "EQ", "param": 7}}]
    by_name = ["s", {"condition": {"type": "COND", "field": "owner", "op": "EQ", "param": 1}, "limit": 50}]
    assert of(first).shape == of(other).shape != of(by_name).shape
    assert of(first).exact != of(other).exact
    assert of(["s", ["a", "b"]]).shape == of(["s", ["c"]]).shape != of(["s", [1]]).shape
    assert of(["s", {"17": True}]).shape == of(["s", {"18": False, "19": True}]).shape
    assert of(["s", "tok:email:9:1"]).shape == of(["s", "tok:email:12:2"]).shape != of(["s", "tok:date:10:3"]).shape


def test_tokens_of_two_recordings_are_never_equal_and_all_else_is() -> None:
    assert of(["s", "tok:text:4:1"], book=1).exact != of(["s", "tok:text:4:1"], book=2).exact
    assert of(["s", "tok:text:4:1"], book=1).shape == of(["s", "tok:text:4:1"], book=2).shape
    assert of(["tok:session:26:1", 7], book=1) == of(["tok:session:26:9", 7], book=2)


@given(json)
def test_any_arguments_have_one_and_it_does_not_change(args: Any) -> None:
    assert of(args) == of(args)


tokens = st.sampled_from(["tok:text:3:aa", "tok:text:4:bb", "tok:email:9:c", "tok:", 'a"tok:text:3:a', "tok:\\:1"])
pieces = st.recursive(
    tokens | st.integers(0, 2) | st.none() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "field", "op", "uid", "7"]) | tokens, inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(pieces, min_size=1, max_size=4))
@settings(max_examples=500, deadline=None)
def test_a_shape_that_is_remembered_by_its_tokens_kinds_is_the_one_that_is_gone_through(args: list[Any]) -> None:
    _shapes.clear()
    for alike in ([*args], json_of(args, "1"), json_of(args, "2")):
        assert of(alike).shape == hash((NAME, hash(_shape(alike[1:], 24))))


def json_of(value: Any, end: str) -> Any:
    """The same with other tokens of the same kinds."""
    if isinstance(value, dict):
        return {json_of(key, end): json_of(item, end) for key, item in value.items()}
    if isinstance(value, list):
        return [json_of(item, end) for item in value]
    return value + end if isinstance(value, str) and value.startswith("tok:") else value
