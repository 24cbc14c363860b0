"""One way to fill a template: values reach a file only through variables, and code only as a literal."""

from __future__ import annotations

import json
from typing import Any

import jinja2

from owskit_generator.php_source import php_literal
from owskit_generator.templates import template_folder


def environment(folder: str, *, html: bool = False) -> jinja2.Environment:
    """The templates of one folder below `templates/`, such as `handlers/python`.

    An unknown variable is an error. With `html` every value is escaped. Without it none is: one that goes into code or
    JSON takes the filter of its language (`python_literal`, `php_literal`, `json_text`), one that goes into prose
    `one_line`, and into a comment of PHP `php_comment`.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_folder() / folder, encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        autoescape=html,  # noqa: S701 - in Python, JSON and Markdown HTML's entities would be wrong
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        python_literal=python_literal,
        php_literal=php_literal,
        php_comment=php_comment,
        json_text=json_text,
        one_line=one_line,
    )
    return made


def python_literal(value: Any) -> str:
    """A value as Python source on one line, in ASCII and as the formatter writes it."""
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if isinstance(value, tuple):
        inside = ", ".join(python_literal(item) for item in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise TypeError(f"no Python literal is made of a {type(value).__name__}")


def _escaped(letter: str) -> str:
    if letter == "\\":
        return "\\\\"
    # A quote is escaped by its number: so it can neither end the text nor make a formatter change the quotes.
    if " " <= letter <= "~" and letter != '"':
        return letter
    number = ord(letter)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def json_text(value: Any) -> str:
    """A value as JSON on one line, ASCII only, with its quotes."""
    return json.dumps(value)


def one_line(value: str) -> str:
    """A text for a comment or a sentence: on one line, printable, and unable to end a docstring or a code span."""
    harmless = value.translate({ord('"'): "'", ord("`"): "'", ord("\\"): "/"})
    return "".join(letter if letter.isprintable() else "?" for letter in harmless)


def php_comment(value: str) -> str:
    """A line in a comment of PHP: as `one_line`, and unable to end the comment or to leave PHP."""
    return one_line(value).replace("*/", "* /").replace("?>", "? >").replace("<?", "< ?")
