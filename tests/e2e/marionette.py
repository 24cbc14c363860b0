"""Drives a Firefox that listens with `--marionette`: Debian's Firefox cannot be driven by Playwright.

What is clicked and typed so are gestures of a person to the page. One session, one page.
"""

from __future__ import annotations

import json
import socket
import time
from typing import Any, Self

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Marionette:
    """`port` is the one in its profile's MarionetteActivePort. Messages are `length:[kind,number,error|name,body]`."""

    def __init__(self, port: int, patience: float) -> None:
        self._patience = patience
        self._number = 0
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self._file = self._socket.makefile("rb")
        self._read()  # it says hello
        self.send("WebDriver:NewSession", {})

    def send(self, command: str, body: dict[str, Any]) -> Any:
        """What the command gives. Raises AssertionError with Firefox' own words where it refuses."""
        self._number += 1
        text = json.dumps([0, self._number, command, body]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, number, error, result = self._read()
        assert number == self._number
        assert error is None, error
        return result.get("value", result) if isinstance(result, dict) else result

    def open(self, address: str) -> None:
        self.send("WebDriver:Navigate", {"url": address})

    @property
    def address(self) -> str:
        return str(self.send("WebDriver:GetCurrentURL", {}))

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        return self.send("WebDriver:ExecuteScript", {"script": f"return {script}", "args": []})

    def click(self, css: str) -> None:
        self.send("WebDriver:ElementClick", {"id": self._find(css)})

    def type(self, css: str, text: str) -> None:
        self.send("WebDriver:ElementSendKeys", {"id": self._find(css), "text": text})

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find(self, css: str) -> str:
        """The first element, waited for."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                found = self.send("WebDriver:FindElement", {"using": "css selector", "value": css})
                return str(found[_ELEMENT])
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _read(self) -> Any:
        length = b""
        while (byte := self._file.read(1)) != b":":
            assert byte, "Firefox has hung up"
            length += byte
        return json.loads(self._file.read(int(length)))
