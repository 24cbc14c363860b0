"""The worker, the day's limit and the log (`ows.md` 4.1, 4.4; manual 3.4, 4)."""

from __future__ import annotations

import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from owskit_sandbox.delivery import masked, merge_fields
from owskit_sandbox.sender import is_loopback
from owskit_sandbox.tls import make_certificates

UPDATE = "CandidateService.updateEx"


def start(run: Any, url: str, **rules: Any) -> tuple[Any, str]:
    """An integration user with a webhook on updateEx, and a candidate to change."""
    ows = run(**{"cache_seconds": 0, **rules}).use_key()
    ows.call("WebhooksService.add", {"serviceCall": UPDATE, "webhookUrl": url, "klantGlobal": True})
    return ows, ows.some("CandidateService")


def log(ows: Any, count: Any = None) -> list[dict[str, Any]]:
    result = ows.call("WebhooksService.getLogs", *([] if count is None else [count]))
    assert len(result) == 1
    found: list[dict[str, Any]] = result[0]
    return found


def test_an_empty_log_is_a_list_of_nothing(run: Any) -> None:
    assert run().use_key().call("WebhooksService.getLogs") == [None]


def test_a_log_row(run: Any, receiver: Any) -> None:
    receiver.status, receiver.reply = 201, b"thanks"
    ows, uid = start(run, receiver.url + "/x?user={%user.internalId%}", delivery="inside")
    ows.call(UPDATE, uid, {"note": "y"})
    [row] = log(ows)
    assert json.loads(row.pop("request_data")) == receiver.received[0][1]
    assert row.pop("added") <= row.pop("dt_processed")
    assert row == {
        "id": 1,
        "klant_id": ows.sandbox.client_id,
        "user_id": ows.sandbox.user_id,
        "webhook_url": f"{receiver.url}/x?user={ows.sandbox.user_id}",
        "response_data": "thanks",
        "response_code": 201,
        "is_processed": "1",
    }


def test_the_log_gives_ten_rows_or_as_many_as_asked(run: Any, receiver: Any) -> None:
    ows, uid = start(run, receiver.url, delivery="inside")
    for number in range(12):
        ows.call(UPDATE, uid, {"note": str(number)})
    assert [row["id"] for row in log(ows)] == list(range(12, 2, -1))
    assert len(log(ows, "3")) == 3
    assert len(log(ows, 1000)) == 12


def test_the_call_does_not_wait_for_the_receiver(run: Any, receiver: Any, until: Any) -> None:
    go_on = threading.Event()
    receiver.before_reply = lambda: go_on.wait(10)
    ows, uid = start(run, receiver.url)
    ows.call(UPDATE, uid, {})
    until(lambda: receiver.received)
    found = ows.http.get("/__sandbox__/deliveries").json()
    assert found["pending"] == 1
    assert found["deliveries"][0]["status"] == "queued"
    assert log(ows)[0]["is_processed"] == "0"
    go_on.set()
    until(lambda: ows.http.get("/__sandbox__/deliveries").json()["pending"] == 0)
    assert ows.http.get("/__sandbox__/deliveries").json()["deliveries"][0]["status"] == "delivered"


def test_inside_the_receiver_is_asked_before_the_answer_and_may_call_back(run: Any, receiver: Any) -> None:
    ows, uid = start(run, receiver.url, delivery="inside")
    answers = []
    body = {"method": "check", "params": [ows.session], "id": 1}
    receiver.before_reply = lambda: answers.append(ows.http.post("/jservice.php", json=body).json())
    ows.call(UPDATE, uid, {})
    assert answers[0]["result"]["id"] == ows.sandbox.user_id


def test_deliveries_come_in_order(run: Any, receiver: Any, until: Any) -> None:
    ows, uid = start(run, receiver.url)
    ows.batch([ows.sub(UPDATE, uid, {"note": number}) for number in range(40)])
    until(lambda: len(receiver.received) == 40)
    assert [body["request"]["args"][2]["note"] for _, body in receiver.received] == list(range(40))


def test_a_receiver_that_hangs_holds_up_no_other(run: Any, receiver: Any, until: Any) -> None:
    go_on = threading.Event()
    receiver.before_reply = lambda: go_on.wait(10)
    ows, uid = start(run, receiver.url)
    ows.call("WebhooksService.add", {"serviceCall": "check", "webhookUrl": "http://127.0.0.1:1/x", "klantGlobal": 1})
    ows.call(UPDATE, uid, {})
    ows.answer("check", [ows.session])

    def second() -> Any:
        return [each["status"] for each in ows.http.get("/__sandbox__/deliveries").json()["deliveries"]]

    until(lambda: second() == ["queued", "unreachable"])
    go_on.set()


