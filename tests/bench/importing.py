"""How fast files of other tools are read and imported, and in how much memory."""

from __future__ import annotations

import base64
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.table import PEAK, Row, ratio_of

SESSION = "abcdefghijklmnopqrstuvwxyz"
HOST = "https://acme.otysapp.com"
_WORDS = ["kandidaat", "vacature", "status", "procedure", "Amsterdam", "recruiter", "interview", "contract", "profiel"]
_HEADERS = [
    {"name": name, "value": value}
    for name, value in {
        "accept": "application/json, text/plain, */*",
        "accept-encoding": "gzip, deflate, br, zstd",
        "content-type": "application/json",
        "cookie": f"PHPSESSID={SESSION}",
        "origin": HOST,
        "referer": f"{HOST}/us/modular.html",
        "sec-ch-ua": '"Chromium";v="140", "Not=A?Brand";v="24"',
        "sec-fetch-mode": "cors",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36",
    }.items()
]
_SCRIPT = "function a(b,c){return \"x\"+b[c]}\n\tvar d={e:'f'};" * 400


def write_har(path: Path, size: int, seed: int = 1) -> int:
    """About `size` bytes as Chrome exports them: four of five entries are OWS batches with lists of up to 200 rows, the
    others scripts and pictures. Gives the number of entries."""
    chance, written, number = random.Random(seed), 0, 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log":{"version":"1.2","creator":{"name":"WebInspector"},"pages":[],"entries":[')
        while written < size:
            entry = json.dumps(_entry(chance, number), ensure_ascii=False)
            file.write((",\n" if number else "\n") + entry)
            written += len(entry)
            number += 1
        file.write("]}}")
    return number


def _entry(chance: random.Random, number: int) -> dict[str, Any]:
    kind = chance.random()
    request: dict[str, Any] = {"method": "GET", "url": f"{HOST}/a.js", "headers": _HEADERS, "queryString": []}
    content: dict[str, Any] = {"size": 1, "mimeType": "text/javascript", "text": _SCRIPT}
    if kind < 0.8:
        request |= {"method": "POST", "url": f"{HOST}/jservice.php?remark=x", "postData": {"text": _batch(number)}}
        content = {"size": 1, "mimeType": "application/json", "text": _answer(chance, number)}
    elif kind > 0.95:
        picture = base64.b64encode(chance.randbytes(30_000)).decode()
        content = {"size": 1, "mimeType": "image/png", "encoding": "base64", "text": picture}
    return {
        "_initiator": {"type": "script", "stack": {"callFrames": [{"functionName": "send"}], "parent": {"id": {}}}},
        "cache": {},
        "request": request,
        "response": {"status": 200, "headers": _HEADERS[:5], "cookies": [], "content": content},
        "startedDateTime": f"2026-11-20T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000Z",
        "time": 12.3,
        "timings": {"blocked": 1, "send": 0.1, "wait": 10, "receive": 1},
    }


def _batch(number: int) -> str:
    names = (
        ("getListEx", [SESSION, {"what": {"uid": 1}, "limit": 200}]),
        ("updateEx", [SESSION, "1", {"statusId": 3}]),
    )
    calls = [{"method": f"Otys.Services.CandidateService.{name}", "args": args} for name, args in names]
    method = "Otys.Services.MultiService.execute"
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": [calls], "id": number})


def _answer(chance: random.Random, number: int) -> str:
    rows = [
        {
            "uid": str(chance.randrange(10**9)),
            "Person": {"firstName": chance.choice(_WORDS), "emailPrimary": f"{chance.choice(_WORDS)}@example.com"},
            "statusId": chance.randrange(99),
        }
        for _ in range(chance.choice([1, 5, 40, 200]))
    ]
    subs = [{"status": "success", "data": rows}, {"status": "success", "data": True}]
    return json.dumps({"id": number, "result": subs})


# Each step says what it took, imports and start-up left out: they are rows of their own.
_TIMED = "import sys, time; from pathlib import Path; path = Path(sys.argv[1])\n{}\nbegun = time.process_time()\n{}\n"
_SAID = "print(time.process_time() - begun, file=sys.stderr)"
_READ = ("from owskit_addon.sources import exchanges", "for _ in exchanges(path): pass")
_IMPORT = (
    "from owskit_generator.importing import import_files",
    "import_files([path], path.with_name(path.name + '.jsonl'), force=True)",
)
_JSON = ("import json", "json.loads(path.read_bytes())")
_FLOWS = ("from mitmproxy.io import FlowReader", "for _ in FlowReader(path.open('rb')).stream(): pass")
TURNS = 3


