"""The shape of the repository: imports go one way, reading a capture needs no mitmproxy, no module grows into two."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "owskit_addon": {"owskit_addon"},
    "owskit_sandbox": {"owskit_sandbox"},
    "owskit_generator": {"owskit_addon", "owskit_sandbox", "owskit_generator"},
}
# The stages of the data's way; a stage imports those before it, never one after it.
STAGES = {
    "addon/owskit_addon": ["exchange", "wire", "redaction", "ingest", "recorder"],
    "generator/owskit_generator": ["catalogue", "triggers", "webhooks", "handlers", "prove", "demo", "cli"],
}
MITMPROXY_ONLY_IN = {"owskit_addon.recorder", "owskit_addon.sources", "owskit_addon.contentview"}


def modules(root: str) -> list[Path]:
    return sorted((ROOT / root).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("source_root", ["addon", "sandbox", "generator"])
def test_source_roots_import_one_way(source_root: str) -> None:
    package = f"owskit_{source_root}"
    for path in modules(source_root):
        ours = {name.split(".")[0] for name in imported(path) if name.startswith("owskit_")}
        assert ours <= ALLOWED[package], f"{path.relative_to(ROOT)} imports {ours - ALLOWED[package]}"


@pytest.mark.parametrize("folder", STAGES)
def test_stages_import_one_way(folder: str) -> None:
    package, stages = folder.rpartition("/")[2], STAGES[folder]
    for number, stage in enumerate(stages):
        later = {f"{package}.{name}" for name in stages[number + 1 :]}
        for path in [*modules(f"{folder}/{stage}"), ROOT / folder / f"{stage}.py"]:
            if path.exists():
                against = [name for name in imported(path) if any((name + ".").startswith(f"{s}.") for s in later)]
                assert not against, f"{path.relative_to(ROOT)} imports against the data's way: {against}"


def test_only_the_recorder_and_the_flow_reader_import_mitmproxy() -> None:
    for path in modules("addon") + modules("generator") + modules("sandbox"):
        if any(name.split(".")[0] == "mitmproxy" for name in imported(path)):
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts[1:])
            assert any(dotted.startswith(allowed) for allowed in MITMPROXY_ONLY_IN), dotted


@pytest.mark.parametrize(
    "module",
    [
        "owskit_addon.wire",
        "owskit_addon.capture",
        "owskit_addon.redaction",
        "owskit_addon.recorder",
        "owskit_addon.sources",
        "owskit_generator.cli",
        "owskit_generator.cli.calls",
        "owskit_generator.cli.catalogue",
        "owskit_generator.cli.choose",
        "owskit_generator.cli.diff",
    ],
)
def test_imports_without_mitmproxy(module: str) -> None:
    code = f"import sys, {module}; sys.exit(any(name.split('.')[0] == 'mitmproxy' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_module_is_two() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for source_root in ("addon", "generator", "sandbox")
        for path in modules(source_root)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_no_path_of_one_machine_is_written_down() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout: nothing to look through")
    machine = (str(Path.home()) + "/", "/tmp/" + "bash_jobs")
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.suffix in {".py", ".md", ".j2", ".toml", ".js", ".html", ".yaml", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert not any(place in text for place in machine), name
