"""Bodies to values: what PHP, browsers and exports write, and what only an enemy writes."""

from __future__ import annotations

import gzip
import json
import math

import brotli
import msgspec
import pytest

from owskit_addon.wire import json_body, read_calls
from owskit_addon.wire.json_body import read_json


def read(body: bytes, *headers: tuple[str, str], decoded: bool = False) -> tuple[object, tuple[str, ...]]:
    found = read_json(body, headers, decoded, "answer")
    return found.value, found.problems


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b' {"a": [1, 2.5, true, null]} \n', {"a": [1, 2.5, True, None]}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"-9223372036854775809", -9223372036854775809),
        (b"[1e999]", ["1e999"]),
        (b"[" + b"9" * 5000 + b"]", ["9" * 5000]),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'{"a":1,"a":"\\n\n"}', {"a": "\n\n"}),
        ('["é"]'.encode("utf-16"), ["é"]),
        ('["é"]'.encode("utf-16-le"), ["é"]),
        ('["é"]'.encode("utf-32"), ["é"]),
    ],
)
def test_values(body, value):
    assert read(body) == (value, ())


def test_numbers_can_be_written_again():
    for body in (b"1e999", b"9" * 5000, b"9" * 4300, b"123456789012345678901234567890"):
        value, _ = read(body)
        assert not isinstance(value, float) or math.isfinite(value)
        msgspec.json.encode(value)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'"\ud800"', "\ufffd"),
        (rb'"\udc00 \ud83d\ude00 \ud83d\ud83d\ude00"', "\ufffd \U0001f600 \ufffd\U0001f600"),
        (rb'["\\ud800", "\ud800"]', [r"\ud800", "\ufffd"]),
        (rb'{"\udfff": 1}', {"\ufffd": 1}),
    ],
)
def test_lone_surrogates_are_replaced(body, value):
    assert read(body) == (value, ("lone surrogate replaced",))
    msgspec.json.encode(value)


def test_invalid_utf8_is_replaced_and_said():
    assert read(b'["Andr\xe9"]') == (["Andr\ufffd"], ("invalid UTF-8 replaced",))
    assert read(b'["\xed\xa0\x80"]')[1] == ("invalid UTF-8 replaced",)


def test_a_declared_charset_is_taken_only_where_it_is_not_utf8():
    latin = ("Content-Type", 'application/json; charset="ISO-8859-1"')
    assert read(b'["Andr\xe9"]', latin) == (["André"], ())
    assert read('["André"]'.encode(), latin) == (["André"], ())
    assert read(b'["\xe9"]', ("content-type", "x; charset=../../etc"))[1] == ("invalid UTF-8 replaced",)


@pytest.mark.parametrize("body", [b"<html>", b"{", b"[1,]", b"{}x", b"NaN", b"[Infinity]", b"'a'", b"\x00\x01", b"01"])
def test_what_is_not_json(body):
    assert read(body) == (msgspec.UNSET, ("answer is not JSON",))


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf"])
def test_empty_bodies(body):
    assert read(body) == (msgspec.UNSET, ("answer is empty",))
    assert read(body[:0], ("Content-Encoding", "gzip")) == (msgspec.UNSET, ("answer is empty",))


@pytest.mark.parametrize(
    "bomb", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 600 + b"]" * 600, b"[" * 9000 + b"1e999" + b"]" * 9000]
)
def test_nesting_bombs(bomb):
    assert read(bomb) == (msgspec.UNSET, ("answer is nested deeper than 512 levels",))


def test_512_levels_are_read():
    assert read(b"[" * 512 + b"]" * 512)[1] == ()
    wide = b"[" + b"[[]]," * 5000 + b"1]"
    assert read(wide)[1] == ()


def test_encodings_over_several_headers_and_in_one():
    body = gzip.compress(brotli.compress(b"[1]"))
    assert read(body, ("Content-Encoding", "br, gzip")) == ([1], ())
    assert read(body, ("content-encoding", "br"), ("Content-Encoding", "gzip")) == ([1], ())


def test_bodies_that_are_decoded_already():
    header = ("Content-Encoding", "gzip")
    assert read(b"[1]", header, decoded=True) == ([1], ())
    assert read(b'{"a":1}', header) == ({"a": 1}, ())  # an export that left the header
    assert read(b"<html>", header) == (msgspec.UNSET, ("body does not decompress (gzip)",))


def test_large_bodies_are_not_read(monkeypatch):
    monkeypatch.setattr(json_body, "MAX_BODY", 1 << 20)
    large = json.dumps(["x" * (1 << 20)]).encode()
    expected = (msgspec.UNSET, ("body is larger than 1 MB",))
    assert read(large) == expected
    assert read(gzip.compress(large), ("Content-Encoding", "gzip")) == expected


def test_problems_name_the_side(post, request_of):
    reading = read_calls(post(b"<html>", b"<html>"))
    assert [(p.what, p.where) for p in reading.problems] == [("request is not JSON", "request")]
    reading = read_calls(post(request_of("check", "s"), b"<html>"))
    assert [(p.what, p.where) for p in reading.problems] == [("answer is not JSON", "answer")]
