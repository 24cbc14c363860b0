"""How fast a HAR of 200 MB is read and imported, and in how much memory: `python -m tests.bench.importing [MB]`."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

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


_STEPS = {
    "json.load": "import json; json.load(open(sys.argv[1], 'rb'))",
    "entries": "from owskit_addon.sources.entries import entries\nfor _ in entries(open(sys.argv[1], 'rb').read): pass",
    "exchanges": "from pathlib import Path; from owskit_addon.sources import exchanges\n"
    "for _ in exchanges(Path(sys.argv[1])): pass",
    "owskit import": "from owskit_generator.cli import main\n"
    "try: main(['import', sys.argv[1], '--out', sys.argv[1] + '.jsonl'])\n"
    "except SystemExit as end: assert not end.code",
    "read_capture": "from pathlib import Path; from owskit_addon.capture import read_capture\n"
    "for _ in read_capture(Path(sys.argv[1] + '.jsonl')): pass",
}
_PEAK = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"


def main(megabytes: int = 200) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.har"
        number = write_har(path, megabytes * 1_000_000)
        print(f"HAR of {path.stat().st_size / 1e6:.0f} MB, {number} entries")
        peak = "" if sys.platform == "win32" else _PEAK
        for name, code in _STEPS.items():
            start = time.perf_counter()
            command = [sys.executable, "-c", f"import sys\n{code}{peak}", str(path)]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            took = time.perf_counter() - start
            read = path if name != "read_capture" else path.with_name(path.name + ".jsonl")
            size = read.stat().st_size / 1e6
            memory = f"{int(run.stderr.split()[-1]) / 1024:.0f} MB" if peak else "not measured"
            print(f"{name:14} {size / took:6.0f} MB/s of {size:.0f} MB, peak memory {memory}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
