"""Events of a capture in, what they show of each service call and each action out.

Two things that know nothing of each other: who made the calls (attributed.py), and what the calls held (held.py).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable

from owskit_addon.capture.events import Event
from owskit_generator.catalogue.attributed import Attributed
from owskit_generator.catalogue.held import Held
from owskit_generator.catalogue.learned import Learned


def learn(events: Iterable[Event], *, attributed: bool = True, held: bool = True) -> Learned:
    """Reads events to their end; one half only where the other is learnt elsewhere, to be merged. Nothing in events
    goes in circles: to look for that would cost time for nothing."""
    learned = Learned()
    parts: list[Attributed | Held] = []
    if attributed:
        parts.append(Attributed(learned))
    if held:
        parts.append(Held(learned))
    looking = gc.isenabled()
    gc.disable()
    try:
        for event in events:
            for part in parts:
                part.see(event)
        for part in parts:
            part.end()
    finally:
        if looking:
            gc.enable()
    return learned
