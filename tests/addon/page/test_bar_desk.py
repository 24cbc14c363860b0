from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from owskit_addon.page.bar_desk import bar_handlers
from owskit_addon.page.documents import Document, Documents
from owskit_addon.page.serve import Answer, Asked
from owskit_addon.recorder.recording import Recording

GO = "https://go.otysapp.com"


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    made = Recording(tmp_path / "s.jsonl", "tokens")
    yield made
    made.close()


def document(documents: Documents, origin: str = GO) -> Document:
    made = documents.issue(origin, "en", 0.0)
    documents.load(made.name, origin)
    documents.speaks(made.token, origin, 1.0)
    return made


def asked(method: str, what: str, query: str = "", body: bytes = b"") -> Asked:
    return Asked(method=method, what=what, query=query, origin=GO, token="", body=body, at=0.0)


def reach(recording: Recording, method: str, what: str, query: str = "", body: bytes = b"") -> Answer:
    documents = Documents()
    return bar_handlers(recording, documents)[method, what](document(documents), asked(method, what, query, body))


def read(answer: Answer) -> Any:
    return msgspec.json.decode(answer.body)


def test_the_state_and_nothing_where_nothing_has_changed(recording: Recording) -> None:
    first = reach(recording, "GET", "state")
    assert (first.status, read(first)["light"]) == (200, "recording")
    again = reach(recording, "GET", "state", f"after={read(first)['number']}")
    assert (again.status, again.body) == (204, b"")


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=" + "9" * 40, "after=\u0663"])
def test_a_number_that_is_none_is_refused(recording: Recording, query: str) -> None:
    assert reach(recording, "GET", "state", query).status == 400


def test_an_order_is_answered_with_the_state_after_it(recording: Recording) -> None:
    answer = reach(recording, "POST", "order", body=b'{"do":"begin"}')
    assert (answer.status, read(answer)["action"]["held"]) == (200, True)


def test_an_order_that_makes_no_sense_is_refused_in_a_word(recording: Recording) -> None:
    assert read(reach(recording, "POST", "order", body=b'{"do":"done"}')) == {"refused": "nothing-begun"}


@pytest.mark.parametrize("body", [b"", b"{", b'{"do":"x"}', b"[" * 20_000, b"\xff", b'{"do":"name","action":"a1"}'])
def test_what_is_no_order_is_refused_and_changes_nothing(recording: Recording, body: bytes) -> None:
    before = recording.writer.path.read_bytes()
    assert reach(recording, "POST", "order", body=body).status == 400
    assert recording.writer.path.read_bytes() == before


def test_a_frame_is_told_of_a_bar_around_it(recording: Recording) -> None:
    documents = Documents()
    inner = document(documents, "https://forms.otysapp.com")
    state = bar_handlers(recording, documents)["GET", "state"]
    query = "after=0&above=https%3A%2F%2Fgo.otysapp.com,https%3A%2F%2Fintranet.example"
    assert "light" in read(state(inner, asked("GET", "state", query)))
    document(documents, GO)
    assert read(state(inner, asked("GET", "state", query))) == {"elsewhere": True}


def test_every_problem_that_a_recruiter_can_meet_has_a_dutch_sentence() -> None:
    from owskit_addon.page.channel import TROUBLE
    from owskit_addon.page.script import bar
    from owskit_addon.recorder import pages, upstream

    said = {what for what, _ in TROUBLE.values()} | {failure.what for _, failure in upstream._FAILURES}
    said |= {
        pages.FORGED,
        pages.UNREADABLE,
        pages.REFUSED,
        pages.WORKER,
        pages.ANSWERED,
        "the browser does not trust the proxy",
    }
    dutch = bar("nl").partition("PROBLEMS_NL")[2]
    assert [what for what in said if f'"{what}"' not in dutch] == []
