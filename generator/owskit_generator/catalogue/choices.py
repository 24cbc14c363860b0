"""Fields whose values may be told: a status, a type, a language. Everything else may be somebody's."""

from __future__ import annotations

import re
from functools import lru_cache
from math import isqrt

from owskit_addon.redaction import safe
from owskit_addon.redaction.personal import is_personal
from owskit_generator.catalogue.shape import Choice, Shape

FEWEST_SAMPLES = 10
LONGEST = 24
_LANGUAGES = re.compile(r"language(?:code)?|lang|locale|defaultcontentlanguage")
_CODES = re.compile(r"op|.*(?:status|type)|(?:.*_)?(?:currency|status|type|error|response)_?code")
_IDS = re.compile(r".*(?:status|type|entity|category|priority|stage)_?(?:id|ids)")


@lru_cache(maxsize=8192)
def is_told(name: str) -> bool:
    """Whether a field's values may be listed, by its name: statuses, types and languages, none of them a person's."""
    lower = name.lower()
    if _LANGUAGES.fullmatch(lower):
        return True
    fits = _CODES.fullmatch(lower) or _IDS.fullmatch(lower)
    return fits is not None and not is_personal(name) and len(name) <= 64


@lru_cache(maxsize=8192)
def may_be_told(value: Choice) -> bool:
    """Whether a value is of a kind that the redactor lets stay in such a field."""
    if isinstance(value, int):
        return -10_000_000 < value < 10_000_000
    return len(value) <= LONGEST and bool(safe.TESTS["code"](value) or safe.TESTS["id"](value))


def choices(shape: Shape) -> list[Choice]:
    """The values of a choice from a few: at least 10 samples that all are such values, and fewer different ones than
    the square root of their number (capture-techniques.md 8). Empty where it is none."""
    samples = sum(shape.choices.values())
    if shape.varied or samples < FEWEST_SAMPLES or samples != shape.seen - shape.null:
        return []
    if len(shape.choices) ** 2 >= samples or len(shape.choices) > isqrt(samples):
        return []
    return sorted(shape.choices, key=lambda value: (isinstance(value, str), value))
