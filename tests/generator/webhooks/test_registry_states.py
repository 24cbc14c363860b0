"""Every command that changes registrations, in every state of the registry, against the sandbox as a process."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.generator.webhooks.otys import (
    OLD_SECRET,
    SECRET,
    STACK,
    Otys,
    address,
    owskit,
    sandbox,
    shows_nothing_secret,
    triggers_yaml,
    until,
    written,
)

from owskit_generator.webhooks.listen import Listener
from owskit_generator.webhooks.listen_journal import Journal
from owskit_generator.webhooks.replay import Target

A, B, C = "CandidateService.updateEx", "CandidateService.update", "VacancyService.update"
WANTED = sorted([(A, address(), True), (B, address(), True)])


def empty(otys: Otys) -> None:
    """Nobody has registered anything."""


def ours(otys: Otys) -> None:
    otys.add(A, address())
    otys.add(B, address())


def in_part(otys: Otys) -> None:
    otys.add(B, address())


def others(otys: Otys) -> None:
    otys.add(A, "https://elsewhere.example/hook?key=0a1b2c3d4e5f6071")
    otys.add(C, address(stack="somebody-else"))


def duplicates(otys: Otys) -> None:
    for _ in range(3):
        otys.add(A, address())
    otys.add(A, address(OLD_SECRET))
    otys.add(A, address(receiver="https://old.acme.nl/otys"))
    otys.add(B, address(), everyone=False)
    otys.add(f"Otys.Services.{B}", address())


def hidden(otys: Otys) -> None:
    ours(otys)
    otys.add(A, "https://mine.example/", everyone=False, by=otys.recruiter)
    otys.add(B, address(), everyone=False, by=otys.recruiter)


STATES: list[Callable[[Otys], None]] = [empty, ours, in_part, others, duplicates, hidden]
DIFFERS = {empty, in_part, others, duplicates}


@pytest.fixture(params=STATES, ids=lambda state: state.__name__)
def state(request: pytest.FixtureRequest, otys: Otys) -> Callable[[Otys], None]:
    found: Callable[[Otys], None] = request.param
    found(otys)
    return found


@pytest.fixture
def triggers(tmp_path: Path) -> str:
    return written(tmp_path, triggers_yaml(A, B))


def foreign(otys: Otys) -> list[object]:
    """What is not of our stack, and what is of our stack but a recruiter's own."""
    me = otys.ready["user_id"]
    mine = f"owskit={STACK}&"
    return [
        each
        for each in otys.definitions()
        if mine not in each["webhookUrl"] or (not each["klantGlobal"] and each["userId"] != me)
    ]


def mine(otys: Otys) -> list[tuple[str, str, bool]]:
    kept = foreign(otys)
    return sorted(
        (each["serviceCall"], each["webhookUrl"], each["klantGlobal"])
        for each in otys.definitions()
        if each not in kept
    )


def test_list_shows_all_and_no_secret(otys: Otys, state: object) -> None:
    as_text, as_json = (
        owskit("webhooks", "list", "--stack", STACK),
        owskit("webhooks", "list", "--stack", STACK, "--json"),
    )
    assert (as_text.code, as_json.code) == (0, 0)
    listed = as_json.json()["webhooks"]
    assert [each["uid"] for each in listed] == [each["uid"] for each in otys.definitions()]
    owned = {each["uid"] for each in listed if each["owner"] == "ours"}
    assert owned == {each["uid"] for each in otys.definitions() if each not in foreign(otys)}
    shows_nothing_secret(otys, [*as_text, *as_json])
    assert "0a1b2c3d4e5f6071" not in as_text.out + as_json.out
    assert all(each["uid"] in as_text.out for each in listed)


def test_plan_changes_nothing_and_says_by_its_exit_code(otys: Otys, state: object, triggers: str) -> None:
    before = otys.definitions()
    shown = owskit("webhooks", "plan", triggers, "--detailed-exitcode")
    plan = owskit("webhooks", "plan", triggers, "--json")
    assert otys.definitions() == before
    assert shown.code == (2 if state in DIFFERS else 0)
    assert plan.code == 0
    assert plan.json()["differs"] == (state in DIFFERS)
    shows_nothing_secret(otys, [*shown, *plan])


def test_apply_reaches_the_wanted_state_and_a_second_time_does_nothing(
    otys: Otys, state: object, triggers: str
) -> None:
    kept = foreign(otys)
    first = owskit("webhooks", "apply", triggers, "--yes", "--json")
    assert first.code == 0, first.err
    assert mine(otys) == WANTED
    assert foreign(otys) == kept
    assert bool(first.json()["cached_until"]) == (state in DIFFERS)
    before = otys.definitions()
    second = owskit("webhooks", "apply", triggers, "--yes")
    assert (second.code, otys.definitions()) == (0, before)
    assert "Nothing is to be done." in second.out
    shows_nothing_secret(otys, [*first, *second])


