"""The options that the addon gives mitmproxy, and what recording they ask for."""

from __future__ import annotations

from collections.abc import Sequence

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader

from owskit_addon.recorder import control
from owskit_addon.recorder.opening import Wanted


def add_options(loader: Loader) -> None:
    loader.add_option("owskit_capture", str, "", "The capture to record OTYS' service calls into.")
    loader.add_option(
        "owskit_values",
        str,
        "tokens",
        "What is written of personal values: tokens that keep equality and kind, or the values themselves (plain). "
        "Secrets are never written.",
        choices=["tokens", "plain"],
    )
    loader.add_option(
        "owskit_hosts",
        Sequence[str],
        [],
        "More hosts to record beside OTYS' own: a name, *.name for all below it, or name:port.",
    )
    loader.add_option(
        "owskit_page_script",
        bool,
        True,
        "Put a script into the pages of OTYS Go! that says which click made which call.",
    )
    loader.add_option(
        "owskit_checklist",
        str,
        "",
        "A checklist that the bar on the page leads through: business events, ways to do each.",
    )
    loader.add_option(
        "owskit_names", str, "", "Your own names for what the pages call things; what you name in the bar is added."
    )
    loader.add_option(
        "owskit_baseline",
        int,
        0,
        "Seconds for which the person is asked to keep their hands still once OTYS Go! is open, so that what it does "
        "by itself is learnt; 0 asks for nothing.",
    )
    loader.add_option("owskit_page", str, "", f"Where the trust check, {control.CHECK_PAGE}, goes on to.")


def wanted() -> Wanted:
    """The recording that the options ask for."""
    options = ctx.options
    return Wanted(
        capture=options.owskit_capture,
        values=options.owskit_values,
        checklist=options.owskit_checklist,
        names=options.owskit_names,
        baseline=max(options.owskit_baseline, 0),
    )
