"""The page script in live traffic: which documents get it, its path and its tags. A fault leaves a flow as it was."""

from __future__ import annotations

import re
import secrets
import time
from urllib.parse import urlsplit

from mitmproxy.http import HTTPFlow, Response

from owskit_addon.actions import Tag, read_tag
from owskit_addon.actions.tags import HEADER
from owskit_addon.page import inject, policy
from owskit_addon.page.bar_desk import bar_handlers
from owskit_addon.page.channel import TROUBLE, Seen
from owskit_addon.page.documents import Document, Documents
from owskit_addon.page.script import integrity_of, script_of, tag_of
from owskit_addon.page.serve import TOKEN_HEADER, Asked, Desk
from owskit_addon.recorder.beside import Beside
from owskit_addon.recorder.check_page import language
from owskit_addon.recorder.recording import Recording

FORGED = "a page sent gestures without a token of this recording; they were left out"
UNREADABLE = "a page came in an encoding that is not known here, so it runs without the page script"
REFUSED = "the page does not run the page script, so calls are placed by marks and by time"
PATIENCE = 10.0
"""Seconds after which a page that got the script should have run it."""
WORKER = "the page installs a service worker, which can answer without the proxy"
ANSWERED = "a service worker of the page answered calls in place of OTYS, or sent them anew"
_UNDER_WAY = 4096
_QUOTED = 64
_TAG = HEADER.lower().encode()
_OURS = re.compile(rb"/owskit-[0-9a-f]{16}/")
_RIDING = HEADER.encode() + b"="
_DEST = b"sec-fetch-dest"
_DOCUMENT = frozenset((b"document", b"iframe"))
_CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range", "Range")
_POLICIES = (policy.ENFORCED, policy.REPORTED)
_INTEGRITY = ("integrity-policy", "integrity-policy-report-only")
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Pages:
    """The pages of one recording."""

    def __init__(self, recording: Recording | Beside, *, inject: bool = True) -> None:
        self.documents = Documents()
        self.desk = Desk(self.documents, self._saw)
        self.desk.handlers |= bar_handlers(recording, self.documents)
        self._inject = inject
        self._recording = recording
        self._tags: dict[str, Tag] = {}
        self._numbers: dict[tuple[str, int], None] = {}
        self._changed: dict[bytes, bytes] = {}

    def head(self, flow: HTTPFlow, tags: list[str]) -> None:
        """A request's head, before anything of it goes on; `tags` were in it."""
        if tags:
            self._take(flow, tags)
        if self._inject and is_document(flow):
            for name in _CONDITIONS:
                flow.request.headers.pop(name, None)
        if _raw(flow, b"service-worker") == b"script":
            self._recording.problem(WORKER, flow.request.pretty_host, TROUBLE["service-worker"][1])

    def tag(self, flow: HTTPFlow) -> Tag | None:
        """What the page script said of a request, once."""
        return self._tags.pop(flow.id, None)

    def untagged(self, flow: HTTPFlow) -> None:
        """A service call that no page script has tagged: says so where one should have."""
        if self._recording.traced or not self.documents.given:
            return
        if self.documents.silent(origin_of(flow), time.time() - PATIENCE):
            hint = "Its policy or an extension may forbid it. Name what you do with owskit mark."
            self._recording.problem(REFUSED, flow.request.pretty_host, hint)

    def answer(self, flow: HTTPFlow) -> None:
        """Sets the response of a request to our own path, whatever happens."""
        flow.response = Response.make(500)
        request = flow.request
        what, _, query = request.path.removeprefix(self.documents.path + "/").partition("?")
        answer = self.desk.answer(
            Asked(
                method=request.method,
                what=what,
                query=query,
                origin=origin_of(flow),
                token=request.headers.get(TOKEN_HEADER, ""),
                body=request.raw_content or b"",
                at=time.time(),
            )
        )
        if answer.status == 403:
            self._forged(flow)
        flow.response = Response.make(answer.status, answer.body, {**_HEADERS, "Content-Type": answer.type})

    def document(self, flow: HTTPFlow) -> None:
        """Puts the script into a document of OTYS Go!."""
        response = flow.response
        if not (self._inject and response is not None and response.raw_content and is_document(flow)):
            return
        if not _is_page(response):
            return
        policies = [value for name in _POLICIES for value in response.headers.get_all(name)]
        if policy.is_sandboxed(response.headers.get_all(policy.ENFORCED)):
            return
        try:
            page = response.get_content(strict=True)
        except ValueError:
            self._recording.problem(UNREADABLE, flow.request.pretty_host)
            return
        if not page:
            return
        origin = origin_of(flow)
        spoken = language(flow.request.headers.get("Accept-Language", ""))
        source = f"{origin}{self.documents.path}/"
        inside = policy.policies_in(page)
        nonce, needed = policy.nonce_for([*policies, *inside], source, secrets.token_urlsafe(16))
        permit = policy.Permit(source, nonce)
        checked = any(name in response.headers for name in _INTEGRITY)
        whole = checked or policy.refuses(inside, permit)
        document = self.documents.issue(origin, spoken, time.time(), whole=whole)
        integrity = integrity_of(script_of(document, self.documents.path)) if checked else ""
        tag = tag_of(document, self.documents.path, nonce if needed else "", integrity)
        kind = response.headers.get("Content-Type", "")
        charset = _charset(kind)
        changed = inject.inject(policy.admit_in_page(page, permit), tag, charset)
        if pushed := inject.pushed_charset(page, len(tag), charset):
            response.headers["Content-Type"] = f"{kind.rstrip(' ;')}; charset={pushed}"
        for name in _POLICIES:
            if name in response.headers:
                response.headers.set_all(name, [self._admitted(v, permit) for v in response.headers.get_all(name)])
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Content-Encoding", None)
        response.content = changed

    def report(self, flow: HTTPFlow) -> None:
        """A browser's report on a page's policy quotes it; OTYS is to read its own."""
        if not self._changed or _raw(flow, _DEST) != b"report" or not (body := flow.request.raw_content):
            return
        for changed, own in self._changed.items():
            body = body.replace(changed, own)
        if body != flow.request.raw_content:
            flow.request.content = body

    def _saw(self, document: Document, seen: Seen, at: float) -> None:
        if any((document.tab, number) not in self._numbers for number in seen.answered):
            hint = "Such calls are not in the capture, or without an action."
            self._recording.problem(ANSWERED, urlsplit(document.origin).hostname or "", hint)
        self._recording.saw(document, seen, at)

    def _admitted(self, header: str, permit: policy.Permit) -> str:
        admitted = policy.admit(header, permit)
        for changed, own in zip(admitted.split(","), header.split(","), strict=True):
            if changed != own:
                self._changed[changed.strip().encode()] = own.strip().encode()
        while len(self._changed) > _QUOTED:
            del self._changed[next(iter(self._changed))]
        return admitted

    def _forged(self, flow: HTTPFlow) -> None:
        hint = "Reload pages that were open before the recording began."
        self._recording.problem(FORGED, flow.request.pretty_host, hint)

    def _take(self, flow: HTTPFlow, tags: list[str]) -> None:
        tag = read_tag(tags[0]) if len(tags) == 1 else None
        document = self.documents.speaks(tag.token, origin_of(flow), time.time()) if tag else None
        if tag is None or document is None or document.tab != tag.tab:
            self._forged(flow)
            return
        self._tags[flow.id] = tag
        self._numbers[tag.tab, tag.number] = None
        if len(self._numbers) > _UNDER_WAY:
            del self._numbers[next(iter(self._numbers))]
        if len(self._tags) > _UNDER_WAY:
            del self._tags[next(iter(self._tags))]


