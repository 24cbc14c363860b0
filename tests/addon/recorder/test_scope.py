"""The same hosts for what is decrypted and for what is looked at."""

from __future__ import annotations

import re

import pytest

from owskit_addon.recorder.scope import allow_hosts, in_scope, looks_like_host, split_port

MORE = ("10.0.0.7", "go.example.com:8443", "*.example.org", "*.example.net:444", "[::1]:9000")


@pytest.mark.parametrize(
    ("host", "port", "wanted"),
    [
        ("ows.otys.nl", 443, True),
        ("otys.nl", 443, True),
        ("client.otysapp.com", 8080, True),
        ("WEBAPI.OTYS.APP", 443, True),
        ("www.otys.com.", 443, True),
        ("notys.nl", 443, False),
        ("otys.nl.evil.example", 443, False),
        ("otysXnl", 443, False),
        ("10.0.0.7", 1, True),
        ("10.0.0.70", 1, False),
        ("go.example.com", 8443, True),
        ("go.example.com", 443, False),
        ("example.org", 443, True),
        ("a.b.example.org", 443, True),
        ("badexample.org", 443, False),
        ("a.example.net", 444, True),
        ("a.example.net", 443, False),
        ("::1", 9000, True),
        ("::1", 9001, False),
        ("", 443, False),
        ("\x1b[31m.otys.nl", 443, False),
    ],
)
def test_decrypted_and_looked_at_agree(host: str, port: int, wanted: bool) -> None:
    assert in_scope(host, port, MORE) is wanted
    patterns = allow_hosts(MORE)
    if looks_like_host(host):
        assert any(re.search(pattern, f"{host}:{port}", re.IGNORECASE) for pattern in patterns) is wanted


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.example", ("a.example", None)),
        ("a.example:80", ("a.example", 80)),
        ("::1", ("::1", None)),
        ("[::1]:80", ("[::1]", 80)),
        ("a:b", ("a:b", None)),
    ],
)
def test_a_port_is_split_off(name: str, parts: tuple[str, int | None]) -> None:
    assert split_port(name) == parts


def test_an_empty_name_opens_nothing() -> None:
    assert allow_hosts([""]) == allow_hosts([])
