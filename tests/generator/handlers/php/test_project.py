"""A PHP project in its folder: what is in it, hostile names in it, and that PHP takes all of it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_generator.handlers.php import PHP
from owskit_generator.handlers.project import generate_project
from owskit_generator.handlers.render import render
from owskit_generator.php_source import php_literal
from owskit_generator.rendering import php_comment
from owskit_generator.triggers import Condition, Trigger, Triggers

HOSTILE = [
    "'; DROP TABLE jobs; --",
    '"; system("id"); //',
    "\nsystem('id');\n",
    "<?php system('id'); ?>",
    "?><?= `id` ?>",
    "*/ system('id'); /*",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "$x ${x} {$x} \\",
    "../../../etc/passwd",
    "\x00\x1b[31m\u202e\ud800",
    "é 日本 😀",
]


def hostile_triggers() -> Triggers:
    when = tuple(Condition(path="args.2.a", equals=text) for text in HOSTILE)
    more = (
        Condition(path="args.2.b", one_of=(*HOSTILE, None, True, 1.5, 2**70, -5)),
        Condition(path="args.2.c", present=True),
    )
    trigger = Trigger(name="hostile", service_calls=("VacancyService.update",), when=when + more)
    return Triggers(version=1, receiver="https://x.example", stack="acme", triggers=(trigger,))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_a_literal_and_nothing_else(php: str, text: str) -> None:
    code = f"echo bin2hex({php_literal(text)});"
    ran = subprocess.run([php, "-r", code], capture_output=True, text=True, check=True)
    assert bytes.fromhex(ran.stdout) == text.encode("utf-8", "surrogatepass")
    assert "<?" not in code
    assert "?>" not in code
    assert code.isascii()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_ends_where_it_should(php: str, text: str) -> None:
    code = f"/**\n * {php_comment(text)}\n */\n// {php_comment(text)}\necho 'end';"
    assert subprocess.run([php, "-r", code], capture_output=True, text=True, check=True).stdout == "end"


@pytest.mark.parametrize(
    ("value", "literal"), [(None, "null"), (True, "true"), (5, "5"), (1.5, "1.5"), ([1, "a"], "[1, 'a']")]
)
def test_other_literals(value: object, literal: str) -> None:
    assert php_literal(value) == literal


def test_what_is_no_literal_is_refused() -> None:
    for value in (float("inf"), float("nan"), object(), {}):
        with pytest.raises(TypeError):
            php_literal(value)


def test_hostile_names_change_no_line_of_code(php: str, tmp_path: Path) -> None:
    files = render(PHP, hostile_triggers())
    for name, file in files.items():
        assert ".." not in name
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    for name in ("generated/triggers.php", "handlers/hostile.php"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert text.count("<?") == 1
        assert "?>" not in text
    code = (
        "require 'generated/autoload.php'; $hex = fn ($text) => bin2hex($text);"
        "foreach (Owskit\\Triggers::all()[0]->when as $when) {"
        " echo implode(',', array_map($hex, array_filter($when->values, 'is_string'))), PHP_EOL; }"
    )
    ran = subprocess.run([php, "-r", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = [[bytes.fromhex(text) for text in line.split(",") if text] for line in ran.stdout.splitlines()]
    given = [text.encode("utf-8", "surrogatepass") for text in HOSTILE]
    assert found == [*([text] for text in given), [*given, str(2**70).encode()], []]


def test_every_file_is_strict_and_php_takes_it(php: str, make: Callable[..., Path]) -> None:
    project = make()
    files = sorted(project.rglob("*.php"))
    assert len(files) > 40
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("<?php\n\ndeclare(strict_types=1);\n"), path
        assert len(text.splitlines()) <= 300, path
        assert max(map(len, text.splitlines())) <= (140 if "tests" not in path.relative_to(project).parts else 180), (
            path
        )
    for path in files:
        subprocess.run([php, "-l", str(path)], check=True, capture_output=True)


def test_everything_of_the_contract_is_there(make: Callable[..., Path]) -> None:
    project = make()
    names = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    assert {
        "handlers/enrich.php",
        "generated/triggers.php",
        "generated/worker.php",
        "generated/inbox.php",
        "generated/store/schema.sql",
        "public/index.php",
        "public/.htaccess",
        ".env.example",
        ".gitignore",
        ".dockerignore",
        "Dockerfile",
        "compose.yaml",
        "README.md",
        "tests/run.php",
        "tests/vectors/fingerprints.json",
        "registrations.json",
        "owskit.lock",
    } <= names
    lock = json.loads((project / "owskit.lock").read_text(encoding="utf-8"))
    assert lock["language"] == "php"
    assert (lock["start"], lock["worker"]) == (["php", "generated/serve.php"], ["php", "generated/worker.php"])
    assert (lock["install"], lock["test"]) == ([], ["php", "tests/run.php"])


def test_a_handler_is_pleasant_to_read(make: Callable[..., Path]) -> None:
    text = (make() / "handlers" / "enrich.php").read_text(encoding="utf-8")
    assert "return function (Event $event, Ows $ows): Decision {" in text
    assert not re.search(r"guard|ledger|fingerprint|breaker", text, re.IGNORECASE)


def test_making_it_again_changes_nothing_and_touches_no_handler(make: Callable[..., Path], tmp_path: Path) -> None:
    project = make()
    (project / "handlers" / "enrich.php").write_text("<?php // mine\n", encoding="utf-8")
    (project / "generated" / "web.php").write_text("<?php // changed\n", encoding="utf-8")
    made = generate_project(tmp_path / "triggers.yaml", project, "php")
    assert made.kept == {"generated/web.php": "generated/web.php.kept-1"}
    assert (project / "handlers" / "enrich.php").read_text(encoding="utf-8") == "<?php // mine\n"
    assert not generate_project(tmp_path / "triggers.yaml", project, "php", check=True).differs
