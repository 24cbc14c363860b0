"""Where a handler asks the clock, chance or a counter (OWK006), by reading its source; nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple


class Asked(NamedTuple):
    """What is asked, and where (from 1)."""

    name: str
    line: int
    column: int


_PYTHON = frozenset(
    {
        "datetime.date.today",
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "itertools.count",
        "os.getpid",
        "os.urandom",
        "time.ctime",
        "time.gmtime",
        "time.localtime",
        "time.monotonic",
        "time.monotonic_ns",
        "time.perf_counter",
        "time.strftime",
        "time.time",
        "time.time_ns",
        "uuid.uuid1",
        "uuid.uuid4",
    }
)
_PYTHON_MODULES = ("random.", "secrets.", "numpy.random.")
_PHP = re.compile(
    r"(?<![\w$])(?<!->)(?<!::)\\?(?P<name>time|microtime|hrtime|date|gmdate|getdate|localtime|rand|mt_rand|random_int|random_bytes|"
    r"uniqid|lcg_value|shuffle|array_rand|str_shuffle|openssl_random_pseudo_bytes|getmypid)\s*\(|"
    r"\bnew\s+\\?(?P<clock>DateTime(?:Immutable)?)\s*(?:\(\s*(?:\)|(?P<now>\x00))|;)",
    re.IGNORECASE,
)
_PHP_SKIPPED = re.compile(
    r"//[^\n]*|#(?!\[)[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|"
    r"<<<\s*[\"']?(?P<mark>[A-Za-z_]\w*)[\"']?\r?\n.*?\n\s*(?P=mark)\b",
    re.DOTALL,
)


def chance_in_python(source: str) -> Iterator[Asked]:
    """Calls of the standard library's clocks and dice, by whatever name they were imported; and counters kept between
    runs (`global`). A file that is no Python gives nothing: its own tests say so."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    names = _imported(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _dotted(node.func, names)
            if name in _PYTHON or name.startswith(_PYTHON_MODULES):
                found.append(Asked(f"{name}()", node.lineno, node.col_offset + 1))
        elif isinstance(node, ast.Global):
            found.append(Asked(f"a global, {', '.join(node.names)}", node.lineno, node.col_offset + 1))
    yield from sorted(found, key=lambda asked: asked[1:])


def chance_in_php(source: str) -> Iterator[Asked]:
    """The same for PHP. `new DateTimeImmutable()` and `('now')` are the clock, a time that is given is not."""
    text = _PHP_SKIPPED.sub(_blank, source)
    for match in _PHP.finditer(text):
        start = match.start("name") if match["name"] else match.start("clock")
        line = text.count("\n", 0, start) + 1
        name = f"{match['name']}()" if match["name"] else f"new {match['clock']}"
        yield Asked(name, line, start - text.rfind("\n", 0, start))


def _blank(match: re.Match[str]) -> str:
    """Comments and texts as blanks, so that places stay; 'now' leaves a mark."""
    text = match[0]
    if text[1:-1].strip().lower() == "now" and text[0] in "'\"":
        return "\x00" + " " * (len(text) - 1)
    return "".join("\n" if letter == "\n" else " " for letter in text)


def _imported(tree: ast.AST) -> dict[str, str]:
    """Local name → the dotted name that it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    """`dt.now` with `from datetime import datetime as dt` → `datetime.datetime.now`; empty for what has no name."""
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        steps.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return ""
    return ".".join([names[node.id], *reversed(steps)])
