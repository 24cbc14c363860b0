"""What stands in a store, read and written around the store's own code: rows by table, as schema.sql names them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from generated.store.sqlite_file import SCHEMA

Row = dict[str, Any]


class Tables(Protocol):
    url: str

    def put(self, table: str, row: Row) -> None: ...
    def rows(self, table: str) -> list[Row]: ...


class SqliteTables:
    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self._path = path
        with closing(sqlite3.connect(path)) as db:
            db.executescript("PRAGMA synchronous = OFF; BEGIN;" + SCHEMA.read_text(encoding="utf-8") + "COMMIT;")

    def put(self, table: str, row: Row) -> None:
        marks = ", ".join(f":{name}" for name in row)
        with closing(sqlite3.connect(self._path)) as db, db:
            db.execute("PRAGMA synchronous = OFF")
            db.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})", row)

    def rows(self, table: str) -> list[Row]:
        with closing(sqlite3.connect(self._path)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
