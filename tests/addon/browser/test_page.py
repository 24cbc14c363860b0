"""The page to open is one that is recorded, and what is remembered of it holds no session."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from owskit_addon.browser.page import last_page, page_to_open, remember
from owskit_addon.errors import RecordingError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("given", "hosts", "opened"),
    [
        (
            "https://acme.otysapp.com/us/modular.html?a=1#/list",
            (),
            "https://acme.otysapp.com/us/modular.html?a=1#/list",
        ),
        ("acme.otysapp.com/us/modular.html", (), "https://acme.otysapp.com/us/modular.html"),
        ("http://127.0.0.1:8443/us", ("127.0.0.1:8443",), "http://127.0.0.1:8443/us"),
        ("go.example.com", ("*.example.com",), "https://go.example.com"),
    ],
)
def test_pages_that_are_recorded(given: str, hosts: tuple[str, ...], opened: str) -> None:
    assert page_to_open(given, hosts) == opened


def test_another_host_is_refused_with_the_option_that_records_it() -> None:
    with pytest.raises(RecordingError) as error:
        page_to_open("https://go.example.com/us?session=hush", ())
    assert "--host go.example.com" in error.value.hint
    assert "hush" not in str(error.value)


def test_another_port_of_a_host_is_refused() -> None:
    with pytest.raises(RecordingError):
        page_to_open("https://127.0.0.1:9999/", ["127.0.0.1:8443"])


@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://acme.otys.nl:port/",
        "https://acme.otys.nl/a b",
        "https://acme.otys.nl/\n--x",
        "https://sanne:hush@acme.otys.nl/",
        "https://[acme.otys.nl/",
        "https://acme.otys.nl/" + "x" * 10_000,
        "",
    ],
)
def test_what_is_no_address_is_refused_without_showing_it(given: str) -> None:
    with pytest.raises(RecordingError) as error:
        page_to_open(given, ())
    assert "hush" not in str(error.value)


def test_only_scheme_host_and_path_are_remembered(home: Path) -> None:
    remember("https://acme.otysapp.com:8443/us;jsessionid=hush/modular.html;x=hush?sid=hush#hush")
    assert last_page(()) == "https://acme.otysapp.com:8443/us/modular.html"
    (file,) = [path for path in home.rglob("*") if path.is_file()]
    assert "hush" not in file.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_last_one_counts() -> None:
    remember("https://one.otysapp.com/a")
    remember("https://two.otysapp.com/b")
    assert last_page(()) == "https://two.otysapp.com/b"


def test_none_is_known_at_first() -> None:
    assert last_page(()) == ""


def test_a_page_that_this_recording_leaves_alone_is_not_opened() -> None:
    remember("https://127.0.0.1:8443/us")
    assert last_page(()) == ""
    assert last_page(["127.0.0.1"]) == "https://127.0.0.1:8443/us"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"javascript:alert(1)", b"https://evil.example.com/"])
def test_a_file_with_anything_else_is_none(home: Path, content: bytes) -> None:
    remember("https://one.otysapp.com/a")
    (file,) = [path for path in home.rglob("*") if path.is_file()]
    file.write_bytes(content)
    assert last_page(()) == ""
