"""Content-Encodings come off, and bombs do not go off."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.wire.encodings import NotDecoded, decompress


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "deflate": zlib.compress,
    "Deflate ": raw_deflate,
    "identity": bytes,
    "": bytes,
}
REAL = ["gzip", "br", "zstd", "deflate"]


@given(data=st.binary(max_size=5000), names=st.lists(st.sampled_from(sorted(PACKERS)), max_size=5))
def test_what_was_packed_comes_back(data, names):
    body = data
    for name in names:
        body = PACKERS[name](body)
    assert decompress(body, names, 1 << 20) == data


def test_large_bodies_come_back():
    data = bytes(range(256)) * 20_000
    for name in REAL:
        assert decompress(PACKERS[name](data), [name], 1 << 24) == data


def test_members_and_frames_follow_each_other():
    for name in ("gzip", "zstd"):
        assert decompress(PACKERS[name](b"one ") + PACKERS[name](b"two"), [name], 100) == b"one two"


@pytest.mark.parametrize("name", REAL)
def test_bombs_stop_at_the_limit(name):
    bomb = PACKERS[name](bytes(30 << 20))
    with pytest.raises(NotDecoded, match="body is larger than 1 MB"):
        decompress(bomb, [name], 1 << 20)


@pytest.mark.parametrize("name", REAL)
def test_a_body_of_exactly_the_limit_passes(name):
    assert len(decompress(PACKERS[name](bytes(1 << 20)), [name], 1 << 20)) == 1 << 20


@pytest.mark.parametrize("name", REAL)
def test_broken_and_cut_off_bodies(name):
    whole = PACKERS[name](bytes(range(256)) * 10)
    for body in (b"not packed at all", whole[: len(whole) // 2], whole[:-1]):
        with pytest.raises(NotDecoded, match=rf"body does not decompress \({name}\)"):
            decompress(body, [name], 1 << 20)


@given(body=st.binary(max_size=300), name=st.sampled_from(REAL))
def test_any_bytes_decompress_or_are_said_not_to(body, name):
    try:
        data = decompress(body, [name], 1 << 20)
    except NotDecoded as fault:
        data = b""
        said = str(fault)
    else:
        said = "body is larger than 1 MB"
    assert len(data) <= 1 << 20
    assert said in {f"body does not decompress ({name})", "body is larger than 1 MB"}


def test_unknown_and_too_many_encodings():
    with pytest.raises(NotDecoded, match="unknown content encoding"):
        decompress(b"x", ["Jan Jansen"], 10)
    with pytest.raises(NotDecoded, match="more than 5 content encodings"):
        decompress(b"x", ["gzip"] * 6, 10)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_very_many_members_are_refused(name):
    with pytest.raises(NotDecoded):
        decompress(PACKERS[name](b"x") * 101, [name], 1 << 20)
