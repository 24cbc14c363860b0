"""triggers.yaml: what is right comes back as data; each fault names line, column and what is expected."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.errors import TriggersError
from owskit_generator.triggers import Condition, load_triggers, parse_triggers, unseen_calls

HEAD = """version: 1
receiver: https://hooks.example.com/otys      # where the handlers will live
stack: acme-production
triggers:
"""
GOOD = (
    HEAD
    + """  - name: candidate-status
    service_calls: [CandidateService.updateEx, CandidateService.update]
    everyone: true
    when: [{path: args.2.statusId, equals: 12345}]
    profile: enrich
    writes: [CandidateService.updateEx]
    reads: [CandidateService.getDetail]
"""
)
ONE = HEAD + "  - name: a\n    service_calls: [CandidateService.update]\n"


def fault(text: str) -> str:
    with pytest.raises(TriggersError) as raised:
        parse_triggers(text, "t.yaml")
    return raised.value.message


def test_the_contracts_example_is_read() -> None:
    triggers = parse_triggers(GOOD, "t.yaml")
    (trigger,) = triggers.triggers
    assert (triggers.version, triggers.receiver, triggers.stack) == (
        1,
        "https://hooks.example.com/otys",
        "acme-production",
    )
    assert trigger.service_calls == ("CandidateService.updateEx", "CandidateService.update")
    assert trigger.when == (Condition(path="args.2.statusId", equals=12345),)
    assert trigger.module == "candidate_status"


def test_what_is_left_out_has_a_default() -> None:
    (trigger,) = parse_triggers(ONE + "    when:\n    writes:\n", "t.yaml").triggers
    assert (trigger.everyone, trigger.profile, trigger.when, trigger.writes, trigger.actor, trigger.loop) == (
        True,
        "enrich",
        (),
        (),
        "dedicated",
        None,
    )


def test_every_condition_and_loop_key() -> None:
    text = ONE + (
        "    when:\n      - {path: args.2.a, present: true}\n      - {path: result.b, in: [1, '2', null]}\n"
        "    loop: guarded\n    actor: shared\n    keep: [CandidateService.delete]\n"
    )
    (trigger,) = parse_triggers(text, "t.yaml").triggers
    assert [msgspec.to_builtins(condition) for condition in trigger.when] == [
        {"path": "args.2.a", "present": True},
        {"path": "result.b", "in": (1, "2", None)},
    ]
    assert (trigger.loop, trigger.actor, trigger.keep) == ("guarded", "shared", ("CandidateService.delete",))


@pytest.mark.parametrize(
    ("call", "path", "says"),
    [
        ("CandidateService.add", "args.2.statusId", "add has the data at args.1"),
        ("CandidateService.delete", "args.2.statusId", "delete has the uid at args.1"),
        ("CandidateService.delete", "args.1.uid", "delete has the uid at args.1"),
    ],
)
def test_a_path_that_can_never_be_there(call: str, path: str, says: str) -> None:
    text = HEAD + f"  - name: a\n    service_calls: [{call}]\n    when:\n      - {{present: true, path: {path}}}\n"
    message = fault(text)
    assert message.startswith(f"t.yaml:8:31: {path} can never be there.")
    assert says in message
    with_another = text.replace(f"[{call}]", f"[{call}, CandidateService.saveAll]")
    assert parse_triggers(with_another, "t.yaml").triggers[0].when[0].path == path


def test_where_the_uid_stands() -> None:
    text = ONE + "    uid: {CandidateService.update: result.uid}\n"
    assert parse_triggers(text, "t.yaml").triggers[0].uid == {"CandidateService.update": "result.uid"}
    assert parse_triggers(ONE + "    uid:\n", "t.yaml").triggers[0].uid == {}


def test_values_are_plain_and_a_slash_at_the_end_of_the_receiver_goes() -> None:
    text = GOOD.replace("/otys  ", "/otys/").replace("12345", "1.50")
    triggers = parse_triggers(text, "t.yaml")
    assert triggers.receiver == "https://hooks.example.com/otys"
    assert type(triggers.triggers[0].when[0].equals) is float


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("service_calls:", "servicecalls:", "6:5", "Did you mean service_calls?"),
        ("stack:", "stacks:", "3:1", "Did you mean stack?"),
        ("profile: enrich", "profile: enrih", "9:14", "Did you mean enrich?"),
        ("profile: enrich", "profile: 7", "9:14", "mirror or enrich or chain"),
        ("profile: enrich", "profile: mirror", "10:13", "Take them out, or say profile: enrich"),
        ("everyone: true", "everyone: yes", "7:15", "true or false"),
        ("equals: 12345", "equal: 12345", "8:36", "Did you mean equals?"),
        ("equals: 12345", "equals: [1]", "8:44", "cannot be compared"),
        ("equals: 12345", "equals: .nan", "8:44", "cannot be compared"),
        ("equals: 12345", "equals: 2026-01-01", "8:44", "text in quotes"),
        ("equals: 12345", "present: false", "8:45", "present: true"),
        ("equals: 12345", "in: []", "8:40", "At least one"),
        (", equals: 12345", "", "8:12", "One of equals, present and in"),
        ("equals: 12345", "equals: 1, present: true", "8:12", "One of equals"),
        ("args.2.statusId", "statusId", "8:19", "args.2.statusId"),
        ("args.2.statusId", "args.0", "8:19", "session"),
        ("args.2.statusId", "args.data.statusId", "8:19", "positions, no names"),
        ("args.2.statusId", "args.02", "8:19", "positions, no names"),
        ("args.2.statusId", "args.1.statusId", "8:19", "its data are at args.2"),
        ("profile: enrich", "uid: {CandidateService.updat: args.1}", "9:11", "Did you mean CandidateService.update"),
        ("profile: enrich", "uid: {CandidateService.update: 1}", "9:36", "put it in quotes"),
        ("profile: enrich", "uid: {CandidateService.update: args.0}", "9:36", "session"),
        ("profile: enrich", "uid: args.1", "9:10", "One line for each call"),
        ("[{path: args.2.statusId, equals: 12345}]", "[statusId]", "8:12", "{path: args.2.statusId"),
        ("candidate-status", "Candidate Status", "5:11", "small letters"),
        ("candidate-status", "class", "5:11", "word of Python"),
        ("candidate-status", "nul", "5:11", "Windows"),
        ("candidate-status", "../a", "5:11", "small letters"),
        ("candidate-status", "12", "5:11", "quotes"),
        ("CandidateService.update]", "MultiService.execute]", "6:48", "envelope"),
        ("CandidateService.update]", "CandidateService]", "6:48", "method is missing"),
        ("CandidateService.update]", "Otys.Services.CandidateService.update]", "6:48", "Leave out Otys.Services."),
        ("CandidateService.update]", "Candidate.update]", "6:48", "such as CandidateService.update"),
        ("CandidateService.update]", "a.CandidateService.update]", "6:48", "a service and a method"),
        ("CandidateService.update]", "'a b.c']", "6:48", "a service and a method"),
        ("CandidateService.update]", "CandidateService.updateEx]", "6:48", "stands twice"),
        ("[CandidateService.updateEx, CandidateService.update]", "[]", "6:20", "At least one call"),
        ("[CandidateService.updateEx, CandidateService.update]", "CandidateService.update", "6:20", "A list"),
        ("acme-production", "'a b'", "3:8", "letters, digits"),
        ("https://hooks.example.com/otys", "ftp://hooks.example.com", "2:11", "https://hooks.example.com"),
        ("https://hooks.example.com/otys", "https://hooks.example.com:99999", "2:11", "https://hooks.example.com"),
        ("https://hooks.example.com/otys", "https://a:b@hooks.example.com", "2:11", "user name"),
        ("https://hooks.example.com/otys", "https://hooks.example.com/?a=1", "2:11", "from ? or # on"),
        ("https://hooks.example.com/otys", "'https://h.example.com/{%user.clientId%}'", "2:11", "Merge fields"),
        ("version: 1", "version: 2", "1:10", "later owskit"),
        ("version: 1", "version: '1'", "1:10", "version: 1 is expected"),
        ("    profile", "\tprofile", "9:1", "spaces"),
        ("    profile: enrich", "<<<<<<< HEAD", "9:1", "merge-conflict"),
        ("    profile: enrich", "    name: b", "9:5", "second time"),
        ("    profile: enrich", "    profile: {", "", "not YAML"),
        ("    profile: enrich", "    profile: \x01", "9:1", "not YAML"),
        ("    profile: enrich", "    ? {{a: [b]}: c}", "1:1", "not YAML"),
    ],
)
def test_a_fault_has_its_place_and_says_what_is_expected(old: str, new: str, place: str, says: str) -> None:
    assert old in GOOD
    message = fault(GOOD.replace(old, new, 1))
    assert message.startswith(f"t.yaml:{place}")
    assert says in message


@pytest.mark.parametrize(
    "text", ["", "just words", "[1]", "a: 1\n---\nb: 2", "\x00", "[" * 5000, "&a [*a]", "? [a]\n: b"]
)
def test_something_else_is_no_triggers_file(text: str) -> None:
    assert fault(text).startswith("t.yaml:1:1:") or "t.yaml:2:1" in fault(text)


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    lines = fault(GOOD.replace("acme-production", "'a b'").replace("everyone: true", "everyone: 1")).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["t.yaml:3:8", "t.yaml:7:15"]


def test_a_missing_key_is_named() -> None:
    assert "t.yaml:5:5: The key service_calls is missing." in fault(HEAD + "  - name: a\n")
    assert "The key receiver is missing." in fault(GOOD.replace("receiver:", "# receiver:"))


def test_two_triggers_need_two_names_but_may_share_a_call() -> None:
    second = "  - name: b\n    service_calls: [CandidateService.update]\n"
    assert "stands twice" in fault(ONE + second.replace("b", "a", 1))
    assert len(parse_triggers(ONE + second, "t.yaml").triggers) == 2


def test_no_trigger_at_all_is_a_fault_but_not_for_choose() -> None:
    text = HEAD.replace("triggers:\n", "triggers: []\n")
    assert "triggers is empty" in fault(text)
    assert parse_triggers(text, "t.yaml", allow_none=True).triggers == ()


def test_a_control_character_of_a_key_never_reaches_the_terminal() -> None:
    assert "\x1b" not in fault(ONE + '    "a\\e[31m\\nb": 1\n')


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(TriggersError, match="no such file"):
        load_triggers(tmp_path / "none.yaml")
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"version: 1\n\xff\xfe")
    with pytest.raises(TriggersError, match=r"bad\.yaml:2:1: this is no UTF-8"):
        load_triggers(bad)
    with pytest.raises(TriggersError, match="cannot be read"):
        load_triggers(tmp_path)
    bad.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(TriggersError, match="larger than"):
        load_triggers(bad)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(GOOD, encoding="utf-8-sig")
    assert load_triggers(file).stack == "acme-production"


def test_a_call_in_no_capture_is_a_warning_with_the_nearest() -> None:
    triggers = parse_triggers(GOOD, "t.yaml")
    assert unseen_calls(triggers, {"CandidateService.updateEx", "CandidateService.getDetail", "x"}) == [
        "candidate-status: CandidateService.update is in none of the captures given. "
        "Nearest: CandidateService.updateEx, CandidateService.getDetail."
    ]


def test_the_nearest_names_come_from_traffic_and_are_shown_as_text() -> None:
    (said,) = unseen_calls(parse_triggers(ONE, "t.yaml"), {"CandidateService.update\x1b[31m\u202e"})
    assert said.isprintable()
    assert "Nearest: CandidateService.update" in said


@given(st.text(max_size=300) | st.text(st.sampled_from("-:[]{}#&*!|>'\"%@`\n \tab01.,?"), max_size=80))
@settings(deadline=None)
def test_any_text_gives_triggers_or_a_clear_error(text: str) -> None:
    for whole in (text, ONE + text):
        try:
            parse_triggers(whole, "t.yaml")
        except TriggersError as error:
            named = error.message.startswith("t.yaml")
            assert named


def test_the_example_of_the_docs_is_read() -> None:
    page = (Path(__file__).parents[3] / "docs" / "triggers.md").read_text(encoding="utf-8")
    (trigger,) = parse_triggers(page.split("```yaml\n")[1].split("```")[0], "docs").triggers
    assert trigger.name == "candidate-status"
    assert [key for key in msgspec.to_builtins(trigger) if f"`{key}`" not in page] == []
