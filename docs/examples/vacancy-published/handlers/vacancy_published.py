"""Puts a vacancy on a website of one's own when it is published, and takes it off when it is not (manual 3.2.3)."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from generated import Decision, Event, Ows, done, skip


def handle(event: Event, ows: Ows) -> Decision:
    """`published` is in the data, or the trigger would not have let it through; it comes as 1, "1" or true."""
    if event.uid is None:
        return skip("no single vacancy")
    if str(event.changes["published"]).lower() in {"1", "true"}:
        put_on_website(event.uid)
        return done("published")
    take_off_website(event.uid)
    return done("unpublished")


def put_on_website(uid: str) -> None:
    with closing(website()) as database, database:
        database.execute("INSERT OR IGNORE INTO vacancies (uid) VALUES (?)", (uid,))


def take_off_website(uid: str) -> None:
    with closing(website()) as database, database:
        database.execute("DELETE FROM vacancies WHERE uid = ?", (uid,))


def website() -> sqlite3.Connection:
    """Stands for the database of the website."""
    database = sqlite3.connect(os.environ.get("WEBSITE_DB", "website.sqlite"))
    database.execute("CREATE TABLE IF NOT EXISTS vacancies (uid TEXT PRIMARY KEY)")
    return database
