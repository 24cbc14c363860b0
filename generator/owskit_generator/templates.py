"""Finds templates: beside the source tree in development, inside the wheel when installed."""

from __future__ import annotations

from pathlib import Path


def template_folder() -> Path:
    """The folder that holds `catalogue/`, `registrations/` and `handlers/`."""
    installed = Path(__file__).parent / "_templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"
