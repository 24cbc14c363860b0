from __future__ import annotations

import pytest

from owskit_addon.redaction.tokens import DEEP, Token, Tokens, kind_of, parse_token, secret


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Pieter van den Berg", "text"),
        ("Jan", "text"),
        ("jan@postvak.example", "email"),
        ("1990-02-03", "date"),
        ("2025/12/31", "date"),
        ("31-12-1999", "date"),
        ("2025-07-31T22:00:00.000Z", "datetime"),
        ("2025-07-31 22:00:00", "datetime"),
        ("+31612345678", "phone"),
        ("0612345678", "phone"),
        ("+31 (0)6 12 34 56 78", "phone"),
        ("020-1234567", "phone"),
        ("123456782", "number"),
        ("-5", "number"),
        ("12,50", "number"),
        ("https://x.example/y?z=1", "url"),
        ("<p>Beste</p>", "html"),
        ("Beste <br/> mens", "html"),
        ('{"a": 1}', "json"),
        ("[1, 2]", "json"),
        ("YC_sixEnfpI2Oqid", "uid"),
        ("abcdefghijkLmnop", "uid"),
        ("verantwoordelijk", "text"),
        ("SE3452", "code"),
        ("x" * 500, "text"),
        ('[{"x": "' + "y" * 500 + '"}]', "json"),
        ("<div>" + "y" * 500, "html"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind
    token = Tokens().of(text)
    assert parse_token(token) == Token(
        kind, len(text) if kind != "number" else sum(map(str.isdigit, text)), token[-10:]
    )


def test_equal_values_have_equal_tokens_in_one_capture_only() -> None:
    one, other = Tokens(), Tokens()
    assert one.of("Jansen") == one.of("Jansen") != one.of("jansen")
    assert one.of("Jansen") != other.of("Jansen")


def test_empty_stays_empty() -> None:
    assert Tokens().of("") == ""


def test_half_a_character_has_a_token() -> None:
    assert parse_token(Tokens().of("x\ud800"))


@pytest.mark.parametrize(
    ("text", "token"),
    [
        (secret("password"), Token("secret", what="password")),
        (DEEP, Token("deep")),
        ("tok:session:26:0123456789", Token("session", 26, "0123456789")),
        ("tok:text:5", None),
        ("tok:text:5:xyz", None),
        ("tok:text:5:0123456789 ", None),
        ("tok:", None),
        ("Jansen", None),
    ],
)
def test_parse(text: str, token: Token | None) -> None:
    assert parse_token(text) == token
