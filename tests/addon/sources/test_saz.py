from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from owskit_addon.errors import SourceError
from owskit_addon.exchange import Exchange
from owskit_addon.sources import SourceProblem, detect, exchanges, saz

ASKED = b"POST https://acme.otysapp.com/jservice.php?remark=x HTTP/1.1\r\nHost: acme.otysapp.com\r\n\r\n{}"
ANSWERED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
TIMES = (
    b'<?xml version="1.0"?><Session SID="1"><SessionTimers ClientBeginRequest="2026-11-20T10:30:00.1234567+01:00"'
    b' ClientDoneRequest="2026-11-20T10:30:00.2+01:00" ServerDoneResponse="2026-11-20T10:30:00.6234567+01:00" />'
    b'<SessionFlags><SessionFlag N="ui-comments" V="x" /></SessionFlags></Session>'
)


def archive(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "x.saz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<Types/>")
        file.writestr("_index.htm", b"<html>")
        for name, data in members.items():
            file.writestr(name, data)
    return path


def read(folder: Path, members: dict[str, bytes]) -> list[Exchange | SourceProblem]:
    return list(exchanges(archive(folder, members)))


def test_a_session_becomes_an_exchange(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {"raw/1_c.txt": ASKED, "raw/1_s.txt": ANSWERED, "raw/1_m.xml": TIMES})
    assert isinstance(found, Exchange)
    assert (found.id, found.host, found.path) == ("1", "acme.otysapp.com", "/jservice.php?remark=x")
    assert found.at == pytest.approx(1795167000.123, abs=0.001)
    assert found.ms == pytest.approx(500)
    assert (found.status, found.request_body, found.response_body, found.decoded) == (200, b"{}", b"abc", False)


def test_sessions_come_by_number_whatever_their_place_and_spelling(tmp_path: Path) -> None:
    members = {f"{name}_{part}.txt": data for name in ("raw/10", "RAW\\9", "raw/008") for part, data in [("C", ASKED)]}
    assert [found.id for found in read(tmp_path, members) if isinstance(found, Exchange)] == ["8", "9", "10"]


def test_a_session_without_times_has_those_of_the_one_before(tmp_path: Path) -> None:
    unset = TIMES.replace(b"2026", b"0001")
    first, second, problem = read(
        tmp_path, {"raw/1_c.txt": ASKED, "raw/1_m.xml": TIMES, "raw/2_c.txt": ASKED, "raw/2_m.xml": unset}
    )
    assert isinstance(first, Exchange)
    assert isinstance(second, Exchange)
    assert (second.at, second.ms) == (first.at, None)
    assert problem == SourceProblem(saz.NO_TIME, "session 2", "2")


@pytest.mark.parametrize("answered", [None, b"", b"nonsense", b"HTTP/1.1 abc\r\n\r\nx"])
def test_without_an_answer_there_is_none(tmp_path: Path, answered: bytes | None) -> None:
    members = {"raw/1_c.txt": ASKED, "raw/1_m.xml": TIMES}
    (found,) = read(tmp_path, members if answered is None else members | {"raw/1_s.txt": answered})
    assert isinstance(found, Exchange)
    assert (found.status, found.response_body, found.ms) == (None, None, None)


def test_a_path_alone_takes_its_host_from_the_header(tmp_path: Path) -> None:
    asked = ASKED.replace(b"https://acme.otysapp.com/", b"/").replace(b"Host: acme.otysapp.com", b"Host: B.otys.nl:443")
    (found,) = read(tmp_path, {"raw/1_c.txt": asked, "raw/1_m.xml": TIMES})
    assert isinstance(found, Exchange)
    assert (found.host, found.path) == ("b.otys.nl", "/jservice.php?remark=x")


def test_a_tunnel_is_no_exchange(tmp_path: Path) -> None:
    assert not read(tmp_path, {"raw/1_c.txt": b"CONNECT acme.otysapp.com:443 HTTP/1.1\r\n\r\n"})


@pytest.mark.parametrize("asked", [b"", b"nonsense", b"GET /x HTTP/1.1\r\n\r\n", b"GET https://[::1 HTTP/1.1\r\n\r\n"])
def test_a_wrong_session_is_reported_and_passed_over(tmp_path: Path, asked: bytes) -> None:
    problem, good = read(tmp_path, {"raw/1_c.txt": asked, "raw/2_c.txt": ASKED, "raw/2_m.xml": TIMES})
    assert problem == SourceProblem(saz.NO_REQUEST, "session 1")
    assert isinstance(good, Exchange)


def test_a_bomb_is_reported_and_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saz, "LARGEST", 10_000)
    problem, good = read(
        tmp_path,
        {"raw/1_c.txt": ASKED, "raw/1_s.txt": b"0" * 10_001, "raw/2_c.txt": ASKED, "raw/2_m.xml": TIMES},
    )
    assert problem == SourceProblem(saz.TOO_LARGE, "session 1")
    assert isinstance(good, Exchange)


def test_entities_of_the_xml_are_left_alone(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "&b;&b;">]>' + TIMES.replace(b'V="x"', b'V="&a;"')
    (found,) = read(tmp_path, {"raw/1_c.txt": ASKED, "raw/1_m.xml": bomb})
    assert isinstance(found, Exchange)
    assert found.at == pytest.approx(1795167000.123, abs=0.001)


def test_a_damaged_member_is_reported(tmp_path: Path) -> None:
    path = archive(tmp_path, {"raw/1_c.txt": ASKED * 20, "raw/2_c.txt": ASKED, "raw/2_m.xml": TIMES})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        at = file.getinfo("raw/1_c.txt").header_offset + 30 + len("raw/1_c.txt")
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(data)
    problem, good = exchanges(path)
    assert problem == SourceProblem(saz.DAMAGED, "session 1")
    assert isinstance(good, Exchange)


def test_a_password_is_said(tmp_path: Path) -> None:
    path = archive(tmp_path, {"raw/1_c.txt": ASKED})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")  # the last member in the directory at the end: raw/1_c.txt
    data[at + 8 : at + 10] = struct.pack("<H", 1)
    path.write_bytes(data)
    assert detect(path) == "saz"
    with pytest.raises(SourceError, match="protected by a password"):
        list(exchanges(path))
