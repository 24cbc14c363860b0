"""Every use of every service call in captures: by which action, how sure, with which arguments. Memory is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Sure, seconds
from owskit_addon.redaction import Redactor
from owskit_addon.service_call import kind_of
from owskit_addon.wire.calls import WireCall
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.learned import Learned
from owskit_generator.triggers.sample import Sample, sample_of

MOST_SAMPLES = 20_000
"""Different arguments that are remembered; what comes after them is counted but not looked at."""

BY_CLICK: frozenset[Sure] = frozenset({"certain", "inherited", "probable"})


class Use(NamedTuple):
    """One way in which a call was used. `sample` is None where its arguments were not looked at."""

    action: str | None
    sure: Sure
    failed: bool
    sample: Sample | None

    @property
    def clicked(self) -> bool:
        return self.action is not None and self.sure in BY_CLICK


class Span(msgspec.Struct):
    """One recording: when its first and last call were sent, and how often each call was."""

    first: float | None = None
    last: float | None = None
    calls: dict[str, int] = {}


class Uses(msgspec.Struct):
    """`calls` counts the uses of each service call, `actions` are the last event of each id. `users` are the ids that
    `check` named: who was signed in (`ows.md` 3.1)."""

    actions: dict[str, Action] = {}
    calls: dict[str, dict[Use, int]] = {}
    spans: list[Span] = []
    users: set[str] = set()
    samples: int = 0
    overlooked: int = 0

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        """Gives the events on, and learns from them on their way."""
        redactor: Redactor | None = None
        for event in events:
            match event:
                case CaptureStart():
                    self.spans.append(Span())
                    redactor = None if event.values == "tokens" else Redactor("tokens")
                case Action():
                    self.actions[event.id] = event
                case Call():
                    self._see(event, redactor)
            yield event

    def _see(self, call: Call, redactor: Redactor | None) -> None:
        if not self.spans:
            self.spans.append(Span())
        _measure(self.spans[-1], call)
        if call.service_call == "check" and isinstance(call.result, dict):
            user = call.result.get("id")
            if isinstance(user, int | str) and not isinstance(user, bool):
                self.users.add(str(user))
        uses = self.calls.setdefault(call.service_call, {})
        # A refused call changed nothing; one whose answer is not known may have (`ows.md` 2.4).
        failed = call.outcome == "failed"
        use = Use(call.action, call.sure, failed, self._sample(call, redactor))
        if use.sample is not None and use not in uses:
            if self.samples >= MOST_SAMPLES:
                self.overlooked += 1
                use = use._replace(sample=None)
            else:
                self.samples += 1
        uses[use] = uses.get(use, 0) + 1

    def _sample(self, call: Call, redactor: Redactor | None) -> Sample | None:
        """Only of calls that may become triggers: reads are most of the traffic."""
        if kind_of(call.service_call) not in {"write", "unknown"}:
            return None
        args = call.args if redactor is None else _redacted(redactor, call)
        return sample_of(args)


class Captured(NamedTuple):
    """All that captures show: the catalogue as JSON data, the shapes behind it, and the single uses."""

    catalogue: dict[str, Any]
    learned: Learned
    uses: Uses


def captured(events: Iterable[Event]) -> Captured:
    """Reads events to their end, once."""
    uses = Uses()
    learned = learn(uses.watch(events))
    return Captured(document(learned), learned, uses)


def _redacted(redactor: Redactor, call: Call) -> Any:
    """A capture may hold values as they were sent: those of persons go here too."""
    return redactor.redact(
        WireCall(method=call.method, service_call=call.service_call, envelopes=(), place="", args=call.args)
    ).args


def _measure(span: Span, call: Call) -> None:
    span.calls[call.service_call] = span.calls.get(call.service_call, 0) + 1
    try:
        at = seconds(call.at)
    except (ValueError, OverflowError):
        return
    span.first = at if span.first is None else min(span.first, at)
    span.last = at if span.last is None else max(span.last, at)
