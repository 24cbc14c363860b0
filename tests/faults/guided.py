"""Mutations that are led by the code they reach (atheris), through wire and redaction: `python -m tests.faults.guided`.

Ends after MINUTES or with what failed; the seeds are those of the other tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

MINUTES = int(os.environ.get("OWSKIT_GUIDED_MINUTES", "5"))
BETWEEN = b"\n\0answer\0\n"


def fuzz(corpus: str, crashes: str) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["owskit_addon"]):
        from owskit_addon.exchange import Exchange
        from tests.faults import seeds
        from tests.faults.test_bodies import Through

    through = Through()
    for number, one in enumerate(seeds.exchanges()):
        (Path(corpus) / str(number)).write_bytes(one.request_body + BETWEEN + (one.response_body or b""))

    def one_input(data: bytes) -> None:
        sent, _, answer = data.partition(BETWEEN)
        through.check(
            Exchange(
                id="1",
                host=seeds.HOST,
                path="/jservice.php",
                at=1.79e9,
                request_body=sent,
                status=200,
                response_body=answer,
            )
        )

    options = [f"-max_total_time={MINUTES * 60}", "-timeout=5", "-rss_limit_mb=2048", f"-artifact_prefix={crashes}/"]
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", "-verbosity=0", corpus], one_input)
    atheris.Fuzz()


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus, tempfile.TemporaryDirectory() as crashes:
        done = subprocess.run([sys.executable, "-m", "tests.faults.guided", corpus, crashes])
        for crash in Path(crashes).iterdir():
            print(f"{crash.name}: {crash.read_bytes()!r}")
    sys.exit(done.returncode)


if __name__ == "__main__":
    fuzz(*sys.argv[1:]) if len(sys.argv) > 2 else main()
