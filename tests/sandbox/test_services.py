"""What each service does beyond lists and records (`ows.md` 8, 9a, 10.2)."""

from __future__ import annotations

from typing import Any

import pytest


def uids(ows: Any, service: str, count: int) -> list[str]:
    return [row["uid"] for row in ows.call(f"{service}.getListEx", {"limit": count})["listOutput"]]


def test_status_names_and_languages(shared: Any) -> None:
    status = shared.call("CandidateService.getOptionLists", ["status"])["status"]
    assert status["12345"] == "Assessment versturen"
    assert {"Wacht op assessment", "Beschikbaar"} <= set(status.values())
    assert "nl" in shared.call("CandidateService.getOptionLists", ["Person.languageCode"])["cmsLanguages"]
    assert shared.call("VacancyService.getOptionLists", ["publishedWebsites"])["publishedWebsites"]["1"]
    assert shared.refused("VacancyService.getOptionLists", 5) == "Invalid arguments"


def test_bulk_status_change(shared: Any) -> None:
    ows = shared
    some = uids(ows, "CandidateService", 3)
    assert ows.call("CandidateService.updateBulk", some, {"statusId": 12345}) == some
    for uid in some:
        assert ows.call("CandidateService.getDetail", uid, {"statusId": 1})["statusId"] == 12345


def test_a_bulk_change_with_one_wrong_uid_changes_nothing(shared: Any) -> None:
    ows = shared
    uid = uids(ows, "CandidateService", 1)[0]
    before = ows.call("CandidateService.getDetail", uid)
    assert (
        ows.refused("CandidateService.updateBulk", [uid, "nobody"], {"statusId": 12347}) == "The record does not exist"
    )
    assert ows.refused("CandidateService.updateBulk", uid, {"statusId": 12347}) == "Invalid arguments"
    assert ows.refused("CandidateService.updateBulk", [uid], {"statusId": "high"}) == "Invalid arguments"
    assert ows.call("CandidateService.getDetail", uid) == before


def test_a_workflow_step_sets_the_status(shared: Any) -> None:
    ows = shared
    workflow = ows.call("WorkflowService.getListEx", {"sort": {"name": "ASC"}})["listOutput"][0]
    detail = ows.call("WorkflowService.getDetail", int(workflow["uid"]), {"name": 1, "steps": 1})
    step = next(each for each in detail["steps"] if each["statusId"] == 12345)
    some = uids(ows, "CandidateService", 2)
    assert ows.call("WorkflowService.executeStep", workflow["uid"], step["id"], some) == {"candidates": some}
    assert ows.call("CandidateService.getDetail", some[1], {"status": 1})["status"] == "Assessment versturen"
    assert ows.refused("WorkflowService.executeStep", workflow["uid"], 99, some) == "The record does not exist"
    assert ows.refused("WorkflowService.executeStep", workflow["uid"], 1, None) == "Invalid arguments"


def test_publishing_a_vacancy(shared: Any) -> None:
    ows = shared
    uid = ows.call("VacancyService.add", {"title": "Tester"})
    assert ows.call("VacancyService.getDetail", uid)["published"] is False
    ows.call("VacancyService.updateEx", uid, {"published": "1", "publishedWebsites": {"2": 1}})
    vacancy = ows.call("VacancyService.getDetail", uid, {"published": 1, "publishedWebsites": 1, "status": 1})
    assert vacancy["published"] is True
    assert vacancy["publishedWebsites"] == {"1": False, "2": True, "3": False}
    assert vacancy["status"] == "Open"


def test_extra_fields_and_question_sets(shared: Any) -> None:
    ows = shared
    uid = uids(ows, "VacancyService", 1)[0]
    assert ows.call("VacancyService.setExtraFieldValue", uid, 12, "blauw") is True
    assert ows.call("VacancyService.assignQuestionSet", uid, 5) is True
    detail = ows.call("VacancyService.getDetail", uid, {"extraFields": 1, "questionSetUid": 1})
    assert detail == {"uid": uid, "extraFields": {"12": "blauw"}, "questionSetUid": 5}


def test_a_procedure_links_candidate_and_vacancy(shared: Any) -> None:
    ows = shared
    candidate, vacancy = uids(ows, "CandidateService", 1)[0], uids(ows, "VacancyService", 1)[0]
    status = next(row for row in ows.call("ProcedureStatus1Service.getList", {}) if row["status"] == "Uitgenodigd")
    uid = ows.call("ProcedureService.add", {"candidateUid": candidate, "vacancyUid": vacancy})
    ows.call("ProcedureService.update", uid, {"ProcedureStatus1": {"uid": f"1_{status['uid']}"}})
    condition = {"type": "COND", "field": "candidateUid", "op": "EQ", "param": candidate}
    rows = ows.call("ProcedureService.getListEx", {"condition": condition})["listOutput"]
    row = next(each for each in rows if each["uid"] == uid)
    assert row["ProcedureStatus1"] == {"uid": str(status["uid"]), "status": "Uitgenodigd"}
    assert row["candidate"]
    assert row["vacancy"]
    assert (
        ows.refused("ProcedureService.add", {"candidateUid": "x", "vacancyUid": vacancy}) == "The record does not exist"
    )
    ows.call("CandidateService.delete", candidate)
    assert ows.refused("ProcedureService.getDetail", uid) == "The record does not exist"


