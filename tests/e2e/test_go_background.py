"""What the sandbox's Go! sends by itself, what it keeps in memory, and its switches (`ows.md` 2.2, 8, 9)."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.e2e.go_page import Go


def test_what_is_in_memory_is_not_asked_for_again_and_what_has_expired_is_asked_plainly(go: Go) -> None:
    go.page.clock.install()
    go.sign_in()
    go.candidate(1)
    go.after()
    go.page.get_by_role("link", name="Kandidaten").first.click()
    go.rows.first.wait_for()
    assert [sent.names for sent in go.after()] == [["CandidateService.getListEx"]], "option lists stay in memory"
    go.candidate(1)
    assert go.after() == [], "a hit sends nothing"
    go.visit("Kandidaten")
    go.rows.first.wait_for()
    go.after()
    go.page.clock.fast_forward(61_000)
    go.candidate(1)
    (sent,) = go.after()
    assert not sent.batched
    assert sent.names == ["CandidateService.getDetail"]


def test_a_write_makes_the_page_forget_the_record(go: Go) -> None:
    go.sign_in()
    go.candidate(2)
    go.page.get_by_label("Hoofdstatus").select_option("12342")
    go.page.get_by_role("button", name="Opslaan").click()
    go.says("heeft nu de status")
    go.visit("Kandidaten")
    go.rows.first.wait_for()
    go.after()
    go.candidate(2)
    (sent,) = go.after()
    assert sent.batched
    expect(go.page.get_by_label("Hoofdstatus")).to_have_value("12342")


def test_the_cookie_sends_every_call_plainly(go: Go) -> None:
    go.page.context.add_cookies([{"name": "doNotUseMultiService", "value": "1", "url": go.sandbox.url}])
    go.sign_in(query="")
    sent = go.after()
    assert not any(each.batched for each in sent)
    assert [name for each in sent[4:] for name in each.names] == [
        "CandidateService.getOptionLists",
        "CandidateService.getListEx",
        "ReminderService.getListEx",
        "MailboxService.getUnreadCount",
    ]
    assert [each.body["id"] for each in sent] == list(range(1, 9))


def test_the_pollers_share_a_batch_and_their_pace_can_be_set(go: Go) -> None:
    go.page.clock.install()
    go.sign_in(query="poll=5")
    go.after()
    go.page.clock.run_for(5_000)
    (sent,) = go.after()
    assert sent.names == ["ReminderService.getListEx", "MailboxService.getUnreadCount"]


def test_statistics_of_opened_modules_go_every_quarter_of_an_hour(go: Go) -> None:
    go.page.clock.install()
    go.sign_in()
    go.visit("Vacatures")
    go.rows.first.wait_for()
    go.after()
    go.page.clock.run_for(900_000)
    (sent,) = go.after()
    assert sent.batched
    assert sent.calls == [("PhoenixModuleService.processStatistics", [{"candidates": 1, "vacancies": 1}])]
    go.page.clock.run_for(900_000)
    assert go.after() == [], "nothing was opened since"


def test_what_a_list_showed_survives_a_reload(go: Go) -> None:
    go.sign_in()
    go.page.get_by_label("Status", exact=True).select_option("12345")
    go.page.get_by_label("Kandidaten zoeken").fill("a")
    go.page.get_by_label("Kandidaten zoeken").press("Enter")
    go.after()
    go.page.reload()
    go.rows.first.wait_for()
    expect(go.page.get_by_label("Status", exact=True)).to_have_value("12345")
    expect(go.page.get_by_label("Kandidaten zoeken")).to_have_value("a")


def test_a_session_that_ended_leads_to_the_sign_in_and_back(go: Go) -> None:
    go.sign_in()
    go.visit("Procedures")
    go.rows.first.wait_for()
    go.sandbox.clock.advance(15 * 3600)
    go.page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Vacatures").click()
    expect(go.page.get_by_role("alert")).to_contain_text("sessie is verlopen")
    who = go.sandbox.recruiter
    go.page.get_by_label("Gebruikersnaam").fill(who["username"])
    go.page.get_by_label("Wachtwoord").fill(who["password"])
    go.page.get_by_role("button", name="Inloggen").click()
    expect(go.page.get_by_role("heading", level=1)).to_have_text("Vacatures")


def test_a_server_that_is_gone_is_said_with_a_button_to_try_again(go: Go) -> None:
    go.sign_in()
    go.page.route("**/jservice.php*", lambda route: route.abort())
    go.visit("Procedures")
    expect(go.page.get_by_role("alert")).to_contain_text("niet bereikbaar")
    go.page.unroute("**/jservice.php*")
    go.page.get_by_role("button", name="Opnieuw proberen").click()
    go.rows.first.get_by_role("button").click()
    expect(go.page.get_by_role("menuitem").first).to_be_focused()
    assert go.page.get_by_label("Procedurestatus").get_by_role("option").count() > 2
    go.faults[:] = [fault for fault in go.faults if "ERR_FAILED" not in fault]
