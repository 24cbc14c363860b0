"""What mitmproxy says of a failed connection, in our words."""

from __future__ import annotations

import pytest

from owskit_addon.recorder.upstream import failure_of


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ("Certificate verify failed: certificate has expired", "expired"),
        ("Certificate verify failed: self-signed certificate", "self-signed"),
        ("Certificate verify failed: self-signed certificate in certificate chain", "self-signed"),
        ("Certificate verify failed: hostname mismatch", "another host"),
        ("Certificate verify failed: unable to get local issuer certificate", "vouches"),
        ("Certificate verify failed: something new", "cannot be verified"),
        ("[Errno 111] Connect call failed ('10.1.2.3', 443)", "refuses"),
        ("[Errno -2] Name or service not known", "not known"),
        ("Upstream proxy 10.0.0.1:3128 refused HTTP CONNECT request: 407 Wrong", "upstream proxy"),
        ("Upstream proxy 10.0.0.1:3128 refused HTTP CONNECT request: 403 No", "refused the connection"),
        ("server closed connection", "closed"),
        ("The remote server does not speak TLS.", "secure"),
    ],
)
def test_failures_are_told_apart(message: str, what: str) -> None:
    failure = failure_of(message)
    assert failure is not None
    assert what in failure.what
    assert failure.hint
    assert "10." not in failure.what + failure.hint


@pytest.mark.parametrize("message", ["Client disconnected.", "stream reset by client (CANCEL)", "Connection killed."])
def test_a_browser_that_gives_up_is_no_failure(message: str) -> None:
    assert failure_of(message) is None
