"""A catalogue in which every name is hostile, from a capture as anybody could hand it over."""

from __future__ import annotations

from typing import Any

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.publish import Filter, published

AT = "2026-11-20T09:30:00.000Z"
NAMES = [
    "</script><script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "' onmouseover='window.hacked=1",
    "{{ 7*7 }}{% raw %}${7*7}",
    "=HYPERLINK(\"https://h.example\")",
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "a\nb\r\n\tc\x00\x1b[31md",
    "\u202egnirts\u2066",
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{FAMILY}",
    "שלום עולם",
    "<!-- --><style>*{display:none}</style>",
    "javascript:window.hacked=1",
    "](javascript:alert(1)) | `x` **b**",
    "constructor",
    "__proto__",
    "x" * 10_240,
    "",
    " ",
]  # fmt: skip


def hostile() -> dict[str, Any]:
    """Labels, places, service calls, envelopes, fields, ways, problems: all of them."""
    events: list[Event] = [CaptureStart(started="<b>2026", owskit="'", values="tokens")]
    for number, name in enumerate(NAMES):
        event = name if number % 2 else None
        id = f"a{number}"
        events.append(Action(id=id, label=name, how="gesture", at=AT, where=name, business_event=event, way=event))
        events.append(Way(business_event=name or "e", way=f"{name} by import", at=AT, state="skipped", reason=name))
        inner: dict[str, Any] = {each: {"x": 1, each: "tok:text:4:0123456789"} for each in NAMES[: number + 1]}
        for call in (name, f"{name}Service.update", f"AService.{name}"):
            events.append(
                Call(
                    id="e",
                    at=AT,
                    service_call=call,
                    action=id,
                    sure="certain",
                    envelopes=[name],
                    args=["tok:session:26:0123456789", "tok:uid:16:0123456789", inner],
                    result={"listOutput": [{name: "tok:uid:16:0123456789", "status": name}] * 12},
                )
            )
        events.append(Call(id="e", at=AT, service_call=name, error={"message": name, "code": name}, outcome="failed"))
        events.append(Problem(what=name))
    return published(document(learn(events)), Filter(background=True))
