"""How a PHP project reaches OWS, with curl and with PHP's own streams: what is known of a call without an answer."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

SCRIPT = r"""
require 'generated/autoload.php';
[$url, $useCurl, $call] = [$argv[1], $argv[2] === 'curl', $argv[3]];
$connection = new Owskit\Connection($url, 'key', new Owskit\Http(1.0, $useCurl), function (): void {});
try {
    echo json_encode(['result' => $connection->call($call, ['u1', ['a' => 1]])]);
} catch (Owskit\OwsError $error) {
    echo json_encode(['error' => $error->getMessage(), 'whether' => $error->whether, 'code' => $error->owsCode]);
}
"""


class Odd(BaseHTTPRequestHandler):
    """An OWS that answers as the name of the call says."""

    logins = 0

    def do_POST(self) -> None:
        posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = posted["method"].rpartition(".")[2]
        if name == "loginByUid":
            type(self).logins += 1
            return self.answer({"result": f"session-{type(self).logins}"})
        if name == "slow":
            time.sleep(2)
        if name == "dead" and posted["params"][0] == "session-1":
            return self.answer({"error": {"message": "Access denied; please login again", "code": 401}})
        if name == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
            return None
        if name == "refused":
            return self.answer({"error": {"message": "no " * 500, "code": 7}})
        if name == "busy":
            return self.answer({}, 429)
        if name == "html":
            return self.send(b"<html>", 502)
        return self.answer({"result": posted["params"], "id": 1})

    def answer(self, body: Any, status: int = 200) -> None:
        self.send(json.dumps(body).encode(), status)

    def send(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ows(tools: Any) -> Iterator[str]:
    Odd.logins = 0
    server = tools.Server(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/jservice.php"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", ["curl", "streams"])
def test_what_is_known_of_a_call(make: Callable[..., Path], php: str, ows: str, way: str) -> None:
    project = make()

    def call(name: str, url: str = ows) -> dict[str, Any]:
        command = [php, "-r", SCRIPT, "--", url, way, f"VacancyService.{name}"]
        ran = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=30)
        assert ran.returncode == 0, ran.stderr + ran.stdout
        answer: dict[str, Any] = json.loads(ran.stdout)
        return answer

    assert call("update")["result"][1:] == ["u1", {"a": 1}]
    Odd.logins = 0
    assert call("dead")["result"][0] == "session-2"
    refused = call("refused")
    assert (refused["whether"], refused["code"]) == ("not done", 7)
    assert len(refused["error"]) == 300
    assert call("busy")["whether"] == "not done"
    for lost in ("slow", "cut", "html"):
        assert call(lost)["whether"] == "unknown", lost
    # The login never got there, so the call was not made, whatever became of the login.
    assert call("update", "http://127.0.0.1:9/jservice.php")["whether"] == "not done"
