"""Writes past the client that it is given, half a second after it came back."""

import json
import os
import threading
import time
import urllib.request

from generated import Decision, Event, Ows, done


def ask(method: str, params: list[object]) -> object:
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": 1}).encode()
    request = urllib.request.Request(os.environ["OTYS_OWS_URL"], body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["result"]


def write(uid: object) -> None:
    time.sleep(0.5)
    session = ask("loginByUid", [os.environ["OTYS_API_KEY"]])
    ask("Otys.Services.VacancyService.update", [session, uid, {"location": "Zaltbommel"}])


def handle(event: Event, ows: Ows) -> Decision:
    threading.Thread(target=write, args=(event.uid,)).start()
    return done()
