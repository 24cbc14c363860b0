from __future__ import annotations

import pytest

from owskit_addon.sources.http1 import parse_message, unchunked


def test_a_message_has_first_line_headers_and_body() -> None:
    message = parse_message(b"POST /x HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\nbad line\r\n\r\nbody\r\n\r\nmore")
    assert message is not None
    assert message.start == "POST /x HTTP/1.1"
    assert message.headers == (("Host", "a"), ("X", "1 2"))
    assert message.body == b"body\r\n\r\nmore"


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"  \r\n\r\nx"])
def test_what_has_no_first_line_is_none(raw: bytes) -> None:
    assert parse_message(raw) is None


def test_line_ends_of_an_editor_and_a_head_alone() -> None:
    message = parse_message(b"HTTP/1.1 200 OK\nA: b\n\nbody")
    assert message is not None
    assert (message.headers, message.body) == ((("A", "b"),), b"body")
    alone = parse_message(b"HTTP/1.1 204 No Content\r\nA: b")
    assert alone is not None
    assert alone.body == b""


def test_a_chunked_body_is_joined() -> None:
    message = parse_message(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
    )
    assert message is not None
    assert message.body == b"abcdefg"


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b'{"result":1}', b'{"result":1}'),
        (b"3\r\nabc\r\n4\r\nde", b"abcde"),
        (b"", b""),
        (b"0\r\n\r\n", b""),
        (b"3\r\nabc\r\nnot a size", b"3\r\nabc\r\nnot a size"),
        (b"ffffffffffff\r\nab", b"ab"),
    ],
)
def test_bodies_that_are_joined_already_or_cut_short(raw: bytes, body: bytes) -> None:
    assert unchunked(raw) == body
