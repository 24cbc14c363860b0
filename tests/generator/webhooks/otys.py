"""A sandbox as a real process over HTTPS, with hands to put its registry into any state, and the command line at it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from owskit_generator.cli.main import main
from owskit_generator.webhooks.client import OwsClient

SECRET = "the-secret-of-the-present-day"
OLD_SECRET = "the-secret-of-the-day-before"
STACK = "acme-production"
RECEIVER = "https://hooks.acme.nl/otys"
MERGE = "client={%user.clientId%}&user={%user.internalId%}"
COMMAND = [sys.executable, "-c", "from owskit_generator.cli import main; main()"]


def address(secret: str = SECRET, stack: str = STACK, receiver: str = RECEIVER) -> str:
    """What `apply` registers."""
    return f"{receiver}/{secret}?owskit={stack}&{MERGE}"


def triggers_yaml(*calls: str, receiver: str = RECEIVER, stack: str = STACK, more: str = "") -> str:
    listed = ", ".join(calls)
    return (
        f"version: 1\nreceiver: {receiver}\nstack: {stack}\n"
        f"triggers:\n  - name: one\n    service_calls: [{listed}]\n{more}"
    )


class Ran(NamedTuple):
    """A command that ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def owskit(*args: str) -> Ran:
    """Runs the command line in this process, as a program without a terminal."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(list(args))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ran(code, out.getvalue(), err.getvalue())


class Otys:
    """The sandbox, and two who act on it: the integration of the API key, and a recruiter."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.ready = ready
        self.url = f"{ready['url']}/jservice.php"
        self.environment = {
            "OTYS_OWS_URL": self.url,
            "OTYS_API_KEY": ready["api_key"],
            "OWSKIT_WEBHOOK_SECRET": SECRET,
            "SSL_CERT_FILE": ready["ca"],
        }
        self.integration = OwsClient(self.url, verify=ready["ca"])
        self.integration.login_by_uid(ready["api_key"])
        self.recruiter = OwsClient(self.url, verify=ready["ca"])
        self.recruiter.login(**ready["recruiter"])
        self.http = httpx.Client(base_url=ready["url"], verify=_context(ready["ca"]), trust_env=False)

    def close(self) -> None:
        self.integration.close()
        self.recruiter.close()
        self.http.close()

    def add(self, call: str, url: str, everyone: bool = True, by: OwsClient | None = None) -> str:
        definition = {"serviceCall": call, "webhookUrl": url, "klantGlobal": everyone}
        return str((by or self.integration).call("WebhooksService.add", definition))

    def definitions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.integration.call("WebhooksService.getList")
        return found

    def clear(self) -> None:
        for each in self.definitions():
            self.integration.call("WebhooksService.delete", each["uid"])

    def ours(self, stack: str = STACK) -> list[tuple[str, str, bool]]:
        return sorted(
            (each["serviceCall"], each["webhookUrl"], each["klantGlobal"])
            for each in self.definitions()
            if f"owskit={stack}&" in each["webhookUrl"]
        )

    def others(self, stack: str = STACK) -> list[dict[str, Any]]:
        return [each for each in self.definitions() if f"owskit={stack}&" not in each["webhookUrl"]]

    def change(self, number: int = 0, by: OwsClient | None = None, **fields: Any) -> str:
        """Somebody changes a candidate; its uid."""
        who = by or self.recruiter
        uid: str = who.call("CandidateService.getListEx", {"limit": 1, "offset": number})["listOutput"][0]["uid"]
        who.call("CandidateService.updateEx", uid, fields or {"statusId": 12345})
        return uid

    def deliveries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get("/__sandbox__/deliveries").json()["deliveries"]
        return found

    def advance(self, seconds: float) -> None:
        self.http.post("/__sandbox__/clock", json={"advance": seconds})


def _context(ca: str) -> Any:
    import ssl

    return ssl.create_default_context(cafile=ca)


@contextmanager
def sandbox(*options: str) -> Iterator[Otys]:
    """A sandbox as a program of its own, over HTTPS."""
    process = subprocess.Popen(
        [*COMMAND, "sandbox", "--port", "0", "--json", "--rate-per-minute", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout
    try:
        otys = Otys(json.loads(process.stdout.readline()))
        yield otys
        otys.close()
    finally:
        process.kill()
        process.communicate()


def environment_of(otys: Otys, **more: str) -> dict[str, str]:
    """For a program that is started."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_"))}
    return {**kept, **otys.environment, **more}


def until(question: Callable[[], Any], seconds: float = 60) -> Any:
    """Asks again until there is an answer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := question():
            return found
        time.sleep(0.02)
    raise AssertionError("nothing came")


def written(folder: Path, text: str) -> str:
    path = folder / "triggers.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def shows_nothing_secret(otys: Otys, texts: Iterable[str]) -> None:
    joined = "\n".join(map(str, texts))
    for hidden in (SECRET, OLD_SECRET, otys.ready["api_key"]):
        assert hidden not in joined