def test_apply_asks_first_and_without_a_terminal_does_nothing(otys: Otys, state: object, triggers: str) -> None:
    before = otys.definitions()
    ran = owskit("webhooks", "apply", triggers)
    assert otys.definitions() == before
    assert ran.code == (1 if state in DIFFERS else 0)
    assert ("--yes" in ran.err) == (state in DIFFERS)


@pytest.mark.parametrize("policy", ["sync", "upsert-only", "create-only"])
def test_policies(otys: Otys, state: object, triggers: str, policy: str) -> None:
    otys.add(C, address())
    kept, before = foreign(otys), otys.definitions()
    assert owskit("webhooks", "apply", triggers, "--yes", "--policy", policy).code == 0
    assert foreign(otys) == kept
    if policy == "create-only":
        assert [each for each in otys.definitions() if each in before] == before, "nothing that was there was touched"
        assert {A, B} <= {call.removeprefix("Otys.Services.") for call, _, _ in mine(otys)}
    else:
        assert mine(otys) == (WANTED if policy == "sync" else sorted([*WANTED, (C, address(), True)]))


def test_remove_takes_ours_and_nothing_else(otys: Otys, state: object) -> None:
    kept = foreign(otys)
    ran = owskit("webhooks", "remove", "--stack", STACK, "--yes")
    assert ran.code == 0, ran.err
    assert otys.definitions() == kept
    assert owskit("webhooks", "remove", "--stack", STACK, "--yes").code == 0


def test_adopt_marks_what_can_be_adopted_and_leaves_the_rest(otys: Otys, state: object) -> None:
    me = otys.ready["user_id"]
    for each in otys.definitions():
        before = [one for one in otys.definitions() if one["uid"] != each["uid"]]
        ran = owskit("webhooks", "adopt", each["uid"], "--stack", STACK, "--yes")
        now = {one["uid"]: one for one in otys.definitions()}
        personal = not each["klantGlobal"] and each["userId"] != me
        elses = "owskit=somebody-else" in each["webhookUrl"]
        assert ran.code == (1 if personal or elses else 0), ran.err
        assert [one for one in otys.definitions() if one["uid"] != each["uid"]] == before
        if ran.code:
            assert now[each["uid"]] == each
        else:
            assert f"owskit={STACK}&" in now[each["uid"]]["webhookUrl"]
            assert now[each["uid"]]["serviceCall"] == each["serviceCall"]
        shows_nothing_secret(otys, ran[1:])


def test_adopted_ones_are_replaced_by_the_next_apply(otys: Otys, triggers: str) -> None:
    uid = otys.add(A, "https://elsewhere.example/hook?a=1#part")
    assert owskit("webhooks", "adopt", uid, "--stack", STACK, "--yes").code == 0
    assert otys.definitions()[0]["webhookUrl"] == f"https://elsewhere.example/hook?owskit={STACK}&a=1#part"
    assert owskit("webhooks", "apply", triggers, "--yes").code == 0
    assert [(each["serviceCall"], each["webhookUrl"]) for each in otys.definitions()] == [
        (A, address()),
        (B, address()),
    ]


def test_conflicts_are_told(otys: Otys, triggers: str) -> None:
    wide = otys.add(A, "https://elsewhere.example/hook")
    own = otys.add(B, "https://mine.example/", everyone=False, by=otys.recruiter)
    plan = owskit("webhooks", "plan", triggers, "--json").json()
    said = {each["uid"]: each["says"] for each in plan["conflicts"]}
    assert "One of them will be silent" in said[wide]
    assert "hides ours for what that user does" in said[own]


def test_a_rotated_secret_is_a_difference_told_without_it(otys: Otys, triggers: str) -> None:
    otys.add(A, address(OLD_SECRET))
    otys.add(B, address())
    plan = owskit("webhooks", "plan", triggers)
    assert "the secret was rotated" in plan.out
    assert "must accept both" in plan.err
    shows_nothing_secret(otys, plan[1:])
    assert owskit("webhooks", "plan", triggers, "--json").json()["steps"][0]["why"].endswith("the secret was rotated")


