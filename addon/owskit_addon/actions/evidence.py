"""What was seen of each call: alone in the background, alone under actions, or in requests that several causes share.

Plain data of bounded size. What is seen in another order makes the same evidence, up to the bounds.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import MutableMapping, Sequence
from itertools import islice
from typing import Any

import msgspec

from owskit_addon.actions.fingerprint import Seen
from owskit_addon.capture.events import Action, Cause

BOUND = 8192
"""Different calls, and actions, that are remembered. Those that were not seen for longest go first."""

_IDS, _TIMES, _VARIANTS = 512, 64, 8

_HABIT = 2
_HELD = frozenset({"certain", "inherited", "navigation"})

Sight = tuple[float, str, Sequence[Cause]]
"""One time that a call was seen: when, in which tab, and what it may have come from."""

Ids = dict[str, None]
"""Ids of actions: a set that knows which of its members is the oldest."""


class Known(msgspec.Struct):
    """One call, at one of three levels: same arguments, same shape, same name.

    `idle` counts it alone in the background and `most` in one such request; `variants` are the different calls of the
    next finer level that did so. `held` are actions that it is known to come from, `loose` those it came after in time,
    `shared` those it had a request in common with. `times` (not by name) are (time, tab, action or empty).
    """

    idle: int = 0
    most: int = 0
    variants: set[int] = set()
    held: Ids = {}
    loose: Ids = {}
    shared: Ids = {}
    times: list[tuple[float, str, str]] = []


_NOTHING = Known()


def repeats(action: Action) -> str:
    """What actions that are repetitions of one another have in common. What time alone set apart repeats nothing."""
    if action.how == "gap":
        return action.id
    if action.business_event:
        return f"\0{action.business_event}\0{action.way or ''}"
    return f"{action.how}\0{action.where}\0{action.label}"


class Evidence:
    """All that was seen. `named` tells of an action, before or after its calls."""

    def __init__(self) -> None:
        self._exact: dict[int, Known | Sight] = {}  # most arguments are seen once
        self._shape: dict[int, Known] = {}
        self._name: dict[str, Known] = {}
        self._actions: dict[str, str] = {}
        self._gestures: Ids = {}
        self._pages: Ids = {}
        self._done: dict[str, Ids] = {}
        self._idle = 0

    def named(self, action: Action) -> None:
        """An action's event, or the one that replaces it."""
        known = self._done.get(self.kind(action.id), {})
        done = action.id in known and known.pop(action.id) is None
        _remember(self._actions, action.id, repeats(action))
        if done:
            _add(_entry(self._done, self.kind(action.id)), action.id)
        if action.how in {"gesture", "navigation"}:
            _remember(self._gestures, action.id, None)
        if action.how == "navigation":
            _remember(self._pages, action.id, None)

    def see(self, calls: Sequence[Seen], causes: Sequence[Cause]) -> None:
        """The calls of one request that may have come from any of its causes (each action once)."""
        if not calls:
            return
        persons = [action for action, _ in causes if action is not None]
        for action in persons:
            _add(_entry(self._done, self.kind(action)), action)
        idle = Counter(call.exact for call in calls) if causes and not persons else None
        for call in calls:
            sight = (call.at, call.tab, causes)
            shape, name = _known(self._shape, call.shape), _known(self._name, call.service_call)
            _see(shape, sight)
            _blame(name, causes)
            if idle is None and call.exact not in self._exact:
                _remember(self._exact, call.exact, sight)
                continue
            exact = _known(self._exact, call.exact)
            _see(exact, sight)
            if idle is not None:
                self._idle += 1
                for known in (exact, shape, name):
                    known.idle += 1
                exact.most = max(exact.most, idle[call.exact])
                for known, finer in ((shape, call.exact), (name, call.shape)):
                    if len(known.variants) < _VARIANTS:
                        known.variants.add(finer)

    def levels(self, call: Seen) -> tuple[Known, Known, Known]:
        """What is known of a call: with the same arguments, of the same shape, of the same name. Only to be read."""
        exact = self._exact.get(call.exact, _NOTHING)
        return (
            exact if isinstance(exact, Known) else _see(Known(), exact),
            self._shape.get(call.shape, _NOTHING),
            self._named(call),
        )

    def _named(self, call: Seen) -> Known:
        return self._name.get(call.service_call, _NOTHING)

    def kind(self, action: str) -> str:
        """What the action has in common with its repetitions; its id as long as no event told."""
        return self._actions.get(action, action)

    def kinds(self, ids: Ids) -> set[str]:
        return {self.kind(each) for each in ids}

    def is_gesture(self, action: str) -> bool:
        """Whether the action is one gesture, or one page: what was marked or led holds many."""
        return action in self._gestures

    def is_page(self, action: str) -> bool:
        """Whether the action is a page that was opened, which somebody's doing may be long behind."""
        return action in self._pages

    def is_persons(self, call: Seen) -> bool:
        """Whether calls of this name were seen to come from what somebody did, and from nothing else."""
        known = self._named(call)
        return not known.idle and len(known.held) >= _HABIT and not any(self.is_page(action) for action in known.held)

    def is_stray(self, call: Seen) -> bool:
        """Whether what people's actions make was seen once, and only once, as if it were the background's: it may have
        joined a request of the background's."""
        known = self._named(call)
        return known.idle <= 1 and any(not self.is_page(action) for action in known.held)

    def in_every_repetition(self, call: Seen, action: str, least: int) -> bool:
        """Whether a call of this name was seen in each of at least so many repetitions of an action."""
        done = self._done.get(self.kind(action), {})
        name = self._named(call)
        return len(done) >= least and all(
            each in name.held or each in name.loose or each in name.shared for each in done
        )

    def repeated(self, action: str) -> int:
        """How often the action was done, as far as it made calls."""
        return len(self._done.get(self.kind(action), {}))

    def idle(self) -> list[str]:
        return sorted(name for name, known in self._name.items() if known.idle)

    def surprise(self) -> float:
        """The chance that the next background call has a name that the background never had: those that were seen once
        against all that were seen (Good and Turing), counting one more of each so that little evidence is none."""
        once = sum(known.idle == 1 for known in self._name.values())
        return (once + 1) / (self._idle + 1)


