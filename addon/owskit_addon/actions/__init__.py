"""Which action a call belongs to."""

from owskit_addon.actions.gaps import HOLD, LABEL, QUIET, Actions, clean_label, is_background
from owskit_addon.actions.gestures import Gesture, Gestures
from owskit_addon.actions.placing import Placer
from owskit_addon.actions.tags import Tag, read_tag

__all__ = [
    "HOLD",
    "LABEL",
    "QUIET",
    "Actions",
    "Gesture",
    "Gestures",
    "Placer",
    "Tag",
    "clean_label",
    "is_background",
    "read_tag",
]
