"""An emulated OWS with a small Go!, to try owskit and to test it without an OTYS account."""

from __future__ import annotations

from .rules import Rules
from .server import CannotListen, PortInUse, Sandbox

__all__ = ["CannotListen", "PortInUse", "Rules", "Sandbox"]
