"""`owskit record`."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from owskit_generator.cli.host_option import checked

if TYPE_CHECKING:
    from owskit_addon.browser.find import Found
    from owskit_addon.recorder.session import RecordingSession

_PLAIN = (
    "WARNING: --values plain writes names, e-mail addresses and all other personal values as they are.\n"
    "         Whoever reads the file reads them. Keep it safe, and delete it when you are done."
)


@click.command(short_help="Record OTYS Go! through a proxy while somebody clicks.")
@click.argument("capture", type=click.Path(path_type=Path))
@click.option(
    "--host",
    "hosts",
    multiple=True,
    callback=checked,
    help="Record this host too: name, *.name or name:port. Repeatable.",
)
@click.option(
    "--values",
    type=click.Choice(["tokens", "plain"]),
    default="tokens",
    show_default=True,
    help="What is written of personal values. Secrets are never written.",
)
@click.option(
    "--ui",
    type=click.Choice(["none", "web", "console"]),
    default="none",
    show_default=True,
    help="Show the traffic in mitmproxy's own pages or console too; they keep it in memory. "
    "The console starts no browser.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one.")
@click.option("--upstream", metavar="URL", help="A proxy to go through: http://host:port or with user:password@.")
@click.option("--ca", type=click.Path(path_type=Path), help="A certificate (PEM) to trust beside the known ones.")
@click.option("--open", "page", metavar="URL", help="The page to open. Without it, the one opened last.")
@click.option(
    "--browser",
    metavar="NAME|PATH",
    help="Which browser: chromium, chrome, edge, brave, firefox or a program. Without it, the first that is found.",
)
@click.option(
    "--browser-arg",
    "more",
    metavar="ARG",
    multiple=True,
    help="Give this to the browser too, as in --browser-arg=--headless=new. Repeatable.",
)
@click.option("--no-page-script", is_flag=True, help="Leave the pages of OTYS Go! alone; calls are placed by time.")
@click.option(
    "--checklist",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Business events and the ways to do each; the bar on the page leads through them.",
)
@click.option(
    "--names",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own names for what is clicked; what you name in the bar is added. Without it, a file of your account's.",
)
@click.option(
    "--baseline",
    type=click.IntRange(5, 600),
    metavar="SECONDS",
    help="Ask, once OTYS Go! is open, to keep the hands still for so long; what it does by itself is learnt.",
)
@click.option("--no-browser", is_flag=True, help="Start no browser; print what to set in one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one line when it listens, one at the end.")
def command(
    capture: Path,
    hosts: tuple[str, ...],
    values: Literal["tokens", "plain"],
    ui: Literal["none", "web", "console"],
    port: int,
    upstream: str | None,
    ca: Path | None,
    page: str | None,
    browser: str | None,
    more: tuple[str, ...],
    no_page_script: bool,
    checklist: Path | None,
    names: Path | None,
    baseline: int | None,
    no_browser: bool,
    as_json: bool,
) -> None:
    """Record OTYS Go! through a proxy while somebody clicks, until the browser is closed or Ctrl-C.

    A throw-away browser is started that trusts the proxy; no certificate is installed. A capture that exists is gone
    on with. Only OTYS' hosts are decrypted; all else passes as it is.

    \b
    Example:  owskit record session.jsonl --open https://example.otysapp.com/us/modular.html
              owskit mark Change main status        (in another terminal)

    \b
    A checklist, for --checklist:
      events:
        - event: Change main status
          ways: [from the detail, in bulk from the list, from a workflow]
    """
    from owskit_addon.browser.page import last_page, page_to_open
    from owskit_addon.checklist import load_checklist
    from owskit_addon.errors import RecordingError
    from owskit_addon.map_file import MapFile, usual_place
    from owskit_addon.recorder.session import RecordingSession
    from owskit_generator.cli.count_down import CountDown
    from owskit_generator.cli.record_browser import Attended, choose_browser
    from owskit_generator.cli.record_end import say_end

    if checklist is not None:
        load_checklist(checklist)
    names = MapFile(names or usual_place()).path

    opened = page_to_open(page, hosts) if page else last_page(hosts)
    found, without = (None, "") if no_browser or ui == "console" else choose_browser(browser, more)
    if values == "plain":
        click.echo(_PLAIN, err=True)
    count = CountDown()
    session = RecordingSession(
        capture,
        hosts=hosts,
        port=port,
        values=values,
        extra_ca=ca,
        upstream=upstream,
        ui="web" if ui == "web" else "none",
        page=opened,
        page_script=not no_page_script,
        checklist=checklist,
        names=names,
        baseline=baseline or 0,
        on_notice=lambda text: None if ui == "console" else count.say(text),
    )
    if ui == "console":
        _in_console(session, checklist, as_json)
        return
    stop = _stop_event()
    with session, Attended(session, opened, lambda text: click.echo(text, err=as_json)) as attended:
        _say_start(session, as_json, found)
        if baseline and not as_json:
            click.echo(f"Once OTYS Go! is open you are asked to keep your hands still for {baseline} seconds.\n")
        if without:
            click.echo(f"{without}\n", err=True)
        if not (found and attended.start(found, more)) and not as_json:
            _say_how(session)
        while not stop.is_set() and not attended.ended() and not session.wait(0.2):
            attended.look()
            count.show(session.learning)
        attended.look()
        asked, closed, fault = stop.is_set(), attended.ended(), attended.fault()
        died = "" if asked else attended.died()
        attended.close()
        summary = session.stop()
    say_end(session.capture, summary, checklist, as_json)
    if asked:
        return
    if died:
        click.echo(f"\n{died}", err=True)
    if fault:
        raise fault
    if not closed:
        raise RecordingError("The proxy ended by itself; what was recorded until then is in the file.", "Start again.")


def _in_console(session: RecordingSession, checklist: Path | None, as_json: bool) -> None:
    from owskit_addon.recorder.console import record_in_console
    from owskit_generator.cli.record_end import say_end

    def before() -> None:
        _say_start(session, as_json, None)
        if not as_json:
            _say_how(session)
        click.pause("\nAny key opens mitmproxy's console; q in it ends the recording.")

    say_end(session.capture, record_in_console(session, before), checklist, as_json)


def _stop_event() -> threading.Event:
    """Set by Ctrl-C, or by whoever ends this process in a decent way."""
    event = threading.Event()

    def on_signal(*_: Any) -> None:
        event.set()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), on_signal)
    return event


def _browser_to_start(session: RecordingSession) -> list[str]:
    """The command for a browser that the person starts, with a profile of its own that stays."""
    from owskit_addon.recorder.trust import chromium_arguments

    profile = session.ca_certificate.parent / "browser"
    return ["chromium", *chromium_arguments(session.port, session.spki_hash, profile)]


def _say_start(session: RecordingSession, as_json: bool, found: Found | None) -> None:
    """`found` is the browser about to be started, None if there is none."""
    if as_json:
        from owskit_addon.recorder.control import CHECK_PAGE

        ready = {
            "event": "ready",
            "capture": str(session.capture),
            "port": session.port,
            "ca": str(session.ca_certificate),
            "spki": session.spki_hash,
            "browser": _browser_to_start(session),
            "starts": found.path if found else None,
            "check_page": CHECK_PAGE,
        }
        _line(ready)
        return
    closing = "Quitting" if sys.platform == "darwin" else "Closing"  # there a browser without windows runs on
    ends = f"{closing} the browser or Ctrl-C ends" if found else "Ctrl-C ends"
    click.echo(f"Recording into {session.capture} on 127.0.0.1:{session.port}. {ends}.\n")


def _say_how(session: RecordingSession) -> None:
    """What to set in a browser that the person starts."""
    import shlex

    from owskit_addon.recorder.control import CHECK_PAGE

    browser = _browser_to_start(session)
    shown = subprocess.list2cmdline(browser) if sys.platform == "win32" else shlex.join(browser)
    click.echo("Start a browser of its own for it (Chromium, Chrome or Edge), then open OTYS Go! in it:\n")
    click.echo(f"  {shown}\n")
    click.echo(f"Or in any browser: HTTP and HTTPS proxy 127.0.0.1:{session.port}, and trust the certificate")
    click.echo(f"  {session.ca_certificate}\n")
    click.echo(f"Open {CHECK_PAGE} in it first: if that page shows, the browser trusts the proxy.\n")
    click.echo("Name what you do, in another terminal:  owskit mark Change main status")


def _line(data: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(data))