def is_ours(flow: HTTPFlow) -> bool:
    """Whether a request is to the page script's own path, of this recording or of an earlier one: never to go on."""
    return _OURS.match(flow.request.data.path) is not None


def take_tags(flow: HTTPFlow) -> list[str]:
    """Removes what the page script put into a request's head, whoever sent it; gives its values."""
    headers = flow.request.data.headers
    found: list[str] = []
    kept: list[tuple[bytes, bytes]] = []
    for name, value in headers.fields:
        if len(name) == len(_TAG) and name.lower() == _TAG:
            found.append(value.decode("latin-1"))
            continue
        if _RIDING in value:
            value, _, text = value.partition(_RIDING)
            value = value.rstrip().removesuffix(b",")
            found.append(text.decode("latin-1"))
        kept.append((name, value))
    if found:
        headers.fields = tuple(kept)
    return found


def is_document(flow: HTTPFlow) -> bool:
    """Whether the browser asks for a page to show, in a tab or a frame; never a piece that a script fetches."""
    return _raw(flow, _DEST) in _DOCUMENT


def _raw(flow: HTTPFlow, name: bytes) -> bytes:
    """The first value of a request's header, given in lower case. Asked of every request, so it makes no texts."""
    length = len(name)
    for key, value in flow.request.data.headers.fields:
        if len(key) == length and key.lower() == name:
            return value
    return b""


def origin_of(flow: HTTPFlow) -> str:
    """`https://acme.otysapp.com`, with its port where that is not the scheme's own."""
    request = flow.request
    host, scheme, port = request.pretty_host.lower(), request.scheme, request.port
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" + ("" if port == {"http": 80, "https": 443}.get(scheme) else f":{port}")


def _is_page(response: Response) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    attached = response.headers.get("Content-Disposition", "").strip().lower().startswith("attachment")
    status = response.status_code
    return (
        kind == "text/html"
        and not attached
        and status >= 200
        and status not in {204, 205, 206}
        and not 300 <= status < 400
    )


def _charset(kind: str) -> str:
    for part in kind.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""
