"""What is done in the lab, and the truth of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from owskit_addon.capture.events import Action, Call, Event
from tests.attribution.lab_server import LabServer, Told
from tests.attribution.recorded import PATIENCE_MS, recorded
from tests.attribution.score import LOAD, Score, Step, Times, actions_and_calls

AGAIN = 1.1
"""Seconds between two clicks on one control; closer ones are one gesture."""

Do = Callable[[Page], None]


@dataclass(frozen=True)
class Timing:
    """What a run varies: the chance, the server's delays and the person's pauses in seconds, the page's own settings.

    `hurried` is the part of steps after which the next begins before all answers are there.
    """

    seed: int
    delays: tuple[float, float] = (0.005, 0.12)
    pauses: tuple[float, float] = (0.06, 0.4)
    poll_ms: int = 1500
    flush_ms: int = 0
    join_ms: int = 20
    hurried: float = 0.0
    repeated: int = 2


@dataclass
class Run:
    """What came of it: the steps done, what the page told, and where the capture is."""

    capture: Path
    steps: list[Step] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def button(label: str) -> Do:
    return lambda page: page.get_by_role("button", name=label, exact=True).click()


BUTTONS = """
Direct fetch; Direct request; Batched; Batched pair; Joined; Joined late; Both batches; After await; After two awaits;
Joined and direct; Timer; Timer with a callback; Nested timers; Promise chain; Thenable; Request chain; All at once;
Frame; Microtask; Idle; Channel; Message; Own event; Observer; Transition; Generator; Retry; Aborted; Progress;
Worker counts; Worker reads; Refresh; Refresh plainly; Same name; Say hello; Cached; While busy
"""


def _remark(page: Page) -> None:
    page.locator("#note input").fill("Belt terug")
    page.locator("#note input").press("Enter")


def _find(page: Page) -> None:
    page.locator("#find").click()
    page.locator("#find").press_sequentially("jans", delay=40)


def _title(page: Page) -> None:
    page.locator("#title").click()
    page.keyboard.type("New title")
    page.locator("h1").click()


def _choose(item: str) -> Do:
    return lambda page: page.get_by_role("menuitem", name=item).click()


def _slide(page: Page) -> None:
    box = page.locator("#slide").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 70, box["y"] + 10, steps=4)
    page.mouse.up()


def _pick(page: Page) -> None:
    for number in range(3):
        page.locator(".pick").nth(number).check()


CONTROLS: list[tuple[str, Do]] = [
    ("Enter in a form", _remark),
    ("Submit a form", lambda page: page.locator("#note button").click()),
    ("Type to find", _find),
    ("Choose a stage", lambda page: page.locator("#stage").press("ArrowDown")),
    ("By its label", lambda page: page.locator("label:has(#urgent)").click(position={"x": 40, "y": 8})),
    ("By the keyboard", lambda page: (page.locator("#urgent").focus(), page.keyboard.press("Space"))[0]),
    ("Leave a field", _title),
    ("Open the menu", button("More")),
    ("Choose in the menu", _choose("Archive")),
    ("Drag and drop", lambda page: page.locator("#card").drag_to(page.locator("#column"))),
    ("Slide", _slide),
    ("Pick three", _pick),
    ("Change in bulk", button("Change picked")),
    ("Open a dialog", button("Ask first")),
    ("Agree in a dialog", lambda page: page.locator("#agree").click()),
    ("Double click", lambda page: page.get_by_role("button", name="Twice", exact=True).dblclick()),
    ("In a frame", lambda page: page.frame_locator("#inner").get_by_role("button", name="Inner save").click()),
    ("Keys on a button", lambda page: page.get_by_role("button", name="Batched", exact=True).press("Enter")),
]


def steps(timing: Timing) -> list[tuple[str, Do]]:
    """Each button, some of them again, and each control, in an order of chance (what needs another stays behind it)."""
    chance = random.Random(timing.seed)
    names = [name.strip() for name in BUTTONS.split(";")]
    single = [[(name, button(name))] for name in names]
    again = [[(name, button(name))] for name in chance.sample(names, min(len(names), 8 * (timing.repeated - 1)))]
    tied = [CONTROLS[0:2], CONTROLS[7:9], CONTROLS[11:13], CONTROLS[13:15]]
    loose = [[control] for control in CONTROLS if not any(control in each for each in tied)]
    blocks = [*single, *again, *loose, *tied]
    chance.shuffle(blocks)
    return [step for block in blocks for step in block]


def settled(page: Page) -> None:
    """Waits until nothing that was asked of the page is under way. Its policy would refuse the driver's own waiting."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate("Boolean(window.lab && lab.ready && lab.busy === 0)"):
        assert time.monotonic() < deadline, "the page did not settle"
        page.wait_for_timeout(15)


