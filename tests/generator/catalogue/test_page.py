"""catalogue.md: names from traffic come out as text; a person's own template takes the place of ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.capture.events import Action, Call, CaptureStart
from owskit_addon.errors import GenerateError
from owskit_generator.catalogue.changes import Change
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.markdown import Markdown, code, escape
from owskit_generator.catalogue.page import MARKER, render

AT = "2026-11-20T09:30:00.000Z"
HOSTILE = (
    "a|`b`\n# x\n<script>alert(1)</script> [l](javascript:0) ![i](https://h.example) {{ 7*7 }} {% raw %} **b** \x1b[31m"
)


def page(name: str, label: str = "Save", **extra: Any) -> str:
    start = CaptureStart(owskit="0.1.0", started=AT, source="live", values="tokens")
    call = Call(at=AT, id="1", service_call=name, action="a1", sure="certain", **extra)
    return render(document(learn([start, Action(at=AT, id="a1", label=label, how="mark"), call])))


def test_hostile_names_everywhere_are_text() -> None:
    text = page(HOSTILE, HOSTILE, args=["x", {HOSTILE: {HOSTILE: 1}}], result={HOSTILE: 1}, envelopes=[HOSTILE])
    assert "<script" not in text
    assert "\x1b" not in text
    assert "49" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert text.count("\n# ") == 1
    cells = {len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line.startswith("| `1")}
    assert cells == {6}


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_one_line_without_markup(text: str) -> None:
    escaped = escape(text)
    assert len(escaped.splitlines()) <= 1
    assert not re.search(r"(?<!\\)[`<>|*_\[\]]", re.sub(r"\\\\", "", escaped).replace("\\", "\\"))
    assert not re.match(r"[-+=] |#|\d+[.)] ", escaped)


def test_what_is_markdown_already_stays() -> None:
    assert escape(Markdown("*a*")) == "*a*"
    assert code("CandidateService.updateEx") == "`CandidateService.updateEx`"
    assert code("a`b") == "a&#96;b"


@pytest.mark.parametrize("text", ["2026-11-20T09:30:00.000Z", "0.1.0", "12 of 41", "Candidates › list"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


def test_writes_come_first_and_the_page_says_what_it_is() -> None:
    events: list[Any] = [
        Call(at=AT, id=n, service_call=n) for n in ("AService.get", "ZService.update", "MService.oddly")
    ]
    text = render(document(learn(events)))
    assert text.startswith(MARKER)
    assert text.index("### `ZService.update`") < text.index("### `MService.oddly`") < text.index("### `AService.get`")
    assert "No actions were recorded" in text


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    own = tmp_path / "catalogue" / "catalogue.md.j2"
    own.write_text("{{ calls | length }} {{ calls[0].service_call }}", encoding="utf-8")
    catalogue = document(learn([Call(at=AT, id="1", service_call="<b>")]))
    assert render(catalogue, tmp_path) == "1 &lt;b&gt;"
    own.write_text("a\n{{ nothing }}", encoding="utf-8")
    with pytest.raises(GenerateError, match=r"catalogue\.md\.j2:2: the template has a fault"):
        render(catalogue, tmp_path)
    own.write_text("a\n{% if %}", encoding="utf-8")
    with pytest.raises(GenerateError, match=r"catalogue\.md\.j2:2"):
        render(catalogue, tmp_path)


def test_a_template_that_is_no_utf_8_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "catalogue.md.j2").write_bytes(b"\xff")
    with pytest.raises(GenerateError, match="no UTF-8 text") as raised:
        render(document(learn([])), tmp_path)
    assert raised.value.hint


def test_in_dutch_no_sentence_stays_english() -> None:
    start = CaptureStart(started=AT, values="tokens")
    call = Call(
        id="e", at=AT, service_call="AService.update", args=["x"], action="a", sure="inherited", outcome="failed"
    )
    made = document(learn([start, Action(at=AT, id="a", label="Opslaan", how="mark", where="Lijst"), call]))
    text = render(made, None, "nl")
    assert "Wat er is opgenomen" in text
    assert "afgeleid" in text
    words = {"the", "what", "seen", "and", "inherited", "failed", "write", "kind", "always", "none"}
    assert not words & set(re.findall(r"[a-z]+", text.partition("-->")[2]))


def test_each_change_is_a_line_in_the_words_of_the_page() -> None:
    made = document(learn([Call(id="e", at=AT, service_call="AService.get", args=["x"])]))
    found = [
        Change("call_gone", True, "AService.getList"),
        Change("type_changed", False, "AService.get", "arguments", ("1",), ("integer",), ("string",)),
        Change("call_added", False, "AService.get"),
    ]
    text = render({**made, "changes": {"since": AT, "changes": msgspec.to_builtins(found)}}, None, "nl")
    part = text[text.index("## Wat er is veranderd") : text.index("## Handelingen")]
    assert part.splitlines()[2:] == [
        "- Deze keer niet gezien: AService.getList (kan iets stuk maken)",
        "- AService.get: arguments.1 was geheel getal en is nu tekst",
        "- Nieuw: AService.get",
        "",
    ]
