"""Real proxies record real HTTPS traffic; what the browser has seen is in the file, and nothing else suffers."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.otys_stand_in import ANSWER, StandIn
from tests.recordings import Start, recordings

from owskit_addon.errors import CaptureInUse, CaptureUnwritable, RecordingError
from owskit_addon.recorder import script_path
from owskit_addon.recorder.control import running
from owskit_addon.recorder.session import RecordingSession

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, sets another process' limits")
OWSKIT = [sys.executable, "-P", "-c", "from owskit_generator.cli import main; main()"]
MITMDUMP = [sys.executable, "-P", "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()"]


@pytest.fixture(scope="module")
def confdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxy") / "conf"


@pytest.fixture(scope="module")
def otys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with StandIn(tmp_path_factory.mktemp("stand-in")) as stand_in:
        yield stand_in


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


@pytest.fixture
def start(otys: StandIn, confdir: Path, path: Path) -> Iterator[Start]:
    """Starts a recording of the stand-in; keyword arguments change what it is given."""
    hosts = [f"127.0.0.1:{otys.port}"]
    with recordings(capture=path, hosts=hosts, extra_ca=otys.certificate, confdir=confdir) as started:
        yield started


class OnlyHttp2(ssl.SSLContext):
    """A browser prefers HTTP/2; httpx offers it second, and mitmproxy takes the first."""

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        super().set_alpn_protocols(["h2"])


def client(session: RecordingSession, context: type[ssl.SSLContext] = ssl.SSLContext, **options: Any) -> httpx.Client:
    trust = context(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(session.ca_certificate)
    return httpx.Client(proxy=f"http://127.0.0.1:{session.port}", verify=trust, trust_env=False, timeout=20, **options)


def batch(*calls: str, number: int = 1) -> dict[str, Any]:
    made = [{"method": f"Otys.Services.{call}", "args": ["s" * 26, "uid", {"statusId": number}]} for call in calls]
    return {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [made], "id": number}


STATUS = batch("CandidateService.updateEx")


def events(path: Path, kind: str | None = None) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if kind in {None, line["event"]}]


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_call_is_in_the_file_before_its_answer_arrives(start: Start, otys: StandIn, path: Path) -> None:
    session = start()
    with client(session) as browser, path.open(encoding="utf-8") as file:
        file.read()
        for number in range(200):
            answer = browser.post(otys.url, json=batch("CandidateService.getListEx", number=number))
            assert answer.content == ANSWER
            written = [json.loads(line) for line in file.read().splitlines()]
            assert [line["service_call"] for line in written if line["event"] == "call"] == [
                "CandidateService.getListEx"
            ]


def keeper() -> int:
    """The process beside the running proxy that writes its capture."""
    (state,) = running()
    tasks = Path(f"/proc/{state.pid}/task").glob("*/children")
    (pid,) = [int(pid) for task in tasks for pid in task.read_text().split()]
    return pid


@posix
def test_kill_9_right_after_the_answer_loses_nothing(start: Start, otys: StandIn, path: Path) -> None:
    session = start()
    with client(session) as browser:
        browser.post(otys.url, json=STATUS)
        (state,) = running()
        os.kill(state.pid, signal.SIGKILL)
    summary = session.stop()
    assert [call["service_call"] for call in events(path, "call")] == ["CandidateService.updateEx"]
    assert (summary.calls, summary.actions) == (1, 1)
    assert list(running()) == []


def test_http_2_is_recorded(start: Start, otys: StandIn, path: Path) -> None:
    with client(start(), http2=True, context=OnlyHttp2) as browser:
        answer = browser.post(otys.url, json=STATUS)
    assert (answer.http_version, answer.content) == ("HTTP/2", ANSWER)
    assert len(events(path, "call")) == 1


def test_other_hosts_pass_undecrypted_and_unrecorded(start: Start, otys: StandIn, path: Path, tmp_path: Path) -> None:
    session = start()
    with StandIn(tmp_path) as other:
        trust = ssl.create_default_context(cafile=other.certificate)  # its own, not the proxy's
        with httpx.Client(proxy=f"http://127.0.0.1:{session.port}", verify=trust, trust_env=False) as browser:
            assert browser.post(other.url, json=STATUS).content == ANSWER
    assert events(path, "call") == []
    summary = session.stop()
    assert (summary.calls, summary.hosts) == (0, ["127.0.0.1"])


def test_a_mark_from_another_process_names_what_follows(start: Start, otys: StandIn, path: Path) -> None:
    session = start()
    with client(session) as browser:
        said = subprocess.run([*OWSKIT, "mark", "Change", "status"], capture_output=True, text=True, check=True)
        assert "a1: Change status" in said.stdout
        assert events(path, "action")[0]["how"] == "mark"
        browser.post(otys.url, json=STATUS)
        subprocess.run([*OWSKIT, "mark", "--end"], capture_output=True, check=True)
        browser.post(otys.url, json=batch("VacancyService.update", "PhoenixModuleService.processStatistics"))
    actions, calls = events(path, "action"), events(path, "call")
    assert [(action["label"], action["how"]) for action in actions] == [("Change status", "mark"), ("Step 2", "gap")]
    assert [(call["action"], call["sure"]) for call in calls] == [
        ("a1", "probable"),
        ("a2", "probable"),
        (None, "background"),
    ]
    with httpx.Client(proxy=f"http://127.0.0.1:{session.port}", trust_env=False) as stranger:
        refused = stranger.post("http://owskit.internal/mark", json={"label": "x"})
    assert refused.status_code == 403
    session.stop()
    said = subprocess.run([*OWSKIT, "mark", "x"], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "No recording is running" in said.stderr


def test_two_recorders_on_one_file_and_one_after_the_other(start: Start, otys: StandIn, path: Path) -> None:
    first = start()
    with client(first) as browser:
        browser.post(otys.url, json=STATUS)
    with pytest.raises(CaptureInUse):
        start()
    first.stop()
    with client(start()) as browser:
        browser.post(otys.url, json=STATUS)
    assert [event["event"] for event in events(path)] == ["capture", "action", "call"] * 2
    assert [action["id"] for action in events(path, "action")] == ["a1", "a2"]


def test_a_port_in_use_is_named(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(RecordingError, match=f"Port {port} on 127.0.0.1 is in use") as error:
            start(port=port)
    assert "--port" in error.value.hint


def test_a_folder_that_is_not_there_is_named(start: Start, tmp_path: Path) -> None:
    with pytest.raises(CaptureUnwritable, match="does not exist"):
        start(capture=tmp_path / "no" / "session.jsonl")


@posix
def test_the_file_is_its_owners_alone(start: Start, path: Path, confdir: Path) -> None:
    before = os.umask(0)
    try:
        start()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(confdir.stat().st_mode) == 0o700
    assert stat.S_IMODE((confdir / "mitmproxy-ca.pem").stat().st_mode) == 0o600


def test_a_cancelled_request_is_recorded_as_unanswered(start: Start, otys: StandIn, path: Path) -> None:
    session = start()
    otys.go.clear()
    with client(session) as browser, pytest.raises(httpx.ReadTimeout):
        browser.post(otys.url + "?slow", json=STATUS, timeout=0.3)
    until(lambda: events(path, "call"))
    otys.go.set()
    (call,) = events(path, "call")
    assert (call["outcome"], call["ms"]) == ("unanswered", None)
    assert events(path, "problem") == []


@pytest.mark.parametrize(
    ("days", "trusted", "what"), [(30, False, "self-signed"), (-1, True, "has expired"), (0, False, "refuses")]
)
def test_an_upstream_that_fails_is_named(
    start: Start, path: Path, tmp_path: Path, days: int, trusted: bool, what: str
) -> None:
    said: list[str] = []
    with StandIn(tmp_path, days or 30) as other:
        if days:
            port = other.port
        else:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
        ca = other.certificate if trusted else None
        session = start(hosts=[f"127.0.0.1:{port}"], extra_ca=ca, on_notice=said.append)
        with client(session) as browser:
            for _ in range(2):
                assert browser.post(f"https://127.0.0.1:{port}/jservice.php", json=STATUS).status_code == 502
        assert other.seen == []
    session.stop()
    (problem,) = events(path, "problem")
    assert what in problem["what"]
    assert problem["where"] == "127.0.0.1"
    assert [call["outcome"] for call in events(path, "call")] == ["unanswered"] * 2
    assert len([text for text in said if what in text]) == 1


@linux
def test_a_full_disk_loses_calls_not_traffic(start: Start, otys: StandIn, path: Path) -> None:
    import resource

    said: list[str] = []
    session = start(on_notice=said.append)
    writer = keeper()
    _, hard = resource.prlimit(writer, resource.RLIMIT_FSIZE)
    with client(session) as browser:
        resource.prlimit(writer, resource.RLIMIT_FSIZE, (path.stat().st_size + 40, hard))
        for _ in range(3):
            assert browser.post(otys.url, json=STATUS).content == ANSWER
        assert [event["event"] for event in events(path)] == ["capture"]
        resource.prlimit(writer, resource.RLIMIT_FSIZE, (hard, hard))
        browser.post(otys.url, json=STATUS)
    summary = session.stop()
    assert [event["event"] for event in events(path)] == ["capture", "problem", "action", "call"]
    assert events(path, "problem")[0]["where"] == "3 calls"
    assert (summary.calls, summary.lost) == (1, 3)
    assert [text.partition(",")[0] for text in said if "lost" in text] == [
        "Calls are being lost",
        said[-1].partition(",")[0],
    ]


def test_an_upstream_proxy_with_a_password_that_is_shown_nowhere(start: Start, otys: StandIn, path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--listen-host", "127.0.0.1", "-p", str(port), "--proxyauth", "us:er p", "--allow-hosts=nowhere", "-q"]
    outer = subprocess.Popen([*MITMDUMP, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port))
        session = start(upstream=f"http://us:er%20p@127.0.0.1:{port}")
        with client(session) as browser:
            assert browser.post(otys.url, json=STATUS).content == ANSWER
        (state,) = running()
        if sys.platform == "linux":
            assert b"er p" not in Path(f"/proc/{state.pid}/cmdline").read_bytes()
        said: list[str] = []
        wrong = start(
            capture=path.with_name("wrong.jsonl"), upstream=f"http://us:no@127.0.0.1:{port}", on_notice=said.append
        )
        with client(wrong) as browser:
            assert browser.post(otys.url, json=STATUS).status_code == 502
        wrong.stop()
        assert any("another name and password" in text and "user:password@" in text for text in said)
    finally:
        outer.kill()
        outer.wait()


BREAK = """
try:
    import owskit_addon.recorder.recording as recording
