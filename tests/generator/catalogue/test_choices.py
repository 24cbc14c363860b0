"""A field's values are told only where there are few, often, and of a field and a form that are nobody's."""

from __future__ import annotations

from typing import Any

import pytest

from owskit_generator.catalogue.choices import is_told
from owskit_generator.catalogue.schema import schema
from owskit_generator.catalogue.see import Sight, see_all
from owskit_generator.catalogue.shape import MOST_CHOICES, Shape, merge


def field(name: str, values: list[Any], *, plain: bool = False) -> dict[str, Any]:
    shape = Shape()
    see_all(shape, [{name: value} for value in values], Sight(plain=plain))
    found: dict[str, Any] = schema(shape)["properties"][name]
    return found


def test_a_status_with_few_values() -> None:
    assert field("statusId", [12341, 12345] * 5)["enum"] == [12341, 12345]
    assert field("statusId", ["1", 1, None] * 9)["enum"] == [1, "1", None]
    assert field("type", ["COND", "AND"] * 8)["enum"] == ["AND", "COND"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([12345] * 9, "fewer than ten samples"),
        ([1, 2, 3, 4] * 4, "not fewer different ones than the square root of their number"),
        (["tok:text:4:0123456789", 1] * 50, "some were replaced"),
        ([1, 2.5] * 50, "some are no such values"),
        (["Jan Jansen", "EQ"] * 50, "one has the form of a name"),
        ([123456789, 1] * 50, "one is as long as a citizen service number"),
        (list(range(MOST_CHOICES + 1)) * 80, "too many"),
    ],
)
def test_no_enum(values: list[Any], why: str) -> None:
    assert "enum" not in field("statusId", values), why


def test_a_capture_with_plain_values_tells_none() -> None:
    assert "enum" not in field("statusId", [1, 2] * 20, plain=True)


@pytest.mark.parametrize(
    "name",
    [
        "postcode",
        "countryCode",
        "maritalStatus",
        "healthStatus",
        "bloodType",
        "uid",
        "candidateUid",
        "name",
        "code",
        "",
    ],
)
def test_fields_whose_values_may_be_somebodys(name: str) -> None:
    assert not is_told(name)
    assert "enum" not in field(name, [1, 2] * 20)


@pytest.mark.parametrize("name", ["statusId", "status", "languageCode", "typeId", "op", "response_code", "entityId"])
def test_fields_whose_values_may_be_told(name: str) -> None:
    assert is_told(name)


def test_too_many_in_one_part_are_too_many_in_all() -> None:
    many, few = Shape(), Shape()
    see_all(many, [{"statusId": number} for number in range(200)])
    see_all(few, [{"statusId": 1}] * 1000)
    assert merge(merge(Shape(), many), few) == merge(merge(Shape(), few), many)
    assert "enum" not in schema(merge(few, many))["properties"]["statusId"]
