"""What the demo's recruiter does: the same actions whether a browser clicks or a script talks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Mark = Callable[[str], object]

SIGN_IN = "Sign in"
OPEN = "Candidates › open a candidate"
FROM_DETAIL = "Candidate › change status"
IN_BULK = "Candidates › list › change status in bulk"
FROM_WORKFLOW = "Workflow › run a step"
PUBLISH = "Vacancy › publish"

ACTIONS = (SIGN_IN, OPEN, FROM_DETAIL, IN_BULK, FROM_WORKFLOW, PUBLISH)
STATUS_ACTIONS = (FROM_DETAIL, IN_BULK, FROM_WORKFLOW)
"""The three ways to change a candidate's main status that the manual names (chapter 2.2)."""

STATUS_ID = 12345
"""The status that sends an assessment, as in the manual's example 3.2.4."""


class Recruiter(Protocol):
    """Somebody who can do the actions."""

    def do(self, action: str) -> None:
        """Does one action and waits until its calls are answered."""

    def leave(self) -> None:
        """Closes what was opened."""


def work_through(recruiter: Recruiter, mark: Mark, tell: Callable[[str], None]) -> None:
    """Names each action in the recording, then does it."""
    for action in ACTIONS:
        mark(action)
        recruiter.do(action)
        tell(action)
