"""A project in its folder: made, made again after changes of both sides, refused where the folder is another's."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_addon.errors import GenerateError
from owskit_generator.handlers import render
from owskit_generator.handlers.project import Generated, generate_project, render_project
from owskit_generator.templates import template_folder
from owskit_generator.triggers import Condition, Trigger, Triggers

ONE = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme          # a comment that stays
triggers:
  - name: candidate-status
    service_calls: [CandidateService.updateEx, CandidateService.update]
    when: [{path: args.2.statusId, equals: 12345}]
"""
TWO = ONE + "  - name: audit\n    service_calls: [CandidateService.update, VacancyService.update]\n"


class Folder:
    """A triggers file and the project beside it."""

    def __init__(self, place: Path) -> None:
        self.source = place / "triggers.yaml"
        self.out = place / "project"

    def make(self, text: str, *, check: bool = False) -> Generated:
        self.source.write_text(text, encoding="utf-8")
        return generate_project(self.source, self.out, check=check)

    def text(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.out / name).write_text(text, encoding="utf-8")

    def everything(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }


def test_what_a_tool_left_among_the_templates_is_no_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Folder
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(template_folder(), templates, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for stray in (".DS_Store", ".ruff_cache/x", "generated/.app.py.swp", "tests/__pycache__/x.pyc"):
        path = templates / "handlers" / "python" / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xff")
    monkeypatch.setattr(render, "template_folder", lambda: templates)
    folder.make(ONE)
    made = set(folder.everything())
    assert {name for name in made if "/." in f"/{name}"} == {".dockerignore", ".env.example", ".gitignore"}
    assert not {name for name in made if "__pycache__" in name}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_everything_of_the_contract_is_there(folder: Folder) -> None:
    folder.make(ONE)
    names = set(folder.everything())
    assert {
        "handlers/candidate_status.py",
        "generated/app.py",
        "registrations.json",
        "registrations.http",
        "triggers.yaml",
        "owskit.lock",
        ".env.example",
        ".gitignore",
        "Dockerfile",
        "README.md",
        "requirements.txt",
    } <= names
    assert ".env" not in names
    assert any(name.startswith("tests/test_") for name in names)
    assert folder.text("triggers.yaml") == ONE
    lock = json.loads(folder.text("owskit.lock"))
    assert lock["start"] == ["python", "-m", "generated"]
    assert lock["test"] == ["python", "-m", "pytest"]
    assert lock["install"] == ["python", "-m", "pip", "install", "-r", "requirements.txt"]
    assert lock["worker"] == ["python", "-m", "generated", "worker"]
    assert (lock["format"], lock["language"], lock["triggers"]) == (1, "python", ["candidate-status"])
    assert set(lock["hashes"]) == {name for name in names if not name.startswith("handlers/")} - {"owskit.lock"}


def test_nothing_of_owskit_is_needed_at_run_time(folder: Folder) -> None:
    folder.make(ONE)
    for name, content in folder.everything().items():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse(content)):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                assert not any(module.startswith("owskit") for module in names), name


def test_the_same_input_gives_the_same_bytes_and_touches_nothing(folder: Folder, tmp_path: Path) -> None:
    folder.make(ONE)
    before = folder.everything()
    stamps = {path: path.stat().st_mtime_ns for path in folder.out.rglob("*")}
    again = folder.make(ONE)
    assert not again.differs
    assert folder.everything() == before
    assert {path: path.stat().st_mtime_ns for path in folder.out.rglob("*")} == stamps
    (tmp_path / "other").mkdir()
    elsewhere = Folder(tmp_path / "other")
    elsewhere.make(ONE)
    assert elsewhere.everything() == before


def test_a_handler_is_never_touched_again(folder: Folder) -> None:
    folder.make(ONE)
    folder.write("handlers/candidate_status.py", "# mine\n")
    made = folder.make(TWO)
    assert folder.text("handlers/candidate_status.py") == "# mine\n"
    assert "handlers/audit.py" in made.written


