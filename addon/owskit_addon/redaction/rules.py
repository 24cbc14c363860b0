"""What can be decided about a value from its place: a handful of rules, each a row of plain data."""

from __future__ import annotations

from typing import Literal

import msgspec

Below = Literal["fields", "personal", "search", "select", "names", "same"]
"""How the keys of an object are read: as fields by their names; as fields of a person; as a search's own words; as a
selection of fields; as data that leads to fields; or as leading to more of the same."""

Keep = Literal["", "flag", "id", "code", "count", "language", "path", "order", "call", "message", "position", "setting"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`keep` names the test of safe.py that lets a text stay; `hides` what kind of secret it is, in both modes.

    `numbers`: `small` stay below 8 digits, `ids` up to 9, `flags` are 0 and 1, `none` stay.
    """

    keep: Keep = ""
    hides: str = ""
    numbers: Literal["small", "ids", "flags", "none"] = "small"
    booleans: bool = True
    below: Below = "fields"


FIELD = Rule(keep="flag")
ID = Rule(keep="id", numbers="ids")
CODE = Rule(keep="code")
COUNT = Rule(keep="count", numbers="ids")
LANGUAGE = Rule(keep="language")
PATH = Rule(keep="path")
SELECT = Rule(keep="path", numbers="flags", below="select")
ORDER = Rule(keep="order", below="select")
SERVICE_CALL = Rule(keep="call")
MESSAGE = Rule(keep="message")
POSITION = Rule(keep="position")
SETTING = Rule(keep="setting")
NAMES = Rule(below="names")
"""An object whose keys are data, a file's name for example."""

PERSONAL = Rule(numbers="none", booleans=False, below="personal")
"""A field that is known to be about a person."""
OF_PERSON = Rule(numbers="none", below="personal")
"""Anything inside such a field."""
SEARCH = Rule(numbers="none", below="search")
"""What somebody searches for is personal whatever its type; yes and no are not (`ows.md` 11)."""

# Secrets, with values=plain too. `session` keeps equality; html, url, json and personal become tokens of that kind.
SESSION = Rule(hides="session", numbers="none", below="same")
PASSWORD = Rule(hides="password", numbers="none", below="same")
API_KEY = Rule(hides="api-key", numbers="none", below="same")
LOGIN_LINK = Rule(hides="login-link", numbers="none", below="same")
CONFIRMATION = Rule(hides="code", numbers="none", below="same")
MAIL = Rule(hides="html", numbers="none", below="same")
ADDRESS = Rule(hides="url", numbers="none", below="same")
LOG_BODY = Rule(hides="json", numbers="none", below="same")
USER_NAME = Rule(hides="personal", numbers="none", below="same")
