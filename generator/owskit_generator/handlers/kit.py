"""What the generator has to know of a language; everything else stands in its templates."""

from __future__ import annotations

import msgspec

from owskit_generator.handlers.files import Language
from owskit_generator.triggers import Trigger


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """`install`, `start`, `worker`, `test`: argument lists for owskit.lock, run in the project's folder.

    `handler` is the template of one handler file; `is_handler` a regular expression (bytes, multi-line) that finds one
    among the files of `handlers/`.
    """

    language: Language
    suffix: str
    handler: str
    is_handler: bytes
    install: list[str]
    start: list[str]
    worker: list[str]
    test: list[str]

    @property
    def folder(self) -> str:
        return f"handlers/{self.language}"

    def handler_path(self, trigger: Trigger) -> str:
        """`candidate-status` → `handlers/candidate_status.py`: a name that every language can load."""
        return f"handlers/{trigger.module}{self.suffix}"
