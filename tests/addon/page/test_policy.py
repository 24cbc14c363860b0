"""A policy is changed only as far as it has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.page.policy import Permit, admit, admit_in_page, is_sandboxed, nonce_for, policies_in, refuses

SOURCE = "https://acme.otysapp.com/owskit-0123/"
PERMIT = Permit(SOURCE, "fresh")


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'",
        "default-src *",
        "script-src https:",
        "script-src 'self' 'nonce-x'; connect-src *.otysapp.com",
        "script-src https://acme.otysapp.com; connect-src acme.otysapp.com:443",
        "img-src 'none'; style-src x.example",
        "DEFAULT-SRC 'SELF'",
        "",
        ";;",
    ],
)
def test_a_policy_that_lets_it_through_stays(policy: str) -> None:
    assert admit(policy, PERMIT) == policy


@pytest.mark.parametrize(
    ("policy", "changed"),
    [
        ("script-src 'none'", f"script-src 'none'; script-src-elem {SOURCE}"),
        ("script-src", f"script-src; script-src-elem {SOURCE}"),
        ("script-src 'unsafe-inline'", f"script-src 'unsafe-inline'; script-src-elem 'unsafe-inline' {SOURCE}"),
        ("script-src 'strict-dynamic' 'sha256-x'", "script-src 'strict-dynamic' 'sha256-x'; script-src-elem "
         "'strict-dynamic' 'sha256-x' 'nonce-fresh'"),
        ("default-src 'none'", f"default-src 'none'; script-src-elem {SOURCE}; connect-src {SOURCE}"),
        ("connect-src https://api.example", f"connect-src https://api.example {SOURCE}"),
        ("script-src https://acme.otysapp.com:8443", f"script-src https://acme.otysapp.com:8443; script-src-elem "
         f"https://acme.otysapp.com:8443 {SOURCE}"),
        ("script-src-elem 'none' ; script-src 'self'", f"script-src-elem {SOURCE}; script-src 'self'"),
        ("script-src *.acme.otysapp.com/a", f"script-src *.acme.otysapp.com/a; script-src-elem "
         f"*.acme.otysapp.com/a {SOURCE}"),
        ("img-src a, script-src b.example", f"img-src a, script-src b.example; script-src-elem b.example {SOURCE}"),
    ],
)  # fmt: skip
def test_what_is_missing_is_added_to_the_narrowest_directive(policy: str, changed: str) -> None:
    assert admit(policy, PERMIT) == changed
    assert admit(changed, PERMIT) == changed


def test_the_nonce_of_the_page_is_used_where_it_has_one() -> None:
    assert nonce_for(["script-src 'nonce-abc'"], SOURCE, "fresh") == ("abc", True)
    assert nonce_for(["default-src 'self'", "script-src 'strict-dynamic' 'nonce-abc'"], SOURCE, "fresh") == (
        "abc",
        True,
    )
    assert nonce_for(["script-src 'strict-dynamic'"], SOURCE, "fresh") == ("fresh", True)
    assert nonce_for(["script-src 'self' 'nonce-abc'"], SOURCE, "fresh") == ("fresh", False)
    assert nonce_for(["script-src 'unsafe-inline'"], SOURCE, "fresh") == ("fresh", False)


@given(st.text(alphabet="abc 'nonce-self;,*:/.strictdynamic\t", max_size=80))
def test_inline_scripts_that_may_run_still_may(policy: str) -> None:
    policy = f"script-src 'unsafe-inline' {policy.replace(',', '')}"
    changed = admit(policy, PERMIT)
    if "nonce-" not in policy and "'strict-dynamic'" not in policy.lower():
        assert "'nonce-" not in changed


def test_a_policy_in_the_page_is_changed_for_sending_only() -> None:
    page = (
        b"""<META content="script-src 'none'; connect-src a.example" http-equiv='Content-Security-Policy'>"""
        b"""<p>content="x">"""
    )
    assert admit_in_page(page, PERMIT) == page.replace(b"a.example", f"a.example {SOURCE}".encode())
    encoded = page.replace(b"'none'", b"&#39;none&#39;")
    assert b"connect-src a.example " + SOURCE.encode() in admit_in_page(encoded, PERMIT)
    assert b"script-src &#39" not in admit_in_page(encoded, PERMIT).replace(b"script-src 'none'", b"")
    other = b"<meta name=description content='default-src none'>caf\xe9"
    assert admit_in_page(other, PERMIT) == other


def test_sandboxes() -> None:
    assert is_sandboxed(["default-src 'self'; sandbox allow-scripts"])
    assert is_sandboxed(["sandbox"])
    assert not is_sandboxed(["sandbox allow-scripts allow-same-origin allow-forms"])
    assert not is_sandboxed(["default-src 'self'"])


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("default-src 'self'", False),
        ("script-src &#39;self&#39;", False),
        ("script-src 'none'", True),
        ("script-src 'nonce-own'; img-src *", False),
        ("script-src 'nonce-other'", True),
        ("script-src 'strict-dynamic' 'nonce-own'", False),
        ("script-src 'strict-dynamic' 'self'", True),
        ("img-src 'none'", False),
    ],
)
def test_whether_a_policy_in_the_page_lets_a_second_script_come(content: str, refused: bool) -> None:
    page = f'<title>t</title><meta http-equiv="Content-Security-Policy" content="{content}">'.encode()
    assert refuses(policies_in(page), Permit(SOURCE, "own")) is refused
