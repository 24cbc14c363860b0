"""Between OWS and the project: takes each delivery and posts it when and as often as the proof wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from owskit_addon.service_call import short_name
from owskit_generator.prove.listener import Answer, Asked, Listener
from owskit_generator.prove.poster import NoReply, Poster

Session = Literal["null", "keep", "mask", "drop"]
Actor = Literal["named", "blank", "unmerged"]

ANSWER = 15.0
"""Seconds of real time that the project has for an answer: how long OTYS waits is not known (`ows.md` 13)."""
_UNMERGED = "client={%user.clientId%}&user={%user.internalId%}"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery as OWS made it. `session` is the real one: it says who made the call."""

    service_call: str
    args: list[Any]
    body: dict[str, Any]
    user: str
    client: str
    session: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What the project answered to one post; `status` 0 where it did not."""

    status: int
    body: dict[str, Any]
    service_call: str


class Relay:
    """`hook` is registered at the sandbox, which delivers there inside the call and waits; `taken` is called
    with each delivery, and may `post` it at once or let somebody do so later."""

    def __init__(self) -> None:
        self.listener = Listener(self._answer)
        self._http = Poster(ANSWER)
        self._lock = threading.Lock()
        self.target = ""
        self.taken: Callable[[Delivery], dict[str, Any] | None] = lambda delivery: None
        self.answers: list[Answered] = []
        self.session: Session = "null"
        self.actor: Actor = "named"

    @property
    def hook(self) -> str:
        return f"{self.listener.url}/hook?{_UNMERGED}"

    def close(self) -> None:
        self._http.close()

    def post(self, delivery: Delivery) -> Answered:
        """Posts it to the project, with the session and the acting user as this run wants them."""
        body = {**delivery.body, "request": {**delivery.body["request"], "args": self._args(delivery)}}
        query = {
            "named": f"client={delivery.client}&user={delivery.user}",
            "blank": "client=&user=",
            "unmerged": _UNMERGED,
        }
        separator = "&" if "?" in self.target else "?"
        answered = self._send(f"{self.target}{separator}{query[self.actor]}", json.dumps(body).encode(), delivery)
        with self._lock:
            self.answers.append(answered)
        return answered

    def take(self, delivery: Delivery) -> dict[str, Any]:
        """What OWS delivers comes here; what it hears of it, where that is known already."""
        return self.taken(delivery) or {}

    def send(self, url: str, body: bytes) -> int:
        """Anything to any address of the project: the status, 0 where nothing came."""
        try:
            return self._http.post(url, body)[0]
        except NoReply:
            return 0

    def _send(self, url: str, body: bytes, delivery: Delivery) -> Answered:
        try:
            status, answered = self._http.post(url, body)
            said = json.loads(answered) if status == 200 else {}
        except (NoReply, ValueError):
            status, said = 0, {}
        return Answered(status=status, body=said if isinstance(said, dict) else {}, service_call=delivery.service_call)

    def _args(self, delivery: Delivery) -> Any:
        match self.session:
            case "keep":
                return [delivery.session, *delivery.args]
            case "mask":
                return ["[sessionid]", *delivery.args]
            case "drop":
                return {str(number): value for number, value in enumerate(delivery.args, 1)}
        return [None, *delivery.args]

    def _answer(self, asked: Asked) -> Answer | None:
        query = parse_qs(urlsplit(asked.path).query, keep_blank_values=True)
        body = json.loads(asked.body)
        args = body["request"]["args"]
        delivery = Delivery(
            service_call=short_name(body["request"]["method"]),
            args=args[1:],
            body=body,
            user=query["user"][0],
            client=query["client"][0],
            session=str(args[0]),
        )
        return Answer(json.dumps(self.take(delivery)).encode())
