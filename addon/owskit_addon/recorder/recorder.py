"""The mitmproxy addon. It looks at OTYS' traffic and changes nothing but the pages' script and its header: a fault of
ours lets the bytes through.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Concatenate

import msgspec
from mitmproxy import contentviews, ctx, exceptions
from mitmproxy.addonmanager import Loader
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.tls import TlsData

from owskit_addon.actions import Tag
from owskit_addon.contentview import ServiceCallsView
from owskit_addon.errors import OwskitError
from owskit_addon.recorder import baseline, check_page, control, remote
from owskit_addon.recorder.annotation import annotate
from owskit_addon.recorder.beside import Beside
from owskit_addon.recorder.commands import Commands
from owskit_addon.recorder.exchanges import Taken, taken_from
from owskit_addon.recorder.hidden import hide
from owskit_addon.recorder.opening import Wanted, opened
from owskit_addon.recorder.options import add_options, wanted
from owskit_addon.recorder.pages import Pages, is_ours, take_tags
from owskit_addon.recorder.recording import Recording
from owskit_addon.recorder.scope import in_scope
from owskit_addon.recorder.turns import LARGE, Turns
from owskit_addon.recorder.unrecorded import HOW, show
from owskit_addon.recorder.unsaved import OPTIONS, keep_out, keep_out_soon
from owskit_addon.recorder.upstream import failure_of

logger = logging.getLogger("owskit")

_DISTRUST = "the client does not trust"


def harmless[**P, R](
    hook: Callable[Concatenate[Recorder, P], R],
) -> Callable[Concatenate[Recorder, P], R | None]:
    """A hook that cannot fail: what goes wrong in it becomes a problem in the capture."""

    @functools.wraps(hook)
    def guarded(self: Recorder, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return hook(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - whatever it is, the traffic goes on
            with suppress(Exception):
                if self.recording is not None:
                    self.recording.fault(error, hook.__name__)
            return None

    return guarded


def _scope(more: Sequence[str]) -> Callable[[str, int], bool]:
    """Whether a host and port are looked at; asked for each response, hence remembered."""
    wanted = tuple(more)
    return functools.lru_cache(maxsize=1024)(lambda host, port: in_scope(host, port, wanted))


def _begun(given: Wanted) -> Recording | Beside:
    """Beside the proxy where its loop runs, which has to wait for it; raises as `opened` does."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return opened(given)
    try:
        return Beside(given)
    except OSError as error:
        logger.warning("The recording runs in the proxy's own process (%s).", type(error).__name__)
        return opened(given)


def _checked(text: str, *, trusted: bool) -> None:
    logger.info(text, extra={"owskit": {"event": "check", "trusted": trusted}})


def _baseline_said(told: baseline.Told, text: str) -> None:
    logger.info(text, extra={"owskit": {"event": "baseline", "text": text, **msgspec.to_builtins(told)}})


