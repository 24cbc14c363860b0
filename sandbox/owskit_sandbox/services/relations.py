"""RelationService: the companies that vacancies are for."""

from __future__ import annotations

from ..call import Method
from .tabled import reading

METHODS: dict[str, Method] = reading("RelationService", lambda tables: tables.relations)
