"""Values on their way into PHP source as a literal. Nothing else may carry them into code."""

from __future__ import annotations

import math
import re
from typing import Any

_PLAIN = re.compile(r"(?:(?!<\?|\?>)[ -&(-\[\]-~])*")
_LARGEST = 2**63 - 1


def php_literal(value: Any) -> str:
    """A value as PHP source on one line, in ASCII; a text can neither end its quotes nor leave PHP."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value):
            return f"'{value}'"
        return '"' + "".join(map(_escaped, value)) + '"'
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    # PHP would make a float of a larger one; ids are compared as text anyway (ows.md 6).
    if isinstance(value, int):
        return str(value) if -_LARGEST <= value <= _LARGEST else f"'{value}'"
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(php_literal, value)) + "]"
    raise TypeError(f"no PHP literal is made of a {type(value).__name__}")


def _escaped(letter: str) -> str:
    # Between double quotes $ and { begin a variable, and < and > are half of what leaves or enters PHP.
    if " " <= letter <= "~" and letter not in "\"\\${}<>'":
        return letter
    number = ord(letter)
    # A lone surrogate is no character that PHP can write; it keeps its bytes.
    if 0xD800 <= number <= 0xDFFF:
        return "".join(f"\\x{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
    return f"\\u{{{number:X}}}"
