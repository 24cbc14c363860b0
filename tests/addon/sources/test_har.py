from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from owskit_addon.errors import SourceError
from owskit_addon.exchange import Exchange, header
from owskit_addon.sources import SourceProblem, detect, entries, exchanges, har, har_entry

URL = "https://acme.otysapp.com:443/jservice.php?remark=x"
ASKED = '{"jsonrpc":"2.0","method":"check","params":["s"],"id":1}'
ANSWERED = '{"result":{"id":1,"name":"Renée"},"id":1}'


def entry(**changed: Any) -> dict[str, Any]:
    """An entry as Chrome writes it."""
    return {
        "startedDateTime": "2026-11-20T09:30:00.123Z",
        "time": 12.5,
        "request": {
            "method": "POST",
            "url": URL,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "postData": {"mimeType": "application/json", "text": ASKED},
        },
        "response": {
            "status": 200,
            "headers": [{"name": "content-encoding", "value": "br"}],
            "content": {"size": 42, "mimeType": "application/json", "text": ANSWERED},
        },
        **changed,
    }


def with_request(**changed: Any) -> dict[str, Any]:
    found = entry()
    found["request"].update(changed)
    return found


def with_response(**changed: Any) -> dict[str, Any]:
    found = entry()
    found["response"].update(changed)
    return found


def text_of(*found: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": list(found)}}).encode()


def read(folder: Path, *found: Any, data: bytes | None = None) -> list[Exchange | SourceProblem]:
    path = folder / "x.har"
    path.write_bytes(text_of(*found) if data is None else data)
    return list(exchanges(path))


def one(folder: Path, found: dict[str, Any]) -> Exchange:
    first = read(folder, found)[0]
    assert isinstance(first, Exchange), first
    return first


def test_an_entry_becomes_an_exchange(tmp_path: Path) -> None:
    found = one(tmp_path, entry())
    assert (found.id, found.host, found.path) == ("1", "acme.otysapp.com", "/jservice.php?remark=x")
    assert (found.at, found.ms, found.status, found.decoded) == (1795167000.123, 12.5, 200, True)
    assert (found.request_body, found.response_body) == (ASKED.encode(), ANSWERED.encode())
    assert header(found.request_headers, "content-type") == "application/json"


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-11-20T09:30:00.123Z", 1795167000.123),
        ("2026-11-20T10:30:00.1234567+01:00", 1795167000.123456),
        ("2026-11-20T09:30:00", 1795167000.0),
        ("2026-11-20T04:30:00-0500", 1795167000.0),
    ],
)
def test_dates_of_every_program(tmp_path: Path, written: str, at: float) -> None:
    assert one(tmp_path, entry(startedDateTime=written)).at == pytest.approx(at, abs=1e-6)


@pytest.mark.parametrize("written", ["yesterday", None, 5, "0001-01-01T00:00:00", "9999-12-31T23:59:59+00:00"])
def test_without_a_date_that_of_the_entry_before_is_used(tmp_path: Path, written: Any) -> None:
    first, second, problem = read(tmp_path, entry(), entry(startedDateTime=written))
    assert isinstance(first, Exchange)
    assert isinstance(second, Exchange)
    assert second.at == first.at
    assert problem == SourceProblem(har_entry.NO_TIME, "entry 2", "2")


@pytest.mark.parametrize("given", [{"A": "1"}, [["A", "1"]], [{"name": "A", "value": 1}]])
def test_headers_as_objects_pairs_and_lists(tmp_path: Path, given: Any) -> None:
    assert one(tmp_path, with_request(headers=given)).request_headers == (("A", "1"),)


@pytest.mark.parametrize("given", [None, 7, "A: 1", [None, 3, {"value": "x"}, {"name": 5}]])
def test_headers_that_are_none(tmp_path: Path, given: Any) -> None:
    assert one(tmp_path, with_request(headers=given)).request_headers == ()


def test_base64_bodies(tmp_path: Path) -> None:
    packed = base64.b64encode(b"\x00\xff").decode()
    assert one(tmp_path, with_response(content={"text": packed, "encoding": "base64"})).response_body == b"\x00\xff"
    assert one(tmp_path, with_request(postData={"text": packed, "encoding": "base64"})).request_body == b"\x00\xff"


def test_a_wrong_base64_body_is_said(tmp_path: Path) -> None:
    found, problem = read(tmp_path, with_response(content={"text": "abc", "encoding": "base64"}))
    assert isinstance(found, Exchange)
    assert found.response_body == b""
    assert problem == SourceProblem(har_entry.BAD_BODY, "entry 1", "1")


def test_an_answer_whose_text_was_not_exported_is_said(tmp_path: Path) -> None:
    found, problem = read(tmp_path, with_response(content={"size": 99}))
    assert isinstance(found, Exchange)
    assert (found.status, found.response_body) == (200, b"")
    assert problem == SourceProblem(har_entry.NO_TEXT, "entry 1", "1")


def test_an_empty_answer_is_one(tmp_path: Path) -> None:
    assert one(tmp_path, with_response(content={"size": 0})).response_body == b""


