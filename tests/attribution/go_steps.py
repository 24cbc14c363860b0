"""What is done in the sandbox's Go!, and which service calls each step takes, written down by hand."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request

from owskit_addon.actions import is_background
from owskit_addon.capture.events import Call, Event, seconds
from owskit_sandbox import Rules, Sandbox
from tests.attribution.recorded import PATIENCE_MS, recorded
from tests.attribution.score import LOAD, Score, Step, Times, actions_and_calls

POLLED = ("ReminderService.getListEx", "MailboxService.getUnreadCount")
LIST, DETAIL = "CandidateService.getListEx", "CandidateService.getDetail"
OPTIONS = "CandidateService.getOptionLists"


@dataclass
class GoRun:
    """What came of it. `expected` are the calls of each step in order; `loaded` the steps that open a page."""

    capture: Path
    steps: list[Step] = field(default_factory=list)
    expected: list[tuple[str, ...]] = field(default_factory=list)
    loaded: set[int] = field(default_factory=set)


class Recruiter:
    """Does one step after the other; waits for the answers to all that it takes, and for nothing else but the polls."""

    def __init__(self, run: GoRun, context: BrowserContext) -> None:
        self._run = run
        self._answered: Counter[str] = Counter()
        self._began: Counter[str] = Counter()
        context.on("request", lambda request: self._began.update(called(request)))
        context.on("requestfinished", lambda request: self._answered.update(called(request)))

    def does(
        self, label: str, page: Page, do: Callable[[], Any], *calls: str, loads: bool = False, again: bool = False
    ) -> None:
        """`again`: a click on the control of the step before, which within a second would be one gesture with it."""
        page.wait_for_timeout(1100 if again else 30)
        before, began = Counter(self._answered), Counter(self._began)
        self._run.loaded |= {len(self._run.steps)} if loads else set()
        self._run.steps.append(Step(label, time.time()))
        self._run.expected.append(calls)
        do()
        wanted = Counter(calls)
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while wanted - (self._answered - before):
            assert time.monotonic() < deadline, f"{label}: {dict(wanted - (self._answered - before))} did not come"
            page.wait_for_timeout(10)
        page.wait_for_timeout(70)
        more = self._began - began - wanted
        assert not [name for name in more if name not in POLLED], f"{label} takes more than is written here: {more}"


def called(request: Request) -> list[str]:
    """The service calls of a request, without what belongs to no action."""
    path = urlsplit(request.url).path
    if path == "/fileService.php":
        return ["fileService.upload"]
    if path != "/jservice.php":
        return []
    body = json.loads(request.post_data or "{}")
    inner = body["params"][0] if body["method"].endswith("MultiService.execute") else [body]
    names = [call["method"].removeprefix("Otys.Services.") for call in inner]
    return [name for name in names if not is_background(name)]


def run_go(chromium: str, folder: Path, poll: float = 1.3) -> GoRun:
    run = GoRun(folder / "go.jsonl")
    with Sandbox(rules=Rules(rate_per_minute=0)) as sandbox:
        host = sandbox.url.removeprefix("https://")
        assert sandbox.ca is not None
        with recorded(chromium, run.capture, host, sandbox.ca, folder) as context:
            work(context, sandbox, run, poll)
    return run


def work(context: BrowserContext, sandbox: Sandbox, run: GoRun, poll: float) -> None:
    page = context.pages[0]
    does = Recruiter(run, context).does
    address = f"{sandbox.url}/us/modular.html?poll={poll}"
    does("Open Go!", page, lambda: page.goto(address), loads=True)
    _sign_in(page, sandbox, does)
    page.wait_for_timeout(2500 * poll)
    _candidates(page, does)
    _one_candidate(page, does)
    _bulk(page, does)
    _vacancies(page, does)
    _procedures(page, does)
    _workflow(page, does)
    _settings(page, does)
    _tabs(context, page, does)
    does("Sign out", page, page.get_by_role("button", name="Uitloggen").click)


Does = Callable[..., None]


def _sign_in(page: Page, sandbox: Sandbox, does: Does) -> None:
    who = sandbox.recruiter
    does("User name", page, lambda: page.get_by_label("Gebruikersnaam").fill(who["username"]))
    does("Password", page, lambda: page.get_by_label("Wachtwoord").fill(who["password"]))
    button = page.get_by_role("button", name="Inloggen")
    does("Sign in", page, button.click, OPTIONS, LIST, *POLLED)


def _rows(page: Page) -> Any:
    return page.locator("main tbody tr")


def _candidates(page: Page, does: Does) -> None:
    search = page.get_by_label("Kandidaten zoeken")
    does("Type to search", page, lambda: (search.click(), search.press_sequentially("van", delay=30)), LIST)
    does("Search with Enter", page, lambda: search.press("Enter"), LIST)
    does("Clear the search", page, lambda: (search.select_text(), search.press("Backspace")), LIST)
    choose = page.get_by_label("Status", exact=True)
    does("Filter", page, lambda: choose.press("ArrowDown"), LIST)
    does("Without filter", page, lambda: choose.press("ArrowUp"), LIST)
    sort = page.get_by_role("columnheader", name="Naam").get_by_role("button")
    does("Sort", page, sort.click, LIST)
    does("Sort again", page, sort.click, LIST, again=True)
    does("Next page", page, page.get_by_role("button", name="Volgende").click, LIST)
    does("Previous page", page, page.get_by_role("button", name="Vorige").click, LIST)


def _visit(page: Page, module: str) -> Callable[[], None]:
    return lambda: page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name=module).click()


def _open(page: Page, number: int) -> Callable[[], None]:
    return lambda: _rows(page).nth(number).get_by_role("link").click()


def _tab(page: Page, name: str) -> Callable[[], None]:
    return lambda: page.get_by_role("tab", name=name).click()


def _edit(page: Page, name: str) -> Callable[[], None]:
    return lambda: page.get_by_role("button", name=f"{name} bewerken").click()


def _one_candidate(page: Page, does: Does) -> None:
    update = "CandidateService.update"
    does("Open a candidate", page, _open(page, 1), DETAIL)
    does("Edit the job title", page, _edit(page, "Functie"))
    field = page.get_by_role("textbox", name="Functie")
    does("Enter saves it", page, lambda: (field.fill("Teamleider"), field.press("Enter")), update)
    does("Edit the city", page, _edit(page, "Woonplaats"))
    does("Type the city", page, lambda: page.get_by_role("textbox", name="Woonplaats").fill("Zwolle"))
    does("Save the city", page, page.locator("main dl").get_by_role("button", name="Opslaan").click, update)
    does("Tab procedures", page, _tab(page, "Procedures"), "ProcedureService.getListEx")
    does("Tab notes", page, _tab(page, "Notities"))
    does("Write a note", page, lambda: page.get_by_role("textbox", name="Notitie").fill("Belt terug."))
    does("Save the note", page, page.get_by_role("tabpanel").get_by_role("button", name="Opslaan").click, update)
    documents = "AttachedDocumentsService"
    does("Tab documents", page, _tab(page, "Documenten"), f"{documents}.getListEx")
    file = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    does("Choose a file", page, lambda: page.get_by_label("Bestand").set_input_files([file]))  # type: ignore[list-item]
    add = page.get_by_role("button", name="Toevoegen")
    does("Upload it", page, add.click, "fileService.upload", f"{documents}.add", f"{documents}.getListEx")
    status = page.get_by_label("Hoofdstatus")
    for again in ("", ", again"):
        does(f"Choose a status{again}", page, lambda: status.press("ArrowDown"))
        save = page.locator(".status-form").get_by_role("button", name="Opslaan")
        does(f"Save the status{again}", page, save.click, "CandidateService.updateEx")
    does("Back to the list", page, _visit(page, "Kandidaten"), LIST)
    does("Open another", page, _open(page, 3), DETAIL)
    does("Back again", page, page.get_by_role("main").get_by_role("link", name="Kandidaten").click, LIST)
    does("Open it again", page, _open(page, 3))  # from the page's cache
    does("Back once more", page, _visit(page, "Kandidaten"), LIST)


def _bulk(page: Page, does: Does) -> None:
    for number in (1, 2, 4):
        does(f"Select {number}", page, _rows(page).nth(number).get_by_role("checkbox").check)
    does("Open the menu", page, page.get_by_role("button", name="Status wijzigen").click)
    does("Choose in it", page, page.get_by_role("menuitem").nth(4).click)
    confirm = page.get_by_role("dialog").get_by_role("button", name="Wijzigen")
    does("Confirm", page, confirm.click, "CandidateService.updateBulk", LIST)


def _vacancies(page: Page, does: Does) -> None:
    vacancy = "VacancyService"
    does("Vacancies", page, _visit(page, "Vacatures"), f"{vacancy}.getListEx")
    does("Open a vacancy", page, _open(page, 0), f"{vacancy}.getDetail", f"{vacancy}.getOptionLists")
    for time_of in ("on", "off", "on again"):
        switch = page.get_by_role("switch").first
        does(f"Switch {time_of}", page, switch.click, f"{vacancy}.updateEx", again=time_of != "on")
    does("Edit the title", page, _edit(page, "Titel"))
    field = page.get_by_role("textbox", name="Titel")
    does("Enter the title", page, lambda: (field.fill("Monteur"), field.press("Enter")), f"{vacancy}.update")


def _procedures(page: Page, does: Does) -> None:
    procedure, statuses = "ProcedureService", "ProcedureStatus1Service.getList"
    does("Procedures", page, _visit(page, "Procedures"), f"{procedure}.getListEx", statuses)
    for number in (0, 2):
        does(f"Open a menu {number}", page, _rows(page).nth(number).get_by_role("button").click)
        does(f"Choose a status {number}", page, page.get_by_role("menuitem").nth(1).click, f"{procedure}.update")
    board = page.get_by_role("link", name="Toon als bord")
    does("As a board", page, board.click, f"{procedure}.getListEx")
    columns = page.locator(".column")
    for number in (0, 1):
        card, target = columns.nth(number).get_by_role("listitem").first, columns.nth(number + 2)
        drag = _drag(card, target)
        does(f"Drag a card {number}", page, drag, f"{procedure}.update")
    does("Menu of a card", page, lambda: columns.nth(3).get_by_role("button").first.press("Enter"))
    does("Move a card", page, lambda: page.get_by_role("menuitem").nth(4).press("Enter"), f"{procedure}.update")


def _drag(card: Any, target: Any) -> Callable[[], None]:
    return lambda: card.drag_to(target, target_position={"x": 60, "y": 60})


def _workflow(page: Page, does: Does) -> None:
    does("Workflows", page, _visit(page, "Workflows"), "WorkflowService.getListEx")
    link = page.get_by_role("link", name="Assessment")
    does("Open a workflow", page, link.click, "WorkflowService.getDetail", LIST)
    does("Choose a step", page, page.get_by_role("radio", name="Assessment versturen").check)
    for number in (0, 2):
        does(f"Take {number}", page, _rows(page).nth(number).get_by_role("checkbox").check)
    execute = page.get_by_role("button", name="Stap uitvoeren")
    update = "CandidateService.updateEx"
    does("Execute", page, execute.click, "WorkflowService.executeStep", update, update, LIST)


def _settings(page: Page, does: Does) -> None:
    does("Settings", page, _visit(page, "Instellingen"), "CsmService.getValue")
    does("A setting", page, page.get_by_role("switch").first.click, "CsmService.setValue")
    does("By the keyboard", page, lambda: page.get_by_role("switch").first.press("Space"), "CsmService.setValue")
    language = page.locator("select.language")
    does("In English", page, lambda: language.press("ArrowDown"), "CsmService.getValue", *POLLED)
    does("In Dutch", page, lambda: language.press("ArrowUp"), "CsmService.getValue", *POLLED)


def _tabs(context: BrowserContext, page: Page, does: Does) -> None:
    does("To the list", page, _visit(page, "Kandidaten"), LIST)
    link = _rows(page).nth(5).get_by_role("link")
    loads = (DETAIL, OPTIONS, *POLLED)
    with context.expect_page() as opened:
        does("In a new tab", page, lambda: link.click(modifiers=["ControlOrMeta"]), *loads, loads=True)
    second = opened.value
    second.bring_to_front()
    with context.expect_page() as copied:
        does("Duplicate the tab", second, lambda: second.evaluate("void open(location.href)"), *loads, loads=True)
    third = copied.value
    for name, tab in (("second", second), ("third", third), ("second", second)):
        tab.bring_to_front()
        save = tab.locator(".status-form").get_by_role("button", name="Opslaan")
        does(f"Save in the {name} tab", tab, save.click, "CandidateService.updateEx", again=True)
    third.close()
    second.close()
    page.bring_to_front()
    does("Reload", page, page.reload, OPTIONS, LIST, *POLLED, loads=True)


def score_go(run: GoRun, events: Iterable[Event]) -> Score:
    """The calls of a capture, in the order sent, against those of the steps, in the order done."""
    actions, calls = actions_and_calls(events)
    times = Times(run.steps)
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for number, names in enumerate(run.expected):
        for name in names:
            waiting[name].append(number)
    score = Score(steps=len(run.steps))
    for call in sorted((call for call in calls if not is_background(call.service_call)), key=_sent):
        action = actions.get(call.action) if call.action else None
        said = None if action is None else times.of(action)
        if call.service_call in POLLED:
            # A poll is the background's; its first turn as much the step's that begins it, or the page's.
            if said is not None and not (said == LOAD or call.service_call in run.expected[said]):
                score.see(call.service_call, None, times.name(said), call.sure, right=False)
            continue
        assert waiting[call.service_call], f"a call that no step takes: {call.service_call}"
        step = waiting[call.service_call].popleft()
        truth = LOAD if step in run.loaded else step
        score.see(
            call.service_call,
            times.name(truth),
            None if said is None else times.name(said),
            call.sure,
            right=said == truth,
        )
    left = {name: list(steps) for name, steps in waiting.items() if steps and name not in POLLED}
    assert not left, f"calls that are not in the capture: {left}"
    return score


def _sent(call: Call) -> tuple[float, str]:
    return seconds(call.at), call.id
