"""Problems of a triggers file before anything runs (loop-guards.md 7): loops, missing aliases, the day's budget."""

from owskit_generator.triggers.lint.codes import CODES, Code
from owskit_generator.triggers.lint.finding import Finding, Level
from owskit_generator.triggers.lint.run import Subject, lint

__all__ = ["CODES", "Code", "Finding", "Level", "Subject", "lint"]
