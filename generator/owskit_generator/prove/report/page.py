"""The page that goes to the client: one HTML file, no network."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from owskit_generator.colours import shared_colours
from owskit_generator.files import write_whole
from owskit_generator.prove.course import nearness
from owskit_generator.prove.proof import Proof
from owskit_generator.prove.report.diagram import diagram
from owskit_generator.prove.scenario import MODES, Found
from owskit_generator.prove.scenarios import ALL
from owskit_generator.rendering import environment
from owskit_generator.templates import template_folder

NAME = "proof.html"
_MUST = {(scenario.number, scenario.title): scenario.must for scenario in ALL}


def write_page(proof: Proof, out: Path) -> None:
    write_whole(out / NAME, render(proof))


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
                "diagram": diagram(proved.steps, f"The worst case of {proved.trigger}") if proved.steps else "",
            }
            for proved in proof.triggers
        ],
        worst=diagram(proof.steps, f"The worst case: {proof.worst.title}") if proof.worst else "",
        left_out=[
            (scenario.number, [mode for mode in MODES if mode not in scenario.modes], scenario.not_run)
            for scenario in ALL
            if scenario.modes != MODES
        ],
        workers=sorted({found.workers for found in proof.scenarios}),
        decisions=decisions.most_common(),
        runs=len(proof.scenarios),
        failed=sum(bool(found.faults) for found in proof.scenarios),
    )


def _key(found: Found) -> tuple[int, str]:
    return found.number, found.title


def _row(runs: list[Found]) -> dict[str, Any]:
    """One scenario, with the run that came nearest to its bounds."""
    worst = max(runs, key=lambda run: (bool(run.faults), nearness(run)))
    return {
        "worst": worst,
        "must": _MUST.get(_key(worst), ""),
        "modes": [mode for mode in MODES if any(run.mode == mode for run in runs)],
        "faults": [(run, fault) for run in runs for fault in run.faults],
    }
