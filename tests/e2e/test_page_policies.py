"""The page script under every policy: it runs, and the page looks, does, says and sends what it does without it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from playwright.sync_api import Browser, BrowserContext
from tests.e2e.page_upstream import Headers, Page, Upstream

from owskit_addon.recorder.session import RecordingSession

ENFORCED, REPORTED = "Content-Security-Policy", "Content-Security-Policy-Report-Only"
HTML = ("Content-Type", "text/html; charset=utf-8")
INLINE = "note('inline')"
HASH = "'sha256-" + base64.b64encode(hashlib.sha256(INLINE.encode()).digest()).decode() + "'"
NONCE = "'nonce-cGFnZQ=='"
SCRIPT = b"""
window.done = window.done || []; window.note = (what) => done.push(what);
note('external');
try { eval("note('eval')") } catch { note('no eval') }
const body = JSON.stringify(
  {jsonrpc: '2.0', method: 'Otys.Services.CandidateService.update', params: ['x', 'y', {}], id: 1});
const headers = {'Content-Type': 'application/json'}, method = 'POST';
const send = () => {
  const request = new XMLHttpRequest();
  request.open('POST', '/jservice.php?remark=xhr');
  for (const [name, value] of [...Object.entries(headers), ['X-A', '1'], ['X-Requested-With', 'XMLHttpRequest']])
    request.setRequestHeader(name, value);
  request.onload = () => fetch('/jservice.php?remark=fetch', {method, body, headers})
    .then(() => fetch(new Request('/jservice.php?remark=request', {method, body, referrerPolicy: 'no-referrer'})))
    .then(() => fetch('data.json')).then((answer) => answer.text()).then((text) => { note(text); note('sent'); })
    .catch((error) => note(String(error)));
  request.onerror = () => note('no request');
  request.send(body);
};
addEventListener('load', () => setTimeout(send, 50));
"""
BODY = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8">%(meta)s<title>Caf\u00e9</title>
<style nonce="cGFnZQ==">h1 { color: rgb(1, 2, 3); font: 20px monospace }</style>
<script src="app.js" nonce="cGFnZQ=="></script>
<script>note('inline')</script>
<script nonce="cGFnZQ==">note('by nonce')</script></head>
<body onload="note('handler')"><h1 style="margin: 7px">Caf\u00e9 \u20ac</h1><p id="a">text</p>
<div style="width: 50px">d</div>
</body></html>"""


@dataclass
class Case:
    headers: Headers = ()
    meta: str = ""
    runs: bool = True  # whether the page's own script may run at all
    body: bytes | None = None
    chunked: bool = False


def csp(*values: str) -> Headers:
    return [(ENFORCED, value) for value in values]