class Recorder:
    """Records what goes to OTYS into the file that the option `owskit_capture` names."""

    def __init__(self) -> None:
        self.recording: Recording | Beside | None = None
        self.pages: Pages | None = None
        self._opened: Wanted | None = None
        self._announcement: control.Announcement | None = None
        self._running = False
        self._in_scope = _scope(())
        self._turns = Turns()
        self.commands = Commands(lambda: self.recording)
        self.addons = [self.commands]
        self._follower: asyncio.Task[None] | None = None

    def load(self, loader: Loader) -> None:
        contentviews.add(ServiceCallsView())
        add_options(loader)

    def configure(self, updated: set[str]) -> None:
        if "owskit_hosts" in updated:
            self._in_scope = _scope(ctx.options.owskit_hosts)
        if self._running and updated & OPTIONS:
            keep_out_soon()
        if updated & {"owskit_capture", "owskit_values", "owskit_checklist", "owskit_names"}:
            try:
                self._open(wanted())
            except OwskitError as error:
                if self._running:
                    raise exceptions.OptionsError(str(error)) from None  # type: ignore[no-untyped-call]
                # At the start mitmproxy shows an exception with its traceback; an error in the log ends it as well.
                report = {"event": "error", "kind": type(error).__name__, "message": error.message, "hint": error.hint}
                logger.error("%s %s", error.message, error.hint, extra={"owskit": report})

    def running(self) -> None:
        self._running = True
        self._announce()
        keep_out()
        if not ctx.options.owskit_capture:
            logger.warning(HOW)
        self._follower = baseline.follower(self._tick, _baseline_said)

    @harmless
    def http_connect(self, flow: HTTPFlow) -> None:
        if self.recording is not None and flow.request.host != control.HOST:
            self.recording.saw_host(flow.request.host)

    @harmless
    def requestheaders(self, flow: HTTPFlow) -> None:
        tags = take_tags(flow)
        if self.pages is not None and self._host(flow):
            self.pages.head(flow, tags)

    @harmless
    def request(self, flow: HTTPFlow) -> Awaitable[None] | None:
        if flow.request.host == control.HOST and self.recording is not None and check_page.is_asked(flow):
            if check_page.answer(flow, ctx.options.owskit_page):
                _checked("The browser trusts the proxy.", trusted=True)
        elif flow.request.host == control.HOST:
            return self._turns.take(functools.partial(self._obey, flow), self._apart())
        elif is_ours(flow) and self._host(flow):
            flow.response = Response.make(404)
            if self.pages is not None:
                return self._turns.take(functools.partial(self.pages.answer, flow), self._apart())
        else:
            if flow.request.scheme == "http" and self.recording is not None:
                self.recording.saw_host(flow.request.host)
            if self.pages is not None and self._host(flow):
                self.pages.report(flow)
        return None

    @harmless
    def response(self, flow: HTTPFlow) -> Awaitable[None] | None:
        """Returns what mitmproxy waits for before the browser gets the answer, or None where the call is written."""
        if flow.request.host == control.HOST or is_ours(flow):
            hide(flow)
            return None
        if not (host := self._host(flow)):
            return None
        if self.pages is not None:
            self.pages.document(flow)
        return self._take(flow, host)

    @harmless
    def error(self, flow: HTTPFlow) -> Awaitable[None] | None:
        if self.recording is None or not (host := self._host(flow)):
            return None
        if flow.error is not None and (failure := failure_of(flow.error.msg)):
            self.recording.problem(failure.what, host, failure.hint)
        if flow.request.data.content is None:
            return None  # the browser went away in the middle of its request, which nobody has seen then
        return self._take(flow, host)

    @harmless
    def server_connect_error(self, data: ServerConnectionHookData) -> None:
        """mitmproxy on its own connects before there is a request, so that no flow tells of a server that is down."""
        if self.recording is None or data.server.address is None:
            return
        host, port = data.server.address[:2]
        if self._in_scope(host, port) and (failure := failure_of(data.server.error or "")):
            self.recording.problem(failure.what, host, failure.hint)

    @harmless
    def tls_failed_client(self, data: TlsData) -> None:
        if self.recording is None or not (data.conn.error or "").lower().startswith(_DISTRUST):
            return  # browsers also leave connections that they opened in advance
        host, port = (data.context.server.address or ("", 0))[:2]
        if host == control.HOST:
            _checked("The browser does not trust the proxy.", trusted=False)
        elif self._in_scope(host, port):
            hint = "Start it as `owskit record` says, or trust the certificate."
            self.recording.problem("the browser does not trust the proxy", host, hint)

    @harmless
    def done(self) -> None:
        if self._follower is not None:
            self._follower.cancel()
        self._close()

    def _take(self, flow: HTTPFlow, host: str) -> Awaitable[None] | None:
        """Hands a service call's exchange to the recording, wherever that is."""
        tag = self.pages.tag(flow) if self.pages is not None else None
        taken = taken_from(flow, host)
        if taken is None:
            return None
        if self.recording is None:
            return self._turns.take(functools.partial(show, flow, taken), taken.size)
        if tag is None and self.pages is not None:
            self.pages.untagged(flow)
        if isinstance(self.recording, Beside) and self.recording.here is None:
            return self.recording.noted(taken, tag, functools.partial(annotate, flow))
        return self._turns.take(functools.partial(self._record, flow, taken, tag), taken.size)

    @harmless
    def _record(self, flow: HTTPFlow, taken: Taken, tag: Tag | None) -> None:
        if self.recording is not None and (here := self.recording.here) is not None:
            annotate(flow, here.noted(taken, tag))

    def _apart(self) -> int:
        """What the page or another terminal asks for is waited for in a thread, where the recording is elsewhere."""
        return LARGE if self.recording is not None and self.recording.here is None else 0

    @harmless
    def _obey(self, flow: HTTPFlow) -> None:
        token = self._announcement.state.token if self._announcement else None
        remote.answer(flow, self.recording, token)

    @harmless
    def _tick(self) -> baseline.News | Awaitable[baseline.News]:
        return self.recording.tick() if self.recording is not None and not self._turns.busy else None

    def _host(self, flow: HTTPFlow) -> str:
        """Where the request went, by address or else by its Host header; empty where that is none of ours."""
        request = flow.request.data
        if self._in_scope(request.host, request.port):
            return request.host
        named = flow.request.pretty_host
        return named if named != request.host and self._in_scope(named, request.port) else ""

    def _open(self, given: Wanted) -> None:
        capture, before = given.capture, self._opened
        if given == before:
            return
        if not capture and not self._running and ctx.master.addons.get("view") is None:  # type: ignore[no-untyped-call]
            raise OwskitError("No capture to record into.", "Name one: --set owskit_capture=session.jsonl")
        if capture and before is not None and capture == before.capture:
            what = "Personal values are kept in one way in a capture; so are its checklist and names."
            raise OwskitError(what, "Set another owskit_capture first.")
        recording = _begun(given) if capture else None
        self._close()
        self.recording, self._opened = recording, given
        self.pages = Pages(recording, inject=ctx.options.owskit_page_script) if recording is not None else None
        if given.values == "plain" and capture:
            logger.warning("Personal values are written as they are (owskit_values=plain). Keep %s safe.", capture)
        if self._running:
            self._announce()

    def _announce(self) -> None:
        if self.recording is None:
            return
        proxy = ctx.master.addons.get("proxyserver")  # type: ignore[no-untyped-call]
        port = next((address[1] for address in proxy.listen_addrs()), 0) if proxy else 0
        capture = str(self.recording.path)
        report: dict[str, Any] = {"event": "ready", "port": port}
        try:
            self._announcement = control.Announcement(port, capture)
            report["token"] = self._announcement.state.token
        except (OSError, ImportError) as error:  # platformdirs may be missing beside a mitmproxy of its own
            logger.warning("`owskit mark` will not find this recording (%s).", type(error).__name__)
        logger.info("Recording into %s on 127.0.0.1:%d", capture, port, extra={"owskit": report})

    def _close(self) -> None:
        if self._announcement is not None:
            self._announcement.close()
            self._announcement = None
        if self.recording is not None:
            recording, self.recording = self.recording, None
            report = {"event": "summary", "summary": recording.close()}
            logger.info("Recorded into %s.", recording.path, extra={"owskit": report})
