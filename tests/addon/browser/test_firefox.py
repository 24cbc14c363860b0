"""Firefox: everything through the proxy, the certificate by certutil, and a sentence where that is missing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from owskit_addon.browser import firefox
from owskit_addon.browser.find import Found
from owskit_addon.browser.launch import command_line
from owskit_addon.errors import RecordingError


def test_the_settings_send_everything_through_the_proxy() -> None:
    text = firefox.settings(8080)
    assert 'user_pref("network.proxy.ssl", "127.0.0.1");' in text
    assert 'user_pref("network.proxy.ssl_port", 8080);' in text
    assert 'user_pref("network.proxy.allow_hijacking_localhost", true);' in text
    assert all(
        re.fullmatch(r'user_pref\("[\w.-]+", (true|false|-?\d+|"[\w.:,#/-]*")\);', line) for line in text.splitlines()
    )


def test_the_arguments_name_the_profile(tmp_path: Path) -> None:
    found = Found(name="firefox", path="/usr/bin/firefox", kind="firefox")
    given = command_line(found, 8080, "hash=", tmp_path, "https://owskit.internal/", ["--headless"])
    assert given[-2:] == ["--headless", "https://owskit.internal/"]
    assert given[given.index("--profile") + 1] == str(tmp_path)
    assert "--no-sandbox" not in given


def test_without_certutil_it_is_said_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firefox, "find_certutil", lambda: None)
    with pytest.raises(RecordingError, match="certutil") as error:
        firefox.make_profile(tmp_path, 8080, Path("ca.pem"))
    assert "libnss3-tools" in error.value.hint
    assert "--browser chromium" in error.value.hint
    assert "ca.pem" in error.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="programs are made by their mode")
@pytest.mark.parametrize("code", [0, 1])
def test_certutil_gets_profile_and_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    tool, asked = tmp_path / "certutil", tmp_path / "asked"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {asked}\nexit {code}\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr(firefox, "find_certutil", lambda: str(tool))
    if code:
        with pytest.raises(RecordingError, match="could not put"):
            firefox.make_profile(tmp_path, 8080, Path("ca.pem"))
        return
    firefox.make_profile(tmp_path, 8080, Path("ca.pem"))
    new, add = asked.read_text(encoding="utf-8").splitlines()
    assert new == f"-N -d sql:{tmp_path} --empty-password"
    assert add == f"-A -d sql:{tmp_path} -n owskit -t C,, -i ca.pem"
    assert (tmp_path / "user.js").exists()
