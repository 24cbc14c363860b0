"""Which action a call belongs to."""

from owskit_addon.actions.gaps import HOLD, LABEL, QUIET, Actions, clean_label, is_background

__all__ = ["HOLD", "LABEL", "QUIET", "Actions", "clean_label", "is_background"]