def test_the_secret_is_needed_and_never_an_argument(otys: Otys, triggers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWSKIT_WEBHOOK_SECRET")
    ran = owskit("webhooks", "plan", triggers)
    assert (ran.code, "OWSKIT_WEBHOOK_SECRET is not set" in ran.err) == (1, True)
    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", "short")
    ran = owskit("webhooks", "apply", triggers, "--yes")
    assert (ran.code, "shorter than 24" in ran.err, otys.definitions()) == (1, True, [])
    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", SECRET)


def test_rotate_changes_ours_and_nothing_else(otys: Otys, state: object, triggers: str) -> None:
    otys.add(A, address(OLD_SECRET))
    kept = foreign(otys)
    ran = owskit("webhooks", "rotate", triggers, "--yes", "--no-probe")
    assert ran.code == 0, ran.err
    assert foreign(otys) == kept
    assert (A, address(), True) in mine(otys)
    here = address(OLD_SECRET).partition("?")[0]
    assert not [url for _, url, _ in mine(otys) if url.startswith(here)]
    shows_nothing_secret(otys, ran)


def test_listen_comes_and_goes_and_changes_nothing(otys: Otys, state: object) -> None:
    before = otys.definitions()
    with Journal("h", "c", "u") as journal, Target("http://localhost:9", None, remote=False) as target:
        listener = Listener(otys.integration, journal, target, str(otys.ready["user_id"]), Silent(), lambda _: True)
        calls = [A, C, *(f"Some{number}Service.update" for number in range(20))]
        registered = listener.register(calls, timedelta(hours=1))
        assert len(otys.definitions()) == len(before) + 22
        assert registered.swept == 0
        listener.run(registered.until, 0)
        listener.close()
    assert otys.definitions() == before


def test_a_listen_that_was_killed_in_the_same_second_leaves_nothing(otys: Otys) -> None:
    with Journal("h", "c", "u") as journal, Target("http://localhost:9", None, remote=False) as target:
        listener = Listener(otys.integration, journal, target, str(otys.ready["user_id"]), Silent(), lambda _: True)
        listener.register([A], timedelta(hours=1))
        for _ in range(3):
            registered = listener.register([A], timedelta(hours=1))
            assert (registered.swept, len(otys.definitions())) == (1, 1)
        listener.close()
    assert otys.definitions() == []


class Silent:
    """Hears what a listener says."""

    def delivery(self, *_: object, **__: object) -> None:
        raise AssertionError("there was none")

    def note(self, text: str) -> None:
        pass


@pytest.mark.parametrize("command", ["check", "logs"])
def test_what_only_looks_works_in_every_state(otys: Otys, state: object, command: str) -> None:
    before = otys.definitions()
    ran = owskit("webhooks", command, "--json")
    assert (ran.code, otys.definitions()) == (0, before)
    shows_nothing_secret(otys, ran)


def test_one_for_this_user_only(otys: Otys, tmp_path: Path) -> None:
    colleague = otys.add(A, address(), everyone=False, by=otys.recruiter)
    path = written(tmp_path, triggers_yaml(A, more="    everyone: false\n"))
    assert owskit("webhooks", "apply", path, "--yes").code == 0
    assert owskit("webhooks", "apply", path, "--yes").out.endswith("Nothing is to be done.\n")
    assert [(each["uid"] == colleague, each["klantGlobal"]) for each in otys.definitions()] == [
        (True, False),
        (False, False),
    ]


def test_beside_the_wordpress_plugin_and_in_the_manuals_spelling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, triggers_yaml(A, C))
    with sandbox("--with-wordpress-plugin", "--spelling", "manual", "--cache-seconds", "0") as otys:
        for name, value in otys.environment.items():
            monkeypatch.setenv(name, value)
        plugin = otys.definitions()
        assert len(plugin) == 14
        assert set(plugin[0]) == {"uid", "servicecall", "webhookurl", "klantglobal", "klantid", "userid"}
        plan = owskit("webhooks", "plan", path, "--json").json()
        [conflict] = plan["conflicts"]
        assert (conflict["service_call"], "WordPress plugin" in conflict["says"]) == (C, True)
        assert owskit("webhooks", "apply", path, "--yes", "--policy", "sync").code == 0
        assert owskit("webhooks", "plan", path, "--detailed-exitcode").code == 0
        assert otys.definitions()[:14] == plugin
        listed = owskit("webhooks", "list", "--json").json()["webhooks"]
        assert [each["owner"] for each in listed] == ["other"] * 14 + ["ours"] * 2
        otys.change(0)
        until(lambda: otys.deliveries()[0]["processed"])
        lines = [json.loads(line) for line in owskit("webhooks", "logs", "--json").out.splitlines()]
        assert [(line["event"], line.get("service_call")) for line in lines] == [("delivery", A), ("summary", None)]
        assert all(lines[0][name] for name in ("user", "processed", "added"))
        assert owskit("webhooks", "remove", path, "--yes").code == 0
        assert otys.definitions() == plugin
