"""Recording with mitmproxy's console program: it needs this process' own terminal, so it runs in it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from owskit_addon.ports import free_port
from owskit_addon.recorder import trust
from owskit_addon.recorder.child import Reporter, arguments
from owskit_addon.recorder.session import RecordingSession
from owskit_addon.recorder.summary import Summary


def record_in_console(session: RecordingSession, before: Callable[[], None]) -> Summary:
    """Runs until the person leaves the program. `before` may still print: the program then takes the whole screen.

    Raises CaptureError or RecordingError where it does not start.
    """
    from mitmproxy.tools.main import mitmproxy

    session.prepare()
    trust.make_authority(session.confdir)
    session.set_trust()
    session.port = session.port or free_port()
    before()
    reporter = Reporter(session.heard)
    logging.getLogger().addHandler(reporter)
    try:
        mitmproxy(arguments(msgspec.structs.replace(session.orders, port=session.port)))
    except SystemExit:
        raise session.why() from None
    finally:
        logging.getLogger().removeHandler(reporter)
    return session.stop()
