"""Shapes: counts and kinds of any values, the same in whatever order and parts they were read."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_generator.catalogue.schema import schema
from owskit_generator.catalogue.see import Sight, see, see_all
from owskit_generator.catalogue.shape import MOST_NAMES, Shape, merge
from owskit_generator.catalogue.values import key_kind, kind_of_text
from owskit_generator.catalogue.words import what

UID = "tok:uid:16:000000c001"
scalars = (
    st.just("tok:email:19:00000000ab")
    | st.just("EQ")
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.just(UID)
)
keys = st.sampled_from(["a", "b", "uid", "statusId", "type", "12", UID, "$$hashKey"]) | st.text(max_size=3)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)


def shape_of(*samples: Any, plain: bool = False) -> Shape:
    shape = Shape()
    for sample in samples:
        see(shape, sample, Sight(plain=plain))
    return shape


@given(st.lists(values, max_size=6), st.randoms(use_true_random=False), st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=200, deadline=None)
def test_order_and_parts_make_no_difference(samples: list[Any], random: Any, first: int, second: int) -> None:
    whole = shape_of(*samples)
    shuffled = samples[:]
    random.shuffle(shuffled)
    first, second = sorted((first, second))
    a, b, c = (shape_of(*part) for part in (shuffled[:first], shuffled[first:second], shuffled[second:]))
    left = merge(merge(copy.deepcopy(a), b), c)
    right = merge(copy.deepcopy(a), merge(copy.deepcopy(b), c))
    turned = merge(merge(copy.deepcopy(c), b), a)
    assert whole == left == right == turned


@given(st.lists(values, max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_column_is_what_its_values_are_one_by_one(samples: list[Any]) -> None:
    column = Shape()
    see_all(column, samples)
    assert column == shape_of(*samples)


def test_order_makes_no_difference_where_names_become_too_many() -> None:
    many: list[Any] = [{f"n{number}": {"x": number}} for number in range(MOST_NAMES + 5)]
    parts = merge(shape_of(*many[:100]), shape_of(*many[100:]))
    turned = merge(shape_of(*many[100:]), shape_of(*many[:100]))
    assert shape_of(*many) == parts == turned == shape_of(*reversed(many))
    assert not parts.fields
    assert parts.keys == {"text": MOST_NAMES + 5}


def test_merging_leaves_the_other_as_it_was() -> None:
    other = shape_of({"a": [1]})
    before = copy.deepcopy(other)
    into = merge(Shape(), other)
    see(into, {"a": ["x"]})
    assert other == before


def test_required_is_what_every_object_had() -> None:
    made = schema(shape_of({"uid": UID, "note": None}, {"uid": UID}))
    assert made["required"] == ["uid"]
    assert made["properties"]["note"] == {"type": "null", "x-owskit-seen": 1, "x-owskit-null": 1}
    assert made["properties"]["uid"]["x-owskit-kinds"] == {"uid": 2}
    assert made["properties"]["uid"]["x-owskit-length"] == [16, 16]


@pytest.mark.parametrize("key", ["1", "-666", "3_17", UID, "YC_sixEnfpI2Oqid"])
def test_keys_that_are_data_make_a_map(key: str) -> None:
    made = schema(shape_of({key: 1}))
    assert "properties" not in made
    assert made["additionalProperties"]["type"] == "integer"


@pytest.mark.parametrize("key", ["publishLanguages", "matchCriteria_12", "extraInfo1", "ADD", "$$hashKey", "a b|`"])
def test_names_of_fields_are_no_data(key: str) -> None:
    assert key_kind(key, plain=False) is None


def test_numbers_beside_names_are_a_map_beside_fields() -> None:
    made = schema(shape_of({"ADD": [], "12": {"x": 1}}))
    assert list(made["properties"]) == ["ADD"]
    assert made["x-owskit-keys"] == {"numeric": 1}


@pytest.mark.parametrize("key", ["Jan Jansen", "jan@example.com", "+31 6 1234", "x" * 101])
def test_a_key_of_a_plain_capture_that_is_no_name_is_data(key: str) -> None:
    made = schema(shape_of({key: 1}, plain=True))
    assert key not in str(made)


@pytest.mark.parametrize("key", ["jan@example.com", "+31 6 1234", "2026-11-20", "https://x.example/jan"])
def test_what_is_never_a_name_is_data_in_any_capture(key: str) -> None:
    assert key not in str(schema(shape_of({key: 1})))


def test_phps_empty_object_is_an_object_or_an_empty_list() -> None:
    made = schema(shape_of({"a": 1}, []))
    assert made["type"] == ["array", "object"]
    assert (made["maxItems"], made["x-owskit-empty-lists"]) == (0, 1)


def test_ids_that_change_type_are_both() -> None:
    made = schema(shape_of(12, "12", "13"))
    assert made["type"] == ["integer", "string"]
    assert made["x-owskit-kinds"] == {"integer": 1, "numeric text": 2}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tok:email:19:00000000ab", "email"),
        ("jan@example.com", "email"),
        ("2026-11-20", "date"),
        ("2025-07-31T22:00:00.000Z", "datetime"),
        ("2026/11/20 10:00:00", "datetime"),
        ("https://example.com/a", "url"),
        ("<p>hi</p>", "html"),
        ("12.5", "number"),
        ("+31 6 12345678", "phone"),
        ("YC_sixEnfpI2Oqid", "uid"),
        ("tok:session:26:0123456789", "session"),
        ("tok:secret:password", "secret password"),
        ("tok:nothing", "text"),
        ("tok:Jan Jansen:5:ab", "text"),
        ("tok:secret:Jan Jansen", "text"),
        ("tok:text:" + "9" * 5000 + ":0123456789", "text"),
        ("tok:other:5:0123456789", "text"),
        ("", "text"),
    ],
)
def test_kinds_of_text(text: str, kind: str) -> None:
    assert kind_of_text(text)[0] == kind


def test_formats_only_where_all_texts_agree() -> None:
    assert schema(shape_of("tok:date:10:000000000a", None))["format"] == "date"
    assert "format" not in schema(shape_of("tok:date:10:000000000a", "tok:text:3:000000000b"))
    assert schema(shape_of("tok:html:40:000000000a"))["contentMediaType"] == "text/html"


def test_a_bottomless_value_is_cut() -> None:
    value: Any = 1
    for _ in range(200):
        value = {"a": [value]}
    made = shape_of(value)
    depth, inner = 0, made
    while inner.fields or inner.items:
        inner = inner.fields.get("a") or inner.items or Shape()
        depth += 1
    assert depth <= 24
    assert inner.cut == 1
    assert schema(made)


def test_where_the_redactor_stopped_the_shape_is_cut() -> None:
    made = schema(shape_of({"a": "tok:deep"}))
    assert made["properties"]["a"] == {"x-owskit-seen": 1, "x-owskit-null": 0, "x-owskit-cut": 1}
    assert what(made["properties"]["a"]) == "nested too deep to be recorded"


@given(values)
def test_no_value_is_in_a_schema(value: Any) -> None:
    secret = "Zwaantje 1975"
    made = schema(shape_of([value, secret, {"x": secret, "tok:text:9:00000000ff": secret}]))
    assert secret not in str(made)
    assert "tok:" not in str(made)
