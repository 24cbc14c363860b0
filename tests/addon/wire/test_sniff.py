from __future__ import annotations

import json

import pytest

from owskit_addon.wire import looks_like_ows

CALL = {"jsonrpc": "2.0", "method": "Otys.Services.AService.get", "params": ["s"], "id": 1}


@pytest.mark.parametrize(
    "path",
    [
        "/jservice.php",
        "/jservice.php?remark=A.get,B.get",
        "/us/o/jservice.php?x",
        "/fileService.php",
        "/JSERVICE.PHP",
    ],
)
def test_paths(post, path):
    assert looks_like_ows(post(b"anything", path=path))
    assert looks_like_ows(post(b"", path=path))


@pytest.mark.parametrize("path", ["/", "/jservice.php/x", "/jservice.phpx", "/x?u=/jservice.php", "/xjservice.php"])
def test_other_paths(post, path):
    assert not looks_like_ows(post(b"anything", path=path))


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "HEAD"])
def test_a_request_without_body_is_none(post, method):
    assert not looks_like_ows(post(b"", method=method))
    assert not looks_like_ows(post(CALL, method=method, path="/api"))


@pytest.mark.parametrize(
    "body",
    [
        CALL,
        [CALL],
        b"\xef\xbb\xbf \n" + json.dumps(CALL).encode(),
        {"params": ["x" * 100_000], "method": "Otys.Services.AService.get"},
        {"jsonrpc": "2.0", "method": "login", "params": []},
        {"method": "check", "params": ["x" * 100_000], "jsonrpc": "2.0"},
        {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [[CALL] * 1000]},
    ],
)
def test_a_body_that_is_a_call_on_any_path(post, body):
    assert looks_like_ows(post(body, path="/other/endpoint"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"method",
        {"method": "login"},
        {"jsonrpc": "2.0", "method": "eth_call"},
        {"method": "OtysXServices.a"},
        b'x{"method":"Otys.Services.AService.get"}',
        b"\x00" * 10_000,
    ],
)
def test_a_body_that_is_none(post, body):
    assert not looks_like_ows(post(body, path="/other/endpoint"))
