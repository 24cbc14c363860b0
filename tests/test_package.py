"""What is installed: a wheel with templates, page files and the command inside, that runs from another folder."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment that holds the wheel. Its dependencies are borrowed from this environment
    by path (no network in tests); that all of them are declared is a test of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("owskit-*.whl")
    home = folder / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    run(sys.executable, "-m", "pip", "--python", home, "install", "--no-deps", "--quiet", wheel, cwd=folder)
    borrowed = Path(paths["purelib"]) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Path(paths["scripts"])


def test_the_wheel_holds_everything_and_runs(installed: Path, tmp_path: Path) -> None:
    code = "import owskit_addon, owskit_generator.templates as t; print(owskit_addon.__file__, t.template_folder())"
    where = run(installed / "python", "-c", code, cwd=tmp_path).stdout
    assert str(ROOT / "addon") not in where
    assert str(ROOT / "templates") not in where
    assert Path(run(installed / "owskit", "addon", cwd=tmp_path).stdout.strip()).is_file()


def test_the_demo_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    run(installed / "owskit", "demo", "--out", "there", cwd=tmp_path)
    there = tmp_path / "there"
    lock = json.loads((there / "handlers" / "owskit.lock").read_text(encoding="utf-8"))
    assert lock["start"]
    assert json.loads((there / "handlers" / "registrations.json").read_text(encoding="utf-8"))
    assert (there / "session.jsonl").stat().st_size > 0


def test_every_third_party_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [line for extra in ("browser", "redis") for line in project["optional-dependencies"][extra]]
    declared = {re.split(r"[\s<>=!~;\[]", line)[0].lower() for line in project["dependencies"] + optional}
    owners = packages_distributions()
    for source_root in ("addon", "generator", "sandbox"):
        for path in (ROOT / source_root).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for name in {name.split(".")[0] for name in names}:
                    if name in sys.stdlib_module_names or name.startswith("owskit_"):
                        continue
                    assert {owner.lower() for owner in owners[name]} & declared, f"{path}: {name} is not declared"