def test_any_reply_is_one(run: Any, receiver: Any) -> None:
    ows, uid = start(run, receiver.url, delivery="inside")
    for receiver.status in (200, 301, 404, 500):
        ows.call(UPDATE, uid, {})
        assert log(ows)[0]["response_code"] == receiver.status


def test_a_receiver_that_cannot_be_reached(run: Any) -> None:
    ows = run(cache_seconds=0, delivery="inside").use_key()
    uid = ows.call(
        "WebhooksService.add", {"serviceCall": "check", "webhookUrl": "http://127.0.0.1:1/", "klantGlobal": 1}
    )
    for url in ("http://127.0.0.1:1/x", "http://a b/", "http://%/", "http://\ud800/", "http://127.0.0.1:0/"):
        ows.call("WebhooksService.update", uid, {"webhookUrl": url})
        assert ows.answer("check", [ows.session])["result"]
        row = log(ows)[0]
        assert (row["response_code"], row["response_data"], row["is_processed"]) == (0, "", "1")


def test_a_receiver_that_takes_too_long(run: Any, receiver: Any) -> None:
    go_on = threading.Event()
    receiver.before_reply = lambda: go_on.wait(10)
    ows, uid = start(run, receiver.url, delivery="inside", delivery_timeout=0.2)
    ows.call(UPDATE, uid, {})
    go_on.set()
    assert log(ows)[0]["response_code"] == 0


def test_a_long_reply_is_cut(run: Any, receiver: Any) -> None:
    receiver.reply = b"x" * 200_000
    ows, uid = start(run, receiver.url, delivery="inside")
    ows.call(UPDATE, uid, {})
    assert len(log(ows)[0]["response_data"]) == 65_536


def test_the_days_limit_counts_refused_deliveries_too(run: Any, receiver: Any) -> None:
    receiver.status = 500
    ows, uid = start(run, receiver.url, delivery="inside", daily_limit=2)
    for _ in range(4):
        ows.call(UPDATE, uid, {})
    assert len(receiver.received) == 2
    assert len(log(ows)) == 2
    statuses = [each["status"] for each in ows.http.get("/__sandbox__/deliveries").json()["deliveries"]]
    assert statuses == ["delivered", "delivered", "over_limit", "over_limit"]
    ows.sign_in().call(UPDATE, uid, {})
    assert len(receiver.received) == 3, "another user has a limit of their own"
    ows.use_key()
    ows.sandbox.clock.advance(24 * 3600)
    ows.use_key().call(UPDATE, uid, {})
    assert len(receiver.received) == 4, "a new day"


def test_receivers_on_this_machine_may_have_any_certificate(run: Any, tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.chain, certificates.key)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        ows, uid = start(run, f"https://127.0.0.1:{server.server_address[1]}/x", delivery="inside")
        ows.call(UPDATE, uid, {})
        assert log(ows)[0]["response_code"] == 204
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_it_ends_while_a_receiver_hangs(run: Any, receiver: Any, until: Any) -> None:
    go_on = threading.Event()
    receiver.before_reply = lambda: go_on.wait(10)
    ows, uid = start(run, receiver.url)
    ows.call(UPDATE, uid, {})
    until(lambda: receiver.received)
    began = time.monotonic()
    ows.sandbox.stop()
    go_on.set()
    assert time.monotonic() - began < 3


def test_merge_fields_only_in_their_exact_form() -> None:
    assert merge_fields("x?{%user.clientId%}={%user.internalId%}", 4, 7) == "x?4=7"
    for kept in ("%7B%25user.internalId%25%7D", "{% user.internalId %}", "{%user.clientId/%}", "{%user.InternalId%}"):
        assert merge_fields(kept, 4, 7) == kept


def test_masking_leaves_other_shapes_alone() -> None:
    assert masked(None, "null") is None
    assert masked([], "drop") == []
    assert masked({"0": "s", "1": 2}, "drop") == {"1": 2}


def test_what_is_this_machine() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]")))
    assert not any(map(is_loopback, ("example.com", "localhost.example.com", "10.0.0.1", "", "0.0.0.0")))