CASES = {
    "none": Case(),
    "self": Case(csp("default-src 'self'")),
    "self and inline": Case(csp("default-src 'self' 'unsafe-inline'")),
    "nonce": Case(csp(f"default-src 'self'; script-src {NONCE}; style-src {NONCE}")),
    "nonce and self": Case(csp(f"script-src 'self' {NONCE}")),
    "strict-dynamic": Case(csp(f"script-src {NONCE} 'strict-dynamic' 'unsafe-inline' https:; object-src 'none'")),
    "strict-dynamic in default-src": Case(
        csp(f"default-src 'self' {NONCE} 'strict-dynamic' 'unsafe-inline'; style-src 'unsafe-inline'")
    ),
    "two nonces": Case(csp(f"script-src {NONCE} 'strict-dynamic'", f"script-src 'self' {NONCE} 'nonce-b3RoZXI='")),
    "inline without self": Case(csp("script-src 'unsafe-inline' %(url)s/app.js; style-src 'unsafe-inline'")),
    "inline in default-src, without self": Case(csp("default-src 'unsafe-inline' %(url)s/app.js; connect-src 'self'")),
    "hashes": Case(csp(f"script-src {HASH} %(url)s/app.js; connect-src 'self'")),
    "eval": Case(csp("script-src 'self' 'unsafe-eval' 'unsafe-inline'")),
    "elements apart": Case(csp(f"script-src-elem {NONCE} %(url)s/app.js; script-src-attr 'unsafe-inline'")),
    "other hosts only": Case(
        csp("script-src https://cdn.example 'unsafe-inline'; connect-src https://api.example"), runs=False
    ),
    "nothing": Case(csp("default-src 'none'"), runs=False),
    "no script": Case(csp("script-src 'none'"), runs=False),
    "an empty directive": Case(csp("script-src; connect-src 'self'"), runs=False),
    "several headers": Case(csp("default-src 'self' 'unsafe-inline'", f"script-src {NONCE} %(url)s/app.js")),
    "several in one": Case(csp(f"default-src 'self' 'unsafe-inline', script-src {NONCE}, object-src 'none'")),
    "report only": Case([(REPORTED, "script-src https://cdn.example 'unsafe-inline'; report-uri /reports")]),
    "both kinds": Case(
        [(ENFORCED, "script-src 'self' 'unsafe-inline'"), (REPORTED, f"script-src {NONCE} 'strict-dynamic'")]
    ),
    "trusted types": Case(
        csp("require-trusted-types-for 'script'; trusted-types app; script-src 'self' 'unsafe-inline'")
    ),
    "meta": Case(meta="""<meta http-equiv="Content-Security-Policy" content="default-src 'self'">"""),
    "meta without self": Case(
        meta=f"""<meta content="script-src {NONCE}; connect-src %(url)s/jservice.php %(url)s/data.json" """
        "http-equiv=Content-Security-Policy>",
    ),
    "meta and header": Case(
        csp(f"script-src {NONCE} 'strict-dynamic'"),
        """<META HTTP-EQUIV='content-security-policy' CONTENT="script-src 'self' 'unsafe-inline'">""",
    ),
    "sandbox with scripts": Case(csp("sandbox allow-scripts allow-same-origin")),
    "trusted types of nobody": Case(
        csp(f"require-trusted-types-for 'script'; trusted-types 'none'; script-src {NONCE} 'strict-dynamic'")
    ),
    "meta with entities": Case(
        meta='<meta http-equiv="Content-Security-Policy" content="script-src &#39;self&#39; &#39;unsafe-inline&#39;">'
    ),
    "meta strict-dynamic": Case(
        meta=f"""<meta http-equiv="Content-Security-Policy" content="script-src {NONCE} 'strict-dynamic'">"""
    ),
    "meta without any script": Case(
        meta="""<meta http-equiv="Content-Security-Policy" content="script-src 'none'">""", runs=False
    ),
    "integrity": Case([("Integrity-Policy-Report-Only", "blocked-destinations=(script)")]),
    "integrity in force": Case(
        [("Integrity-Policy", "blocked-destinations=(script)"), (ENFORCED, "script-src 'self'")], runs=False
    ),
    "isolated": Case([("Cross-Origin-Embedder-Policy", "require-corp"), ("Cross-Origin-Opener-Policy", "same-origin")]),
    "chunked": Case(chunked=True),
}


@dataclass
class Seen:
    """What can be seen of one visit."""

    done: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    picture: bytes = b""
    requests: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        running.pages["/app.js"] = Page(SCRIPT, (("Content-Type", "text/javascript; charset=utf-8"),))
        running.pages["/jservice.php"] = Page(b'{"result":true,"id":1}', (("Content-Type", "application/json"),))
        running.pages["/data.json"] = Page(b"data", (("Content-Type", "text/plain"),))
        running.pages["/favicon.ico"] = Page(b"", (("Content-Type", "image/png"),))
        yield running


@dataclass
class Way:
    """A browser through a recording, with the page script or without."""

    context: BrowserContext
    capture: Path
    scripted: bool

    def calls(self) -> list[dict[str, Any]]:
        events = [json.loads(line) for line in self.capture.read_text(encoding="utf-8").splitlines()]
        return [event for event in events if event["event"] == "call"]

    def problems(self) -> list[str]:
        events = [json.loads(line) for line in self.capture.read_text(encoding="utf-8").splitlines()]
        return [event["what"] for event in events if event["event"] == "problem"]


