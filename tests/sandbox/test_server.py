"""Starting, ending, certificates, and the static files (design 5.8)."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from owskit_sandbox import CannotListen, PortInUse, Sandbox


def test_what_a_client_needs(shared: Any) -> None:
    ready = shared.sandbox.ready()
    assert set(ready) == {"url", "api_key", "user_id", "client_id", "recruiter", "ca"}
    assert set(ready["recruiter"]) == {"username", "password"}
    assert ready["url"].startswith("https://127.0.0.1:")
    assert Path(ready["ca"]).read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE-----")


def test_plain_http_has_no_ca(run: Any) -> None:
    ready = run().sandbox.ready()
    assert ready["ca"] is None
    assert ready["url"].startswith("http://")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_the_certificate_is_good_for_each_name(shared: Any, name: str) -> None:
    context = ssl.create_default_context(cafile=shared.sandbox.ca)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    port = int(shared.sandbox.url.rpartition(":")[2])
    with (
        socket.create_connection(("127.0.0.1", port)) as connection,
        context.wrap_socket(connection, server_hostname=name) as secured,
    ):
        assert secured.getpeercert()


def test_the_certificate_is_good_for_no_other_name(shared: Any) -> None:
    context = ssl.create_default_context(cafile=shared.sandbox.ca)
    port = int(shared.sandbox.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(connection, server_hostname="ows.otys.nl")


def test_keys_are_the_owners_only_and_gone_at_the_end() -> None:
    with Sandbox() as sandbox:
        assert sandbox.ca is not None
        folder = sandbox.ca.parent
        for name in ("ca.key", "server.key"):
            assert sys.platform == "win32" or (folder / name).stat().st_mode & 0o777 == 0o600
        assert sys.platform == "win32" or folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_a_state_folder_keeps_the_ca(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        with Sandbox(state=tmp_path / "state") as sandbox:
            assert sandbox.ca == tmp_path / "state" / "ca.pem"
            kept.append(sandbox.ca.read_bytes())
    assert kept[0] == kept[1]
    (tmp_path / "state" / "ca.key").write_text("broken", encoding="ascii")
    with Sandbox(state=tmp_path / "state") as sandbox:
        assert (tmp_path / "state" / "ca.pem").read_bytes() != kept[0]
        assert httpx.get(sandbox.url, verify=ssl.create_default_context(cafile=sandbox.ca)).status_code == 307


def test_a_port_in_use_and_an_address_that_is_not_ours(shared: Any) -> None:
    with pytest.raises(PortInUse):
        Sandbox(port=int(shared.sandbox.url.rpartition(":")[2])).start()
    with pytest.raises(CannotListen):
        Sandbox(bind="192.0.2.1").start()
    with pytest.raises(ValueError, match="example"):
        Sandbox(bind="example.com")


def test_a_state_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("x", encoding="ascii")
    with pytest.raises(OSError, match="state"):
        Sandbox(state=tmp_path / "state").start()


def test_it_ends_at_once_with_connections_open() -> None:
    sandbox = Sandbox().start()
    assert sandbox.ca
    port = int(sandbox.url.rpartition(":")[2])
    context = ssl.create_default_context(cafile=sandbox.ca)
    with (
        httpx.Client(verify=context, trust_env=False) as client,
        socket.create_connection(("127.0.0.1", port)),  # one that never says anything
        socket.create_connection(("127.0.0.1", port)) as half,
        context.wrap_socket(half, server_hostname="localhost") as slow,
    ):
        client.get(sandbox.url)
        slow.sendall(b"POST /jservice.php HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        began = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - began < 3
    sandbox.stop()
    assert "owskit-sandbox" not in {thread.name for thread in threading.enumerate() if thread.name.endswith(str(port))}


def test_it_can_be_started_again_on_its_port() -> None:
    with Sandbox(plain_http=True) as first:
        httpx.get(first.url, trust_env=False)
        port = int(first.url.rpartition(":")[2])
    with Sandbox(plain_http=True, port=port) as second:
        assert httpx.get(second.url, trust_env=False).status_code == 307


def test_the_root_leads_to_go(shared: Any) -> None:
    response = shared.http.get("/")
    assert response.headers["location"] == "/us/modular.html"


def test_static_files_have_their_types_and_a_strict_policy(shared: Any) -> None:
    page = shared.http.get("/us/modular.html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    script = shared.http.get("/us/go/rpc.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "../server.py",
        "%2e%2e/server.py",
        "..%2fserver.py",
        "/etc/passwd",
        "%00",
        "none.js",
        "",
        "pages",
        "a" * 5000 + ".js",
    ],
)
def test_nothing_else_is_served(shared: Any, path: str) -> None:
    assert shared.http.get(f"/us/go/{path}").status_code == 404


def test_go_asks_for_nothing_from_elsewhere() -> None:
    from owskit_sandbox.static import FOLDER

    for path in FOLDER.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".svg"}:
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert "http://" not in text, path.name
            assert "https://" not in text, path.name
