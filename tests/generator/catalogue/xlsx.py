"""A workbook's cells, read from the file itself."""

from __future__ import annotations

import io
import re
import zipfile
from functools import reduce
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(workbook: bytes) -> dict[str, list[list[str]]]:
    """Sheet → rows of texts. A formula is `FORMULA(...)`, so that it is found."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as file:
        strings = ["".join(item.itertext()) for item in ElementTree.fromstring(file.read("xl/sharedStrings.xml"))]
        names = re.findall(r'<sheet name="([^"]*)"', file.read("xl/workbook.xml").decode())
        found: dict[str, list[list[str]]] = {}
        for number, name in enumerate(names, 1):
            root = ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))
            found[name] = [_row(row, strings) for row in root.iter(f"{_MAIN}row")]
        return found


def _row(row: ElementTree.Element, strings: list[str]) -> list[str]:
    """An empty cell is not in the file: its place is told by the others' references."""
    made: list[str] = []
    for cell in row:
        letters = re.sub(r"\d", "", cell.get("r", ""))
        column = reduce(lambda sum, letter: sum * 26 + ord(letter) - 64, letters, 0)
        made += [""] * (column - 1 - len(made))
        made.append(_cell(cell, strings))
    return made


def _cell(cell: ElementTree.Element, strings: list[str]) -> str:
    formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
    if formula is not None:
        return f"FORMULA({formula.text})"
    text = (value.text or "") if value is not None else ""
    return strings[int(text)] if cell.get("t") == "s" else text


def as_text(workbook: bytes) -> str:
    return "".join(
        f"# {name}\n" + "".join("\t".join(row) + "\n" for row in rows) for name, rows in cells(workbook).items()
    )
