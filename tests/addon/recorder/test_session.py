"""What a recording is given is checked before a process starts, and its passwords stay out of sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from owskit_addon.errors import RecordingError
from owskit_addon.recorder.session import RecordingSession, split_upstream
from owskit_addon.recorder.trust import chromium_arguments


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://proxy:3128", ("http://proxy:3128", "")),
        ("https://proxy", ("https://proxy", "")),
        ("http://us:p%40ss%3A@proxy:1/", ("http://proxy:1", "us:p@ss:")),
        ("http://[::1]:3128", ("http://[::1]:3128", "")),
    ],
)
def test_an_upstream_proxy_and_its_password_are_told_apart(url: str, parts: tuple[str, str]) -> None:
    assert split_upstream(url) == parts


@pytest.mark.parametrize("url", ["proxy:3128", "socks5://u:secret@proxy", "http://u:secret@proxy:x", "http://", ""])
def test_a_wrong_upstream_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(RecordingError) as error:
        split_upstream(url)
    assert "secret" not in str(error.value)
    assert "--upstream" in error.value.hint


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_a_file_without_a_certificate_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    session = RecordingSession(tmp_path / "s.jsonl", extra_ca=file, confdir=tmp_path / "conf")
    with pytest.raises(RecordingError, match=r"ca\.pem"):
        session.start()


def test_a_recording_that_was_not_started(tmp_path: Path) -> None:
    session = RecordingSession(tmp_path / "s.jsonl", confdir=tmp_path / "conf")
    with pytest.raises(RecordingError, match="not been started"):
        session.mark("x")
    assert session.stop().calls == 0


def test_the_browser_has_a_profile_of_its_own_and_goes_through_the_proxy_for_loopback_too() -> None:
    arguments = chromium_arguments(8080, "hash=", Path("profile"))
    assert {
        "--proxy-server=127.0.0.1:8080",
        "--proxy-bypass-list=<-loopback>",
        "--ignore-certificate-errors-spki-list=hash=",
        "--user-data-dir=profile",
    } <= set(arguments)
