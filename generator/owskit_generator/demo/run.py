"""The demo's contents page: one function a stage, in the order of the data's way."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from owskit_addon.actions.sharpen import read_sharpened
from owskit_addon.ports import free_port
from owskit_addon.recorder.session import RecordingSession
from owskit_generator.catalogue.folder import write_catalogue
from owskit_generator.catalogue.publish import Filter, published
from owskit_generator.demo import actions, delivery
from owskit_generator.demo.actions import Recruiter
from owskit_generator.demo.browser import ClickingRecruiter, can_drive, find_chromium, said_plainly
from owskit_generator.demo.folder import Folder, make_folder
from owskit_generator.demo.handler import running
from owskit_generator.demo.scripted import ScriptedRecruiter
from owskit_generator.demo.story import Story
from owskit_generator.files import write_whole
from owskit_generator.handlers.project import generate_project
from owskit_generator.overview import overview
from owskit_generator.prove.prove import prove
from owskit_generator.prove.selection import runs
from owskit_generator.prove.write import write_proof
from owskit_generator.triggers import PLACEHOLDER_RECEIVER, load_triggers
from owskit_generator.triggers.extend import extend
from owskit_generator.triggers.pick import Asked, pick
from owskit_generator.triggers.uses import Captured, captured
from owskit_generator.webhooks.registrations import fill_secret, registrations
from owskit_sandbox import Sandbox

_PROVED = (1, 11)


def run_demo(out: Path, story: Story, *, browser: bool = True) -> Folder:
    """The whole way into the folder `out`. Everything that was started ends with it, also on Ctrl-C.

    Raises OwskitError for what a person can mend: a folder that is not the demo's, a proxy that does not start.
    """
    folder = make_folder(out)
    if folder.replaced:
        story.note(f"{out} is from an earlier demo and was emptied.")
    with Sandbox() as sandbox:
        story.tell(f"Sandbox: an emulated OWS with a small Go!, at {sandbox.url}")
        _record(sandbox, folder, story, browser)
        found = _make_catalogue(folder, story)
        port = free_port()
        _choose(folder, found, f"http://127.0.0.1:{port}/otys", story)
        _generate(folder, story)
        _prove(folder, story)
        _deliver(sandbox, folder, port, story)
    return folder


def _record(sandbox: Sandbox, folder: Folder, story: Story, browser: bool) -> None:
    """Somebody clicks, through a real proxy; each action is named as `owskit mark` does."""
    host = urlsplit(sandbox.url).hostname or ""
    session = RecordingSession(folder.capture, hosts=[host], extra_ca=sandbox.ca, on_notice=story.note)
    with story.working("Recording"), session, _recruiter(sandbox, session, story, browser) as recruiter:
        actions.work_through(recruiter, session.mark, lambda action: story.step(f"did: {action}"))
    summary = session.stop()
    story.tell(f"Recorded {summary.calls} calls in {summary.actions} actions", folder.capture)
    for action in overview(read_sharpened([folder.capture])).actions:
        calls = [f"{call.service_call} ×{call.count}" for call in action.calls if call.kind != "read"]
        story.step(f"{action.label}: {', '.join(calls) or 'reads only'}")


@contextmanager
def _recruiter(sandbox: Sandbox, session: RecordingSession, story: Story, browser: bool) -> Iterator[Recruiter]:
    """In headless Chromium where there is one, and by a script that sends the same where not."""
    chromium = find_chromium() if browser else None
    if chromium and can_drive():
        story.step(f"clicking in {Path(chromium).name}, without a window")
        with said_plainly():
            clicking = ClickingRecruiter(
                chromium, sandbox.url, **sandbox.recruiter, proxy_port=session.port, spki=session.spki_hash
            )
            try:
                yield clicking
            finally:
                clicking.leave()
        return
    why = "no Chromium found" if browser and not chromium else "the driver `playwright` is not installed"
    story.note(f"{why if browser else 'no browser wanted'}: a script sends what Go! would send for the same clicks.")
    proxy = f"http://127.0.0.1:{session.port}"
    scripted = ScriptedRecruiter(sandbox.url, **sandbox.recruiter, proxy=proxy, ca=session.ca_certificate)
    try:
        yield scripted
    finally:
        scripted.leave()


def _make_catalogue(folder: Folder, story: Story) -> Captured:
    found = captured(read_sharpened([folder.capture]))
    handed_over = published(found.catalogue, Filter())
    write_catalogue(handed_over, folder.catalogue)
    calls = len(handed_over["service_calls"])
    story.tell(f"Catalogue of {calls} service calls", folder.catalogue / "catalogue.html")
    return found


def _choose(folder: Folder, found: Captured, receiver: str, story: Story) -> None:
    """The calls behind three actions as triggers; the placeholder address gives way to the demo's own."""
    picked = pick(found, Asked(actions=(actions.FROM_DETAIL, actions.IN_BULK, actions.PUBLISH)))
    made = extend(None, folder.triggers.name, picked.picks, found.catalogue, stack="owskit-demo")
    write_whole(folder.triggers, made.text.replace(PLACEHOLDER_RECEIVER, receiver))
    story.tell(f"Chose {len(made.added)} triggers", folder.triggers)


def _generate(folder: Folder, story: Story) -> None:
    made = generate_project(folder.triggers, folder.project, catalogue=folder.catalogue)
    story.tell(f"Generated {made.registrations} registrations and a Python handler project", folder.project)
    for handler in made.handlers.values():
        story.step(f"yours to write: {handler}")


def _prove(folder: Folder, story: Story) -> None:
    """A person's edit, and another integration that answers; `owskit prove` has all of the scenarios."""
    with story.working("Proving that it does not loop"):
        proof = prove(folder.project, list(runs(_PROVED)))
    _, page, _ = write_proof(proof, folder.project)
    story.tell("Proved that the project does not loop" if proof.passed else "The proof does not hold", page)
    for found in proof.scenarios:
        story.step(f"{found.title}: {found.deliveries} deliveries, {found.writes} writes, and no more")


def _deliver(sandbox: Sandbox, folder: Folder, port: int, story: Story) -> None:
    """Registers, starts the handler, makes one change as a recruiter, and shows what OTYS' log says of it."""
    secret = secrets.token_urlsafe(32)
    made, _ = registrations(load_triggers(folder.triggers))
    environment = {
        "OWSKIT_WEBHOOK_SECRET": secret,
        "OTYS_API_KEY": sandbox.api_key,
        "OTYS_USER_ID": str(sandbox.user_id),
        "OTYS_OWS_URL": delivery.ows_url(sandbox),
        "SSL_CERT_FILE": str(sandbox.ca),
    }
    with story.working("Starting the handler"), running(folder.project, port, environment) as address:
        story.tell(f"The handler runs at {address}", folder.root / "handler.log")
        uids = delivery.register(sandbox, fill_secret(made, secret))
        story.tell(f"Registered {len(uids)} webhooks in the sandbox")
        sandbox.clock.advance(delivery.CACHE_SECONDS)
        story.step("OTYS takes up to 10 minutes to notice; the sandbox's clock was moved on instead")
        delivery.change_as_recruiter(sandbox)
        story.tell(f"A recruiter set a candidate's status to {actions.STATUS_ID}")
        for row in delivery.wait_for_log(sandbox):
            answer = json.loads(row["response_data"])
            call = json.loads(row["request_data"])["request"]["method"]
            story.tell(f"Delivered {call}; the handler answered HTTP {row['response_code']}")
            story.step(f"its decision, as it stands in OTYS' own log: {json.dumps(answer)}")
