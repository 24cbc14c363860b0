"""The PHP project: no framework and no package, with nothing of owskit at run time."""

from __future__ import annotations

from owskit_generator.handlers.kit import Kit

PHP = Kit(
    language="php",
    suffix=".php",
    handler="handlers/handler.php.j2",
    is_handler=rb"^return (?:static )?function ?\(",
    install=[],
    start=["php", "generated/serve.php"],
    worker=["php", "generated/worker.php"],
    test=["php", "tests/run.php"],
)