def test_a_trigger_that_is_gone_leaves_its_handler_which_is_named_each_time(folder: Folder) -> None:
    folder.make(TWO)
    for _ in range(2):
        made = folder.make(ONE)
        assert made.handlers_without_trigger == ["handlers/audit.py"]
    assert (folder.out / "handlers/audit.py").exists()
    assert "audit" not in folder.text("generated/triggers.py")


def test_a_changed_file_of_ours_is_kept_aside_and_said(folder: Folder) -> None:
    folder.make(ONE)
    ours = folder.text("generated/guards.py")
    for number, mine in enumerate(("# first\n", "# second\n"), 1):
        folder.write("generated/guards.py", mine)
        made = folder.make(ONE)
        assert made.kept == {"generated/guards.py": f"generated/guards.py.kept-{number}"}
        assert folder.text(f"generated/guards.py.kept-{number}") == mine
        assert folder.text("generated/guards.py") == ours


def test_line_ends_of_windows_are_no_change(folder: Folder) -> None:
    folder.make(ONE)
    for path in folder.out.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    made = folder.make(ONE)
    assert not made.differs
    assert not made.left


def test_a_shared_file_that_was_changed_or_deleted_is_the_persons(folder: Folder) -> None:
    folder.make(ONE)
    folder.write("requirements.txt", "fastapi\nmine\n")
    (folder.out / "Dockerfile").unlink()
    made = folder.make(TWO)
    assert sorted(made.left) == ["Dockerfile", "requirements.txt"]
    assert folder.text("requirements.txt") == "fastapi\nmine\n"
    assert not (folder.out / "Dockerfile").exists()
    assert "audit" in folder.text("README.md")
    assert not made.kept


def test_a_stale_file_is_removed_if_unchanged_and_kept_aside_if_not(folder: Folder) -> None:
    from owskit_generator.handlers.files import digest

    folder.make(ONE)
    lock = json.loads(folder.text("owskit.lock"))
    for name in ("generated/old.py", "generated/mine.py"):
        folder.write(name, "# of an earlier version\n")
        lock["hashes"][name] = digest(b"# of an earlier version\n")
    folder.write("owskit.lock", json.dumps(lock))
    folder.write("generated/mine.py", "# changed\n")
    made = folder.make(ONE)
    assert made.removed == ["generated/old.py"]
    assert not (folder.out / "generated/old.py").exists()
    assert made.kept == {"generated/mine.py": "generated/mine.py.kept-1"}


def test_a_lock_cannot_reach_out_of_the_folder(folder: Folder, tmp_path: Path) -> None:
    from owskit_generator.handlers.files import digest

    folder.make(ONE)
    outside = tmp_path / "outside.txt"
    outside.write_text("precious", encoding="utf-8")
    lock = json.loads(folder.text("owskit.lock"))
    for name in ("../outside.txt", str(outside), "generated/../../outside.txt"):
        lock["hashes"][name] = digest(b"precious")
    folder.write("owskit.lock", json.dumps(lock))
    assert folder.make(ONE).removed == []
    assert outside.exists()


def test_changing_the_copy_of_the_triggers_in_the_project_is_the_way_to_go_on(folder: Folder) -> None:
    folder.make(ONE)
    folder.write("triggers.yaml", TWO)
    made = generate_project(folder.out / "triggers.yaml", folder.out)
    assert made.kept == {}
    assert made.registrations == 3
    assert folder.text("triggers.yaml") == TWO


@pytest.mark.parametrize("name", ["notes.txt", "handlers/x.py"])
def test_a_folder_of_others_is_left_alone(folder: Folder, name: str) -> None:
    (folder.out / name).parent.mkdir(parents=True)
    folder.write(name, "mine")
    with pytest.raises(GenerateError, match="left alone") as refused:
        folder.make(ONE)
    assert "owskit.lock" in refused.value.hint
    assert set(folder.everything()) == {name}


