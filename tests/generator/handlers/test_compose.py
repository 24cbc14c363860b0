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


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_image_takes_in_what_the_dockerfile_copies_and_no_secret_or_state(language: str) -> None:
    folder = template_folder() / "handlers" / language
    copied = re.findall(r"^COPY --chown=\S+ (\w+)", (folder / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    first, *lines = (folder / "dockerignore").read_text(encoding="utf-8").split()
    assert first == "*"
    assert {re.split(r"\W", line[1:])[0] for line in lines if line.startswith("!")} == set(copied)
    # A pattern without `**/` holds at the top only: a .env that lies among the handlers would go in.
    assert {"**/.env*", "**/*.sqlite*"} <= set(lines)
    assert not any(line.startswith("!") for line in lines[lines.index("**/.env*") :])


@pytest.mark.parametrize("language", ["python", "php"])
def test_what_is_kept_is_its_owners_only_and_a_stop_leaves_time_for_what_runs(language: str) -> None:
    folder = template_folder() / "handlers" / language
    dockerfile = (folder / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"install --directory --owner=\S+ --mode=700 /data", dockerfile)
    compose = YAML(typ="safe").load((folder / "compose.yaml").read_text(encoding="utf-8"))
    assert {compose["services"][name]["stop_grace_period"] for name in ("web", "worker")} == {"40s"}
