"""A key that stands twice: the last one wins, and a call that is hidden by it is said."""

from __future__ import annotations

import pytest

from owskit_addon.wire import read_calls

A, B = '"Otys.Services.AService.get"', '"Otys.Services.BService.add"'
MULTI = '"Otys.Services.MultiService.execute"'


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (f'{{"method":{A},"method":{B},"params":[]}}', ["BService.add"]),
        (f'{{"method":{A},"m\\u0065thod":{B},"params":[]}}', ["BService.add"]),
        (f'{{"method":{MULTI},"params":[{{"a":{{"method":{A}}},"a":{{"method":{B}}}}}]}}', ["BService.add"]),
        (f'{{"method":{MULTI},"params":[[{{"method":{A}}}]],"params":[[{{"method":{B}}}]]}}', ["BService.add"]),
    ],
)
def test_a_hidden_call_is_a_problem(post, body, seen):
    reading = read_calls(post(body.encode(), {"result": [], "id": 1}))
    assert [call.service_call for call in reading.calls] == seen
    assert "a key that stands twice hides a call" in [problem.what for problem in reading.problems]


@pytest.mark.parametrize(
    "body",
    [
        f'{{"method":{A},"params":["s"],"params":["t"]}}',
        f'{{"method":{A},"params":[{{"method":"x y","method":2}}]}}',
        f'{{"method":{A},"params":["\\"method\\"", {{"method": {A}}}]}}',
        f'{{"method":{A},"params":["\\u0061"],"id":1}}',
    ],
)
def test_other_duplicates_are_no_problem(post, body):
    reading = read_calls(post(body.encode(), {"result": [], "id": 1}))
    assert [call.service_call for call in reading.calls] == ["AService.get"]
    assert reading.problems == []