def run(step: tuple[str, str], path: Path, python: str = sys.executable) -> tuple[float, float]:
    """Seconds of the processor, and peak memory in MB (0 where the system does not say it so)."""
    code = _TIMED.format(*step) + _SAID + PEAK
    made = subprocess.run([python, "-W", "ignore", "-c", code, str(path)], capture_output=True, text=True, check=True)
    seconds, peak = made.stderr.split()[-2:]
    return float(seconds), int(peak) / 1024


def rows(megabytes: int = 40) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        har = Path(folder) / "bench.har"
        write_har(har, megabytes * 1_000_000)
        flows, saz = har.with_suffix(".mitm"), har.with_suffix(".saz")
        write_others(har, flows, saz)
        yield from _of("HAR", har, _JSON, "decoding its JSON", "≥ 0.4")
        yield from _of(".mitm", flows, _FLOWS, "mitmproxy's reader", "≥ 0.9")
        yield from _of(".saz", saz, None, "", "")
        yield from _against_swagger(har)


def _of(kind: str, path: Path, other: tuple[str, str] | None, against: str, limit: str) -> Iterator[Row]:
    size = path.stat().st_size / 1e6
    steps = {"read": _READ, "import": _IMPORT} | ({"": other} if other else {})
    took: dict[str, list[float]] = {name: [] for name in steps}
    peaks: dict[str, float] = {}
    for _ in range(TURNS):
        for name, step in steps.items():
            seconds, peaks[name] = run(step, path)
            took[name].append(seconds)
    for name in ("read", "import"):
        seconds = statistics.median(took[name])
        ratio = ratio_of(took[""], took[name]) if other else None
        figure = f"{size / seconds:.0f} MB/s, peak {peaks[name]:.0f} MB"
        yield Row(f"{kind} of {size:.0f} MB, {name}", figure, ratio, against, limit if name == "read" else "")


def _against_swagger(har: Path) -> Iterator[Row]:
    """mitmproxy2swagger in an environment of its own, where the package index has it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            venv.create(folder, with_pip=True)
            scripts = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin")
            pip = [str(scripts / "python"), "-m", "pip", "install", "-q", "mitmproxy2swagger"]
            subprocess.run(pip, check=True, capture_output=True, timeout=180)
        except (subprocess.SubprocessError, OSError):
            yield Row("HAR against mitmproxy2swagger", "not measured: it could not be installed")
            return
        out = Path(folder) / "spec.yaml"
        arguments = ["-i", str(har), "-o", str(out), "-p", "https://acme.otysapp.com", "-f", "har"]
        begun = os.times()
        made = subprocess.run([str(scripts / "mitmproxy2swagger"), *arguments], capture_output=True, check=False)
        ended = os.times()
    if made.returncode:
        yield Row("HAR against mitmproxy2swagger", f"it failed (exit {made.returncode})")
        return
    took = (ended.children_user - begun.children_user) + (ended.children_system - begun.children_system)
    ours, _ = run(_IMPORT, har)
    yield Row("HAR, import", f"{ours:.1f} s, the other {took:.1f} s", took / ours, "mitmproxy2swagger")


def write_others(har: Path, flows: Path, saz: Path) -> None:
    """The same exchanges as a flow file and as an archive of Fiddler's."""
    from mitmproxy.http import Headers, Request, Response
    from mitmproxy.io import FlowWriter
    from mitmproxy.test import tflow

    with flows.open("wb") as file, zipfile.ZipFile(saz, "w", zipfile.ZIP_DEFLATED) as archive:
        writer = FlowWriter(file)
        for number, entry in enumerate(json.loads(har.read_bytes())["log"]["entries"], 1):
            request, content = entry["request"], entry["response"]["content"]
            body = request.get("postData", {}).get("text", "").encode()
            answer = content["text"].encode()
            given = Headers([(h["name"].encode(), h["value"].encode()) for h in request["headers"]])
            made = Request.make(request["method"], request["url"], body, given)
            response = Response.make(200, answer, {"Content-Type": content["mimeType"]})
            writer.add(tflow.tflow(req=made, resp=response))
            for side, message, first in (
                ("c", made, f"{made.method} {made.url} HTTP/1.1"),
                ("s", response, "HTTP/1.1 200 OK"),
            ):
                head = "".join(f"{name}: {value}\r\n" for name, value in message.headers.items())
                archive.writestr(
                    f"raw/{number:05}_{side}.txt", f"{first}\r\n{head}\r\n".encode() + (message.raw_content or b"")
                )
            archive.writestr(f"raw/{number:05}_m.xml", '<?xml version="1.0"?><Session><SessionTimers/></Session>')
