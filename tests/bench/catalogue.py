"""How fast a capture becomes a catalogue, against the time that decoding its JSON alone takes, and in how much memory:
`python -m tests.bench.catalogue [CALLS…]`."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

SERVICES = [f"{name}{part}Service" for name in ("Candidate", "Vacancy", "Procedure", "Relation", "Document") for part in
            ("", "Note", "Task", "Setting", "Link", "History")]  # fmt: skip
SESSION = "tok:session:26:91f0aa3e5c"
_POOL = 2000


def write_capture(path: Path, calls: int, seed: int = 1) -> None:
    """A capture as `owskit record` writes it: lists of up to 50 rows, details of 30 fields, small writes; an action for
    every five calls; 120 service calls. About 1.7 kB a call."""
    chance = random.Random(seed)
    pool = [_call(chance) for _ in range(_POOL)]
    start = {"event": "capture", "format": 1, "owskit": "0", "started": _at(0), "source": "live", "values": "tokens"}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(start) + "\n")
        for number in range(calls):
            if number % 5 == 0:
                label = f"Candidates › action {number // 5 % 40}"
                action = {"event": "action", "id": f"a{number // 5}", "label": label, "how": "gesture"}
                file.write(json.dumps(action | {"at": _at(number), "where": "Candidates", "tab": "t1"}) + "\n")
            head = f'{{"event":"call","id":"e{number}.0","exchange":"e{number}","action":"a{number // 5}",'
            uid = f"{chance.getrandbits(40):010x}"
            file.write(f'{head}"at":"{_at(number)}",{chance.choice(pool).replace("##########", uid)}\n')


def _at(number: int) -> str:
    return f"2026-11-20T{number // 36000 % 24:02}:{number // 600 % 60:02}:{number // 10 % 60:02}.{number % 10}00Z"


def _token(chance: random.Random, kind: str) -> str:
    length = 16 if kind == "uid" else chance.randrange(3, 30)
    return f"tok:{kind}:{length}:{chance.getrandbits(40):010x}"


def _record(chance: random.Random, fields: int) -> dict[str, Any]:
    kinds = ("text", "email", "phone", "datetime", "text", "html", "url")
    record: dict[str, Any] = {"uid": _token(chance, "uid"), "internalId": chance.randrange(10**6), "statusId": 12340}
    record |= {"Person": {"firstName": _token(chance, "text"), "emailPrimary": _token(chance, "email")}}
    for number in range(fields):
        filled = chance.random() < 0.8
        record[f"field{chr(97 + number)}"] = _token(chance, kinds[number % 7]) if filled else None
    return record


def _call(chance: random.Random) -> str:
    verb = chance.choices(["getListEx", "getDetail", "updateEx", "getUnreadCount"], [30, 30, 25, 15])[0]
    name = f"{chance.choice(SERVICES)}.{verb}"
    args: list[Any] = [SESSION]
    result: Any = 3
    match verb:
        case "getListEx":
            args.append({"what": {"uid": 1, "Person": {"firstName": 1}}, "condition": None, "limit": 50, "offset": 0})
            rows = [_record(chance, 6) for _ in range(chance.choice([0, 1, 5, 10, 50]))]
            result = {"listOutput": rows, "totalCount": len(rows)}
        case "getDetail":
            args += ["tok:uid:16:##########", {"uid": 1, "Person": 1}]
            result = _record(chance, 26) | {
                "PhoneNumbers": {"1": {"type": "mobile", "number": _token(chance, "phone")}}
            }
        case "updateEx":
            fields = chance.sample(["statusId", "note", "owner", "source", "priority"], chance.randrange(1, 4))
            args += ["tok:uid:16:##########", {field: _token(chance, "text") for field in fields}]
            result = "tok:uid:16:##########"
    call = {"service_call": name, "method": f"Otys.Services.{name}", "envelopes": ["MultiService.execute"]}
    call |= {"sure": "certain", "host": "acme.otysapp.com", "ms": 12.5, "args": args, "result": result, "error": None}
    return json.dumps(call | {"outcome": "ok"}, separators=(",", ":"))[1:]


_PEAK = (
    "\nfrom resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage\n"
    "print(sum(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)), file=sys.stderr)"
)
_SECONDS = "\nimport os; print(sum(os.times()[:4]), file=sys.stderr)"
_STEPS = {
    "msgspec decodes": "import msgspec; decode = msgspec.json.Decoder().decode\n"
    "for line in open(sys.argv[1], 'rb'): decode(line)",
    "events": "from owskit_addon.capture import read_captures\n"
    "for _ in read_captures([Path(sys.argv[1])], late=True): pass",
    "shapes": "from owskit_addon.capture import read_captures\nfrom owskit_generator.catalogue.learn import learn\n"
    "learn(read_captures([Path(sys.argv[1])], late=True))",
    **{
        f"catalogue, {processes}": "from owskit_generator.catalogue.reading import learn_files\n"
        "from owskit_generator.catalogue.document import document, to_json\n"
        f"to_json(document(learn_files([Path(sys.argv[1])], processes={number})))"
        for number, processes in ((1, "one process"), (2, "two processes"))
    },
}


class Took(NamedTuple):
    """Seconds by the clock, and of the processor, which others on the machine disturb less; start of Python and imports
    included. Peak memory in MB, of all processes together (0 where it cannot be told)."""

    clock: float
    processor: float
    peak: float


def _run(code: str, path: Path) -> Took:
    peak = "" if sys.platform == "win32" else _PEAK
    command = [sys.executable, "-c", f"import sys; from pathlib import Path\n{code}{_SECONDS}{peak}", str(path)]
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    clock, said = time.perf_counter() - start, run.stderr.split()
    return Took(clock, float(said[-2]), int(said[-1]) / 1024) if peak else Took(clock, float(said[-1]), 0.0)


def main(*sizes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for calls in sizes or (10_000, 100_000, 1_000_000):
            path = Path(folder) / f"{calls}.jsonl"
            write_capture(path, calls)
            size = path.stat().st_size / 1e6
            print(f"capture of {calls:,} calls, {size:.0f} MB")
            decoding = None
            for name, code in _STEPS.items():
                took = _run(code, path)
                decoding = decoding or took
                rate = f"{calls / took.clock:9,.0f} calls/s {size / took.clock:5.0f} MB/s"
                clock, processor = took.clock / decoding.clock, took.processor / decoding.processor
                times = f"x decoding: {clock:4.1f} by the clock, {processor:4.1f} of the processor"
                print(f"  {name:24} {rate}  {times}  peak memory {took.peak:.0f} MB", flush=True)
            path.unlink()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
