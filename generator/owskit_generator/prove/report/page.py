"""The page that goes to the client: one HTML file, no network."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from owskit_generator.colours import shared_colours
from owskit_generator.prove.proof import Proof
from owskit_generator.prove.report.diagram import diagram
from owskit_generator.prove.scenario import Found
from owskit_generator.prove.scenarios import ALL
from owskit_generator.rendering import environment
from owskit_generator.templates import template_folder

NAME = "proof.html"
_MUST = {(scenario.number, scenario.title): scenario.must for scenario in ALL}


def write_page(proof: Proof, out: Path) -> None:
    (out / NAME).write_text(render(proof), encoding="utf-8")


def render(proof: Proof) -> str:
    """Everything that comes from a project is escaped by the template."""
    decisions: Counter[str] = Counter()
    for found in proof.scenarios:
        decisions.update(found.decisions)
    template = environment("prove", html=True).get_template("proof.html.j2")
    return template.render(
        style=f"{shared_colours()}\n{(template_folder() / 'prove' / 'proof.css').read_text(encoding='utf-8')}",
        proof=proof,
        rows=[_row(list(together)) for _, together in groupby(sorted(proof.scenarios, key=_key), _key)],
        triggers=[
            {
                "proved": proved,
                "diagram": diagram(proved.steps, f"What happened around {proved.trigger}") if proved.steps else "",
            }
            for proved in proof.triggers
        ],
        decisions=decisions.most_common(),
        runs=len(proof.scenarios),
        failed=sum(bool(found.faults) for found in proof.scenarios),
    )


def _key(found: Found) -> tuple[int, str]:
    return found.number, found.title


def _row(runs: list[Found]) -> dict[str, Any]:
    """One scenario, with the run that came nearest to its bounds."""
    worst = max(runs, key=lambda run: (bool(run.faults), run.deliveries - run.most_deliveries, run.writes))
    return {
        "worst": worst,
        "must": _MUST.get(_key(worst), ""),
        "modes": sorted({run.mode for run in runs}),
        "faults": [(run.mode, run.workers, fault) for run in runs for fault in run.faults],
    }
