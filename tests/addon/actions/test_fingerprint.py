"""Same arguments, same shape, same name: what makes calls the same, and what does not."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.actions.fingerprint import Seen, fingerprint

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
