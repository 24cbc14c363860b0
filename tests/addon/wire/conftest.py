"""Exchanges in a line. Session scoped, so that hypothesis may use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from owskit_addon.exchange import Exchange


def _body(value: Any) -> bytes | None:
    return value if value is None or isinstance(value, bytes) else json.dumps(value).encode()


@pytest.fixture(scope="session")
def post() -> Callable[..., Exchange]:
    """`post(request, answer, …)`: bodies as bytes or as what JSON makes of them."""

    def make(request: Any, answer: Any = None, **fields: Any) -> Exchange:
        if answer is not None:
            fields.setdefault("status", 200)
        body = {"request_body": _body(request) or b"", "response_body": _body(answer)}
        return Exchange(**{"id": "1", "host": "go.otysapp.com", "path": "/jservice.php", "at": 0.0, **body, **fields})

    return make


@pytest.fixture(scope="session")
def request_of() -> Callable[..., dict[str, Any]]:
    """A JSON-RPC request, or with `key="args"` a call as MultiService takes it."""

    def make(name: str, *params: Any, key: str = "params", id: Any = 1) -> dict[str, Any]:
        method = f"Otys.Services.{name}" if "." in name else name
        if key == "args":
            return {"method": method, "args": list(params)}
        return {"jsonrpc": "2.0", "method": method, "params": list(params), "id": id}

    return make
