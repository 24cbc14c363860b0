"""Deliveries a second that a generated project keeps, guards and answers, against the bare framework with a constant.

Taking in only: no worker runs. Python is FastAPI on uvicorn, PHP is PHP-FPM behind nginx, on both sides. Redis has each
step on the disk before it answers (`appendfsync always`), as SQLite has.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from owskit_generator.handlers.project import generate_project
from tests import php_fpm
from tests.bench import served
from tests.bench.flood import flood
from tests.bench.served import Served

TURNS = 5
NUMBER = 600
CONNECTIONS = 24
SECONDS = 14.0
"""For one set of rows: on a busy machine there are fewer turns, so that all of it ends within a minute and a half."""
TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: bench
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""


@dataclass
class Measured:
    """Of each turn: deliveries a second, processor seconds of all that served; and how long each delivery took."""

    rates: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


def main(languages: tuple[str, ...] = ("python", "php")) -> None:
    print(
        f"deliveries a second, {NUMBER} by {CONNECTIONS} connections, median of up to {TURNS} turns beside each other"
    )
    print("(ratio: to the bare framework, by time and by processor time of all that serve, nginx and Redis too)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        (folder / "triggers.yaml").write_text(TRIGGERS, encoding="utf-8")
        stores = {"SQLite": ("", 0)}
        if served.has_redis():
            (folder / "redis").mkdir()
            stores["Redis"] = stack.enter_context(served.redis_server(folder / "redis"))
        if "python" in languages:
            _python(folder, stores)
        if "php" in languages and shutil.which("php") and php_fpm.find("php-fpm") and php_fpm.find("nginx"):
            _php(folder, stores)


def _python(folder: Path, stores: dict[str, tuple[str, int]]) -> None:
    project = folder / "python"
    generate_project(folder / "triggers.yaml", project)
    for processes in (1, 2):
        with ExitStack() as running:
            those = {"bare FastAPI": running.enter_context(served.bare_python(processes))}
            for name, (url, pid) in stores.items():
                store = url or f"sqlite:///{folder / 'python.sqlite'}"
                one = served.generated_python(project, processes, store, [pid] if pid else [])
                those[f"Python {name}"] = running.enter_context(one)
            _measure(processes, those)
    _lines(project, {".py", ".lua", ".sql"})


def _php(folder: Path, stores: dict[str, tuple[str, int]]) -> None:
    bare = folder / "bare"
    (bare / "public").mkdir(parents=True)
    (bare / "public" / "index.php").write_text(served.BARE_PHP, encoding="utf-8")
    projects = {}
    for name, (url, pid) in stores.items():
        project = folder / f"php-{name}"
        generate_project(folder / "triggers.yaml", project, "php")
        store = url.removesuffix("/0") + "/1" if url else f"sqlite:///{project / 'store.sqlite'}"
        variables = served.environment(store)
        kept = [f"{key}={value}\n" for key, value in variables.items() if key.startswith(("OWSKIT_", "OTYS_"))]
        (project / ".env").write_text("".join(kept), encoding="utf-8")
        projects[f"PHP {name}"] = (project, [pid] if pid else [])
    for children in (1, 2, 8):
        with ExitStack() as running:
            those = {"bare PHP-FPM": running.enter_context(served.fpm(bare, children, []))}
            for name, (project, pids) in projects.items():
                those[name] = running.enter_context(served.fpm(project, children, pids))
            _measure(children, those)
    _lines(projects["PHP SQLite"][0], {".php"})


def _measure(processes: int, those: dict[str, Served]) -> None:
    found = {name: Measured() for name in those}
    for target in those.values():
        flood(target.ports, 100, CONNECTIONS, f"warm-{processes}")
    until = time.monotonic() + SECONDS
    for turn in range(TURNS):
        for name, target in those.items():
            before = target.cpu_seconds()
            rate, took = flood(target.ports, NUMBER, CONNECTIONS, f"{turn}-{processes}")
            found[name].rates.append(rate)
            found[name].work.append(target.cpu_seconds() - before)
            found[name].took += took
        if time.monotonic() > until:
            break
    bare = next(iter(found.values()))
    for name, one in found.items():
        ratio = statistics.median(mine / base for mine, base in zip(one.rates, bare.rates, strict=True))
        cuts = statistics.quantiles(one.took, n=100)
        work = sum(one.work) / len(one.took) * 1e6
        by_work = sum(bare.work) / sum(one.work) if sum(one.work) else 0.0
        print(
            f"{processes} × {name:>13} {statistics.median(one.rates):6.0f}/s   ratio {ratio:4.2f} by time, "
            f"{by_work:4.2f} by processor ({work:4.0f} µs each)   "
            f"p50 {cuts[49] * 1000:6.1f} ms   p99 {cuts[98] * 1000:6.1f} ms",
            flush=True,
        )


def _lines(project: Path, endings: set[str]) -> None:
    generated = project / "generated"
    sizes = {
        path.relative_to(generated).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(generated.rglob("*"))
        if path.suffix in endings
    }
    print(f"\nlines of each of the {len(sizes)} modules of generated/, {sum(sizes.values())} in all:")
    print(", ".join(f"{name} {lines}" for name, lines in sizes.items()) + "\n")


if __name__ == "__main__":
    main()
