"""Lists, details and writes (`ows.md` 7)."""

from __future__ import annotations

from typing import Any

import pytest

COND = {"type": "COND", "field": "statusId", "op": "EQ", "param": 12345}


def rows(ows: Any, condition: Any, service: str = "CandidateService", **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ows.call(f"{service}.getListEx", {"condition": condition, **query})["listOutput"]
    return found


def cond(field: str, op: str, param: Any) -> dict[str, Any]:
    return {"type": "COND", "field": field, "op": op, "param": param}


def test_a_list_has_rows_and_how_many_there_are(shared: Any) -> None:
    found = shared.call("CandidateService.getListEx", {"limit": 3})
    assert set(found) == {"listOutput", "totalCount"}
    assert len(found["listOutput"]) == 3
    assert found["totalCount"] > 300


def test_a_list_gives_200_rows_at_most(shared: Any) -> None:
    assert len(rows(shared, None, limit=1000)) == 200
    assert len(rows(shared, None)) == 200
    assert len(rows(shared, None, limit=1000, excludeLimitCheck=1)) > 300


def test_offset_pages(shared: Any) -> None:
    together = [row["uid"] for row in rows(shared, None, limit=6)]
    paged = [row["uid"] for offset in (0, "3") for row in rows(shared, None, limit="3", offset=offset)]
    assert paged == together
    assert rows(shared, None, offset=10_000) == []


def test_the_default_row_has_the_agreed_fields(shared: Any) -> None:
    row = rows(shared, None, limit=1)[0]
    assert set(row) == {
        "uid",
        "internalId",
        "statusId",
        "status",
        "Person",
        "functionTitle",
        "owner",
        "entryDateTime",
        "note",
    }
    assert set(row["Person"]) == {"firstName", "infix", "lastName", "emailPrimary", "phoneMobile", "AddressPrimary"}
    vacancy = rows(shared, None, "VacancyService", limit=1)[0]
    assert set(vacancy) == {
        "uid",
        "internalId",
        "title",
        "referenceNr",
        "statusId",
        "status",
        "relation",
        "location",
        "published",
        "publishedWebsites",
        "description",
        "owner",
        "entryDateTime",
    }
    procedure = rows(shared, None, "ProcedureService", limit=1)[0]
    assert set(procedure) >= {"uid", "candidateUid", "candidate", "vacancyUid", "vacancy", "ProcedureStatus1"}
    assert set(procedure["ProcedureStatus1"]) == {"uid", "status"}


def test_what_chooses_fields_and_uid_comes_along(shared: Any) -> None:
    row = rows(shared, None, limit=1, what={"statusId": True, "note": 0, "Person": {"lastName": 1}})[0]
    assert set(row) == {"uid", "statusId", "Person"}
    assert set(row["Person"]) == {"lastName"}
    assert set(rows(shared, None, limit=1, what=["note"])[0]) == {"uid", "note"}


@pytest.mark.parametrize(
    "query",
    [
        {"what": {"updateDateTime": 1}},
        {"what": {"Person": {"birthdate": 1}}},
        {"what": {"uid": {"deeper": 1}}},
        {"condition": cond("EducationHistory", "EQ", 1)},
        {"sort": {"nothing": "ASC"}},
        {"what": {"updateDateTime": 1}, "condition": cond("uid", "EQ", "none")},
    ],
)
def test_a_field_that_cannot_be_selected_fails_the_whole_call(shared: Any, query: dict[str, Any]) -> None:
    assert "Abstract_field" in shared.refused("CandidateService.getListEx", query)


def test_a_detail_can_select_more_than_a_list(shared: Any) -> None:
    uid = shared.some("CandidateService")
    assert shared.call("CandidateService.getDetail", uid, {"Person": {"birthdate": 1}})["Person"]["birthdate"]
    assert "Abstract_field" in shared.refused("CandidateService.getDetail", uid, {"updateDateTime": 1})


def test_equal_and_not_equal_compare_as_text(shared: Any) -> None:
    number = rows(shared, COND, excludeLimitCheck=1, limit=999)
    assert number
    assert {row["statusId"] for row in number} == {12345}
    assert {row["status"] for row in number} == {"Assessment versturen"}
    assert rows(shared, cond("statusId", "EQ", "12345")) == number[:200]
    others = rows(shared, cond("statusId", "NE", 12345), excludeLimitCheck=1, limit=999)
    assert len(number) + len(others) == shared.call("CandidateService.getListEx", {})["totalCount"]


def test_a_list_of_params_is_any_of_them(shared: Any) -> None:
    found = rows(shared, cond("statusId", "EQ", [12345, "12346"]))
    assert {row["statusId"] for row in found} == {12345, 12346}


def test_flags_in_any_spelling(shared: Any) -> None:
    on = [rows(shared, cond("published", "EQ", flag), "VacancyService") for flag in (True, 1, "1", "true")]
    assert on[0]
    assert on[0] == on[1] == on[2] == on[3]
    off = rows(shared, cond("published", "EQ", False), "VacancyService")
    assert len(on[0]) + len(off) == 60


def test_like_has_percents_and_no_case(shared: Any) -> None:
    name = rows(shared, None, limit=1)[0]["Person"]["lastName"]
    for param in (f"%{name[1:-1].upper()}%", f"{name[:3]}%", f"%{name[-3:]}", name.lower(), f"{name[0]}%{name[-1]}"):
        assert name in {row["Person"]["lastName"] for row in rows(shared, cond("Person.lastName", "LIKE", param))}
    assert rows(shared, cond("Person.lastName", "LIKE", name[:2])) == []
    assert rows(shared, cond("Person.lastName", "LIKE", ".*")) == []
    assert rows(shared, cond("note", "LIKE", "%a" * 400)) == []


def test_order_of_numbers_and_dates(shared: Any) -> None:
    some = rows(shared, None, limit=50)
    middle = sorted(row["internalId"] for row in some)[25]
    over = rows(shared, cond("internalId", "GT", str(middle)), limit=999, excludeLimitCheck=1)
    least = rows(shared, cond("internalId", "GE", middle), limit=999, excludeLimitCheck=1)
    assert len(least) == len(over) + 1
    since = "2026-06-01T22:00:00.000Z"
    late = rows(shared, cond("entryDateTime", "GE", since), limit=999, excludeLimitCheck=1)
    early = rows(shared, cond("entryDateTime", "LE", since), limit=999, excludeLimitCheck=1)
    assert min(row["entryDateTime"] for row in late) >= "2026-06-01 22:00:00"
    assert max(row["entryDateTime"] for row in early) <= "2026-06-01 22:00:00"


def test_and_and_or_nest(shared: Any) -> None:
    both = {"type": "AND", "items": [COND, {"type": "OR", "items": {"0": cond("note", "EQ", "Heeft rijbewijs B.")}}]}
    found = rows(shared, both)
    assert found
    assert {(row["statusId"], row["note"]) for row in found} == {(12345, "Heeft rijbewijs B.")}


@pytest.mark.parametrize(
    "condition",
    [5, "x", {"type": "XOR", "items": []}, {"type": "COND", "field": "uid", "op": "~"}, {"type": "AND", "items": 3}],
)
def test_a_condition_that_is_none_is_refused(shared: Any, condition: Any) -> None:
    assert shared.refused("CandidateService.getListEx", {"condition": condition}) == "Invalid arguments"


def test_sort_goes_both_ways(shared: Any) -> None:
    up = [row["Person"]["lastName"] for row in rows(shared, None, sort={"Person.lastName": "ASC"})]
    down = [row["internalId"] for row in rows(shared, None, sort={"internalId": "DESC"})]
    assert up == sorted(up, key=str.lower)
    assert down == sorted(down, reverse=True)


def test_a_record_by_uid_or_internal_id(shared: Any) -> None:
    row = rows(shared, None, limit=1)[0]
    for key in (row["uid"], row["internalId"], str(row["internalId"])):
        assert shared.call("CandidateService.getDetail", key)["uid"] == row["uid"]
    assert shared.refused("CandidateService.getDetail", "x" * 16) == "The record does not exist"


def test_update_changes_only_what_it_names(shared: Any) -> None:
    ows = shared
    uid = ows.some("CandidateService")
    before = ows.call("CandidateService.getDetail", uid)
    assert ows.call("CandidateService.updateEx", uid, {"statusId": "12346", "Person": {"lastName": "Proef"}}) == uid
    after = ows.call("CandidateService.getDetail", uid)
    assert after["statusId"] == 12346
    assert after["status"] == "Wacht op assessment"
    assert after["Person"] == {**before["Person"], "lastName": "Proef"}
    assert {**after, "statusId": 0, "status": 0, "Person": 0} == {**before, "statusId": 0, "status": 0, "Person": 0}


def test_add_update_delete(shared: Any) -> None:
    ows = shared
    uid = ows.call("CandidateService.add", {"statusId": -1, "Person": {"lastName": "Nieuw"}, "$$hashKey": "object:3"})
    assert isinstance(uid, str)
    assert len(uid) == 16
    added = ows.call("CandidateService.getDetail", uid)
    assert added["status"] == "Beschikbaar"
    assert "$$hashKey" not in added
    assert ows.call("CandidateService.update", uid, {"note": "x"}) is True
    assert ows.call("CandidateService.delete", uid) is True
    assert ows.refused("CandidateService.getDetail", uid) == "The record does not exist"
    assert ows.refused("CandidateService.delete", uid) == "The record does not exist"


def test_nobody_writes_who_a_record_is(shared: Any) -> None:
    ows = shared
    uid = ows.some("VacancyService")
    ows.call("VacancyService.updateEx", uid, {"uid": "other", "internalId": 1, "title": "Anders"})
    assert ows.call("VacancyService.getDetail", uid)["internalId"] != 1


def test_free_and_unknown_fields_can_be_read_once_written(shared: Any) -> None:
    ows = shared
    uid = ows.some("CandidateService")
    ows.call("CandidateService.updateEx", uid, {"extraInfo7": "a", "workMode": "b", "Person": {"nick": "c"}})
    chosen = ows.call("CandidateService.getDetail", uid, {"extraInfo7": 1, "workMode": 1, "Person": {"nick": 1}})
    assert chosen == {"uid": uid, "extraInfo7": "a", "workMode": "b", "Person": {"nick": "c"}}
    assert ows.call("CandidateService.getDetail", uid)["workMode"] == "b"
    assert "workMode" not in rows(ows, None, limit=1)[0]


def test_collections_take_add_and_delete(shared: Any) -> None:
    ows = shared
    uid = ows.some("CandidateService")

    def numbers(change: Any) -> Any:
        ows.call("CandidateService.updateEx", uid, {"Person": {"PhoneNumbers": change}})
        return ows.call("CandidateService.getDetail", uid, {"Person": {"PhoneNumbers": 1}})["Person"]["PhoneNumbers"]

    assert numbers({"1": {"type": "work"}}) == {"1": {"type": "work"}}
    assert numbers({"ADD": [{"type": "fax"}]}) == {"1": {"type": "work"}, "2": {"type": "fax"}}
    assert numbers({"DELETE": ["1"]}) == {"2": {"type": "fax"}}
    assert numbers([]) == {"2": {"type": "fax"}}


def test_the_same_seed_gives_the_same_people(run: Any) -> None:
    first, second, third = run(seed=8).sign_in(), run(seed=8).sign_in(), run(seed=9).sign_in()
    assert rows(first, None) == rows(second, None) != rows(third, None)


def test_mail_addresses_are_nobodys(shared: Any) -> None:
    for row in rows(shared, None, limit=999, excludeLimitCheck=1):
        assert row["Person"]["emailPrimary"].endswith(".example")
        assert row["Person"]["emailPrimary"].isascii()
        assert len(row["uid"]) == 16
    for row in shared.call("RelationService.getListEx", {})["listOutput"]:
        assert row["email"].endswith(".example")
