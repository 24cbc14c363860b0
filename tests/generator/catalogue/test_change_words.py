"""Changes in sentences: what happened to one record is said once, whatever calls gave it."""

from __future__ import annotations

from owskit_generator.catalogue.change_words import alike, sentence
from owskit_generator.catalogue.changes import Change
from owskit_generator.catalogue.sentences import Say

LIST = ("listOutput", "[]")


def gone(call: str, *path: str, part: str = "result") -> Change:
    return Change("field_gone", True, call, part, path, ("5 of 9",))


def said(*changes: Change) -> list[str]:
    return [sentence(each, Say("en")) for each in alike(changes)]


def test_a_field_of_a_record_that_several_calls_give_is_said_once() -> None:
    assert said(
        gone("CandidateService.getListEx", *LIST, "Person", "lastName"),
        gone("CandidateService.getDetail", "Person", "lastName"),
        gone("VacancyService.getDetail", "Person", "lastName"),
    ) == [
        "CandidateService.getListEx, CandidateService.getDetail, VacancyService.getDetail:"
        " field Person.lastName was not seen this time"
    ]


def test_one_change_keeps_its_whole_path_and_many_calls_are_counted() -> None:
    assert said(gone("AService.getListEx", *LIST, "uid")) == [
        "AService.getListEx: field result.listOutput[].uid was not seen this time"
    ]
    (text,) = said(*(gone(f"AService.get{number}", "uid") for number in range(5)))
    assert text == "AService.get0, AService.get1, AService.get2 and 2 more: field uid was not seen this time"


def test_what_is_not_the_same_is_said_apart() -> None:
    one = gone("AService.getDetail", "name")
    others = [
        gone("BService.getDetail", "name"),  # a bare name may be another record's
        gone("AService.update", "2", "name", part="arguments"),
        Change("field_gone", False, "AService.getOther", "result", ("name",)),
        Change("field_added", True, "AService.getOther", "result", ("name",)),
        Change("type_changed", True, "AService.get", "result", ("name",), ("string",), ("integer",)),
        Change("type_changed", True, "AService.getX", "result", ("name",), ("string",), ("boolean",)),
        Change("call_gone", True, "AService.getDetail"),
        Change("call_gone", True, "AService.getList"),
        Change("way_gone", False, event="e", way="one"),
        Change("way_gone", False, event="e", way="two"),
    ]
    assert len(said(one, *others)) == 11