@pytest.mark.parametrize("response", [{"status": 0, "content": {}, "_error": "net::ERR_ABORTED"}, {}, None])
def test_a_cancelled_request_has_no_answer(tmp_path: Path, response: Any) -> None:
    (found,) = read(tmp_path, entry(response=response, time=-1))
    assert isinstance(found, Exchange)
    assert (found.status, found.response_body, found.ms) == (None, None, None)


@pytest.mark.parametrize("took", [-1, None, "soon", True])
def test_a_time_that_is_none(tmp_path: Path, took: Any) -> None:
    assert one(tmp_path, entry(time=took)).ms is None


def test_a_form_without_text_is_made_from_its_fields(tmp_path: Path) -> None:
    data = {"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1 2"}]}
    assert one(tmp_path, with_request(postData=data)).request_body == b"a=1+2"
    data["mimeType"] = "multipart/form-data; boundary=B"
    found = one(tmp_path, with_request(postData=data, headers=[]))
    assert found.request_body == b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1 2\r\n--B--\r\n'


@pytest.mark.parametrize("asked", [ASKED, '{"note": "a=b&c=d&e", "x": [1]}', ' [{"method": "check"}]'])
def test_json_that_was_taken_apart_as_a_form_is_put_together(tmp_path: Path, asked: str) -> None:
    fields = [field.partition("=") for field in asked.split("&")]
    params = [{"name": name, "value": value} for name, _, value in fields]
    data = {"mimeType": "application/x-www-form-urlencoded; charset=UTF-8", "text": "", "params": params}
    assert one(tmp_path, with_request(postData=data)).request_body == asked.encode()


def test_an_emoji_cut_in_two_does_not_lose_the_entry(tmp_path: Path) -> None:
    assert b"?" in one(tmp_path, with_request(postData={"text": "a\ud83d"})).request_body


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"request": None},
        {"request": 5},
        with_request(url=None),
        with_request(url="https://[::1/x"),
        with_request(url="/x"),
        with_response(status=200) | {"response": "none"},
        [],
        None,
        7,
    ],
)
def test_a_wrong_entry_is_reported_and_passed_over(tmp_path: Path, wrong: Any) -> None:
    problem, good = read(tmp_path, wrong, entry())
    assert isinstance(problem, SourceProblem)
    assert problem.where == "entry 1"
    assert isinstance(good, Exchange)
    assert good.id == "2"


def test_an_entry_that_is_no_json_is_reported(tmp_path: Path) -> None:
    data = text_of(entry(), entry()).replace(b'"time": 12.5', b'"time": 12.5.6', 1)
    problem, good = read(tmp_path, data=data)
    assert problem == SourceProblem(har.BROKEN, "entry 1")
    assert isinstance(good, Exchange)


def packed(folder: Path, how: str) -> Path:
    path = folder / "x.zhar"
    text = text_of(entry(), entry())
    if how == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("folder/x.har", text)
            archive.writestr("readme.txt", "x")
    else:
        path.write_bytes(gzip.compress(text) if how == "gzip" else zlib.compress(text, 9))
    return path


@pytest.mark.parametrize("how", ["zip", "gzip", "zlib"])
def test_a_packed_har_is_unpacked_as_it_is_read(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path, how)
    assert detect(path) == "zhar"
    assert [type(found) for found in exchanges(path)] == [Exchange, Exchange]


@pytest.mark.parametrize("how", ["gzip", "zlib"])
def test_a_packed_har_that_ends_too_early(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path, how)
    path.write_bytes(path.read_bytes()[:-12])
    assert list(exchanges(path))[-1].__class__ is SourceProblem


@pytest.mark.parametrize("how", ["zlib", "gzip"])
def test_damage_costs_nothing_of_what_comes_before_it(tmp_path: Path, how: str) -> None:
    texts = [base64.b64encode(number.to_bytes(2) * 50).decode() for number in range(2000)]
    data = text_of(*(with_response(content={"text": text}) for text in texts))
    squeezed = gzip.compress(data) if how == "gzip" else zlib.compress(data)
    found = read(tmp_path, data=squeezed[: len(squeezed) * 3 // 4])
    assert len(found) > 1000
    assert all(isinstance(item, Exchange) for item in found[:-1])
    assert found[-1] == SourceProblem(har.DAMAGED, f"after entry {len(found) - 1}")


def test_a_packed_har_that_is_tiny_and_huge_takes_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "CHUNK", 50_000)
    monkeypatch.setattr(entries, "LONGEST_ENTRY", 1_000_000)
    path = tmp_path / "x.zhar"
    path.write_bytes(zlib.compress(b'{"log":{"entries":[{"text":"' + b"x" * 20_000_000, 9))
    tracemalloc.start()
    try:
        found = list(exchanges(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [type(item) for item in found] == [SourceProblem]
    assert peak < 10_000_000


def test_no_entries_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"x\.har has no log\.entries"):
        read(tmp_path, data=b'{"log":{}}')


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    path.write_bytes(text_of(*[entry()] * 3))
    parts: list[float] = []
    list(exchanges(path, progress=parts.append))
    assert parts[-1] == 1.0
    assert parts == sorted(parts)