except ImportError:
    pass
else:
    def broken(*_):
        raise KeyError("a secret of somebody's")
    recording.events_of = broken
"""


def mitmdump(*options: str, python: list[str] | None = None) -> tuple[subprocess.Popen[str], int]:
    """mitmdump as a person starts it, and the port where it listens."""
    command = [*(python or MITMDUMP), "--listen-host", "127.0.0.1", "--listen-port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    until(lambda: process.poll() is not None or any(running()))
    return process, next((state.port for state in running()), 0)


def ended(process: subprocess.Popen[str]) -> str:
    process.terminate()
    output, _ = process.communicate(timeout=15)
    return output


def test_a_fault_of_ours_lets_the_bytes_through(
    otys: StandIn, confdir: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaks").mkdir()
    (tmp_path / "breaks" / "sitecustomize.py").write_text(BREAK, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "breaks"))  # also for the process beside the proxy
    otys.seen.clear()
    process, port = mitmdump(
        *["-s", script_path(), "--set", f"owskit_capture={path}", "--set", f"confdir={confdir}"],
        *["--set", "owskit_hosts=127.0.0.1", "--set", f"ssl_verify_upstream_trusted_ca={otys.certificate}"],
    )
    try:
        trust = ssl.create_default_context(cafile=confdir / "mitmproxy-ca-cert.pem")
        with httpx.Client(proxy=f"http://127.0.0.1:{port}", verify=trust, trust_env=False) as browser:
            body = b'{"method": "login",\x00 not JSON'
            assert browser.post(otys.url, content=body).content == ANSWER
        assert otys.seen == [body]
    finally:
        output = ended(process)
    (problem,) = events(path, "problem")
    assert "KeyError" in problem["what"]
    assert "somebody" not in output + json.dumps(problem)


def test_the_script_finds_its_source_in_another_environment(path: Path, confdir: Path) -> None:
    import mitmproxy

    packages = Path(mitmproxy.__file__).parents[1]
    code = f"import sys; sys.path.append({str(packages)!r}); from mitmproxy.tools.main import mitmdump; mitmdump()"
    process, port = mitmdump(
        *["-s", script_path(), "--set", f"owskit_capture={path}", "--set", f"confdir={confdir}"],
        python=[sys.executable, "-S", "-P", "-c", code],
    )
    output = ended(process)
    assert port, output
    assert [event["event"] for event in events(path)] == ["capture"]


def test_mitmdump_without_a_capture_says_what_to_set(confdir: Path) -> None:
    command = [*MITMDUMP, "-s", script_path(), "-p", "0", "--set", f"confdir={confdir}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1
    assert "--set owskit_capture=session.jsonl" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_mitmweb_records_too_also_beside_another(start: Start, otys: StandIn, path: Path) -> None:
    said: list[str] = []
    with client(start(ui="web", on_notice=said.append)) as browser:
        start(ui="web", capture=path.with_name("other.jsonl"), on_notice=said.append)
        browser.post(otys.url, json=STATUS)
    assert len(events(path, "call")) == 1
    pages = [text.partition("?")[0] for text in said if "Web server listening at" in text]
    assert len(set(pages)) == 2


def record(path: Path, *options: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    command = [*OWSKIT, "record", str(path), "--port", "0", "--json", "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, json.loads(line or "{}")


@posix
def test_ctrl_c_ends_with_a_summary_and_leaves_no_process(otys: StandIn, path: Path) -> None:
    options = ["--host", f"127.0.0.1:{otys.port}", "--ca", str(otys.certificate)]
    process, ready = record(path, *options)
    trust = ssl.create_default_context(cafile=ready["ca"])
    with httpx.Client(proxy=f"http://127.0.0.1:{ready['port']}", verify=trust, trust_env=False) as browser:
        browser.post(otys.url, json=STATUS)
    (state,) = running()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=15)
    assert process.returncode == 0, errors
    summary = json.loads(output)
    assert (summary["event"], summary["calls"], summary["actions"], summary["lost"]) == ("summary", 1, 1, 0)
    assert not alive(state.pid)
    assert list(running()) == []


@posix
def test_a_proxy_that_ends_by_itself_is_said_with_what_was_recorded(otys: StandIn, path: Path) -> None:
    process, _ = record(path)
    (state,) = running()
    os.kill(state.pid, signal.SIGKILL)
    output, errors = process.communicate(timeout=15)
    assert process.returncode == 1
    assert json.loads(output)["calls"] == 0
    assert "The proxy ended by itself" in errors


@posix
def test_the_proxy_ends_when_the_command_is_killed(path: Path) -> None:
    process, _ = record(path)
    (state,) = running()
    process.kill()
    process.communicate()
    until(lambda: not alive(state.pid))


@posix
def test_no_otys_traffic_is_said_with_the_hosts_that_were_seen(path: Path, otys: StandIn) -> None:
    command = [*OWSKIT, "record", str(path), "--port", "0", "--values", "plain", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    until(lambda: process.poll() is not None or any(running()))
    (state,) = running()
    trust = ssl.create_default_context(cafile=otys.certificate)
    with httpx.Client(proxy=f"http://127.0.0.1:{state.port}", verify=trust, trust_env=False) as browser:
        browser.post(otys.url, json=STATUS)
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=15)
    assert f"Recording into {path} on 127.0.0.1:{state.port}" in output
    assert "No service calls" in output
    assert "These hosts were seen: 127.0.0.1" in output
    assert "--ignore-certificate-errors-spki-list=" in output
    assert "--values plain" in errors
    assert process.returncode == 0


def test_a_browser_that_does_not_trust_the_proxy_is_said(start: Start, otys: StandIn, path: Path) -> None:
    said: list[str] = []
    session = start(on_notice=said.append)
    with httpx.Client(proxy=f"http://127.0.0.1:{session.port}", trust_env=False) as browser:
        for _ in range(2):
            with pytest.raises(httpx.ConnectError):
                browser.post(otys.url, json=STATUS)
    until(lambda: events(path, "problem"))
    session.stop()
    assert [problem["what"] for problem in events(path, "problem")] == ["the browser does not trust the proxy"]
    assert len(said) == 1


@contextmanager
def in_a_terminal(*command: str) -> Iterator[tuple[subprocess.Popen[bytes], int, list[bytes]]]:
    """The process, our side of its terminal, and what it prints there."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    printed: list[bytes] = []

    def drain() -> None:
        with suppress(OSError):  # Linux says so when the other side is closed
            while text := os.read(ours, 65536):
                printed.append(text)

    reader = threading.Thread(target=drain)
    reader.start()
    try:
        yield process, ours, printed
    finally:
        process.kill()
        process.wait()
        reader.join()
        os.close(ours)


