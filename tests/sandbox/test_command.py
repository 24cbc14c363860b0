"""`owskit sandbox` as a program."""

from __future__ import annotations

import json
import re
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND = [sys.executable, "-c", "from owskit_generator.cli import main; main()", "sandbox"]


@pytest.fixture
def program() -> Iterator[Any]:
    """Starts the command and gives it with its first line."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [*COMMAND, "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        assert process.stdout
        return process, process.stdout.readline()

    yield start
    for process in started:
        process.terminate()  # not killed, so that it removes its certificates
        process.communicate(timeout=20)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not Windows'")
@pytest.mark.parametrize("kind", ["SIGINT", "SIGTERM"])
def test_one_line_when_ready_and_a_quiet_end(program: Any, kind: str) -> None:
    process, line = program("--json")
    ready = json.loads(line)
    assert set(ready) == {"url", "api_key", "user_id", "client_id", "recruiter", "ca"}
    with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca"]), trust_env=False) as client:
        body = {"method": "loginByUid", "params": [ready["api_key"]], "id": 1}
        assert len(client.post(f"{ready['url']}/jservice.php", json=body).json()["result"]) == 26
        began = time.monotonic()
        process.send_signal(getattr(signal, kind))
        out, err = process.communicate(timeout=10)
    assert time.monotonic() - began < 3
    assert (process.returncode, out, err) == (0, "", "")
    assert not Path(ready["ca"]).exists()


def test_for_people_it_says_where_and_how_to_sign_in(program: Any) -> None:
    process, line = program("--plain-http")
    assert line.startswith("The sandbox is ready.")
    process.terminate()
    assert process.stdout
    out = process.stdout.read()
    if sys.platform != "win32":  # there, it is killed before it has said all
        assert "/us/modular.html" in out
        assert "sanne.duinster" in out


def test_for_people_it_says_how_to_record_it(program: Any) -> None:
    process, _ = program()
    assert process.stdout
    said = ""
    while "Record it:" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    _, words = said.split("Record it:  owskit record session.jsonl --open ")
    opened, host, _ = re.fullmatch(r"(\S+) --host (\S+) --ca (.+)\n", words).groups()  # type: ignore[union-attr]
    assert opened == f"https://{host}/us/modular.html"


def test_the_rules_are_options(program: Any) -> None:
    rules = ("--cache-seconds", "0", "--delivery", "inside", "--daily-limit", "1", "--mask-session", "mask")
    _, line = program("--json", "--plain-http", *rules, "--result", "bare")
    ready = json.loads(line)
    with httpx.Client(base_url=ready["url"], trust_env=False) as client:

        def call(method: str, *params: Any) -> Any:
            return client.post("/jservice.php", json={"method": method, "params": params, "id": 1}).json()["result"]

        session = call("loginByUid", ready["api_key"])
        webhook = {"serviceCall": "check", "webhookUrl": "http://127.0.0.1:1/x", "klantGlobal": True}
        call("Otys.Services.WebhooksService.add", session, webhook)
        for _ in range(2):
            call("Otys.Services.MultiService.execute", [{"method": "check", "args": [session]}])
        found = client.get("/__sandbox__/deliveries").json()["deliveries"]
    assert [each["status"] for each in found] == ["unreachable", "over_limit"]
    assert found[0]["body"]["request"]["args"] == ["[sessionid]"]
    assert found[0]["body"]["result"]["id"] == ready["user_id"]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, encoding="utf-8", check=False, timeout=30
    )


def test_a_port_in_use(program: Any) -> None:
    _, line = program("--json", "--plain-http")
    port = json.loads(line)["url"].rpartition(":")[2]
    shown = run("--port", port)
    assert shown.returncode == 1
    assert shown.stdout == ""
    assert f"Port {port} of 127.0.0.1 is in use" in shown.stderr
    assert "--port 0" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_an_address_that_is_none() -> None:
    shown = run("--bind", "example.com")
    assert shown.returncode == 2
    assert "IP address" in shown.stderr


def test_an_address_that_others_can_reach_is_warned_of() -> None:
    shown = run("--bind", "192.0.2.1", "--port", "0")
    assert shown.returncode == 1
    assert "Warning: everybody who can reach 192.0.2.1" in shown.stderr
    assert "cannot listen" in shown.stderr


def test_a_state_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="ascii")
    shown = run("--port", "0", "--state", str(tmp_path / "file" / "state"))
    assert shown.returncode == 1
    assert "--state" in shown.stderr
    assert "Traceback" not in shown.stderr