def test_an_empty_folder_under_git_with_only_the_triggers_is_fine(folder: Folder) -> None:
    (folder.out / ".git").mkdir(parents=True)
    folder.write("triggers.yaml", ONE)
    assert generate_project(folder.out / "triggers.yaml", folder.out).kept == {}


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"format": "1"}'])
def test_a_lock_that_is_none(folder: Folder, text: str) -> None:
    folder.make(ONE)
    folder.write("owskit.lock", text)
    with pytest.raises(GenerateError, match="no lock of owskit"):
        folder.make(ONE)


@pytest.mark.parametrize(
    ("key", "value", "said"), [("format", 2, "later owskit"), ("language", "php", "project in php")]
)
def test_a_lock_of_another_kind(folder: Folder, key: str, value: object, said: str) -> None:
    folder.make(ONE)
    folder.write("owskit.lock", json.dumps({**json.loads(folder.text("owskit.lock")), key: value}))
    with pytest.raises(GenerateError, match=said):
        folder.make(ONE)


def test_a_file_in_place_of_the_folder(folder: Folder) -> None:
    folder.out.write_text("a file", encoding="utf-8")
    with pytest.raises(GenerateError):
        folder.make(ONE)


@pytest.mark.skipif(os.name == "nt", reason="making a link needs rights on Windows")
def test_nothing_is_written_through_a_link(folder: Folder, tmp_path: Path) -> None:
    folder.make(ONE)
    (folder.out / "generated").rename(tmp_path / "elsewhere")
    (folder.out / "generated").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(GenerateError, match="link"):
        folder.make(TWO)


def test_check_writes_nothing(folder: Folder) -> None:
    assert folder.make(ONE, check=True).differs
    assert not folder.out.exists()
    folder.make(ONE)
    before = folder.everything()
    assert folder.make(TWO, check=True).differs
    assert folder.everything() == before


def test_a_run_that_was_torn_is_picked_up(folder: Folder) -> None:
    folder.make(ONE)
    whole = folder.everything()
    (folder.out / "generated/app.py").unlink()
    assert folder.make(ONE).written == ["generated/app.py"]
    assert folder.everything() == whole


HOSTILE = [
    '"""\nimport os  # {{ 7 * 7 }} {% raw %}',
    "'\\x00\u2028\u202e😀<?php system('x'); ?>",
    "| `code` </details>\r\n" + "x" * 300,
    "${OWSKIT_WEBHOOK_SECRET}",
]


def hostile() -> Triggers:
    """As if nothing had been checked before: only what renders stands between these values and the code."""
    path = "args.2.'\"{{x}}\n"
    when = (*(Condition(path=path, equals=value) for value in HOSTILE), Condition(path="args.1", one_of=tuple(HOSTILE)))
    calls = ("CandidateService.update",)
    trigger = Trigger(name="hostile", service_calls=calls, when=(*when, Condition(path="result", present=True)))
    return Triggers(version=1, receiver="https://h.example/{{x}}\"'", stack='{% x %}"\n`', triggers=(trigger,))


def test_hostile_values_reach_code_as_values_only() -> None:
    files, _ = render_project(hostile(), b"")
    table = ast.parse(files["generated/triggers.py"].content)
    texts = [node.value for node in ast.walk(table) if isinstance(node, ast.Constant)]
    assert all(value in texts for value in HOSTILE)
    names = {node.id for node in ast.walk(table) if isinstance(node, ast.Name)}
    assert names <= {"STACK", "TRIGGERS", "list", "Trigger", "Condition"}
    handler = ast.parse(files["handlers/hostile.py"].content)
    assert [type(node).__name__ for node in handler.body] == ["Expr", "ImportFrom", "ImportFrom", "FunctionDef"]
    assert b"49" not in files["README.md"].content
    assert json.loads(files["registrations.json"].content)[0]["service_call"] == "CandidateService.update"


