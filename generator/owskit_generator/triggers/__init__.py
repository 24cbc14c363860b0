"""triggers.yaml: which service calls become webhooks, under which conditions, and what their handlers may write."""

from owskit_generator.triggers.load import load_triggers, parse_triggers, unseen_calls
from owskit_generator.triggers.model import PLACEHOLDER_RECEIVER, Condition, Trigger, Triggers

__all__ = [
    "PLACEHOLDER_RECEIVER",
    "Condition",
    "Trigger",
    "Triggers",
    "load_triggers",
    "parse_triggers",
    "unseen_calls",
]
