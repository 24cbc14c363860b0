"""Every spelling of `ows.md` 4.4, and the forms that PHP makes of a list."""

from __future__ import annotations

from typing import Any

import pytest

from owskit_generator.webhooks.definitions import read_registry
from owskit_generator.webhooks.spelling import DEFINITION, LOG, fields, flag, rows, text

MANUAL_DEFINITION = ("[uid]", "[servicecall]", "[webhookurl]", "[klantid]", "[userid]", "[klantglobal]")
PLUGIN_DEFINITION = ("uid", "serviceCall", "webhookUrl", "klantId", "userId", "klantGlobal")
VALUES = (17, "A.b", "https://x.example/", "4711", 70101, "1")
MANUAL_LOG = (
    "[id]",
    "[klantid]",
    "[userid]",
    "[webhookurl]",
    "[requestdata]",
    "[responsedata]",
    "[responsecode]",
    "[addeddatetime]",
    "[processed]",
    "[processeddatetime]",
)
PLUGIN_LOG = (
    "id",
    "klant_id",
    "user_id",
    "webhook_url",
    "request_data",
    "response_data",
    "response_code",
    "added",
    "is_processed",
    "dt_processed",
)


def bare(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip("[]") for name in names)


@pytest.mark.parametrize(
    "names",
    [
        MANUAL_DEFINITION,
        bare(MANUAL_DEFINITION),
        PLUGIN_DEFINITION,
        ("uid", "service_call", "webhook_url", "klant_id", "user_id", "klant_global"),
        ("UID", "ServiceCall", "WebhookURL", "klantID", "userID", "klantGlobal"),
    ],
)
def test_definitions(names: tuple[str, ...]) -> None:
    [one] = read_registry([dict(zip(names, VALUES, strict=True))]).definitions
    assert (one.uid, one.service_call, one.address.reveal()) == ("17", "A.b", "https://x.example/")
    assert (one.client, one.user, one.everyone) == ("4711", "70101", True)


@pytest.mark.parametrize("names", [MANUAL_LOG, bare(MANUAL_LOG), PLUGIN_LOG])
def test_log_rows(names: tuple[str, ...]) -> None:
    found = fields(dict(zip(names, range(10), strict=True)), LOG)
    assert [found[key] for key in ("id", "client", "user", "address", "request", "response", "code", "added")] == [
        *range(8)
    ]
    assert (found["processed"], found["processed_at"]) == (8, 9)


def test_the_likelier_name_counts_where_there_are_two() -> None:
    assert fields({"id": 1, "uid": 2}, DEFINITION)["uid"] == 2
    assert fields({"processed": "0", "is_processed": "1"}, LOG)["processed"] == "1"


@pytest.mark.parametrize("value", [True, 1, "1", "true", "True", "yes"])
def test_flags_that_are_set(value: Any) -> None:
    assert flag(value)


@pytest.mark.parametrize("value", [False, 0, "0", "false", "", None, "null"])
def test_flags_that_are_not(value: Any) -> None:
    assert not flag(value)


ROW = {"id": 1, "added": "x"}


@pytest.mark.parametrize(
    ("result", "count"),
    [
        ([[ROW, ROW]], 2),
        ([ROW, ROW], 2),
        ([ROW], 1),
        ([[ROW]], 1),
        ({"0": ROW, "3": ROW}, 2),
        ([{"0": ROW, "1": ROW}], 2),
        ({"0": [ROW]}, 1),
        ([None], 0),
        ([[None]], 0),
        ([], 0),
        ([[]], 0),
        (None, 0),
        (False, 0),
        ("text", 0),
        ([["text", ROW]], 2),
    ],
)
def test_lists_in_all_their_forms(result: Any, count: int) -> None:
    assert len(rows(result)) == count


def test_ids_are_text() -> None:
    assert [text(value) for value in (7, "7", "", None, True, [7])] == ["7", "7", None, None, None, None]
