"""proof.html in a real browser, with everything that a proof can say: it can be read, by eye and by ear."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from tests.e2e.test_go_look import TOO_FAINT, UNNAMED

from owskit_generator.handlers.project import generate_project
from owskit_generator.prove.course import Step
from owskit_generator.prove.load.load import Loaded
from owskit_generator.prove.own.complaints import Complaint
from owskit_generator.prove.own.handlers import OwnRun, Proved
from owskit_generator.prove.proof import Proof, make_proof
from owskit_generator.prove.report.page import write_page
from owskit_generator.prove.runner import Ran
from owskit_generator.prove.scenario import MODES, Found
from owskit_generator.prove.scenarios import ALL
from owskit_generator.prove.without import VOID, Looped

TRIGGERS = """\
version: 1
receiver: https://hooks.example.org/otys
stack: shown
triggers:
  - name: vacancy
    service_calls: [VacancyService.update]
"""
HOSTILE = '"><script>window.hacked = 1</script>'
STEPS = [
    Step(at=0.0, who="person", to="otys", what="VacancyService.update"),
    Step(at=0.1, who="otys", to="handler", what="VacancyService.update: accepted queued"),
    Step(at=3700.0, who="handler", to="otys", what=HOSTILE),
]


def proof(project: Path, *, good: bool) -> Proof:
    """Of every scenario a run in each mode, some of which did not hold; a day; and a handler with a complaint."""
    run = OwnRun(
        course="answered",
        mode="async",
        workers=1,
        store="sqlite",
        deliveries=5,
        most_deliveries=5,
        writes=2,
        most_writes=3,
    )
    complaint = Complaint(what=f"It calls {HOSTILE}.", cure="Put this line under vacancy:  reads: [a]", code="OWK004")
    own = Proved(
        trigger="vacancy",
        service_call="VacancyService.update",
        runs=[run],
        worst=run,
        decisions={"done/handled": 3},
        complaints=[] if good else [complaint],
        notes=["Whether result.status is met is for OTYS to say."],
        steps=STEPS,
    )
    day = Loaded(
        title="a day of 20 recruiters, two integrations and an import",
        store="sqlite",
        changes=12_000,
        deliveries=16_500,
        own=9_500,
        limit=10_000,
        unheard=0,
        writes=4_500,
        parked=2_500,
        last_write=8_499,
        last_essential=9_499,
        announced=False,
        expected=12_000,
        happened=12_000,
        faults=[] if good else [f"jobs are parked for {HOSTILE}"],
        seconds=100,
    )
    ran = [
        Ran(
            Found(
                number=scenario.number,
                title=scenario.title,
                mode=mode,
                workers=1,
                store="sqlite",
                deliveries=1,
                writes=0,
                most_deliveries=scenario.most_deliveries,
                most_writes=scenario.most_writes,
                decisions={"skip/echo": 1},
                faults=[] if good or scenario.number != 14 else ["60 deliveries, and 21 is the most"],
                seconds=0.1,
            ),
            STEPS,
        )
        for scenario in ALL
        for mode in MODES
        if mode in scenario.modes
    ]
    without = [Looped(number=number, title="a person edits", deliveries=40) for number in VOID]
    return make_proof(project, ran, ran[0], [own], without, 0, ["Left out: Redis."], [day])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    source = tmp_path / "triggers.yaml"
    source.write_text(TRIGGERS, encoding="utf-8")
    generate_project(source, tmp_path / "project", "python")
    return tmp_path / "project"


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_it_fits_and_can_be_read_and_heard(
    browser: Browser, project: Path, width: int, scheme: str, *, good: bool
) -> None:
    write_page(proof(project, good=good), project)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto((project / "proof.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.evaluate(TOO_FAINT) == []
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate("window.hacked") is None
        found = Axe().run(page)
        assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]] == []
        assert page.locator("svg.sequence").count() == 2
        assert page.get_by_text("Passed:" if good else "Not passed:").is_visible()
    finally:
        context.close()