def test_users(shared: Any) -> None:
    users = shared.call("UserService.getList", {"order": {"name": "ASC"}})
    assert len(users) == 4
    assert shared.call("UserService.getDetail", users[0]["id"], {"username": 1})["username"] == users[0]["username"]


def test_settings_hold_a_secret_in_the_result(shared: Any) -> None:
    settings = shared.call(
        "SettingsService.get", {"_USER": ["amqp_password", "language"], "bo_client": ["DB103", "XX1"]}
    )
    assert len(settings["_USER"]["amqp_password"]) == 24
    assert settings["bo_client"] == {"DB103": "zandbak", "XX1": None}


def test_settings_by_code(shared: Any) -> None:
    ows = shared
    assert ows.call("CsmService.setValue", "SE3452", "1", 4711) is True
    assert ows.call("CsmService.getValue", ["SE3452", "SE9"], 4711) == {
        "SE3452": {"value": "1"},
        "SE9": {"value": None},
    }
    assert ows.call("CsmService.getValue", "SE3452", 4711, 0, 0) == {"value": "1"}
    assert ows.refused("CsmService.setValue", 1, 2) == "Invalid arguments"


def test_background_calls(shared: Any) -> None:
    assert shared.call("PhoenixModuleService.processStatistics", {"candidates": 3, "other": 1}) is True
    assert shared.http.get("/__sandbox__/state").json()["statistics"] == {"candidates": 3}
    assert isinstance(shared.call("MailboxService.getUnreadCount"), int)
    query = {"condition": None, "sort": {"dueDateTime": "ASC"}, "limit": 10, "getTotalCount": 1}
    assert len(shared.call("ReminderService.getListEx", query)["listOutput"]) == 10


def test_mail_is_kept_and_not_sent(shared: Any) -> None:
    ows = shared
    assert ows.call("EmailService.send", {"subject": "x", "htmlMessage": "<p>", "To": "a@post.example"}) is True
    assert ows.http.get("/__sandbox__/state").json()["mails"] == 1


def upload(ows: Any, **data: str) -> Any:
    response = ows.http.post(
        "/fileService.php", files={"file": ("cv.pdf", b"\x00\r\n--x\xff", "application/pdf")}, data=data
    )
    assert response.status_code == 200
    return response.json()


def test_a_file_is_uploaded_and_attached(shared: Any) -> None:
    ows = shared
    stored = upload(ows, sessionId=ows.session)["0"]
    assert stored["name"] == "cv.pdf"
    candidate = uids(ows, "CandidateService", 1)[0]
    data = {"subject": "Cv", "typeId": 1, "candidateUid": candidate, "fileUid": stored["ouid"]}
    assert len(ows.call("AttachedDocumentsService.add", data)) == 16
    condition = {"type": "COND", "field": "candidateUid", "op": "EQ", "param": candidate}
    query = {"condition": condition, "what": {"name": 1, "subject": 1}}
    row = ows.call("AttachedDocumentsService.getListEx", query)["listOutput"][0]
    assert (row["name"], row["subject"]) == ("cv.pdf", "Cv")
    assert ows.refused("AttachedDocumentsService.add", {**data, "fileUid": "none"}) == "The record does not exist"


def test_an_upload_needs_a_session_and_a_file(shared: Any) -> None:
    ows = shared
    ows.http.cookies.clear()
    assert upload(ows)["error"]["message"] == "Access denied; please login first"
    assert upload(ows, sessionId="x")["error"]["message"] == "Access denied; please login again"
    for headers in ({"Content-Type": "multipart/form-data"}, {"Content-Type": "text/plain"}, {}):
        answer = ows.http.post("/fileService.php", content=b"sessionId=1", headers=headers)
        assert "error" in answer.json()


def test_an_interaction_makes_a_vacancy_without_a_vacancy_call(shared: Any) -> None:
    ows = shared
    form = ows.call("FreeInteractionService.getListEx", {})["listOutput"][0]["uid"]
    started = ows.call("FreeInteractionService.sessionStart", form, None, None, None)
    assert set(started["form"]) == {"Fields", "Tabs"}
    assert started["sessionId"] != ows.session
    ows.call("FreeInteractionService.sessionSubmit", started["sessionId"], {"1": "Tester", "location": "Zwolle"})
    done = ows.call("FreeInteractionService.sessionCommit", started["sessionId"])
    assert ows.call("VacancyService.getDetail", done["addedRecordUid"])["title"] == "Tester"
    answers = ows.call("FreeInteractionAnswerSetService.getDetail", done["answerSetId"], {"uid": 1, "Bindings": 1})
    assert answers["Bindings"] == [{"uid": done["addedRecordUid"], "entity": "Vacancy"}]
    assert "exist" in ows.refused("FreeInteractionService.sessionCommit", started["sessionId"])


@pytest.mark.parametrize("service", ["RelationService", "CandidateService", "VacancyService", "ProcedureService"])
def test_without_a_session_nothing_is_read(shared: Any, service: str) -> None:
    shared.http.cookies.clear()
    answer = shared.answer(f"Otys.Services.{service}.getListEx", [""])
    assert answer["error"]["message"] == "Access denied; please login first"
