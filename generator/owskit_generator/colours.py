"""The colours that all of owskit's pages share."""

from __future__ import annotations

import re
from importlib.resources import files


def shared_colours() -> str:
    """CSS variables, light and dark: the beginning of the sandbox's style sheet."""
    common = (files("owskit_sandbox") / "go" / "common.css").read_text(encoding="utf-8")
    return "\n".join(
        re.findall(r"^(?::root \{.*?^\}|@media \(prefers-color-scheme: dark\) \{.*?^\})", common, re.S | re.M)
    )
