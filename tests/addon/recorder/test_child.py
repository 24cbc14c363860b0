"""What the recording's process gives mitmproxy."""

from __future__ import annotations

import os
import time
from pathlib import Path

from owskit_addon.recorder.child import UNUSED, Orders, arguments


def trusted(folder: Path, certificate: str) -> Path:
    """The file of authorities that a recording with this `--ca` trusts."""
    ca = folder / "ca.pem"
    ca.write_text(certificate, encoding="utf-8")
    orders = Orders(
        script="s", capture="c", values="tokens", confdir=str(folder), port=0, allow_hosts=[], hosts=[], ca=str(ca)
    )
    (found,) = [given for given in arguments(orders) if given.startswith("ssl_verify_upstream_trusted_ca=")]
    return Path(found.partition("=")[2])


def test_a_certificate_is_trusted_beside_the_known_ones(tmp_path: Path) -> None:
    text = trusted(tmp_path, "one of mine").read_text(encoding="utf-8")
    assert "one of mine" in text
    assert text.count("BEGIN CERTIFICATE") > 50


def test_files_of_authorities_that_nobody_used_for_long_go(tmp_path: Path) -> None:
    old, used = trusted(tmp_path, "old"), trusted(tmp_path, "used")
    long_ago = time.time() - UNUSED - 60
    for file in (old, used):
        os.utime(file, (long_ago, long_ago))
    assert trusted(tmp_path, "used") == used
    assert used.exists()
    assert not old.exists()
