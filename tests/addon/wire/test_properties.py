"""Wrapping calls in any nesting of envelopes and unwrapping gives the same calls with the same answers, in order."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.exchange import Exchange
from owskit_addon.wire import looks_like_ows, read_calls

MULTI = "MultiService.execute"
WRAP = "LanguageService.wrapRequest"

NAMES = st.sampled_from(
    ["CandidateService.updateEx", "VacancyService.getListEx", "B2_cService.get_2", "check", "logout", "XService.get"]
)
# Member names that no envelope has: a result that looks like an answer is read as one, on purpose.
KEYS = st.text(max_size=8).map(lambda text: "k" + text)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)


@dataclass(frozen=True)
class Leaf:
    name: str
    prefixed: bool
    args: Any
    result: Any
    error: str | None


@dataclass(frozen=True)
class Envelope:
    """`kind` is multi, named, wrap or batch; `php` swaps lists and objects as PHP may, `key` is params or args."""

    kind: str
    children: list[Any]
    names: list[str]
    php: bool
    key: str


LEAVES = st.builds(Leaf, NAMES, st.booleans(), VALUES, VALUES, st.none() | st.text(max_size=5))


def _envelopes(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    flags = {"php": st.booleans(), "key": st.sampled_from(["params", "args"])}
    names = st.lists(st.text(max_size=5), min_size=4, max_size=4, unique=True)
    several = st.builds(
        Envelope, st.sampled_from(["multi", "named", "batch"]), st.lists(inner, min_size=1, max_size=4), names, **flags
    )
    one = st.builds(Envelope, st.just("wrap"), st.lists(inner, min_size=1, max_size=1), names, **flags)
    return several | one


TREES = st.recursive(LEAVES, _envelopes, max_leaves=12)


def full(name: str) -> str:
    return f"Otys.Services.{name}" if "." in name else name


def request(node: Any, id: int) -> Any:
    """A node as it is sent; a batch is a list, all else is an object."""
    if isinstance(node, Leaf):
        return {"method": full(node.name) if node.prefixed else node.name, "params": node.args, "id": id}
    children = [request(child, number + id) for number, child in enumerate(node.children)]
    if node.kind == "batch":
        return children
    params: list[Any] = ["nl", *children] if node.kind == "wrap" else [children]
    if node.kind == "named":
        params = [dict(zip(node.names, children, strict=False))]
    numbered = {str(index): value for index, value in enumerate(params)}
    method = full(WRAP if node.kind == "wrap" else MULTI)
    return {"jsonrpc": "2.0", "method": method, node.key: numbered if node.php else params, "id": id}


def payload(node: Any, id: int) -> tuple[bool, Any]:
    """Whether it went well, and the result or the error, as the layer above is to pack it."""
    if isinstance(node, Leaf):
        return (True, node.result) if node.error is None else (False, {"message": node.error})
    inside = [payload(child, number + id) for number, child in enumerate(node.children)]
    if node.kind == "wrap":
        went_well, value = inside[0]
        if went_well and node.php and not isinstance(request(node.children[0], id), list):
            return True, {"jsonrpc": "2.0", "result": value, "id": id}
        return went_well, value
    if node.kind == "batch":
        return True, [reply(child, number + id) for number, child in enumerate(node.children)]
    subs = [
        {"status": "success", "data": value} if went_well else {"status": "error", **value}
        for went_well, value in inside
    ]
    if node.kind == "named":
        return True, dict(zip(node.names, subs, strict=False))
    return True, {str(index): sub for index, sub in enumerate(subs)} if node.php else subs


def reply(node: Any, id: int) -> Any:
    """A JSON-RPC answer, or the list of them for a batch."""
    went_well, value = payload(node, id)
    if isinstance(node, Envelope) and node.kind == "batch":
        return value
    return {"result": value, "id": id} if went_well else {"error": value, "id": id}


def expected(node: Any, above: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, Leaf):
        went_well = node.error is None
        return [(node.name, node.args, above, node.result if went_well else node.error, went_well)]
    name = {"batch": "batch", "wrap": WRAP}.get(node.kind, MULTI)
    return [call for child in node.children for call in expected(child, (*above, name))]


def exchange(body: bytes, answer: bytes | None, **fields: Any) -> Exchange:
    fields = {"status": 200, "path": "/jservice.php", **fields}
    return Exchange(id="1", host="h", at=0.0, request_body=body, response_body=answer, **fields)


@settings(max_examples=300)
@given(tree=TREES, escaped=st.booleans())
def test_unwrapping_is_the_reverse_of_wrapping(tree, escaped):
    body = json.dumps(request(tree, 1), ensure_ascii=escaped).encode()
    answer = json.dumps(reply(tree, 1), ensure_ascii=escaped).encode()
    reading = read_calls(exchange(body, answer))
    found = [
        (
            call.service_call,
            call.args,
            call.envelopes,
            call.result if call.outcome == "ok" else call.error["message"],
            call.outcome == "ok",
        )
        for call in reading.calls
    ]
    assert found == expected(tree)
    assert reading.problems == []


@given(tree=TREES)
def test_places_are_unique_and_lead_to_the_call(tree):
    sent = request(tree, 1)
    reading = read_calls(exchange(json.dumps(sent).encode(), None, status=None))
    places = [call.place for call in reading.calls]
    assert len(set(places)) == len(places)
    for call in reading.calls:
        at = sent
        for step in call.place.split(".") if call.place != "request" else []:
            if step.startswith("*"):
                at = list(at.values())[int(step[1:])]
            else:
                at = at[int(step)] if isinstance(at, list) else at[step]
        assert at["method"] == call.method
    assert {call.outcome for call in reading.calls} == {"unanswered"}


@given(tree=TREES, message=st.text(max_size=5))
def test_an_envelope_that_is_refused_fails_all_calls(tree, message):
    answer = json.dumps({"error": {"message": message}, "id": 1}).encode()
    reading = read_calls(exchange(json.dumps(request(tree, 1)).encode(), answer))
    assert [call.service_call for call in reading.calls] == [call[0] for call in expected(tree)]
    assert all((call.outcome, call.error) == ("failed", {"message": message}) for call in reading.calls)


OUR_WORDS = (
    "request is ",
    "more than 5 content encodings",
    "answer is ",
    "answer of a call is not readable",
    "answer has ",
    "answer does not hold",
    "call is not an object",
    "method is ",
    "MultiService without calls",
    "wrapRequest without a call",
    "batch without calls",
    "body ",
    "invalid UTF-8 replaced",
    "lone surrogate replaced",
    "a key that stands twice hides a call",
    "nested deeper than ",
    "unknown content encoding",
    "upload is not multipart",
    "further problems",
)


def check(exchange: Exchange) -> None:
    looks_like_ows(exchange)
    reading = read_calls(exchange)
    assert all(problem.what.startswith(OUR_WORDS) for problem in reading.problems), reading.problems


@given(
    body=st.binary(max_size=200),
    answer=st.none() | st.binary(max_size=200),
    status=st.none() | st.integers(0, 600),
    path=st.sampled_from(["/jservice.php", "/fileService.php", "/x"]) | st.text(max_size=10),
    method=st.sampled_from(["POST", "GET", ""]),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["Content-Encoding", "content-type", "x"]),
            st.sampled_from(["gzip", "br,zstd", "deflate", "multipart/form-data; boundary=-"]) | st.text(max_size=20),
        ),
        max_size=3,
    ).map(tuple),
)
def test_no_bytes_raise(body, answer, status, path, method, headers):
    fields = {"request_headers": headers, "response_headers": headers}
    check(exchange(body, answer, status=status, path=path, method=method, **fields))


JSON_BITS = [
    *(b"{", b"}", b"[", b"]", b'"', b",", b":"),
    b"null",
    b'"method"',
    b'"params":',
    b"\\ud800",
    b"\xff",
    b"1e999",
]


@settings(max_examples=300)
@given(data=st.data(), tree=TREES)
def test_no_mutation_raises(data, tree):
    bodies = [json.dumps(request(tree, 1)).encode(), json.dumps(reply(tree, 1)).encode()]
    for side in (0, 1):
        for _ in range(data.draw(st.integers(0, 3))):
            start = data.draw(st.integers(0, len(bodies[side])))
            end = data.draw(st.integers(start, min(len(bodies[side]), start + 10)))
            bit = data.draw(st.sampled_from([b"", *JSON_BITS]))
            bodies[side] = bodies[side][:start] + bit + bodies[side][end:]
    check(exchange(bodies[0], bodies[1]))


METHODS = [full(MULTI), full(WRAP), "check", "login", full("AService.get"), "", "no name", 3, None]
MEMBERS = st.sampled_from(["method", "params", "args", "result", "error", "status", "data", "id", "0", "1", "jsonrpc"])
SHAPES = st.recursive(
    st.sampled_from([*METHODS, "success", "error", False, "nl", "2.0"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(MEMBERS, inner, max_size=5),
    max_leaves=30,
)


@settings(max_examples=500)
@given(body=SHAPES, answer=SHAPES, method=st.sampled_from(METHODS))
def test_no_shape_raises(body, answer, method):
    if isinstance(body, dict):
        body["method"] = method
    check(exchange(json.dumps(body).encode(), json.dumps(answer).encode()))
