"""Recording live traffic: the mitmproxy addon, and the process that runs it. This face imports no mitmproxy."""

from __future__ import annotations

from pathlib import Path

__all__ = ["script_path"]


def script_path() -> str:
    """The file to give to `mitmdump`, `mitmproxy` or `mitmweb` with `-s`."""
    return str(Path(__file__).with_name("script.py"))
