"""For any JSON at all: no text and no personal number survives, equal stays equal, and nothing raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.redaction import Redactor
from owskit_addon.redaction.personal import NAMES
from owskit_addon.redaction.safe import VOCABULARY
from owskit_addon.redaction.secrets import ROWS
from owskit_addon.redaction.tokens import parse_token

CANARY = st.builds(
    lambda letters, case, tail: case(f"qx{letters}zq") + tail,
    st.text("abcdefghij", min_size=4, max_size=14),
    st.sampled_from([str.lower, str.upper, str.title, str]),
    st.sampled_from(["", "7", "@post.example", ".nl", " x", "<b>", "_1", "%20", "=", '"}', "\\"]),
)
KEYS = st.sampled_from(
    sorted({*VOCABULARY, *NAMES, "extraInfo3", "C_2", "0", "1", "12", "x", "a b", "SE12", "$$hashKey"})
)
LEAVES = st.one_of(CANARY, st.none(), st.booleans(), st.integers(-99, 99), st.integers(10**8, 10**12))
JSON = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4), max_leaves=25
)
CALLS = st.sampled_from(
    sorted(
        {row.call.replace("*", "getListEx") for row in ROWS}
        | {"CandidateService.getListEx", "CandidateService.updateEx", "VacancyService.setExtraFieldValue", "check"}
        | {"VacancyService.getOptionLists", "CsmService.getValue", "fileService.upload", "x", "X.y.Z"}
    )
)


def canaries(value: Any) -> set[str]:
    match value:
        case str():
            return {value.lower()[:6]} if value.lower().startswith("qx") else set()
        case list():
            return {found for item in value for found in canaries(item)}
        case dict():
            return {found for item in value.values() for found in canaries(item)}
    return set()


@given(name=CALLS, args=JSON, result=JSON, error=JSON)
def test_no_text_survives(call_of: Callable[..., Any], name: str, args: Any, result: Any, error: Any) -> None:
    redacted = Redactor().redact(call_of(name, args, result=result, error=error))
    text = msgspec.json.encode(redacted).decode().lower()
    assert not [canary for canary in canaries([args, result, error]) if canary in text]


def longest_number(value: Any) -> int:
    match value:
        case bool() | None | str():
            return 0
        case list():
            return max(map(longest_number, value), default=0)
        case dict():
            return max(map(longest_number, value.values()), default=0)
    return len(str(abs(value)))


@given(name=CALLS, args=JSON, result=JSON)
def test_no_long_number_survives(call_of: Callable[..., Any], name: str, args: Any, result: Any) -> None:
    redacted = Redactor().redact(call_of(name, args, result=result))
    assert longest_number([redacted.args, redacted.result, redacted.error]) <= 8


@pytest.mark.parametrize("values", ["tokens", "plain"])
@given(name=st.text() | CALLS, args=JSON | st.text(), result=JSON | st.floats() | st.integers(), error=JSON)
def test_never_raises(call_of: Callable[..., Any], values: Any, name: str, args: Any, result: Any, error: Any) -> None:
    by = Redactor(values)
    first = by.redact(call_of(name, args, result=result, error=error))
    assert (first.args is None) == (args is None)
    assert msgspec.json.encode(by.redact(call_of(name, args, result=result, error=error)))


@given(one=CANARY, other=CANARY, first=KEYS, second=KEYS)
def test_equality_is_kept(call_of: Callable[..., Any], one: str, other: str, first: str, second: str) -> None:
    result = [{"name": one, "x": {first: 1}}, {"subject": other, "y": {second: [2]}}, {"x": [one]}]
    redacted = Redactor().redact(call_of("CandidateService.getListEx", ["s"], result=result)).result
    assert (redacted[0]["name"] == redacted[1]["subject"]) == (one == other)
    assert redacted[2]["x"] == [redacted[0]["name"]]


@settings(deadline=None)
@given(value=JSON)
def test_shape_is_kept(call_of: Callable[..., Any], value: Any) -> None:
    redacted = Redactor().redact(call_of("CandidateService.getListEx", ["s"], result={"rows": value})).result["rows"]
    assert same_shape(value, redacted)


def same_shape(before: Any, after: Any) -> bool:
    if isinstance(after, str) and isinstance(before, bool | int | str):
        return parse_token(after) is not None or after == before
    if isinstance(before, list):
        return len(before) == len(after) and all(map(same_shape, before, after))
    if isinstance(before, dict):
        kept = [item for key, item in before.items() if key != "$$hashKey"]
        return isinstance(after, str) or (len(kept) == len(after) and all(map(same_shape, kept, after.values())))
    return bool(before == after)
