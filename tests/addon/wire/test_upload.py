"""fileService.php: that there was an upload, never what was in it (ows.md 9a)."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.wire import read_calls

CV = b"%PDF secret life of Jan \r\n--not the boundary\r\n\r\n\x00\xff" * 20
ANSWER = {"file": {"ouid": "abc", "name": "cv.pdf"}}


def part(disposition: str, content: bytes, content_type: str = "") -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n"
    head += f"Content-Type: {content_type}\r\n" if content_type else ""
    return b"--BnD\r\n" + head.encode() + b"\r\n" + content + b"\r\n"


FILE = part('name="file"; filename="Jan Jansen; name=\\"sessionId\\".pdf"', CV, "application/pdf")
SESSION = part('name="sessionId"', b"s" * 26)
END = b"--BnD--\r\n"
TYPE = (("Content-Type", "multipart/form-data; boundary=BnD"),)


@pytest.fixture(scope="session")
def upload(post):
    def make(body, answer=ANSWER, headers=TYPE, **fields):
        return read_calls(post(body, answer, path="/fileService.php", request_headers=headers, **fields))

    return make


@pytest.mark.parametrize("body", [FILE + SESSION + END, SESSION + FILE + END, b"\r\n" + SESSION + FILE + END])
def test_an_upload_is_one_call(upload, body):
    reading = upload(body)
    (call,) = reading.calls
    assert (call.service_call, call.method, call.envelopes) == ("fileService.upload", "fileService.upload", ())
    assert call.args == {"sessionId": "s" * 26, "file": {"size": len(CV), "type": "application/pdf"}}
    assert (call.result, call.outcome, reading.problems) == (ANSWER, "ok", [])


@pytest.mark.parametrize(
    "headers",
    [
        (("content-type", 'multipart/form-data; boundary="BnD"'),),
        (("Content-Type", "multipart/form-data"),),
        (("Content-Type", "multipart/form-data; boundary=wrong"),),
        (),
    ],
)
def test_the_boundary_is_found(upload, headers):
    (call,) = upload(FILE + SESSION + END, headers=headers).calls
    assert call.args["sessionId"] == "s" * 26
    assert call.args["file"]["size"] == len(CV)


def test_no_content_and_no_file_name_is_kept(upload):
    other = part('name="note"', b"Jan is ill") + part('name="Jan Jansen"', b"x") + part('name="two"; filename="b"', CV)
    (call,) = upload(FILE + other + SESSION + END).calls
    assert call.args == {
        "sessionId": "s" * 26,
        "file": {"size": len(CV), "type": "application/pdf"},
        "note": {"size": 10},
        "two": {"size": len(CV)},
    }
    assert "Jan" not in repr(call.args)


def test_an_odd_media_type_is_dropped(upload):
    body = part('name="file"; filename="a"', b"x", "Jan Jansen <jan@example.org>") + END
    (call,) = upload(body).calls
    assert call.args == {"sessionId": None, "file": {"size": 1, "type": None}}


@pytest.mark.parametrize(
    ("session", "kept"), [(b"", ""), (b"[sessionid]", "[sessionid]"), (b"\xff", "\ufffd"), (b"x" * 300, None)]
)
def test_a_malformed_session(upload, session, kept):
    (call,) = upload(part('name="sessionId"', session) + FILE + END).calls
    assert call.args["sessionId"] == kept


def test_newlines_alone_and_a_cut_off_body(upload):
    body = b'--BnD\nContent-Disposition: form-data; name="sessionId"\n\nsid\n'
    body += b'--BnD\nContent-Disposition: form-data; name="file"\n\nabcde'
    (call,) = upload(body).calls
    assert call.args == {"sessionId": "sid", "file": {"size": 5, "type": None}}


@pytest.mark.parametrize("body", [b"", b"just text", b"--BnD", b"--BnD--", b"--BnD\r\n\r\n"])
def test_an_upload_that_is_not_multipart_is_still_a_call(upload, body):
    reading = upload(body)
    assert [(c.service_call, c.args, c.outcome) for c in reading.calls] == [("fileService.upload", None, "ok")]
    assert [p.what for p in reading.problems] == ["upload is not multipart"]


@pytest.mark.parametrize(
    ("answer", "status", "outcome", "error"),
    [
        ({"error": {"code": 1}}, 200, "failed", {"code": 1}),
        ({"status": "error"}, 200, "failed", {"status": "error"}),
        (b"<html>", 413, "failed", {"code": 413}),
        (b"<html>", 200, "unreadable", None),
        (None, None, "unanswered", None),
    ],
)
def test_uploads_that_fail(upload, answer, status, outcome, error):
    (call,) = upload(FILE + SESSION + END, answer, status=status).calls
    assert (call.outcome, call.error) == (outcome, error)


def test_a_compressed_upload(upload):
    headers = (*TYPE, ("Content-Encoding", "gzip"))
    (call,) = upload(gzip.compress(FILE + SESSION + END), headers=headers).calls
    assert call.args["file"]["size"] == len(CV)
    assert [p.what for p in upload(b"\x1f\x8b", headers=headers).problems] == ["body does not decompress (gzip)"]


def test_a_service_call_sent_to_the_upload_path(upload, request_of):
    (call,) = upload(request_of("AService.get", "s"), {"result": 1}).calls
    assert call.service_call == "AService.get"


def test_looking_at_it_is_no_call(post):
    reading = read_calls(post(b"", method="GET", path="/fileService.php"))
    assert (reading.calls, reading.problems) == ([], [])


@given(
    pieces=st.lists(
        st.sampled_from([b"--BnD", b"--", b"\r\n", b"\n", b"\r\n\r\n", FILE, SESSION, END, b'name="file"', b"x" * 9])
    )
)
def test_any_pieces_make_one_call(upload, pieces):
    reading = upload(b"".join(pieces))
    assert len(reading.calls) == 1
    assert {p.what for p in reading.problems} <= {"upload is not multipart"}
    assert "secret life" not in repr(reading)
