from __future__ import annotations

import contextlib
import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.sources import entries as module
from owskit_addon.sources.entries import entries
from owskit_addon.sources.problem import SourceProblem


def split(data: bytes) -> list[bytes | SourceProblem]:
    return list(entries(io.BytesIO(data).read))


def decoded(data: bytes) -> list[Any]:
    return [item if isinstance(item, SourceProblem) else json.loads(item) for item in split(data)]


def har(*found: Any, **log: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", **log, "entries": list(found), "comment": "end"}}).encode()


_texts = st.sampled_from(["", "a", "\\", '"', '{"entries": [', "}", "]", "entries", "é😀", '\\"', "\n"]) | st.text(
    max_size=5
)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=12,
)


@given(
    st.lists(st.dictionaries(_texts, _values, max_size=3), max_size=4),
    st.dictionaries(st.sampled_from(["pages", "creator", "_entries"]), _values),
    st.integers(1, 40),
    st.sampled_from([None, 2]),
)
@settings(max_examples=300, deadline=None)
def test_the_entries_are_those_that_json_sees(
    found: list[dict[str, Any]], log: dict[str, Any], chunk: int, indent: int | None
) -> None:
    text = json.dumps({"log": {**log, "entries": found, "after": log}}, indent=indent, ensure_ascii=False).encode()
    before, module.CHUNK = module.CHUNK, chunk
    try:
        assert decoded(text) == found
    finally:
        module.CHUNK = before


def test_a_name_or_text_elsewhere_does_not_mislead() -> None:
    root = {
        "entries": [{"n": 1}],
        "_other": {"entries": [{"n": 2}]},
        "log": {
            "pages": [{"entries": [{"n": 3}], "title": '"entries": [{"n":4}]'}],
            "entries ": [{"n": 5}],
            "x": {"entries": [{"n": 6}]},
            "y": ["entries", [{"n": 7}]],
            "entries": [{"n": 8}],
        },
    }
    assert decoded(json.dumps(root).encode()) == [{"n": 8}]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert decoded(b"\xef\xbb\xbf" + har({"n": 1})) == [{"n": 1}]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"log":{}}', b'{"log":{"entries":null}}', b"x" * 5000, b'{"log'])
def test_without_a_list_of_entries_there_is_an_error(data: bytes) -> None:
    with pytest.raises(LookupError):
        split(data)


def test_a_file_that_ends_too_early_gives_what_is_whole() -> None:
    whole = har({"n": 1}, {"n": 2, "text": "abc"})
    assert decoded(whole[: whole.index(b"abc")]) == [{"n": 1}, SourceProblem(module.TORN, "entry 2")]
    assert decoded(whole[: whole.index(b"]")]) == [
        {"n": 1},
        {"n": 2, "text": "abc"},
        SourceProblem(module.TORN, "after entry 2"),
    ]


def test_what_is_no_object_is_passed_over() -> None:
    wrong = SourceProblem(module.NO_OBJECT, "entry 2")
    for value in (None, 7, "text, with ] and {", [1, [{"n": 9}], {"a": "]"}], True):
        assert decoded(har({"n": 1}, value, {"n": 3})) == [{"n": 1}, wrong, {"n": 3}]


def test_braces_that_do_not_match_end_the_reading_sometime() -> None:
    whole = har({"n": 1}, {"n": 2}, {"n": 3})
    extra = whole.replace(b'{"n": 2}', b'{"n": 2}}')
    assert decoded(extra)[:2] == [{"n": 1}, {"n": 2}]
    assert SourceProblem(module.NO_OBJECT, "entry 3") in decoded(extra)
    assert SourceProblem(module.TORN, "after entry 3") in split(whole.replace(b'{"n": 2}', b'{"n": 2'))


@given(st.binary(max_size=60), st.integers(0, 80), st.integers(1, 30))
@settings(max_examples=300, deadline=1000)
def test_whatever_is_in_it_the_reading_ends(noise: bytes, at: int, chunk: int) -> None:
    text = har({"n": 1, "text": '{"}'}, {"n": [2, {}]}, 3)
    before, module.CHUNK = module.CHUNK, chunk
    try:
        with contextlib.suppress(LookupError):
            assert len(list(entries(io.BytesIO(text[:at] + noise + text[at:]).read))) < 100
    finally:
        module.CHUNK = before


@pytest.mark.parametrize("text", ["x" * 40_000, '{"\\' * 10_000, {"a": [{"b": "}" * 30_000}]}])
def test_a_giant_entry_is_reported_and_passed_over(text: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 500)
    monkeypatch.setattr(module, "LONGEST_ENTRY", 10_000)
    data = har({"n": 1}, {"text": text, "n": {"x": 2}}, {"n": 3})
    assert decoded(data) == [{"n": 1}, SourceProblem(module.TOO_LONG, "entry 2"), {"n": 3}]


def test_an_endless_entry_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 10_000)
    monkeypatch.setattr(module, "LONGEST_ENTRY", 200_000)
    left = [b'{"log":{"entries":[{"text":"'] + [b"x" * 5000] * 2000
    tracemalloc.start()
    try:
        found = list(entries(lambda size: left.pop(0) if left else b""))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [SourceProblem(module.TORN, "entry 1")]
    assert peak < 2_000_000
