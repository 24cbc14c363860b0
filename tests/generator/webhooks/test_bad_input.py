"""What can be wrong: told in words, exit code 1, nothing half done, no traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.generator.webhooks.fake_ows import FakeOws
from tests.generator.webhooks.otys import SECRET, Otys, address, owskit, sandbox, triggers_yaml, written

from owskit_generator.triggers import PLACEHOLDER_RECEIVER

A, B = "CandidateService.updateEx", "CandidateService.update"


@pytest.mark.parametrize(
    "command", [["check"], ["list"], ["plan", "triggers.yaml"], ["apply", "triggers.yaml", "--yes"]]
)
def test_a_wrong_key(otys: Otys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    written(tmp_path, triggers_yaml(A))
    monkeypatch.setenv("OTYS_API_KEY", "a-key-that-nobody-has")
    ran = owskit("webhooks", *command)
    assert ran.code == 1
    assert "did not accept the API key" in ran.err
    assert "a-key-that-nobody-has" not in ran.out + ran.err


def test_no_key_and_nobody_to_ask(otys: Otys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTYS_API_KEY")
    ran = owskit("webhooks", "check")
    assert (ran.code, "OTYS_API_KEY is not set" in ran.err) == (1, True)


def test_a_host_that_is_not_ows(otys: Otys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTYS_OWS_URL", f"{otys.ready['url']}/us/modular.html")
    ran = owskit("webhooks", "list")
    assert (ran.code, "is not OWS" in ran.err) == (1, True)


def test_a_key_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, triggers_yaml(A))
    with sandbox("--refuse", "WebhooksService.add", "--refuse", "WebhooksService.getLogs") as otys:
        for name, value in otys.environment.items():
            monkeypatch.setenv(name, value)
        checked = owskit("webhooks", "check", "--json")
        assert checked.code == 1
        assert [(each["what"], each["works"]) for each in checked.json()["probes"]][-2:] == [
            ("WebhooksService.getList", True),
            ("WebhooksService.getLogs", False),
        ]
        applied = owskit("webhooks", "apply", path, "--yes")
        assert applied.code == 1
        assert f"{A} was not added: Access denied; no right to this call" in applied.err


def test_what_fails_of_a_batch_keeps_its_old_registration_and_the_next_run_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [f"Some{number}Service.update" for number in range(8)]
    path = written(tmp_path, triggers_yaml(*calls))
    with sandbox("--fail-rate", "0.4") as otys:
        for name, value in otys.environment.items():
            monkeypatch.setenv(name, value)
        outcomes = []
        for _ in range(60):
            ran = owskit("webhooks", "apply", path, "--yes")
            outcomes.append(ran.code)
            assert "Traceback" not in ran.err
            if ran.code == 0:
                break
        assert outcomes[-1] == 0
        assert 1 in outcomes, "nothing failed, so nothing was proved"


def test_an_old_registration_stays_until_its_replacement_is_there(
    ows: FakeOws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    present = [
        {"uid": "1", "serviceCall": A, "webhookUrl": address("x" * 30), "klantGlobal": 1},
        {"uid": "2", "serviceCall": B, "webhookUrl": address("x" * 30), "klantGlobal": 1},
    ]

    def multi(request: dict[str, Any]) -> Any:
        results = []
        for call in request["params"][0]:
            verb, args = call["method"].rpartition(".")[2], call["args"]
            if verb == "add" and args[1]["serviceCall"] == A:
                results.append({"status": "error", "message": f"refused, said {SECRET}"})
            elif verb == "add":
                present.append({"uid": "3", **args[1]})
                results.append({"status": "success", "data": "3"})
            else:
                present[:] = [each for each in present if each["uid"] != args[1]]
                results.append({"status": "success", "data": True})
        return {"result": results}

    prefix = "Otys.Services."
    ows.replies["check"] = lambda request: {"result": {"id": 5}}
    ows.replies[f"{prefix}WebhooksService.getList"] = lambda request: {"result": present}
    ows.replies[f"{prefix}MultiService.execute"] = multi
    monkeypatch.setenv("OTYS_OWS_URL", ows.url)
    monkeypatch.setenv("OTYS_API_KEY", "key-key-key-key")
    monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", SECRET)
    ran = owskit("webhooks", "apply", written(tmp_path, triggers_yaml(A, B)), "--yes")
    assert ran.code == 1
    assert "its replacement is not there" in ran.err
    assert [each["uid"] for each in present] == ["1", "3"]
    assert SECRET not in ran.out + ran.err


@pytest.mark.parametrize(
    ("receiver", "reason"),
    [
        ("http://hooks.acme.nl/otys", "is not https"),
        ("https://localhost/otys", "cannot reach"),
        ("https://127.0.0.1:8443/otys", "cannot reach"),
        ("https://192.168.1.7/otys", "cannot reach"),
        ("https://[::1]/otys", "cannot reach"),
        ("https://127.1/otys", "cannot reach"),
        ("https://2130706433/otys", "cannot reach"),
        ("https://intranet/otys", "cannot reach"),
        ("https://otys.home.arpa/otys", "cannot reach"),
        ("https://hooks.acme.lan./otys", "cannot reach"),
    ],
)
def test_an_address_that_is_none_for_otys(otys: Otys, tmp_path: Path, receiver: str, reason: str) -> None:
    path = written(tmp_path, triggers_yaml(A, receiver=receiver))
    ran = owskit("webhooks", "apply", path, "--yes")
    assert (ran.code, reason in ran.err, otys.definitions()) == (1, True, [])
    assert owskit("webhooks", "apply", path, "--yes", "--force").code == 0
    assert otys.definitions()[0]["webhookUrl"] == address(receiver=receiver)


def test_the_placeholder_is_refused_also_with_force(otys: Otys, tmp_path: Path) -> None:
    path = written(tmp_path, triggers_yaml(A, receiver=PLACEHOLDER_RECEIVER))
    ran = owskit("webhooks", "apply", path, "--yes", "--force")
    assert (ran.code, "placeholder" in ran.err, otys.definitions()) == (1, True, [])


@pytest.mark.parametrize(
    "query",
    ["user=%7B%25user.internalId%25%7D", "user={%25user.internalId%25}", "user=%257B%2525user.internalId%2525%257D"],
)
def test_merge_fields_that_somebody_encoded_are_told(otys: Otys, query: str) -> None:
    otys.add(A, f"https://elsewhere.example/hook?{query}")
    otys.add(B, address())
    notes = owskit("webhooks", "list", "--json").json()["notes"]
    assert len(notes) == 1
    assert "merge fields are encoded" in notes[0]


def test_adopting_what_is_not_there(otys: Otys) -> None:
    ran = owskit("webhooks", "adopt", "1", "--stack", "acme", "--yes")
    assert (ran.code, "no webhook with the uid 1" in ran.err) == (1, True)


def test_no_stack_is_an_error_with_a_sentence(otys: Otys) -> None:
    ran = owskit("webhooks", "remove", "--yes")
    assert (ran.code, "which stack is meant" in ran.err) == (1, True)
    assert owskit("webhooks", "remove", "--stack", "no/stack", "--yes").code == 2


def test_registrations_of_unknown_spelling_are_left_alone_and_told(
    ows: FakeOws, monkeypatch: pytest.MonkeyPatch
) -> None:
    ows.replies["check"] = lambda request: {"result": {"id": 5}}
    rows = [
        {"hook": 1, "to": address()},
        "text",
        {"uid": 7, "servicecall": A, "[webhookurl]": address(), "klantglobal": "0"},
    ]
    ows.replies["Otys.Services.WebhooksService.getList"] = lambda request: {"result": rows}
    monkeypatch.setenv("OTYS_OWS_URL", ows.url)
    monkeypatch.setenv("OTYS_API_KEY", "key-key-key-key")
    listed = owskit("webhooks", "list", "--json").json()
    assert listed["unread"] == 2
    assert [(each["uid"], each["everyone"]) for each in listed["webhooks"]] == [("7", False)]


def test_a_loop_is_an_error_of_plan_and_keeps_apply_from_registering(otys: Otys, tmp_path: Path) -> None:
    path = written(tmp_path, triggers_yaml(A, more=f"    writes: [{A}]\n"))
    plan = owskit("webhooks", "plan", path, "--json")
    assert (plan.code, plan.json()["findings"][0]["code"], plan.json()["differs"]) == (1, "OWK001", True)
    assert "triggers.yaml:7:14: OWK001" in plan.err
    ran = owskit("webhooks", "apply", path, "--yes")
    assert (ran.code, "OWK001" in ran.err, otys.definitions()) == (1, True, [])
    assert owskit("webhooks", "apply", path, "--yes", "--force").code == 0
    assert len(otys.definitions()) == 1


def test_an_ows_that_shows_addresses_encoded_gets_no_second_registration(
    ows: FakeOws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    present: list[dict[str, Any]] = []

    def multi(request: dict[str, Any]) -> Any:
        for call in request["params"][0]:
            if call["method"].endswith("add"):
                url = call["args"][1]["webhookUrl"].replace("{%", "%7B%25").replace("%}", "%25%7D")
                present.append({**call["args"][1], "webhookUrl": url, "uid": str(len(ows.asked))})
            else:
                present[:] = [each for each in present if each["uid"] != call["args"][1]]
        return {"result": [{"status": "success", "data": True}] * len(request["params"][0])}

    ows.replies["check"] = lambda request: {"result": {"id": 5}}
    ows.replies["Otys.Services.WebhooksService.getList"] = lambda request: {"result": present}
    ows.replies["Otys.Services.MultiService.execute"] = multi
    for name, value in {"OTYS_OWS_URL": ows.url, "OTYS_API_KEY": "k" * 9, "OWSKIT_WEBHOOK_SECRET": SECRET}.items():
        monkeypatch.setenv(name, value)
    path = written(tmp_path, triggers_yaml(A, B))
    for _ in range(3):
        ran = owskit("webhooks", "apply", path, "--yes")
        assert (ran.code, len(present)) == (0, 2), ran.err
    assert "its address is encoded" in ran.out


@pytest.mark.parametrize("query", ["&client=%7B%25user.clientId%25%7D&user=%7B%25user.internalId%25%7D"])
def test_one_of_ours_that_somebody_encoded_is_replaced(otys: Otys, tmp_path: Path, query: str) -> None:
    otys.add(A, address().partition("&")[0] + query)
    path = written(tmp_path, triggers_yaml(A))
    assert "its address is encoded" in owskit("webhooks", "plan", path).out
    assert owskit("webhooks", "apply", path, "--yes").code == 0
    assert otys.ours() == [(A, address(), True)]
