"""Random histories: whatever was registered, changed and broken off before, `apply` reaches the wanted state, and no
webhook of another's is ever changed."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from tests.generator.webhooks.otys import MERGE, OLD_SECRET, SECRET, STACK, Otys, address, sandbox

from owskit_addon.errors import OwsError
from owskit_generator.triggers import Trigger, Triggers
from owskit_generator.webhooks.apply import apply, require_done
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.definitions import registry
from owskit_generator.webhooks.identity import who
from owskit_generator.webhooks.pace import Pace
from owskit_generator.webhooks.plan import make_plan, wanted_of
from owskit_generator.webhooks.secret import Secret

CALLS = [
    "CandidateService.update",
    "CandidateService.updateEx",
    "VacancyService.update",
    "VacancyService.add",
    "ProcedureService.add",
]
# Some are only nearly ours.
ADDRESSES = [
    "https://www.zandbak.example/webhooks",
    "https://elsewhere.example/hook?key=1",
    address(stack="acme"),
    address(stack=f"{STACK}2"),
    f"https://hooks.acme.nl/otys/{SECRET}?owskit={STACK}&owskit=other&{MERGE}",
    f"https://hooks.acme.nl/otys/{SECRET}?x-owskit={STACK}&{MERGE}",
    f"https://hooks.acme.nl/otys/{SECRET}#?owskit={STACK}",
    f"https://hooks.acme.nl/otys/{SECRET}?owskit={STACK}%20&{MERGE}",
]


class BrokenOff(Exception):
    """Stands for anything that ends the program."""


class Breaking(Pace):
    """Breaks off before the n-th request."""

    def __init__(self, requests: int) -> None:
        super().__init__()
        self._left = requests

    def before(self) -> None:
        self._left -= 1
        if self._left == -1:
            raise BrokenOff


class History:
    """One chance-made past of a registry. Others' webhooks are kept as they should stay."""

    def __init__(self, otys: Otys, seed: int) -> None:
        self.otys = otys
        self.random = Random(seed)
        self.others: dict[str, dict[str, Any]] = {}

    def step(self) -> None:
        self.random.choice([self.other_adds, self.other_adds, self.other_deletes, self.we_apply, self.we_break_off])()

    def other_adds(self) -> None:
        by = self.random.choice([self.otys.recruiter, self.otys.integration])
        everyone = self.random.random() < 0.6
        # A colleague's own webhook stays the colleague's, also under our mark.
        ours_by_name = by is self.otys.recruiter and not everyone and self.random.random() < 0.5
        url = address() if ours_by_name else self.random.choice(ADDRESSES)
        uid = self.otys.add(self.random.choice(CALLS), url, everyone, by)
        self.others[uid] = next(each for each in self.otys.definitions() if each["uid"] == uid)

    def other_deletes(self) -> None:
        if self.others:
            uid = self.random.choice(sorted(self.others))
            self.otys.recruiter.call("WebhooksService.delete", uid)
            del self.others[uid]

    def wanted(self) -> tuple[Triggers, Secret]:
        calls = self.random.sample(CALLS, self.random.randint(1, len(CALLS)))
        triggers = tuple(
            Trigger(name=f"t{n}", service_calls=(call,), everyone=self.random.random() < 0.8)
            for n, call in enumerate(calls)
        )
        receiver = self.random.choice(["https://hooks.acme.nl/otys", "https://new.acme.nl/in"])
        return (
            Triggers(version=1, receiver=receiver, stack=STACK, triggers=triggers),
            Secret(self.random.choice([SECRET, OLD_SECRET])),
        )

    def we_apply(self, policy: Any = None) -> None:
        triggers, secret = self.wanted()
        wanted, _ = wanted_of(triggers, secret)
        me = who(self.otys.integration).user_id
        policy = policy or self.random.choice(["sync", "upsert-only", "create-only"])
        require_done(
            apply(self.otys.integration, make_plan(wanted, registry(self.otys.integration), STACK, me, policy), me)
        )
        self.check_others()
        again = make_plan(wanted, registry(self.otys.integration), STACK, me, policy)
        assert not again.differs
        if policy == "sync":
            found = [
                (each["serviceCall"], each["webhookUrl"], each["klantGlobal"])
                for each in self.otys.definitions()
                if each["uid"] not in self.others
            ]
            assert sorted(found) == sorted((one.service_call, one.address.reveal(), one.everyone) for one in wanted)

    def we_break_off(self) -> None:
        """The same, ended at a chance request. Adds first: what was covered before stays covered."""
        triggers, secret = self.wanted()
        wanted, _ = wanted_of(triggers, secret)
        before = self.covered()
        pace = Breaking(self.random.randint(1, 7))
        with suppress(BrokenOff), OwsClient(self.otys.url, verify=self.otys.ready["ca"], pace=pace) as ows:
            ows.login_by_uid(self.otys.ready["api_key"])
            me = who(ows).user_id
            apply(ows, make_plan(wanted, registry(ows), STACK, me), me)
        self.check_others()
        assert before <= self.covered()

    def covered(self) -> set[str]:
        return {each["serviceCall"] for each in self.otys.definitions() if each["uid"] not in self.others}

    def check_others(self) -> None:
        now = {each["uid"]: each for each in self.otys.definitions()}
        assert {uid: now.get(uid) for uid in self.others} == self.others


@pytest.mark.parametrize("seed", range(50))
def test_apply_reaches_the_wanted_state_and_touches_nobody_elses(otys: Otys, seed: int) -> None:
    history = History(otys, seed)
    for _ in range(history.random.randint(3, 12)):
        history.step()
    history.we_apply("sync")


def test_an_ows_that_fails_now_and_then_is_no_reason_to_touch_others() -> None:
    random = Random(7)
    with sandbox("--fail-rate", "0.25", "--with-wordpress-plugin") as otys:
        others = None
        while others is None:
            try:
                others = otys.definitions()
            except OwsError:
                continue
        wanted, _ = wanted_of(History(otys, 3).wanted()[0], Secret(SECRET))
        done = 0
        for _ in range(200):
            try:
                secret = random.choice([SECRET, OLD_SECRET])
                wanted, _ = wanted_of(History(otys, random.randint(1, 9)).wanted()[0], Secret(secret))
                plan = make_plan(wanted, registry(otys.integration), STACK, str(otys.ready["user_id"]), "sync")
                require_done(apply(otys.integration, plan, str(otys.ready["user_id"])))
                done += 1
            except OwsError:
                continue
        found = None
        while found is None:
            try:
                found = otys.definitions()
            except OwsError:
                continue
        assert 20 < done < 200
        assert [each for each in found if each in others] == others