def times_of(known: Known, tab: str) -> list[float]:
    """When a call was made in one tab; the tab of some may not be known."""
    return [at for at, its_tab, _ in known.times if its_tab == tab]


def times_under(known: Known, action: str) -> list[float]:
    """When a call was made under one action alone."""
    return [at for at, _, its_action in known.times if its_action == action]


def _known[K](entries: MutableMapping[K, Any], key: K) -> Known:
    """The entry of a key, which becomes the last to go."""
    entry = entries.pop(key, None)
    if isinstance(entry, Known):
        entries[key] = entry
        return entry
    known = Known() if entry is None else _see(Known(), entry)
    return _remember(entries, key, known)


def _see(known: Known, sight: Sight) -> Known:
    at, tab, causes = sight
    action = _blame(known, causes)
    times, time = known.times, (at, tab, action or "")
    if times and time < times[-1]:
        insort(times, time)
    else:
        times.append(time)
    if len(times) > _TIMES:
        del times[0]
    return known


def _blame(known: Known, causes: Sequence[Cause]) -> str | None:
    """Adds the actions that a call may have come from; gives the one that it came from alone."""
    if len(causes) == 1:
        action, sure = causes[0]
        if action is not None:
            _add(known.held if sure in _HELD else known.loose, action)
        return action
    for action, _ in causes:
        if action is not None:
            _add(known.shared, action)
    return None


def _entry(entries: dict[str, Ids], key: str) -> Ids:
    known = entries.get(key)
    return _remember(entries, key, {}) if known is None else known


def _remember[K, V](entries: MutableMapping[K, Any], key: K, value: V) -> V:
    entries[key] = value
    _shorten(entries, BOUND)
    return value


def _add(ids: Ids, member: str) -> None:
    if member in ids:
        del ids[member]
    ids[member] = None
    _shorten(ids, _IDS)


def _shorten(entries: MutableMapping[Any, Any], bound: int) -> None:
    """A quarter goes at once: one by one, each would cost a look past all that went before it."""
    if len(entries) > bound:
        for key in list(islice(entries, bound // 4)):
            del entries[key]
