"""Every shape of ows.md 2 in which a call can be sent."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from owskit_addon.wire import WireProblem, read_calls

MULTI = "MultiService.execute"
WRAP = "LanguageService.wrapRequest"
PHP = "/jservice.php"


def names(reading: Any) -> list[str]:
    return [call.service_call for call in reading.calls]


def test_plain(post, request_of):
    reading = read_calls(post(request_of("CandidateService.getDetail", "sid", "uid", {"a": 1}), {"result": 5, "id": 1}))
    (call,) = reading.calls
    assert (call.method, call.service_call) == (
        "Otys.Services.CandidateService.getDetail",
        "CandidateService.getDetail",
    )
    assert (call.args, call.result, call.error, call.outcome) == (["sid", "uid", {"a": 1}], 5, None, "ok")
    assert (call.envelopes, call.place, reading.problems) == ((), "request", [])


@pytest.mark.parametrize("name", ["login", "loginByUid", "loginAs", "check", "logout"])
def test_bare_methods(post, request_of, name):
    assert names(read_calls(post(request_of(name, "x"), {"result": "s", "id": 1}))) == [name]


def test_name_without_prefix(post):
    (call,) = read_calls(post({"method": "CandidateService.update", "params": []}, {"result": []})).calls
    assert call.method == call.service_call == "CandidateService.update"


@pytest.mark.parametrize("params", [None, {"0": "sid", "what": {"a": 1}}, [], ["sid", None, None], "text", 7])
def test_params_are_kept_as_sent(post, params):
    request = {"method": "Otys.Services.WebsiteService.getList", "params": params, "id": 1}
    (call,) = read_calls(post(request, {"result": [], "id": 1})).calls
    assert call.args == params


def test_args_where_params_should_be(post):
    (call,) = read_calls(
        post({"method": "Otys.Services.XService.get", "args": ["s"], "params": None}, {"result": 1})
    ).calls
    assert call.args == ["s"]


def test_multi_with_a_list(post, request_of):
    calls = [request_of("AService.get", "s", key="args"), request_of("BService.add", "s", {}, key="args")]
    answer = {"result": [{"status": "success", "data": 1}, {"status": "success", "data": [2]}], "id": 3}
    reading = read_calls(post(request_of(MULTI, calls), answer))
    assert [(c.service_call, c.args, c.result, c.place) for c in reading.calls] == [
        ("AService.get", ["s"], 1, "params.0.0"),
        ("BService.add", ["s", {}], [2], "params.0.1"),
    ]
    assert {c.envelopes for c in reading.calls} == {(MULTI,)}


def test_multi_with_named_calls(post, request_of):
    calls = {"gdpr_enabled": request_of("AService.get", key="args"), "mijn naam": request_of("BService.get")}
    answer = {"result": {"mijn naam": {"status": "success", "data": 2}, "gdpr_enabled": {"status": "no"}}}
    reading = read_calls(post(request_of(MULTI, calls), answer))
    assert [(c.service_call, c.outcome, c.result, c.place) for c in reading.calls] == [
        ("AService.get", "failed", msgspec.UNSET, "params.0.*0"),
        ("BService.get", "ok", 2, "params.0.*1"),
    ]


def test_multi_with_object_params_and_args(post, request_of):
    calls = [request_of("AService.get", key="args")]
    answer = {"result": [{"status": "success", "data": 1}]}
    for key in ("params", "args"):
        reading = read_calls(post({"method": f"Otys.Services.{MULTI}", key: {"0": calls}}, answer))
        assert [(c.service_call, c.result, c.place) for c in reading.calls] == [("AService.get", 1, f"{key}.0.0")]


def test_wrap(post, request_of):
    reading = read_calls(
        post(request_of(WRAP, "nl", request_of("AService.get", "sid", id=9)), {"result": {"x": 1}, "id": 1})
    )
    (call,) = reading.calls
    assert (call.service_call, call.args, call.result) == ("AService.get", ["sid"], {"x": 1})
    assert (call.envelopes, call.place) == ((WRAP,), "params.1")


def test_wrap_with_object_params_inside_and_outside(post):
    inner = {"method": "Otys.Services.SendingProfileService.getList", "params": {"0": "sid", "what": {}}}
    request = {"method": f"Otys.Services.{WRAP}", "params": {"0": "nl", "1": inner}}
    (call,) = read_calls(post(request, {"result": []})).calls
    assert (call.args, call.place) == ({"0": "sid", "what": {}}, "params.1")


def test_multi_in_wrap_in_multi(post, request_of):
    inner = request_of(MULTI, {"a": request_of("AService.get", key="args"), "b": request_of("BService.get")})
    outer = request_of(MULTI, [request_of("CService.get", key="args"), request_of(WRAP, "nl", inner, key="args")])
    data = {"a": {"status": "success", "data": 1}, "b": {"status": "success", "data": 2}}
    answer = {"result": [{"status": "success", "data": 3}, {"status": "success", "data": data}]}
    reading = read_calls(post(outer, answer))
    assert [(c.service_call, c.result, c.place, c.envelopes) for c in reading.calls] == [
        ("CService.get", 3, "params.0.0", (MULTI,)),
        ("AService.get", 1, "params.0.1.args.1.params.0.*0", (MULTI, WRAP, MULTI)),
        ("BService.get", 2, "params.0.1.args.1.params.0.*1", (MULTI, WRAP, MULTI)),
    ]


def test_batch_array(post, request_of):
    batch = [request_of("AService.get", id=1), request_of(MULTI, {"name": request_of("BService.get")}, id=2)]
    answer = [{"result": {"name": {"status": "success", "data": "b"}}, "id": 2}, {"result": "a", "id": 1}]
    reading = read_calls(post(batch, answer))
    assert [(c.service_call, c.result, c.place, c.envelopes) for c in reading.calls] == [
        ("AService.get", "a", "0", ("batch",)),
        ("BService.get", "b", "1.params.0.*0", ("batch", MULTI)),
    ]


def nested(request_of, levels: int) -> tuple[Any, Any]:
    request, result = request_of("AService.get", "s"), "deep"
    for _ in range(levels):
        request, result = request_of(MULTI, [request]), [{"status": "success", "data": result}]
    return request, {"result": result, "id": 1}


def test_sixteen_envelopes_open(post, request_of):
    reading = read_calls(post(*nested(request_of, 16)))
    assert [(c.result, len(c.envelopes)) for c in reading.calls] == [("deep", 16)]


def test_the_seventeenth_is_a_problem_with_its_place(post, request_of):
    reading = read_calls(post(*nested(request_of, 17)))
    assert reading.calls == []
    place = ".".join(["params.0.0"] * 16 + ["params.0"])
    assert reading.problems == [WireProblem("nested deeper than 16 envelopes", place)]


@pytest.mark.parametrize(
    ("request_body", "what", "where"),
    [
        ({"method": f"Otys.Services.{MULTI}", "params": None}, "MultiService without calls", "params.0"),
        ({"method": f"Otys.Services.{MULTI}", "params": [[]]}, "MultiService without calls", "params.0"),
        ({"method": f"Otys.Services.{MULTI}", "params": ["sid"]}, "MultiService without calls", "params.0"),
        ({"method": f"Otys.Services.{MULTI}", "params": [["x"]]}, "call is not an object", "params.0.0"),
        ({"method": f"Otys.Services.{WRAP}", "params": ["nl"]}, "wrapRequest without a call", "params.1"),
        ({"method": f"Otys.Services.{WRAP}", "params": ["nl", "x"]}, "wrapRequest without a call", "params.1"),
        ([], "batch without calls", "request"),
        ({"params": []}, "method is missing", "request"),
        ({"method": 7}, "method is not a text", "request"),
        ({"method": "Jan Jansen <jan@example.org>"}, "method is not the name of a service call", "request"),
        ([{"method": None}], "method is not a text", "0"),
        ("text", "call is not an object", "request"),
        (None, "call is not an object", "request"),
    ],
)
def test_what_cannot_be_opened_is_a_problem(post, request_body, what, where):
    body = msgspec.json.encode(request_body)
    reading = read_calls(post(body, {"result": [], "id": 1}))
    assert reading.calls == []
    assert WireProblem(what, where) in reading.problems


def test_a_bad_entry_does_not_shift_its_neighbours(post, request_of):
    calls = [request_of("AService.get"), {"method": 3}, None, request_of("BService.get")]
    answer = {"result": [{"status": "success", "data": number} for number in range(4)]}
    reading = read_calls(post(request_of(MULTI, calls), answer))
    assert [(c.service_call, c.result) for c in reading.calls] == [("AService.get", 0), ("BService.get", 3)]
    assert [p.where for p in reading.problems] == ["params.0.1", "params.0.2"]


def test_very_many_problems_are_cut_off(post):
    reading = read_calls(post([1] * 5000, [1] * 5000))
    assert len(reading.problems) == 201
    assert reading.problems[-1].what == "further problems in this exchange are not listed"


def test_very_many_calls_are_cut_off(post):
    reading = read_calls(post([{"method": "check"}] * 100_010, {"error": "no"}))
    assert len(reading.calls) == 100_000
    assert [p.what for p in reading.problems] == ["more than 100000 calls in one exchange"]


@pytest.mark.parametrize("name", ["Otys.Services.Jan.Jansen", "Jansen", "Otys.Services.Jan.JansenService.get", "Login"])
def test_what_no_service_call_is_called_is_said_without_its_name(post, request_of, name):
    reading = read_calls(post(request_of(MULTI, [request_of(name, "s", key="args"), request_of("AService.get")]), {}))
    assert names(reading) == ["AService.get"]
    assert WireProblem("method is not the name of a service call", "params.0.0") in reading.problems


def test_the_names_of_a_batchs_calls_are_in_no_problem(post, request_of):
    named = {"Zwaluwenbergh": 5, "q7w8e9r0t1y2u3i4o5p6a7s8d9": {}, "283746195": 6, "7": 8}
    reading = read_calls(post(request_of(MULTI, named), {"result": []}))
    assert [problem.where for problem in reading.problems] == [f"params.0.{at}" for at in ("*0", "*1", "*2", "7")]