@pytest.fixture(scope="module")
def ways(browser: Browser, upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Way]]:
    folder = tmp_path_factory.mktemp("ways")
    made: dict[bool, Way] = {}
    sessions = []
    try:
        for scripted in (True, False):
            capture = folder / f"{scripted}.jsonl"
            session = RecordingSession(capture, hosts=[upstream.host], confdir=folder / "conf", page_script=scripted)
            session.start()
            sessions.append(session)
            proxy = {"server": f"http://127.0.0.1:{session.port}", "bypass": "<-loopback>"}
            context = browser.new_context(proxy=proxy, viewport={"width": 600, "height": 400})
            made[scripted] = Way(context, capture, scripted)
        yield made
    finally:
        for way in made.values():
            way.context.close()
        for session in sessions:
            session.stop()


def visit(way: Way, upstream: Upstream, runs: bool = True, *, bar: bool = True) -> Seen:
    seen = Seen()
    page = way.context.new_page()
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.errors.append(error.message))
    upstream.taken()
    page.goto(f"{upstream.url}/page.html", wait_until="load")
    if runs:
        until(lambda: page.evaluate("() => window.done && window.done.includes('sent')"))
    page.wait_for_timeout(150)
    if way.scripted and bar:
        until(lambda: page.evaluate("Boolean(document.querySelector('owskit-bar'))"))
    seen.done = page.evaluate("window.done || []")
    seen.boxes = page.evaluate(
        "[...document.querySelectorAll(':not(owskit-bar)')].map((e) =>"
        " [e.tagName, ...Object.values(e.getBoundingClientRect().toJSON()),"
        " e.outerHTML.replace(/ http:[^ ]*owskit-[^ ]*[/]/, '').replace('<owskit-bar></owskit-bar>', '')])"
    )
    seen.document = page.evaluate(
        "({charset: document.characterSet, mode: document.compatMode, title: document.title,"
        " scripts: document.scripts.length, text: document.body?.innerText, keys: Object.keys(window).join(),"
        " color: getComputedStyle(document.body?.children[0] || document.documentElement).color})"
    )
    seen.picture = page.screenshot(clip={"x": 0, "y": 0, "width": 600, "height": 280})  # the bar stands below
    page.close()
    seen.requests = upstream.taken()
    return seen


def until(ready: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not ready():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.03)


def lay(upstream: Upstream, case: Case) -> None:
    fill = {"url": upstream.url}
    body = case.body or (BODY % {"meta": case.meta}).encode()
    body = body.replace(b"%(url)s", upstream.url.encode())
    headers = [(name, value.replace("%(url)s", fill["url"])) for name, value in case.headers]
    if not any(name == "Content-Type" for name, _ in headers):
        headers.insert(0, HTML)
    upstream.pages["/page.html"] = Page(body, headers, chunked=case.chunked)


def without_policy(text: str) -> str:
    """A browser quotes the policy that a page's own script offends against, what was added to it included."""
    return text.partition("Content Security Policy directive")[0]


@pytest.mark.parametrize("name", CASES)
def test_the_script_runs_and_the_page_is_the_same(name: str, ways: dict[bool, Way], upstream: Upstream) -> None:
    case = CASES[name]
    lay(upstream, case)
    before = len(ways[True].calls())
    bare = visit(ways[False], upstream, case.runs)
    scripted = visit(ways[True], upstream, case.runs)
    assert scripted.done == bare.done
    assert sorted(map(without_policy, scripted.console)) == sorted(map(without_policy, bare.console))
    assert scripted.errors == bare.errors
    assert scripted.boxes == bare.boxes
    assert scripted.document == bare.document
    assert scripted.picture == bare.picture
    assert scripted.requests == bare.requests
    calls = ways[True].calls()[before:]
    if case.runs:
        assert len(calls) == 3
        assert {call["sure"] for call in calls} == {"navigation"}
        assert all(call["tab"] for call in calls)
    assert [problem for problem in ways[True].problems() if "script" in problem] == []
    assert all(call["tab"] is None for call in ways[False].calls())


