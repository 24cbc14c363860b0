"""What the sandbox's Go! sends for what is clicked in it (`ows.md` 2.2, 3, 8, 9): the requests, not the screen."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.e2e.go_page import PREFIX, Go, Sent, refuse


def only(requests: list[Sent]) -> Sent:
    assert len(requests) == 1, [request.names for request in requests]
    return requests[0]


def test_signing_in_sends_the_plain_calls_in_order_then_one_batch(go: Go) -> None:
    go.sign_in(query="")
    plain, batch = go.after(), None
    plain, batch = plain[:-1], plain[-1]
    session = go.page.evaluate("document.cookie.match(/PHPSESSID=([^;]+)/)[1]")
    assert [sent.body["method"] for sent in plain] == [
        "login",
        "check",
        f"{PREFIX}SettingsService.get",
        f"{PREFIX}PhoenixModuleService.get",
    ]
    who = go.sandbox.recruiter
    assert plain[0].body["params"] == [who["username"], who["password"], None, None, "phoenix"]
    assert plain[1].body["params"] == [session]
    assert plain[2].body["params"][0] == session
    assert "amqp_password" in plain[2].body["params"][1]["_USER"]
    assert plain[3].body["params"] is None
    assert [sent.remark for sent in plain] == [sent.body["method"] for sent in plain]
    assert [sent.body["id"] for sent in [*plain, batch]] == [1, 2, 3, 4, 5]
    assert all(sent.body["jsonrpc"] == "2.0" for sent in plain)
    # The list, its filter and both pollers were asked for in one turn: one request.
    assert batch.names == [
        "CandidateService.getOptionLists",
        "CandidateService.getListEx",
        "ReminderService.getListEx",
        "MailboxService.getUnreadCount",
    ]
    assert batch.remark == ",".join(PREFIX + name for name in batch.names)
    assert len(batch.body["params"]) == 1
    assert {call["args"][0] for call in batch.body["params"][0]} == {session}


def test_a_wrong_password_is_said_and_nothing_more_is_sent(go: Go) -> None:
    go.open()
    go.page.get_by_label("Gebruikersnaam").fill("nobody")
    go.page.get_by_label("Wachtwoord").fill("wrong")
    go.page.get_by_role("button", name="Inloggen").click()
    expect(go.page.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    assert only(go.after()).body["method"] == "login"


def test_a_reload_takes_the_session_from_the_cookie_and_counts_from_one(go: Go) -> None:
    go.sign_in()
    go.after()
    go.page.reload()
    go.rows.first.wait_for()
    sent = go.after()
    assert [each.body["id"] for each in sent] == [1, 2, 3, 4]
    assert sent[0].body["method"] == "check"


def test_the_list_asks_for_fifty_rows_sorted_searched_and_filtered(go: Go) -> None:
    go.sign_in()
    query = dict(only(go.after()[-1:]).calls)["CandidateService.getListEx"][0]
    assert (query["limit"], query["offset"], query["getTotalCount"], query["condition"]) == (50, 0, 1, None)
    go.page.get_by_role("button", name="Volgende").click()
    expect(go.page.get_by_text("51–100 van")).to_be_visible()
    assert only(go.after()).calls[0][1][0]["offset"] == 50
    go.page.get_by_role("columnheader", name="Naam").get_by_role("button").click()
    expect(go.page.get_by_role("columnheader", name="Naam")).to_have_attribute("aria-sort", "ascending")
    query = only(go.after()).calls[0][1][0]
    assert (query["sort"], query["offset"]) == ({"Person.lastName": "ASC"}, 0)
    go.page.get_by_label("Status", exact=True).select_option("12345")
    go.after()
    go.page.get_by_label("Kandidaten zoeken").fill("van")
    go.page.get_by_label("Kandidaten zoeken").press("Enter")
    status, words = only(go.after()).calls[0][1][0]["condition"]["items"]
    assert status == {"type": "COND", "field": "statusId", "op": "EQ", "param": 12345}
    assert words["type"] == "OR"
    assert {"type": "COND", "field": "Person.lastName", "op": "LIKE", "param": "%van%"} in words["items"]


def test_status_from_the_detail(go: Go) -> None:
    go.sign_in()
    go.after()
    uid = go.candidate()
    assert only(go.after()).names == ["CandidateService.getDetail"]
    go.page.get_by_label("Hoofdstatus").select_option("12345")
    go.page.get_by_role("button", name="Opslaan").click()
    go.says("heeft nu de status")
    sent = only(go.after())
    assert sent.batched
    assert sent.calls == [("CandidateService.updateEx", [uid, {"statusId": 12345}])]


def test_status_in_bulk(go: Go) -> None:
    go.sign_in()
    go.after()
    uids = [go.rows.nth(number).get_attribute("data-uid") for number in (1, 2, 3)]
    for number in (1, 2, 3):
        go.rows.nth(number).get_by_role("checkbox").check()
    bar = go.page.get_by_role("region", name="Selectie")
    expect(bar).to_contain_text("3 geselecteerd")
    bar.get_by_role("button", name="Status wijzigen").click()
    go.page.get_by_role("menuitem").nth(4).click()
    go.page.get_by_role("dialog").get_by_role("button", name="Wijzigen").click()
    go.says("3 kandidaten hebben nu de status")
    write, again = go.after()
    assert write.calls == [("CandidateService.updateBulk", [uids, {"statusId": 12345}])]
    assert again.names == ["CandidateService.getListEx"]
    expect(bar).to_be_hidden()


def test_a_bulk_change_that_is_cancelled_sends_nothing(go: Go) -> None:
    go.sign_in()
    go.after()
    go.page.get_by_label("Alle rijen op deze pagina selecteren").check()
    expect(go.page.get_by_role("region", name="Selectie")).to_contain_text("50 geselecteerd")
    go.page.get_by_role("button", name="Status wijzigen").click()
    go.page.get_by_role("menuitem").first.click()
    go.page.keyboard.press("Escape")
    expect(go.page.get_by_role("dialog")).to_have_count(0)
    assert go.after() == []


def test_status_from_a_workflow_step(go: Go) -> None:
    go.sign_in()
    go.visit("Workflows")
    go.page.get_by_role("link", name="Assessment").click()
    go.rows.first.wait_for()
    workflow = go.page.evaluate("location.hash.split('/')[2]")
    go.after()
    go.page.get_by_role("radio", name="Assessment versturen").check()
    uids = [go.rows.nth(number).get_attribute("data-uid") for number in (0, 2)]
    for number in (0, 2):
        go.rows.nth(number).get_by_role("checkbox").check()
    go.page.get_by_role("button", name="Stap uitvoeren").click()
    go.says("is uitgevoerd voor 2 kandidaten")
    step = go.after()[0]
    change = {"statusId": 12345}
    assert step.calls == [
        ("WorkflowService.executeStep", [workflow, 2, uids]),
        ("CandidateService.updateEx", [uids[0], change]),
        ("CandidateService.updateEx", [uids[1], change]),
    ]


def test_inline_edits_and_the_note_send_what_changed(go: Go) -> None:
    go.sign_in()
    uid = go.candidate(5)
    go.after()
    go.page.get_by_role("button", name="Functie bewerken").click()
    go.page.get_by_role("textbox", name="Functie").fill("Teamleider magazijn")
    go.page.keyboard.press("Enter")
    go.says("is bijgewerkt")
    assert only(go.after()).calls == [("CandidateService.update", [uid, {"functionTitle": "Teamleider magazijn"}])]
    go.page.get_by_role("button", name="Woonplaats bewerken").click()
    go.page.get_by_role("textbox", name="Woonplaats").fill("Zwolle")
    go.page.keyboard.press("Enter")
    expect(go.page.get_by_text("Zwolle")).to_be_visible()
    city = {"Person": {"AddressPrimary": {"city": "Zwolle"}}}
    assert only(go.after()).calls == [("CandidateService.update", [uid, city])]
    go.page.get_by_role("tab", name="Notities").click()
    go.page.get_by_role("textbox", name="Notitie").fill("Belt morgen terug.")
    go.page.get_by_role("tabpanel").get_by_role("button", name="Opslaan").click()
    go.says("opgeslagen")
    assert only(go.after()).calls == [("CandidateService.update", [uid, {"note": "Belt morgen terug."}])]


def test_a_document_goes_to_the_file_service_first(go: Go) -> None:
    go.sign_in()
    uid = go.candidate(6)
    go.page.get_by_role("tab", name="Documenten").click()
    go.page.get_by_text("Nog geen documenten").wait_for()
    go.after()
    go.page.get_by_label("Bestand").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    go.page.get_by_role("button", name="Toevoegen").click()
    go.says("‘cv.pdf’ is toegevoegd")
    write, again = go.after()
    ((name, (data,)),) = write.calls
    assert (name, data["candidateUid"], data["subject"], data["typeId"]) == (
        "AttachedDocumentsService.add",
        uid,
        "cv.pdf",
        1,
    )
    assert go.sandbox.world.uploads[data["fileUid"]].name == "cv.pdf"
    assert again.names == ["AttachedDocumentsService.getListEx"]
    expect(go.page.get_by_role("tabpanel").get_by_role("listitem")).to_contain_text("cv.pdf")


def test_publishing_a_vacancy_and_its_title(go: Go) -> None:
    go.sign_in()
    go.visit("Vacatures")
    go.page.get_by_label("Publicatie", exact=True).select_option("no")
    expect(go.rows.first).to_contain_text("Niet gepubliceerd")
    go.rows.first.get_by_role("link").click()
    switch = go.page.get_by_role("switch").first
    switch.click()
    go.says("staat nu op")
    uid = go.page.evaluate("location.hash.split('/')[2]")
    write = go.after()[-1]
    assert write.calls == [("VacancyService.updateEx", [uid, {"published": True, "publishedWebsites": {"1": True}}])]
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    go.says("niet meer op")
    assert only(go.after()).calls[0][1][1] == {"published": False, "publishedWebsites": {"1": False}}
    go.page.get_by_role("button", name="Titel bewerken").click()
    go.page.get_by_role("textbox", name="Titel").fill("<b>Monteur</b>")
    go.page.keyboard.press("Enter")
    expect(go.page.get_by_role("heading", level=1)).to_have_text("<b>Monteur</b>")
    assert only(go.after()).calls == [("VacancyService.update", [uid, {"title": "<b>Monteur</b>"}])]


def test_the_status_of_a_procedure(go: Go) -> None:
    go.sign_in()
    go.visit("Procedures")
    go.rows.first.wait_for()
    uid = go.rows.first.get_attribute("data-uid")
    go.after()
    go.rows.first.get_by_role("button").click()
    go.page.get_by_role("menuitem").nth(1).click()
    go.says("staat nu op")
    assert only(go.after()).calls == [("ProcedureService.update", [uid, {"ProcedureStatus1": {"uid": "1_32"}}])]


def test_a_procedure_is_dragged_on_the_board_or_moved_by_its_menu(go: Go) -> None:
    go.sign_in()
    go.visit("Procedures")
    go.page.get_by_role("link", name="Toon als bord").click()
    columns = go.page.locator(".column")
    columns.nth(5).wait_for()
    go.after()
    name = columns.nth(0).get_by_role("link").first.inner_text()
    columns.nth(0).get_by_role("listitem").first.drag_to(columns.nth(2), target_position={"x": 60, "y": 60})
    go.says("staat nu op ‘Gesproken’")
    ((service_call, (uid, change)),) = only(go.after()).calls
    assert (service_call, change) == ("ProcedureService.update", {"ProcedureStatus1": {"uid": "1_33"}})
    expect(columns.nth(2).get_by_role("link").first).to_have_text(name)
    columns.nth(2).get_by_role("button").first.press("Enter")
    go.page.get_by_role("menuitem", name="Aanbod").press("Enter")
    go.says("staat nu op ‘Aanbod’")
    assert only(go.after()).calls == [("ProcedureService.update", [uid, {"ProcedureStatus1": {"uid": "1_34"}}])]
    expect(columns.nth(3).get_by_role("link").first).to_have_text(name)


def test_a_setting(go: Go) -> None:
    go.sign_in()
    go.visit("Instellingen")
    go.page.get_by_role("switch", name="Eigen webadressen voor vacatures").wait_for()
    assert go.after()[-1].names == ["CsmService.getValue"]
    go.page.get_by_role("switch", name="Eigen webadressen voor vacatures").click()
    go.says("staat nu aan")
    assert only(go.after()).calls == [("CsmService.setValue", ["SE3452", "1", go.sandbox.client_id])]


def test_a_refused_write_is_said_and_the_switch_goes_back(go: Go) -> None:
    go.sign_in()
    go.visit("Instellingen")
    switch = go.page.get_by_role("switch").nth(1)
    switch.wait_for()
    before = switch.get_attribute("aria-checked")
    refuse(go, "CsmService.setValue", "Access to setting denied")
    switch.click()
    expect(go.page.get_by_role("alert")).to_contain_text("OWS weigerde dit: Access to setting denied")
    expect(switch).to_have_attribute("aria-checked", before or "")


def test_signing_out_is_plain_and_forgets_everything(go: Go) -> None:
    go.sign_in()
    go.page.get_by_label("Kandidaten zoeken").fill("de")
    go.page.get_by_label("Kandidaten zoeken").press("Enter")
    go.after()
    assert "candidates" in go.page.evaluate("sessionStorage.moduleStatus")
    go.page.get_by_role("button", name="Uitloggen").click()
    go.page.get_by_role("heading", name="Inloggen").wait_for()
    assert only(go.after()).body["method"] == "logout"
    assert go.page.evaluate("[sessionStorage.length, document.cookie, location.hash]") == [0, "", "#/login"]
