"""What an address shows, and whose mark it has."""

from __future__ import annotations

import pytest
from tests.generator.webhooks.otys import SECRET, STACK, address

from owskit_generator.webhooks.address import receiver_of, secret_of, shown, stack_of, troubles, with_stack
from owskit_generator.webhooks.secret import Secret


def test_of_our_own_all_but_the_secret_is_shown() -> None:
    ours = Secret(address())
    assert shown(ours) == address("…")
    assert (stack_of(ours), receiver_of(ours)) == (STACK, "https://hooks.acme.nl/otys")
    assert secret_of(ours) == Secret(SECRET)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://a.nl/webhooks", "https://a.nl/webhooks"),
        ("https://a.nl:8443/api/v1/otys.php", "https://a.nl:8443/api/v1/otys.php"),
        ("https://a.nl/hook/8f3a9c0b7d21", "https://a.nl/hook/…"),
        ("https://a.nl/hook?key=hunter2&x", "https://a.nl/hook?key=…&x="),
        ("https://a.nl/hook?user={%user.internalId%}", "https://a.nl/hook?user={%user.internalId%}"),
        ("https://a.nl/hook?user=70101&client=x9", "https://a.nl/hook?user=70101&client=…"),
        ("https://me:pw@a.nl/", "https://…@a.nl/"),
        ("https://a.nl/hook#0a1b2c", "https://a.nl/hook"),
        ("https://a.nl/plainword?owskit=acme", "https://a.nl/…?owskit=acme"),
        ("https://a.nl/?owskit=a b", "https://a.nl/?owskit=…"),
        ("no address", "…"),
        ("", "…"),
    ],
)
def test_of_others_words_are_shown_and_nothing_that_may_be_a_secret(url: str, told: str) -> None:
    assert shown(Secret(url)) == told


def test_a_known_secret_is_masked_wherever_it_stands() -> None:
    assert shown(Secret("https://word.nl/"), [Secret("word")]) == "https://….nl/"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.nl/x",
        "https://a.nl/x?owskit=",
        "https://a.nl/x?owskit=a&owskit=b",
        "https://a.nl/x?owskit=a%20b",
        "https://a.nl/x#?owskit=a",
        "https://a.nl/owskit=a",
        "https://a.nl/x?x=1?owskit=a",
        "",
    ],
)
def test_no_mark(url: str) -> None:
    assert stack_of(Secret(url)) is None


def test_a_mark_is_added_and_the_rest_stays_letter_by_letter() -> None:
    marked = with_stack(Secret("https://a.nl/x?owskit=old&user={%user.internalId%}#end"), "new")
    assert marked == Secret("https://a.nl/x?owskit=new&user={%user.internalId%}#end")
    assert with_stack(Secret("nothing"), "new") is None


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("user={%user.internalId%}", False),
        ("user=%7B%25user.internalId%25%7D", True),
        ("user=%7b%25user.clientId%25%7d", True),
        ("user=7", False),
        ("client={%user.clientId%}&user=%7B%25user.internalId%25%7D", True),
    ],
)
def test_merge_fields_that_were_encoded(query: str, wrong: bool) -> None:
    assert bool(troubles(Secret(f"https://a.nl/x?{query}"))) == wrong
