from __future__ import annotations

import pytest

from owskit_addon.hosts import host_name, is_otys_host, wanted_host


@pytest.mark.parametrize(
    "host",
    [
        "otys.nl",
        "ows.otys.nl",
        "Acme.OTYSapp.com",
        "acme.otysapp.com:443",
        "webapi.otys.app",
        "www.otys.com",
        "otys.nl.",
    ],
)
def test_hosts_of_otys(host: str) -> None:
    assert is_otys_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "notys.nl",
        "otys.nl.example.com",
        "example.com",
        "otysapp.com.evil.net",
        "localhost",
        "\x1b[2J.otys.nl",
        "a b.otys.nl",
    ],
)
def test_hosts_of_others(host: str) -> None:
    assert not is_otys_host(host)


def test_more_hosts() -> None:
    more = ["go.example.com", "*.example.net"]
    assert is_otys_host("go.example.com:8443", more)
    assert is_otys_host("a.b.example.net", more)
    assert is_otys_host("example.net", more)
    assert not is_otys_host("www.example.com", more)
    assert is_otys_host("127.0.0.1:9000", ["127.0.0.1:9000"])


@pytest.mark.parametrize(
    ("sent", "name"),
    [("A.B:80", "a.b"), ("[::1]:80", "::1"), ("::1", "::1"), ("a.b.", "a.b"), ("", "")],
)
def test_host_name(sent: str, name: str) -> None:
    assert host_name(sent) == name


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("Go.Example.com", "go.example.com"),
        (" *.Example.com ", "*.example.com"),
        ("127.0.0.1:8443", "127.0.0.1:8443"),
        ("https://Go.Example.com:8443/us/modular.html#/x", "go.example.com:8443"),
        ("https://u:p@go.example.com?x", "go.example.com"),
        ("localhost", "localhost"),
        ("[::1]:8443", "[::1]:8443"),
        ("::1", "::1"),
        *(
            (wrong, None)
            for wrong in ("", "*", "go.example.com/us", "go example", "https://", "g\u00f6.example", "a.*.b", "a:b")
        ),
    ],
)
def test_what_a_person_gives_as_a_host(given: str, wanted: str | None) -> None:
    assert wanted_host(given) == wanted


def test_a_port_does_not_hide_what_is_below_a_name() -> None:
    assert is_otys_host("go.example.com", ["*.example.com:8443"])
