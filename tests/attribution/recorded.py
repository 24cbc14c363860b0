"""A browser on a recording: the parts of `owskit record`, with Chromium driven in place of a person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from owskit_addon.recorder.session import RecordingSession
from owskit_addon.recorder.trust import chromium_arguments

PATIENCE_MS = 20_000


@contextmanager
def recorded(
    chromium: str, capture: Path, host: str, certificate: Path, folder: Path, **options: Any
) -> Iterator[BrowserContext]:
    """A context whose tabs go through a recording into `capture`; the file is complete when this ends."""
    session = RecordingSession(
        capture, hosts=[host], extra_ca=certificate, confdir=folder / "conf", on_notice=lambda text: None, **options
    )
    profile = folder / "profile"
    with session, sync_playwright() as playwright:
        given = chromium_arguments(session.port, session.spki_hash, profile)
        root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            headless=True,
            args=[argument for argument in given if not argument.startswith("--user-data-dir")] + root,
            viewport={"width": 1280, "height": 900},
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        try:
            yield context
        finally:
            context.close()
            session.stop()
