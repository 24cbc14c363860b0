"""`https://owskit.internal/`, answered in the proxy: a browser that shows it trusts the proxy
(capture-techniques.md 1).

It holds no secret and takes no orders. Plain HTTP says nothing of trust, so there it leads to itself over HTTPS.
"""

from __future__ import annotations

import html
from typing import NamedTuple
from urllib.parse import urlsplit

from mitmproxy.http import HTTPFlow, Response

from owskit_addon.recorder.control import CHECK_PAGE, TOKEN_HEADER

_SECONDS = 2


class _Words(NamedTuple):
    title: str
    trusts: str
    recorded: str
    going: str
    type_it: str
    safe: str


_WORDS = {
    "en": _Words(
        "owskit is recording",
        "This browser trusts owskit's proxy.",
        "What you do in OTYS Go! in this browser is now being recorded. Close the browser when you are done.",
        "On to",
        "Type the address of your OTYS Go! above.",
        "Passwords and sessions are never written down.",
    ),
    "nl": _Words(
        "owskit neemt op",
        "Deze browser vertrouwt de proxy van owskit.",
        "Wat u in deze browser in OTYS Go! doet, wordt nu opgenomen. Sluit de browser als u klaar bent.",
        "Verder naar",
        "Typ hierboven het adres van uw OTYS Go!.",
        "Wachtwoorden en sessies worden nooit vastgelegd.",
    ),
}
_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto 0;padding:0 1.5em;color:#1c2733;"
    "background:#fff}h1{font-size:1.5em;margin:0 0 .6em}h1:before{content:'';display:inline-block;width:.6em;"
    "height:.6em;border-radius:50%;background:#d3273e;margin-right:.5em}.yes{color:#12703c;font-weight:600}"
    "a{color:#0b5cad;overflow-wrap:anywhere}small{color:#5a6875}"
    "@media(prefers-color-scheme:dark){body{color:#e6ebf0;background:#15191e}.yes{color:#6bd698}a{color:#7fbcff}"
    "small{color:#9aa7b4}}"
)
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def is_asked(flow: HTTPFlow) -> bool:
    request = flow.request
    return request.method in {"GET", "HEAD"} and request.path == "/" and TOKEN_HEADER not in request.headers


def answer(flow: HTTPFlow, page: str) -> bool:
    """Sets the flow's response; True if it proves that the browser trusts the proxy. `page` is where it goes on to."""
    flow.response = Response.make(500, b"a fault in owskit")  # without one the request would go out into the world
    if flow.request.scheme != "https":
        flow.response = Response.make(307, b"", {"Location": CHECK_PAGE, "Cache-Control": "no-store"})
        return False
    text = render(page, language(flow.request.headers.get("Accept-Language", "")))
    flow.response = Response.make(200, text.encode(), _HEADERS)
    return True


def render(page: str, lang: str) -> str:
    """The page in `nl` or `en`. It goes on to `page` by itself, if there is one."""
    words, address = _WORDS[lang], html.escape(page)
    onward, way = "", f"<p>{words.type_it}</p>"
    if page:
        onward = f'<meta http-equiv="refresh" content="{_SECONDS};url={address}">'
        way = f'<p>{words.going} <a href="{address}">{html.escape(urlsplit(page).netloc)}</a></p>'
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{words.title}</title>'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="data:,">{onward}<style>{_STYLE}</style></head><body><h1>{words.title}</h1>'
        f'<p class="yes">{words.trusts}</p><p>{words.recorded}</p>{way}<p><small>{words.safe}</small></p></body></html>'
    )


def language(accepted: str) -> str:
    """`nl` if an Accept-Language header likes Dutch better than English, else `en`."""
    liked = {"nl": 0.0, "en": 0.0}
    for part in accepted[:1000].split(","):
        name, _, weight = part.strip().lower().partition(";")
        code = name.strip().partition("-")[0]
        if code in liked:
            liked[code] = max(liked[code], _weight(weight))
    return "nl" if liked["nl"] > liked["en"] else "en"


def _weight(text: str) -> float:
    _, equals, number = text.partition("=")
    try:
        return float(number) if equals else 1.0
    except ValueError:
        return 0.0