PLAIN = (BODY % {"meta": ""}).encode()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PLAIN)),
        ("br", brotli.compress(PLAIN)),
        ("zstd", zstandard.compress(PLAIN)),
        ("deflate", zlib.compress(PLAIN)),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_packed_pages(coding: str, body: bytes, chunked: bool, ways: dict[bool, Way], upstream: Upstream) -> None:
    lay(upstream, Case([HTML, ("Content-Encoding", coding)], body=body, chunked=chunked))
    bare, scripted = visit(ways[False], upstream), visit(ways[True], upstream)
    assert scripted == bare
    assert ways[True].calls()[-1]["tab"]


TEXT = (
    "<!doctype html><html><head><title>Caf\u00e9 \u20ac</title>%s<script src=app.js></script></head>"
    "<body><p>Caf\u00e9 \u20ac \u00eb</p></body></html>"
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=windows-1252", (TEXT % "").encode("cp1252")),
        ("text/html", (TEXT % "<meta charset=windows-1252>").encode("cp1252")),
        ("text/html", b"\xef\xbb\xbf" + (TEXT % "").encode()),
        ("text/html", b"\xff\xfe" + (TEXT % "").encode("utf-16-le")),
        ("text/html; charset=utf-16be", (TEXT % "").encode("utf-16-be")),
        ("text/html", (TEXT % ("<!--" + "x" * 870 + "--><meta charset='utf-8'>")).encode()),
        ("TEXT/HTML;charset=\"UTF-8\"", b"<script src=app.js></script>Caf\xc3\xa9"),
        ("text/html; charset=utf-8", "<!-- <head> --><script src=app.js></script><title>t</title>text €".encode()),
        ("text/html; charset=utf-8", "<html a='>' lang=nl><body class=x><p>é<script src=app.js></script>".encode()),
        ("text/html; charset=utf-8", b"\n<?xml?><!DOCTYPE html><HTML><HEAD id=h><script src=app.js></script>"),
    ],
)  # fmt: skip
def test_charsets_and_shapes(kind: str, body: bytes, ways: dict[bool, Way], upstream: Upstream) -> None:
    lay(upstream, Case([("Content-Type", kind)], body=body))
    bare, scripted = visit(ways[False], upstream), visit(ways[True], upstream)
    assert scripted == bare
    assert ways[True].calls()[-1]["tab"]


def test_a_page_that_is_cached_is_fetched_whole_and_other_things_are_left_alone(
    ways: dict[bool, Way], upstream: Upstream
) -> None:
    lay(upstream, Case([HTML, ("ETag", '"1"'), ("Cache-Control", "max-age=1000")]))
    upstream.pages["/kept.html"] = upstream.pages["/page.html"]
    page = ways[True].context.new_page()
    for _ in range(2):
        answer = page.goto(f"{upstream.url}/kept.html")
        assert answer is not None
        assert answer.headers["cache-control"] == "no-store"
        until(lambda: page.evaluate("() => window.done && window.done.includes('sent')"))
    asked = [request for request in upstream.taken() if request.startswith(b"GET /kept.html ")]
    assert len(asked) == 2
    assert not any(b"if-none-match" in request.lower() for request in asked)
    before = page.evaluate("fetch('kept.html').then((r) => r.text())")
    assert "owskit" not in before
    page.close()


@pytest.mark.parametrize(
    "page",
    [
        Page(b"<p>x", [("Content-Type", "text/plain")]),
        Page(b"<svg xmlns='http://www.w3.org/2000/svg'/>", [("Content-Type", "image/svg+xml")]),
        Page(b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", [("Content-Type", "application/xhtml+xml")]),
        Page(b"<p>x", [HTML, (ENFORCED, "sandbox")]),
        Page(b"<p>x", [HTML, (ENFORCED, "default-src 'self', sandbox allow-scripts")]),
    ],
)
def test_what_is_no_page_of_ours_stays(page: Page, ways: dict[bool, Way], upstream: Upstream) -> None:
    upstream.pages["/page.html"] = page
    bare, scripted = (visit(ways[on], upstream, runs=False, bar=False) for on in (False, True))
    assert scripted == bare