@posix
def test_the_console_program_records_too(otys: StandIn, confdir: Path, path: Path) -> None:
    options = {
        "owskit_capture": path,
        "confdir": confdir,
        "owskit_hosts": "127.0.0.1",
        "ssl_verify_upstream_trusted_ca": otys.certificate,
        "connection_strategy": "lazy",
    }
    settings = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
    code = "from mitmproxy.tools.main import mitmproxy; mitmproxy()"
    command = [sys.executable, "-P", "-c", code, "-s", script_path(), "--listen-host", "127.0.0.1", "-p", "0"]
    with in_a_terminal(*command, *settings) as (process, _, _):
        until(lambda: process.poll() is not None or any(running()))
        (state,) = running()
        trust = ssl.create_default_context(cafile=confdir / "mitmproxy-ca-cert.pem")
        with httpx.Client(proxy=f"http://127.0.0.1:{state.port}", verify=trust, trust_env=False) as browser:
            assert browser.post(otys.url, json=STATUS).content == ANSWER
    assert [event["event"] for event in events(path)] == ["capture", "action", "call"]


@posix
def test_record_in_the_console_ends_with_a_summary(otys: StandIn, path: Path) -> None:
    options = ["--host", f"127.0.0.1:{otys.port}", "--ca", str(otys.certificate), "--port", "0"]
    with in_a_terminal(*OWSKIT, "record", str(path), "--ui", "console", *options) as (process, terminal, printed):
        until(lambda: b"Any key" in b"".join(printed))
        # A key that comes before the program waits for one is thrown away; too many do no harm.
        until(lambda: os.write(terminal, b" ") and (process.poll() is not None or any(running())))
        (state,) = running()
        with httpx.Client(proxy=f"http://127.0.0.1:{state.port}", verify=False, trust_env=False) as browser:
            assert browser.post(otys.url, json=STATUS).content == ANSWER
        process.send_signal(signal.SIGTERM)
        until(lambda: process.poll() is not None)
        until(lambda: b"See them with" in b"".join(printed))
        assert process.returncode == 0
    assert len(events(path, "call")) == 1
