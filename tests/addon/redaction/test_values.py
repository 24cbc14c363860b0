"""What stays and what goes with values=tokens, field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from owskit_addon.redaction import Redactor
from owskit_addon.redaction.tokens import DEEP, parse_token

SID = "q7w8e9r0t1y2u3i4o5p6a7s8d9"
UID = "YC_sixEnfpI2Oqid"
LIST = "CandidateService.getListEx"


def kind(value: Any) -> str:
    token = parse_token(value) if isinstance(value, str) else None
    return token.kind if token else ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("statusId", 12345),
        ("statusId", "12345"),
        ("statusId", -1),
        ("internalId", 1481738),
        ("klantid", "4711"),
        ("relation_id", "77"),
        ("id", "2_731"),
        ("id", "C_4"),
        ("status", "OPEN"),
        ("status", "success"),
        ("processExport", True),
        ("type", "COND"),
        ("statusCode", "12"),
        ("typeCode", "A_1"),
        ("published", "1"),
        ("published", True),
        ("publishSupplierPortal", "false"),
        ("klantGlobal", 1),
        ("limit", "50"),
        ("totalCount", 12345678),
        ("limit", 50),
        ("score", 0.75),
        ("languageCode", "nl"),
        ("serviceCall", "CandidateService.updateEx"),
        ("is_processed", "0"),
        ("anything", None),
        ("anything", False),
        ("anything", ""),
        ("anything", 1234567),
        ("order", 3),
        ("message", "Access denied; please login again"),
    ],
)
def test_stays(redact: Callable[..., Any], key: str, value: Any) -> None:
    assert redact(LIST, [SID], result={key: value}).result == {key: value}


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("anything", "Jan", "text"),
        ("anything", 12345678, "number"),
        ("anything", 52.37021578, "number"),
        ("anything", "12345", "number"),
        ("name", "x@y.example", "email"),
        ("entryDateTime", "2026-01-02 10:00:00", "datetime"),
        ("uid", UID, "uid"),
        ("candidateUid", UID, "uid"),
        ("id", "1234567890", "number"),
        ("id", 1234567890, "number"),
        ("id", "Jansen", "text"),
        ("status", "In gesprek", "text"),
        ("type", "JANSSENS", "text"),
        ("code", "12345678", "number"),
        ("nationalityCode", "NL", "text"),
        ("postcode", "1234AB", "text"),
        ("languageCode", "Jansen", "text"),
        ("serviceCall", "Jansen", "text"),
        ("message", "Jansen bestaat al", "text"),
        ("field", "Jansen", "text"),
        ("numberOfKids", 2, "number"),
        ("NUMBEROFKIDS", 2, "number"),
        ("number_of_kids", 2, "number"),
        ("extraInfo100", 7, "number"),
        ("matchCriteria_18", 7, "number"),
        ("Person.age", 44, "number"),
        ("Candidate___age", 44, "number"),
        ("greenCardNumber", 5, "number"),
        ("responsibleSalesContactPersonName", 5, "number"),
        ("imId", 5, "number"),
        ("handicapped", True, "boolean"),
        ("handicapped", "1", "number"),
        ("value", 3, "number"),
        ("param", "1", "number"),
        ("searchList", ["Jan"], ""),
        ("totalCount", 12345678901, "number"),
        ("added", "tok:secret:password", "text"),
    ],
)
def test_goes(redact: Callable[..., Any], key: str, value: Any, expected: str) -> None:
    result = redact(LIST, [SID], result={key: value}).result[key]
    assert result != value
    if expected:
        assert kind(result) == expected


def test_ids_have_one_token_as_number_and_as_text(redact: Callable[..., Any]) -> None:
    result = redact(LIST, [SID], result={"age": 1, "x": {"value": "1"}}).result
    assert result["age"] == result["x"]["value"]


def test_a_uid_from_a_list_is_found_again_in_an_update(redact: Callable[..., Any]) -> None:
    by = Redactor()
    row = redact(LIST, [SID], by=by, result={"listOutput": [{"uid": UID}]}).result["listOutput"][0]
    updated = redact("CandidateService.updateEx", [SID, UID, {"statusId": 12345}], by=by)
    assert row["uid"] == updated.args[1]
    assert updated.args[2] == {"statusId": 12345}
    assert redact("CandidateService.add", [SID, {}], by=by, result=UID).result == row["uid"]


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("WebhooksService.delete", [SID, "731"]),
        ("MatchCriteriaService.update", [SID, "3_12", {}]),
        ("VacancyService.getExtraFieldsList", [SID, "nl"]),
        ("VacancyService.getSearchFacilityInfoNoCache", [SID, "ACTONOMY"]),
        ("loginByUid", ["x", None, None, "phoenix"]),
        ("WebhooksService.getLogs", [SID, "1000"]),
        ("CsmService.getValue", [SID, ["SE3452", "GE127"], 4711]),
        ("WorkflowService.executeStep", [SID, "12", 2, []]),
        ("UserService.getDetail", [SID, 70101, {"uid": 1, "Person": {"lastName": True}, "x": "0"}, None]),
        (LIST, [SID, {"limit": 50, "offset": 0, "getTotalCount": True, "what": None, "condition": None}]),
        (LIST, [SID, {"sort": {"Person.lastName": "ASC"}, "order": {"entryDateTime": "DESC"}}]),
    ],
)
def test_arguments_that_stay(redact: Callable[..., Any], name: str, args: list[Any]) -> None:
    assert redact(name, args).args[1:] == args[1:]


def test_an_upload_keeps_size_and_type(redact: Callable[..., Any]) -> None:
    file = {"size": 12345678, "type": "application/pdf"}
    upload = redact("fileService.upload", {"sessionId": SID, "file": file}, result={"cv_smit": {"ouid": UID}})
    assert upload.args["file"] == file
    assert [kind(key) for key in upload.result] == ["text"]
    assert [kind(found["ouid"]) for found in upload.result.values()] == ["uid"]


def test_the_result_of_an_add_is_an_id(redact: Callable[..., Any]) -> None:
    assert redact("WebhooksService.add", [SID, {}], result="731").result == "731"
    assert kind(redact("WebhooksService.get", [SID], result="731").result) == "number"


def test_a_search_keeps_its_form_and_loses_its_values(redact: Callable[..., Any]) -> None:
    leaf = {"type": "COND", "field": "Person.lastName", "op": "LIKE", "param": "%jans%"}
    many = {"type": "COND", "field": "statusId", "op": "EQ", "param": [1, "x", {"Jan Smit": 1, "Smit": True}, None]}
    query = {"condition": {"type": "AND", "items": [leaf, many]}}
    items = redact(LIST, [SID, query]).args[1]["condition"]["items"]
    assert {**items[0], "param": 0} == {**leaf, "param": 0}
    assert {**items[1], "param": 0} == {**many, "param": 0}
    assert [kind(value) for value in items[1]["param"][:2]] == ["number", "text"]
    assert [kind(key) for key in items[1]["param"][2]] == ["text", "text"]
    assert list(items[1]["param"][2].values())[1] is True
    assert kind(items[0]["param"]) == "text"


def test_a_field_is_named_only_if_its_name_tells_nothing_new(redact: Callable[..., Any]) -> None:
    by = Redactor()
    query = {"condition": {"type": "COND", "field": "favouriteColour", "op": "EQ", "param": 1}}
    assert kind(redact(LIST, [SID, query], by=by).args[1]["condition"]["field"]) == "text"
    answer = redact(LIST, [SID, query], by=by, result={"listOutput": [{"favouriteColour": "red"}]})
    assert answer.args[1]["condition"]["field"] == "favouriteColour"


def test_option_names_stay_where_the_answer_shows_them(redact: Callable[..., Any]) -> None:
    asked = redact("VacancyService.getOptionLists", [SID, ["someList", "Jansen"]], result={"someList": {"12": "Open"}})
    assert asked.args[1][0] == "someList"
    assert kind(asked.args[1][1]) == "text"
    assert kind(asked.result["someList"]["12"]) == "text"


@pytest.mark.parametrize(
    "key",
    ["a@b.example", "Jan Jansen", "0612345678", "x12345678", UID, "abcdefghiJklmnoP", SID, "cv_jansen.pdf", "jansen.nl",
     "jan-jansen", "", "tok:text:3:012345678", "é", "x" * 65],
)  # fmt: skip
def test_keys_that_are_data(redact: Callable[..., Any], key: str) -> None:
    result = redact("X", [SID], result={key: 1, "Emails": {key: 1}}).result
    for found in (next(iter(result)), next(iter(result["Emails"]))):
        assert found != key or key == ""
        assert key == "" or kind(found)


@pytest.mark.parametrize(
    "key",
    ["Person", "publishLanguages", "matchCriteria_18", "12", "-666", "1234567", "3_12", "C_12", "Person.lastName",
     "$id", "_USER", "isERPCustomerNo", "candidate_ouid", "applicationEmailRecipient2", "customerRightsLevel"],
)  # fmt: skip
def test_keys_that_stay(redact: Callable[..., Any], key: str) -> None:
    assert list(redact("X", [SID], result={key: None}).result) == [key]


def test_angular_noise_goes(redact: Callable[..., Any]) -> None:
    for values in ("tokens", "plain"):
        assert redact("X", [SID, {"$$hashKey": "object:3", "a": 1}], values=values).args[1] == {"a": 1}


def test_errors_keep_their_code_and_known_texts(redact: Callable[..., Any]) -> None:
    known = {"message": "Access denied; please login first", "code": 401}
    assert redact("X", [SID], error=known).error == known
    assert redact("X", [SID], error="Too many requests").error == "Too many requests"
    other = redact("X", [SID], error={"status": "error", "message": "Jansen bestaat", "code": "E12"}).error
    assert (other["status"], other["code"], kind(other["message"])) == ("error", "E12", "text")
    assert redact("login", [], error=False).error is False


def test_depth_ends(redact: Callable[..., Any]) -> None:
    value: Any = "Jansen"
    for _ in range(5000):
        value = [value]
    for values in ("tokens", "plain"):
        found = redact("X", [SID], result=value, values=values).result
        while isinstance(found, list):
            found = found[0]
        assert found == DEEP


def test_a_fault_of_ours_drops_all_values(redact: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    by = Redactor()
    monkeypatch.setattr(by._walker, "value", lambda *_: 1 / 0)
    dropped = redact("X", [SID, {"a": "b"}], by=by, result="Jansen", error="x")
    assert (dropped.args, dropped.result, dropped.error) == (None, None, None)


@pytest.mark.parametrize(
    "odd", [object(), b"Jansen", ("Jansen",), {1: "Jansen"}, float("nan"), 10**5000, "x\ud800"], ids=range(7)
)
def test_what_json_does_not_have_never_raises(redact: Callable[..., Any], odd: Any) -> None:
    for values in ("tokens", "plain"):
        assert "Jansen" not in repr(redact("X", [SID, odd], result=odd, values=values)) or type(odd) is dict


@pytest.mark.parametrize(
    "key",
    ["taxId", "maritalStatus", "salaris", "uurtarief", "leeftijd", "geboortejaar", "huisnummer", "telefoonPrive",
     "mobiel", "weight", "coordinates", "healthStatus", "bloodType", "disabilityType", "criminal_status", "sexType",
     "relationshipStatus", "verzuimTypeId"],
)  # fmt: skip
@pytest.mark.parametrize("value", [43, "WIDOW", [52.1, 5.1]])
def test_personal_fields_under_other_names(redact: Callable[..., Any], key: str, value: Any) -> None:
    found = redact("X", [SID], result={key: value}).result[key]
    assert all(kind(item) for item in (found if isinstance(found, list) else [found]))


@pytest.mark.parametrize(
    "key",
    [
        "greencardDays",
        "workPermitYear",
        "driversLicenceType",
        "workContractHours",
        "birthYear",
        "phoneExtra",
        "mobilePrefix",
        "ibanCheck",
        "bsnCheck",
        "bankAccountType",
        "postcodeArea",
        "postalCodeArea",
        "zipCodeArea",
        "geboorteJaar",
        "salaris",
        "minSalary",
        "salaryMax",
        "telefoonKort",
        "mobielKort",
        "huisnummerExtra",
        "maritalState",
        "burgerlijkeStaat",
        "civilStatus",
        "socialSecurityShort",
        "religionGroup",
        "handicapGrade",
        "nationalityNumber",
        "emailCount",
        "addressNumber",
        "taxNumberShort",
        "healthGrade",
        "gezondheid",
        "medicalGrade",
        "medischeKeuring",
        "disabilityGrade",
        "sickDays",
        "ziekteDagen",
        "absenceDays",
        "verzuimDagen",
        "pregnancyWeek",
        "zwangerWeek",
        "bloodGroup",
        "ethnicGroup",
        "genderId",
        "sexId",
        "criminalRecords",
        "militaryYears",
        "relationshipStatus",
        "familyStatus",
        "residenceYears",
        "verblijfsDuur",
        "visaType",
        "age",
        "salary",
        "weight",
        "height",
        "kinderen",
        "numberOfKids",
    ],
)
def test_a_number_about_a_person_goes(redact: Callable[..., Any], key: str) -> None:
    """Nothing else would take it: a small number in any other field stays."""
    assert redact("CandidateService.getDetail", [SID], result={key: 43, "count": 44}).result[key] != 43


def test_facets_have_people_and_places_as_keys(redact: Callable[..., Any]) -> None:
    facets = {"city": {"Schoterzijl": 2, "Amsterdam": 1}, "owner": [{"name": "Sanne", "Sanne": 3}]}
    answer = {"searchExtras": {"ACTONOMY": {"facets": facets, "totalCount": 3}}}
    found = redact("CandidateService.getListEx", [SID, {}], result=answer).result["searchExtras"]["ACTONOMY"]
    assert found["totalCount"] == 3
    assert all(kind(key) for key in found["facets"]["city"])
    assert "Sanne" not in str(found)


def test_a_national_number_under_the_name_of_an_id_goes(redact: Callable[..., Any]) -> None:
    redacted = redact("CandidateService.getDetail", [SID, "1"], result={"personId": 123456782, "id": "123456782"})
    assert "123456782" not in str(redacted.result)
