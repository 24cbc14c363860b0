"""An upload to fileService.php (`ows.md` 9a): who sent how much of what, never the file, which is somebody's CV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from owskit_addon.exchange import Exchange, header
from owskit_addon.wire.json_body import decode_body

SERVICE_CALL = "fileService.upload"

_MAX_PARTS = 50
_MAX_HEAD = 8192
_MAX_SESSION = 256
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^;,\s]{1,200}))", re.IGNORECASE)
_FIRST_LINE = re.compile(rb"\s{0,4}--([^\r\n]{1,200})\r?\n")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(\"(?:[^\"\\]|\\.){0,500}\"|[^;]{0,500})")
_PART_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,79}")


def read_upload(exchange: Exchange) -> dict[str, Any] | None:
    """`{"sessionId": text or None, "file": {"size": bytes, "type": media type or None}}`, or None if it is no upload.

    Further parts appear by name with their size only, and only if the name is an identifier. Raises NotDecoded.
    """
    body = decode_body(exchange.request_body, exchange.request_headers, exchange.decoded)
    boundary = _boundary(exchange, body)
    args: dict[str, Any] = {"sessionId": None}
    found = False
    for head, start, end in _parts(body, boundary) if boundary else ():
        name, is_file, media_type = _describe(head)
        found = found or bool(name)
        if name == "sessionId" and not is_file:
            args["sessionId"] = body[start:end].decode("utf-8", "replace") if end - start <= _MAX_SESSION else None
        elif is_file and "file" not in args:
            args["file"] = {"size": end - start, "type": media_type}
        elif _PART_NAME.fullmatch(name):
            args.setdefault(name, {"size": end - start})
    return args if found else None


def _boundary(exchange: Exchange, body: bytes) -> bytes:
    declared = _BOUNDARY.search(header(exchange.request_headers, "content-type"))
    if declared:
        boundary = (declared[1] or declared[2]).encode("latin-1", "replace")
        if b"--" + boundary in body[: _MAX_HEAD + len(boundary)]:
            return boundary
    # A header can be malformed (`ows.md` 1); the body then says it itself.
    first = _FIRST_LINE.match(body)
    return first[1].rstrip() if first else b""


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, int, int]]:
    """Head, start and end of each part: offsets, so that no file is copied. A last part that was cut off counts."""
    mark = b"--" + boundary
    at = body.find(mark)
    for _ in range(_MAX_PARTS):
        at += len(mark)
        line_end = body.find(b"\n", at, at + 100)
        if line_end < 0 or body[at : at + 2] == b"--":
            return
        head_end, start = _end_of_head(body, line_end)
        if start < 0:
            return
        following = body.find(b"\n" + mark, start - 1)
        end = following if following >= 0 else len(body)
        if following >= 0 and body[end - 1 : end] == b"\r":
            end -= 1
        yield body[line_end:head_end].decode("utf-8", "replace"), start, max(start, end)
        if following < 0:
            return
        at = following + 1


def _end_of_head(body: bytes, at: int) -> tuple[int, int]:
    """Where the part's header ends and its content starts; `at` is the newline before the header."""
    ends = [
        (found, found + len(blank))
        for blank in (b"\n\r\n", b"\n\n")
        if (found := body.find(blank, at, at + _MAX_HEAD)) >= 0
    ]
    return min(ends, default=(-1, -1))


def _describe(head: str) -> tuple[str, bool, str | None]:
    """Name, whether it is a file, media type. The file's own name is a person's and is dropped here."""
    name, is_file, media_type = "", False, None
    for line in head.splitlines():
        field, _, value = line.partition(":")
        match field.strip().lower():
            case "content-disposition":
                given = {key.lower(): text.strip().strip('"') for key, text in _PARAMETER.findall(value)}
                name = given.get("name", "")
                is_file = name == "file" or "filename" in given or "filename*" in given
            case "content-type":
                plain = value.partition(";")[0].strip().lower()
                media_type = plain if _MEDIA_TYPE.fullmatch(plain) else None
    return name, is_file, media_type