def test_new_handlers_tell_which_fields_the_catalogue_shows(folder: Folder, tmp_path: Path) -> None:
    folder.source.write_text(ONE, encoding="utf-8")
    golden = Path(__file__).parents[1] / "catalogue" / "golden"
    generate_project(folder.source, folder.out, catalogue=golden)
    handler = folder.text("handlers/candidate_status.py")
    assert "        note: text (1 of 2)\n        statusId: integer or numeric text (2 of 2)\n" in handler


@pytest.fixture
def hostile_catalogue() -> dict[str, object]:
    names = [*HOSTILE, "*/ system('x'); /*", '"' * 3, "'" * 3, "\\", "{{ 1 }}", "?>", "a\u2028b", "\x1b[31m"]
    field = {"x-owskit-seen": 1, "x-owskit-kinds": {'*/ """ \\': 1}}
    data = {"properties": dict.fromkeys(names, field), "x-owskit-kinds": {"object": 1}}
    call = {"service_call": "CandidateService.update", "arguments": {"prefixItems": [{}, {}, data]}}
    return {"catalogue": 1, "service_calls": [call]}


def test_hostile_names_in_a_catalogue_stay_in_the_docstring(hostile_catalogue: dict[str, object]) -> None:
    files, _ = render_project(hostile(), b"", catalogue=hostile_catalogue)
    handler = ast.parse(files["handlers/hostile.py"].content)
    assert [type(node).__name__ for node in handler.body] == ["Expr", "ImportFrom", "ImportFrom", "FunctionDef"]
    function = handler.body[3]
    assert isinstance(function, ast.FunctionDef)
    assert [type(node).__name__ for node in function.body] == ["Expr", "If", "Return"]
    assert b"\x1b" not in files["handlers/hostile.py"].content
    again, _ = render_project(hostile(), b"", "php", catalogue=hostile_catalogue)
    assert again["handlers/hostile.php"].content.count(b"*/") == 1


@pytest.mark.parametrize("text", [None, "text", "[]", "{}", '{"catalogue": 2, "service_calls": []}'])
def test_what_is_no_catalogue(folder: Folder, tmp_path: Path, text: str | None) -> None:
    folder.source.write_text(ONE, encoding="utf-8")
    path = tmp_path / "catalogue.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GenerateError, match=r"catalogue\.json"):
        generate_project(folder.source, folder.out, catalogue=path)
    assert not folder.out.exists()


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with conditions, several triggers and hostile values, written as it is."""
    out = tmp_path_factory.mktemp("checked")
    second = Trigger(name="second-one", service_calls=("VacancyService.update", "check"), keep=("check",))
    triggers = hostile()
    files, _ = render_project(
        Triggers(version=1, receiver=triggers.receiver, stack="acme", triggers=(*triggers.triggers, second)), b""
    )
    for name, file in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(file.content)
    return out


def run(project: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_", "PYTEST"))}
    ended = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=clean, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_its_own_tests_are_green(checked: Path, lock_command: Callable[[Path, str], list[str]]) -> None:
    assert " passed" in run(checked, *lock_command(checked, "test")[1:])


def test_the_code_of_its_readme_runs(checked: Path) -> None:
    readme = (checked / "README.md").read_text(encoding="utf-8")
    blocks = [block.partition("```")[0] for block in readme.split("```python\n")[1:]]
    assert len(blocks) == 2
    for block in blocks:
        run(checked, "-c", block)


def test_it_passes_ruff_in_lint_and_format(checked: Path) -> None:
    run(checked, "-m", "ruff", "check", "--no-cache", ".")
    run(checked, "-m", "ruff", "check", "--no-cache", "--isolated", ".")
    run(checked, "-m", "ruff", "format", "--no-cache", "--check", ".")


def test_it_passes_mypy_strict(checked: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(checked, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path_factory.mktemp("mypy")))
