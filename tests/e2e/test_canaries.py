"""Known secrets and names planted everywhere, everything of owskit run over them, and none found in file or output."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.canaries import CANARIES, SECRETS, exchanges, leaks, many
from tests.canary_files import answering_server, send_all, write_har, write_mitm, write_saz
from tests.faults.size import SOAK

FILES: dict[str, Callable[[Path], None]] = {"har": write_har, "mitm": write_mitm, "saz": write_saz}


def unpacked(path: Path) -> bytes:
    """A file, of a workbook all that is in it."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as file:
        return b"\n".join(file.read(name) for name in file.namelist())


class Runner:
    """Runs owskit with a home of its own in `folder`, and keeps all that it says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        home = {name: str(folder / "home") for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")}
        ours = {"XDG_STATE_HOME": str(folder / "home" / "state"), "XDG_DATA_HOME": str(folder / "home" / "data")}
        self.env = {**os.environ, **home, **ours, "PYTHONIOENCODING": "utf-8", "COLUMNS": "400"}

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-c", "from owskit_generator.cli import main; main()", *args]

    def run(self, *args: str, code: int = 0) -> str:
        done = subprocess.run(
            self.command(*args), cwd=self.folder, env=self.env, capture_output=True, encoding="utf-8", timeout=60
        )
        self.said.append(done.stdout + done.stderr)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def found(self, canaries: dict[str, str]) -> dict[str, list[str]]:
        """Canaries by where they were found: in a file, in a file's name, or on the terminal."""
        places = {str(p): unpacked(p) for p in self.folder.rglob("*") if p.is_file()}
        places |= {"names of files": "\n".join(places).encode(), "terminal": "\n".join(self.said).encode()}
        return {place: names for place, data in places.items() if (names := leaks(data, canaries))}


@pytest.fixture
def owskit(tmp_path: Path) -> Iterator[Runner]:
    folder = tmp_path / "work"
    folder.mkdir()
    yield Runner(folder)
    shutil.rmtree(folder)


def everything_behind(owskit: Runner, capture: str) -> None:
    """All that is made of a capture, with the calls that it holds chosen as triggers."""
    owskit.run("calls", capture)
    view = json.loads(owskit.run("calls", capture, "--json"))
    assert len(view["service_calls"]) > 20
    owskit.run("catalogue", capture, "--out", "catalogue")
    owskit.run("catalogue", capture, "--out", "catalogue", "--json", "--postman", "--with-background")
    owskit.run("catalogue", capture, "--out", "catalogue-nl", "--language", "nl", "--only", "Candidate*")
    owskit.run("diff", "catalogue", capture)
    owskit.run("diff", "catalogue-nl", capture, "--json")
    chosen = [
        call["service_call"]
        for call in view["service_calls"]
        if call["kind"] == "write" and "." in call["service_call"]
    ]
    picks = [part for name in chosen for part in ("--call", name)]
    owskit.run("choose", capture, *picks, "--out", "triggers.yaml")
    owskit.run("generate", "triggers.yaml", "--out", "project")
    owskit.run("choose", capture, "--call", "CandidateService.nothing", "--out", "more.yaml", code=1)
    owskit.run("choose", capture, "--action", "nothing", "--out", "more.yaml", code=1)


@pytest.mark.parametrize("values", ["tokens", "plain"])
@pytest.mark.parametrize("kind", FILES)
def test_imported(owskit: Runner, tmp_path: Path, kind: str, values: str) -> None:
    source = tmp_path / f"source.{kind}"
    FILES[kind](source)
    owskit.run("import", str(source), "--out", "session.jsonl", "--values", values)
    everything_behind(owskit, "session.jsonl")
    assert owskit.found(CANARIES if values == "tokens" else SECRETS) == {}


@pytest.mark.parametrize("values", ["tokens", "plain"])
@pytest.mark.skipif(sys.platform == "win32", reason="ends the recording with SIGINT")
def test_recorded(owskit: Runner, values: str) -> None:
    command = owskit.command(
        "record", "session.jsonl", "--port", "0", "--host", "127.0.0.1", "--values", values, "--json", "--no-browser"
    )
    with answering_server() as server:
        recording = subprocess.Popen(
            command,
            cwd=owskit.folder,
            env=owskit.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert recording.stdout is not None
        ready = ""
        while not ready.startswith("{"):
            ready = recording.stdout.readline()
            assert ready, "the recording ended"
        send_all(json.loads(ready)["port"], server)
        owskit.run("mark", "the second time")
        send_all(json.loads(ready)["port"], server)
        recording.send_signal(signal.SIGINT)
        rest, _ = recording.communicate(timeout=30)
        owskit.said.append(ready + rest)
    assert recording.returncode == 0, rest
    everything_behind(owskit, "session.jsonl")
    assert owskit.found(CANARIES if values == "tokens" else SECRETS) == {}


@pytest.mark.skipif(not SOAK, reason="with `make soak`: minutes of looking for 500 canaries in all that is made")
def test_imported_with_five_hundred(owskit: Runner, tmp_path: Path) -> None:
    source, sets = tmp_path / "source.har", many()
    write_har(source, [one for each in sets for one in exchanges(each)])
    owskit.run("import", str(source), "--out", "session.jsonl")
    everything_behind(owskit, "session.jsonl")
    for each in sets:
        assert owskit.found(each) == {}


def test_errors_and_crashes_name_no_canary(owskit: Runner) -> None:
    """A wrong file, a torn one, and a fault of ours in the middle of the values."""
    write_har(owskit.folder.parent / "source.har")
    owskit.run("import", str(owskit.folder.parent / "source.har"), "--out", "session.jsonl", "--values", "plain")
    capture = owskit.folder / "session.jsonl"
    lines = capture.read_bytes().splitlines(keepends=True)
    capture.unlink()
    outside = owskit.folder.parent / "plain.jsonl"
    outside.write_bytes(b"".join(lines[1:]))
    for command in ("calls", "catalogue", "choose"):
        owskit.run(command, str(outside), *(["--out", "x"] if command != "calls" else []), code=1)
    outside.write_bytes(lines[0] + b"".join(line[: len(line) // 2] + b"\n" for line in lines[1:]))
    owskit.run("calls", str(outside))
    owskit.run("catalogue", str(outside), "--out", "x", code=1)
    outside.write_bytes(b"".join(lines))
    broken = "import owskit_generator.overview as o\ndef f(events): raise KeyError(list(events))\n"
    main = broken + "o.overview = f\nfrom owskit_generator.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", main, "calls", str(outside)], env=owskit.env, capture_output=True, encoding="utf-8"
    )
    owskit.said.append(done.stdout + done.stderr)
    assert "A fault in owskit (KeyError" in done.stderr
    assert owskit.found(CANARIES) == {}


def test_a_planted_canary_is_found(owskit: Runner) -> None:
    (owskit.folder / "note.txt").write_text(f"x{CANARIES['bsn']}x", encoding="utf-8")
    owskit.said.append(CANARIES["session"])
    assert owskit.found(CANARIES) == {
        str(owskit.folder / "note.txt"): ["bsn"],
        "terminal": ["session"],
    }