class Person:
    """Does steps one after the other and notes when each began."""

    def __init__(self, run: Run, timing: Timing) -> None:
        self._run = run
        self._timing = timing
        self._chance = random.Random(timing.seed + 1)

    def does(self, label: str, page: Page, do: Do, *, waits: bool = True) -> None:
        pause = self._chance.uniform(*self._timing.pauses)
        if self._run.steps and self._run.steps[-1].label == label:
            pause = max(pause, AGAIN)
        time.sleep(pause)
        self._run.steps.append(Step(label, time.time()))
        do(page)
        if waits and self._chance.random() >= self._timing.hurried:
            settled(page)


def run_lab(chromium: str, folder: Path, timing: Timing) -> Run:
    run = Run(folder / "lab.jsonl")
    with LabServer(folder, seed=timing.seed, delays=timing.delays) as server:
        host = server.url.removeprefix("https://")
        with recorded(chromium, run.capture, host, server.certificate, folder) as context:
            _click_through(context, server, run, timing)
        run.told = list(server.told)
    return run


def _click_through(context: BrowserContext, server: LabServer, run: Run, timing: Timing) -> None:
    settings = f"seed={timing.seed}&poll={timing.poll_ms}&flush={timing.flush_ms}&join={timing.join_ms}"
    page = context.pages[0]
    person = Person(run, timing)
    person.does("Open the page", page, lambda page: page.goto(f"{server.url}/us/modular.html?{settings}") and None)
    _idle(page, timing, 3.5)
    for label, do in steps(timing):
        person.does(label, page, do)
    with context.expect_page() as opened:
        person.does("Open a tab", page, button("Open tab"))
    second = opened.value
    settled(second)
    for label, do in [("In the second tab", button("Batched pair")), ("Again there", button("Joined"))]:
        person.does(label, second, do)
    person.does("Back in the first tab", page, button("Promise chain"))
    person.does("Watch", page, button("Watch"))
    second.close()
    person.does("Leave the page", page, button("Leave"), waits=False)
    page.wait_for_url("**visit=2")
    settled(page)
    person.does("After leaving", page, button("Batched"))
    _idle(page, timing, 2.5)


def _idle(page: Page, timing: Timing, polls: float) -> None:
    """Hands still, for so many polls."""
    page.wait_for_timeout(polls * timing.poll_ms)


def score_lab(run: Run, events: Iterable[Event]) -> Score:
    """Every call of the capture against what the page told of it."""
    actions, calls = actions_and_calls(events)
    times = Times(run.steps)
    told = {each.number: each for each in run.told}
    score = Score(steps=len(run.steps))
    open_calls: list[Call] = []
    for call in calls:
        number = call.result.get("uid") if isinstance(call.result, dict) else None
        each = told.pop(number, None) if isinstance(number, int) else None
        if each is None:
            open_calls.append(call)
        else:
            _see(score, times, call, each, actions)
    for call in open_calls:  # without an answer: found by its name, in the order sent
        found = next((each for each in told.values() if each.service_call == call.service_call), None)
        if found is None and call.outcome == "unanswered":
            continue  # the browser was closed before the server had it: there is no truth to compare with
        assert found is not None, f"a call that the page did not tell of: {call.service_call}"
        _see(score, times, call, told.pop(found.number), actions)
    for each in told.values():
        if each.label not in {"", "beginning"}:
            score.true[False] += 1
            score.missed.append((each.label, each.service_call, "not in the capture"))
    return score


def _see(score: Score, times: Times, call: Call, told: Told, actions: dict[str, Action]) -> None:
    action = actions.get(call.action) if call.action else None
    said = None if action is None else times.of(action)
    if told.label == "beginning" and said in {None, LOAD}:
        return
    truth = None if told.label in {"", "beginning"} else LOAD if told.label == "load" else times.at(told.at)
    score.see(
        call.service_call,
        None if truth is None else times.name(truth),
        None if said is None else times.name(said),
        call.sure,
        right=said is not None and said == truth,
    )
