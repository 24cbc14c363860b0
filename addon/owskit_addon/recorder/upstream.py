"""Why a request did not reach OTYS, in words of ours: mitmproxy's own text may hold an address, so it is only read."""

from __future__ import annotations

from typing import NamedTuple


class Failure(NamedTuple):
    what: str
    hint: str


_CA = "If a security product or a test server stands between, give its certificate with --ca FILE."
_UNSENT = f"Nothing was sent to it. {_CA}"
_NETWORK = "Check the network, and --upstream if a proxy is needed."
_DOWN = "Check the address and that the server runs; with --upstream, that the proxy there does."
_SIGN_IN = (
    "It wants another name and password: --upstream http://user:password@host:port. A proxy that takes only a Windows "
    "sign-in (NTLM, Kerberos) needs a program between that signs in."
)
_FAILURES = (
    ("certificate has expired", Failure("the server's certificate has expired", _UNSENT)),
    ("not yet valid", Failure("the server's certificate is not valid yet", "Check this machine's clock.")),
    ("self-signed", Failure("the server's certificate is self-signed", _UNSENT)),
    ("self signed", Failure("the server's certificate is self-signed", _UNSENT)),
    ("hostname mismatch", Failure("the server's certificate is for another host", _UNSENT)),
    ("ip address mismatch", Failure("the server's certificate is for another host", _UNSENT)),
    ("unable to get local issuer", Failure("nobody known vouches for the server's certificate", _UNSENT)),
    ("certificate verify failed", Failure("the server's certificate cannot be verified", _UNSENT)),
    ("connect request: 407", Failure("the upstream proxy refused the connection", _SIGN_IN)),
    ("upstream proxy", Failure("the upstream proxy refused the connection", "Check the address given to --upstream.")),
    ("refused", Failure("the server refuses the connection", _DOWN)),
    (
        "connect call failed",
        Failure("the server refuses the connection", _DOWN),
    ),
    ("getaddrinfo", Failure("the host name is not known", _NETWORK)),
    ("name or service", Failure("the host name is not known", _NETWORK)),
    ("name resolution", Failure("the host name is not known", _NETWORK)),
    ("timed out", Failure("the server does not answer", _NETWORK)),
    ("unreachable", Failure("the server cannot be reached", _NETWORK)),
    ("connection failed", Failure("the server cannot be reached", _NETWORK)),
    ("server closed connection", Failure("the server closed the connection", "Try again.")),
    ("server disconnected", Failure("the server closed the connection", "Try again.")),
    ("tls", Failure("no secure connection to the server", "Check that the address is an HTTPS server.")),
)
_CANCELLED = ("client disconnected", "client closed", "stream reset by client", "killed", "peer closed connection")


def failure_of(message: str) -> Failure | None:
    """What a flow's error text means; None where the browser itself gave up, which is no fault of anybody's."""
    text = message.lower()
    if any(sign in text for sign in _CANCELLED):
        return None
    return next((failure for sign, failure in _FAILURES if sign in text), None)
