"""What the containers of a project share: web and workers see one state, one spool and one file that stops writes."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

from owskit_generator.templates import template_folder


@pytest.mark.parametrize("language", ["python", "php"])
def test_web_and_workers_share_what_is_in_data(language: str) -> None:
    folder = template_folder() / "handlers" / language
    compose = YAML(typ="safe", pure=True).load((folder / "compose.yaml").read_text(encoding="utf-8"))
    dockerfile = (folder / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"OWSKIT_PAUSE_FILE=(\S+)", dockerfile) == ["/data/paused"]
    assert re.findall(r"OWSKIT_SPOOL=(\S+)", dockerfile) == ["/data/spool"]
    ours = {name: service for name, service in compose["services"].items() if service.get("build") == "."}
    assert set(ours) == {"web", "worker"}
    for service in ours.values():
        assert service["volumes"] == ["data:/data"]
        assert service["environment"]["OWSKIT_STORE"] == "redis://redis:6379/0"
    assert set(compose["volumes"]) == {"data", "redis"}


def test_what_the_image_is_made_from_is_pinned() -> None:
    dockerfile = (template_folder() / "handlers" / "php" / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"pecl install (\S+)", dockerfile) == ["redis-6.2.0"]
