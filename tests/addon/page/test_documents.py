"""A script is served once, a token is good for its document and origin only."""

from __future__ import annotations

from owskit_addon.page.documents import REMEMBERED, Documents

HERE = "https://acme.otysapp.com"


def test_a_script_is_loaded_once_and_then_its_token_counts() -> None:
    documents = Documents()
    document = documents.issue(HERE, "nl", 1.0)
    assert documents.speaks(document.token, HERE, 2.0) is None
    assert documents.load(document.name, "https://other.otysapp.com") is None
    assert documents.load(document.bar, HERE) is None  # the script asks for it, once it is there itself
    for name in (document.name, document.bar):
        assert documents.load(name, HERE) is document
        assert documents.load(name, HERE) is None
    assert documents.speaks(document.token, "https://other.otysapp.com", 2.0) is None
    assert documents.speaks("x" * 24, HERE, 2.0) is None
    assert documents.speaks(document.token, HERE, 2.0) is document
    assert document.heard == 2.0


def test_memory_is_bounded() -> None:
    documents = Documents()
    first = documents.issue(HERE, "nl", 0.0)
    for number in range(REMEMBERED):
        documents.issue(HERE, "nl", float(number))
    assert documents.load(first.name, HERE) is None
    assert len(documents._by_token) == REMEMBERED
    assert len(documents._by_name) == 2 * REMEMBERED


def test_an_origin_is_silent_until_one_of_its_documents_speaks() -> None:
    documents = Documents()
    document = documents.issue(HERE, "nl", 10.0)
    assert not documents.silent(HERE, 9.0)
    assert documents.silent(HERE, 11.0)
    documents.load(document.name, HERE)
    documents.speaks(document.token, HERE, 12.0)
    assert not documents.silent(HERE, 20.0)
