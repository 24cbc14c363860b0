"""`make bench`: one table. With `--markdown` it goes into docs/performance.md; `PART …` measures some of it only."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from tests.bench import captures, deliveries, importing, recording, sandbox, startup
from tests.bench.table import Row, markdown, text

PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "recording": recording.rows,
    "import": importing.rows,
    "captures": captures.rows,
    "start-up": startup.rows,
    "sandbox": sandbox.rows,
}
PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join([*PARTS, "handlers"]))
    parser.add_argument("--markdown", action="store_true", help="write the figures into docs/performance.md")
    given = parser.parse_args()
    if unknown := set(given.parts) - {*PARTS, "handlers"}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    wanted = given.parts or [*PARTS, "handlers"]
    begun, pages = time.monotonic(), []
    for part in PARTS:
        if part in wanted:
            rows = list(PARTS[part]())
            print(text(part, rows), end="\n\n", flush=True)
            pages.append(markdown(part, rows))
    if "handlers" in wanted:
        printed = StringIO()
        with redirect_stdout(printed):
            deliveries.main()
        print(printed.getvalue(), flush=True)
        pages.append(f"### handlers\n\n```text\n{printed.getvalue().rstrip()}\n```")
    print(f"\nin {time.monotonic() - begun:.0f} s on {machine()}")
    if given.markdown:
        write("\n\n".join([f"{time.strftime('%d-%m-%Y', time.gmtime())}, {machine()}.", *pages]))


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def write(figures: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after and END not in rest:
        sys.exit(f"{PAGE} has no place for figures: {BEGIN} … {END}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
