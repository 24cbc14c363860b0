"""The answers of an envelope's calls, in the order of the calls. PHP swings between lists and objects with numeric
keys, so either pairs with either (`ows.md` 2.2)."""

from __future__ import annotations

from typing import Any

from owskit_addon.wire.answers import UNANSWERED, UNREADABLE, Answer, failed, ok, rpc_answer, sub_answer


def multi_answers(calls: list[Any] | dict[str, Any], answer: Answer) -> list[Answer]:
    """One answer for each call of MultiService. What befell the envelope as a whole befell each of them."""
    results = answer.result
    if answer.outcome != "ok":
        return [answer] * len(calls)
    if isinstance(results, dict) and results.get("status") == "error" and "status" not in calls:
        return [failed(results)] * len(calls)
    if isinstance(results, dict):
        keys = calls if isinstance(calls, dict) else map(str, range(len(calls)))
        return [sub_answer(results.get(key)) for key in keys]
    if isinstance(results, list):
        if isinstance(calls, list):
            answers = [sub_answer(result) for result in results[: len(calls)]]
            return answers + [UNANSWERED] * (len(calls) - len(answers))
        return [sub_answer(_at(results, key, position)) for position, key in enumerate(calls)]
    return [UNREADABLE] * len(calls)


def _at(results: list[Any], key: str, position: int) -> Any:
    """A list answers a named batch where the names are numbers in order, or where PHP lost the names."""
    index = int(key) if len(key) < 10 and key.isascii() and key.isdigit() else position
    return results[index] if index < len(results) else None


def batch_answers(calls: list[Any], answer: Answer) -> list[Answer]:
    """One answer for each call of a JSON-RPC batch array: by id where ids are unique, otherwise by index.

    Scripts give every call the id 1 (`ows.md` 2.1), so ids often say nothing.
    """
    if answer.outcome != "ok":
        return [answer] * len(calls)
    replies = answer.result
    if isinstance(replies, dict):
        whole = rpc_answer(replies)
        if whole.outcome == "failed" or (len(calls) == 1 and whole is not UNREADABLE):
            return [whole] * len(calls)
        replies = [replies.get(str(index)) for index in range(len(calls))]
        if all(reply is None for reply in replies):
            return [UNREADABLE] * len(calls)
    if not isinstance(replies, list):
        return [UNREADABLE] * len(calls)
    by_id = _by_id(calls, replies)
    if by_id is None:
        replies = replies[: len(calls)] + [None] * (len(calls) - len(replies))
        return [_reply(reply) for reply in replies]
    return [_reply(by_id.get(_id(call))) for call in calls]


def _reply(reply: Any) -> Answer:
    """A reply to a batch inside the batch is a list, whose items are replies again."""
    if reply is None:
        return UNANSWERED
    return ok(reply) if isinstance(reply, list) else rpc_answer(reply)


def _by_id(calls: list[Any], replies: list[Any]) -> dict[str | None, Any] | None:
    """Replies by id, or None where ids do not tell the calls apart. A call without id is never answered then."""
    wanted = [name for name in map(_id, calls) if name is not None]
    given = [_id(reply) for reply in replies]
    found: dict[str | None, Any] = {name: reply for name, reply in zip(given, replies, strict=True) if name is not None}
    if not found or len(found) != len(given) or len(set(wanted)) != len(wanted) or not found.keys() <= set(wanted):
        return None
    return found


def _id(value: Any) -> str | None:
    """An id as text (ids swing between number and text); None where there is none."""
    name = value.get("id") if isinstance(value, dict) else None
    return str(name) if isinstance(name, str | int) else None
