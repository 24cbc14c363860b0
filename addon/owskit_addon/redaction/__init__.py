"""Secrets and personal values leave before anything is written (capture-techniques.md 7; `ows.md` 3.4, 11)."""

from owskit_addon.redaction.redactor import Redacted, Redactor

__all__ = ["Redacted", "Redactor"]
