"""A secret shows itself to nobody who does not ask."""

from __future__ import annotations

import pickle
import traceback
from urllib.parse import quote

import pytest
from tests.generator.webhooks.fake_ows import KEY, FakeOws

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.secret import Secret, masked

TEXT = "a/secret that is-long+enough"


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret(TEXT)
    assert TEXT not in f"{secret} {secret!r} {secret!s} {[secret]} {secret:>40}" + "%s" % secret  # noqa: UP031
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_equal_ones_are_equal() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != Secret(TEXT + "x")
    assert len({Secret(TEXT), Secret(TEXT)}) == 1


def test_masked_in_every_spelling() -> None:
    text = masked(f"{TEXT} {quote(TEXT, safe='')} {TEXT.upper()}", [Secret(TEXT), None])
    assert text == "… … …"


def test_a_traceback_with_its_locals_holds_neither_key_nor_session(ows: FakeOws) -> None:
    session = "session-0123456789abcdefgh"
    ows.replies["Otys.Services.WebhooksService.add"] = lambda request: {"error": {"message": f"no {session} {KEY}"}}
    found: OwsError | None = None
    with OwsClient(ows.url) as client:
        client.login_by_uid(Secret(KEY))
        try:
            client.call("WebhooksService.add", {"webhookUrl": Secret("https://x/secret")})
        except OwsError as error:
            found = error
    assert found is not None
    told = "".join(traceback.TracebackException.from_exception(found, capture_locals=True).format())
    assert "no … …" in told
    # The locals of our own frames: what the test itself holds is not ours to hide.
    ours = told.partition('client.py"')[2]
    assert KEY not in ours
    assert session not in ours
    assert "https://x/secret" not in ours
