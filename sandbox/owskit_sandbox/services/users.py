"""UserService. `getDetail` takes a user id or a uid."""

from __future__ import annotations

from ..call import Method
from .tabled import reading

_ALL = reading("UserService", lambda tables: tables.user_rows)
METHODS: dict[str, Method] = {name: method for name, method in _ALL.items() if not name.endswith(".getListEx")}
