"""The partner's own handlers: what each does wrong is found and said with its cure. Real processes throughout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_addon.errors import ProofError
from owskit_generator.prove import stage as stages
from owskit_generator.prove.own.handlers import Proved, merge, prove_own
from owskit_generator.prove.project import copy_whole
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import open_place

Make = Callable[..., Path]


def proved(project: Path, folder: Path) -> Proved:
    triggers = copy_whole(project, folder / "copy")
    with open_place("sqlite", folder / "copy") as store, Stage(folder / "copy", triggers, store=store) as stage:
        [found] = merge(prove_own(stage))
    return found


DECLARED = "writes: [VacancyService.update, VacancyService.set"


@pytest.mark.parametrize(
    ("language", "handler", "code", "what", "cure"),
    [
        ("python", "own_http", "OWK001", "past the guarded client", " ows.call("),
        ("python", "behind", "OWK001", "past the guarded client", " ows.call("),
        ("python", "counter", "OWK006", "something else", "not from clock"),
        ("python", "clock", "OWK006", "something else", "not from clock"),
        ("python", "undeclared", "OWK001", "VacancyService.setExtraFieldValue", DECLARED),
        ("python", "raises", "", "raised ValueError at vacancy.py:7", "Mend"),
        ("python", "no_decision", "", "without a decision", "`return done()`"),
        ("php", "own_http", "OWK001", "past the guarded client", " $ows->call("),
        ("php", "own_stream", "OWK001", "past the guarded client", " $ows->call("),
        ("php", "counter", "OWK006", "something else", "not from clock"),
        ("php", "clock", "OWK006", "something else", "not from clock"),
        ("php", "undeclared", "OWK001", "VacancyService.setExtraFieldValue", DECLARED),
        ("php", "raises", "", "raised RuntimeException at vacancy.php:9", "Mend"),
        ("php", "exits", "", "ended while it was being proved", "must return or raise"),
        ("php", "no_decision", "", "without a decision", "`return Decision::done();`"),
    ],
)
def test_a_handler_that_is_broken_is_explained(
    make_project: Make, tmp_path: Path, language: str, handler: str, code: str, what: str, cure: str
) -> None:
    found = proved(make_project(language, handler), tmp_path)
    complaint = next((each for each in found.complaints if what in each.what), None)
    assert complaint is not None, found.complaints
    assert complaint.code == code
    assert cure in complaint.cure
    assert "Jansen" not in repr(found)


def test_what_the_client_looks_up_for_an_undeclared_write_is_no_complaint_of_its_own(
    make_project: Make, tmp_path: Path
) -> None:
    project = make_project()
    handler = project / "handlers" / "vacancy.py"
    text = handler.read_text(encoding="utf-8")
    other = '    ows.update("CandidateService.update", "1", {"note": "seen"})\n    return done()'
    handler.write_text(text.replace("    return done()", other), encoding="utf-8")
    found = proved(project, tmp_path)
    assert [complaint.code for complaint in found.complaints if complaint.code] == ["OWK001"]


def test_a_clock_that_two_runs_cannot_show_is_told_with_its_place(make_project: Make, tmp_path: Path) -> None:
    found = proved(make_project(handler="today"), tmp_path)
    assert found.complaints == []
    [note] = found.notes
    assert note.startswith("OWK006 vacancy.py:9: ")
    assert "datetime.date.today()" in note


@pytest.mark.parametrize("language", ["python", "php"])
def test_a_project_as_it_was_generated_has_nothing_to_complain_of(
    make_project: Make, tmp_path: Path, language: str
) -> None:
    found = proved(make_project(language), tmp_path)
    assert found.worst is not None
    assert (found.complaints, found.worst.deliveries) == ([], 2)


@pytest.mark.parametrize("language", ["python", "php"])
def test_one_that_looks_at_no_event_comes_to_rest(make_project: Make, tmp_path: Path, language: str) -> None:
    found = proved(make_project(language, "ignores_event"), tmp_path)
    assert (found.complaints, [(run.course, run.writes, run.deliveries) for run in found.runs]) == (
        [],
        [("twice", 1, 3), ("answered", 1, 3)],
    )


def test_one_that_never_comes_back_is_said(make_project: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "REST", 3.0)
    found = proved(make_project(handler="hangs"), tmp_path)
    assert "did not come to rest" in found.complaints[0].what


def test_one_that_ends_its_process_is_said(make_project: Make, tmp_path: Path) -> None:
    found = proved(make_project(handler="crashes"), tmp_path)
    assert "ended while it was being proved" in found.complaints[0].what


def test_a_project_that_does_not_start_is_shown_with_what_it_said(make_project: Make, tmp_path: Path) -> None:
    project = make_project()
    (project / "handlers" / "vacancy.py").write_text("def handle(:\n", encoding="utf-8")
    with pytest.raises(ProofError, match=r"did not start(?s:.*)vacancy.py:1: this is not Python"):
        proved(project, tmp_path)


def test_a_call_that_the_sandbox_has_not_is_proved_too(make_project: Make, tmp_path: Path) -> None:
    triggers = """\
version: 1
receiver: https://hooks.example.org/otys
stack: proved
triggers:
  - name: vacancy
    service_calls: [AssignmentService.update]
    when: [{path: args.2.endDate, present: true}]
"""
    found = proved(make_project(triggers=triggers), tmp_path)
    assert (len(found.runs), found.decisions) == (1, {"done/handled": 2})


def status_trigger(condition: str) -> str:
    return f"""\
version: 1
receiver: https://hooks.example.org/otys
stack: proved
triggers:
  - name: vacancy
    service_calls: [CandidateService.updateEx]
    when: [{{path: args.2.statusId, {condition}}}]
"""


def test_an_id_that_is_only_to_be_present_is_made_up(make_project: Make, tmp_path: Path) -> None:
    found = proved(make_project(triggers=status_trigger("present: true")), tmp_path)
    assert (found.complaints, found.decisions) == ([], {"done/handled": 2})


def test_a_bulk_call_is_made_with_a_list_of_records(make_project: Make, tmp_path: Path) -> None:
    triggers = status_trigger("equals: 12345").replace("updateEx", "updateBulk")
    found = proved(make_project(triggers=triggers), tmp_path)
    assert (found.complaints, found.decisions) == ([], {"done/handled": 2})


def test_what_the_sandbox_refuses_is_not_proved(make_project: Make, tmp_path: Path) -> None:
    found = proved(make_project(triggers=status_trigger("equals: no status")), tmp_path)
    assert [complaint.what for complaint in found.complaints] == [
        "It was not tried: the sandbox refused CandidateService.updateEx (Invalid arguments)."
    ]
