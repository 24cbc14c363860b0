"""Which action a call belongs to."""

from owskit_addon.actions.gaps import HOLD, LABEL, QUIET, Actions, clean_label, is_background
from owskit_addon.actions.gestures import Gesture, Gestures
from owskit_addon.actions.placing import Placer
from owskit_addon.actions.tags import Tag, read_causes, read_tag
from owskit_addon.actions.workers import Workers

__all__ = [
    "HOLD",
    "LABEL",
    "QUIET",
    "Actions",
    "Gesture",
    "Gestures",
    "Placer",
    "Tag",
    "Workers",
    "clean_label",
    "is_background",
    "read_causes",
    "read_tag",
]
