"""Written by owskit and rewritten by `owskit generate`: what is yours stands in handlers/.

A handler needs these names and no others.
"""

from generated.decision import Decision, done, skip
from generated.event import Event
from generated.ows import Ows
from generated.rpc import OwsError, OwsUncertain

__all__ = ["Decision", "Event", "Ows", "OwsError", "OwsUncertain", "done", "skip"]
