"""From the YAML document to `Triggers`: every unknown key and impossible value becomes a fault with its place."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from owskit_addon.yaml_file import Fault, fault, item_place, key_place, shown, value_place
from owskit_generator.triggers import rules
from owskit_generator.triggers.model import VERSION, Condition, Trigger, Triggers

_FILE = ("version", "receiver", "stack", "triggers")
_TRIGGER = ("name", "service_calls", "everyone", "when", "profile", "writes", "reads", "loop", "actor", "keep", "uid")
_CONDITION = ("path", "equals", "present", "in")


class Check:
    """One file's faults while it is walked. Methods give None where there was a fault."""

    def __init__(self, *, allow_none: bool = False) -> None:
        self.faults: list[Fault] = []
        self._allow_none = allow_none

    def triggers(self, document: Any) -> Triggers | None:
        if not isinstance(document, CommentedMap):
            self.faults.append(
                Fault(1, 1, "This is no triggers file.", "version, receiver, stack and triggers stand here.")
            )
            return None
        if not self._version(document):
            return None
        self._keys(document, _FILE, required=_FILE)
        receiver = self._text(document, "receiver", rules.receiver_url)
        stack = self._text(document, "stack", rules.stack_name)
        triggers: list[Trigger] = []
        names: set[str] = set()
        items = self._list(document, "triggers", may_be_empty=self._allow_none)
        for number, item in enumerate(items):
            trigger = self._trigger(items, number, item)
            if trigger is None:
                continue
            place = key_place(item, "name")
            if trigger.name in names:
                self._fault(place, f"The name {trigger.name} stands twice.", "Each trigger has a name of its own.")
            names.add(trigger.name)
            triggers.append(trigger)
        if receiver is None or stack is None:
            return None
        return Triggers(version=VERSION, receiver=receiver.rstrip("/"), stack=stack, triggers=tuple(triggers))

    def _version(self, document: CommentedMap) -> bool:
        """A later version may mean anything by its keys, so nothing else is looked at."""
        version = document.get("version")
        if "version" not in document or (type(version) is int and version == VERSION):
            return True
        later = isinstance(version, int) and version > VERSION
        expected = "A later owskit wrote this; install that one." if later else f"version: {VERSION} is expected."
        self._fault(value_place(document, "version"), "This version is not known.", expected)
        return False

    def _trigger(self, items: Any, number: int, item: Any) -> Trigger | None:
        if not isinstance(item, CommentedMap):
            self._fault(
                item_place(items, number), "This is no trigger.", "A mapping with name and service_calls is expected."
            )
            return None
        before = len(self.faults)
        self._keys(item, _TRIGGER, required=("name", "service_calls"))
        name = self._text(item, "name", rules.trigger_name)
        calls = self._calls(item, "service_calls")
        if "service_calls" in item and not calls and len(self.faults) == before:
            self._fault(value_place(item, "service_calls"), "No call stands here.", "At least one call is expected.")
        values: dict[str, Any] = {"name": name, "service_calls": calls}
        for key in ("writes", "reads", "keep"):
            values[key] = self._calls(item, key)
        values["uid"] = uid = self._uid(item, calls)
        conditions = self._list(item, "when")
        found = [self._condition(conditions, n, condition, calls, uid) for n, condition in enumerate(conditions)]
        values["when"] = tuple(condition for condition in found if condition is not None)
        for key, choices in (
            ("profile", ("mirror", "enrich", "chain")),
            ("actor", ("dedicated", "shared")),
            ("loop", ("guarded",)),
        ):
            if key in item:
                values[key] = self._choice(item, key, choices)
        if values.get("profile") == "mirror" and values["writes"]:
            expected = "Take them out, or say profile: enrich."
            self._fault(value_place(item, "writes"), "A trigger that mirrors writes nothing to OTYS.", expected)
        if "everyone" in item:
            values["everyone"] = item["everyone"]
            if not isinstance(item["everyone"], bool):
                self._fault(
                    value_place(item, "everyone"), "everyone has an impossible value.", "true or false is expected."
                )
        return Trigger(**values) if len(self.faults) == before else None

    def _uid(self, mapping: CommentedMap, calls: tuple[str, ...]) -> dict[str, str]:
        value = mapping.get("uid")
        if value is None:
            return {}
        if not isinstance(value, CommentedMap):
            expected = "One line for each call, such as CandidateService.updateEx: args.1, is expected."
            self._fault(value_place(mapping, "uid"), "uid has an impossible value.", expected)
            return {}
        found: dict[str, str] = {}
        for call in value:
            if call not in calls:
                near = difflib.get_close_matches(str(call), calls, n=1)
                expected = f"Did you mean {near[0]}?" if near else "Only calls of service_calls stand here."
                self._fault(key_place(value, call), f"{shown(call)} is no call of this trigger.", expected)
            elif (path := self._text(value, call, rules.uid_path)) is not None:
                found[str(call)] = path
        return found

    def _condition(
        self, items: Any, number: int, item: Any, calls: tuple[str, ...], uid: dict[str, str]
    ) -> Condition | None:
        before = len(self.faults)
        if not isinstance(item, CommentedMap):
            self._fault(
                item_place(items, number),
                "This is no condition.",
                "{path: args.2.statusId, equals: 12345} is expected.",
            )
            return None
        self._keys(item, _CONDITION, required=("path",))
        path = self._text(item, "path", rules.condition_path)
        if path is not None and (reason := rules.impossible_path(path, calls, uid)) is not None:
            self._fault(value_place(item, "path"), f"{path} can never be there.", reason)
        tests = [key for key in ("equals", "present", "in") if key in item]
        if len(tests) != 1 and len(self.faults) == before:
            what = "Nothing is asked of the path." if not tests else f"{' and '.join(tests)} stand together."
            self._fault(item_place(items, number), what, "One of equals, present and in is expected.")
        values: dict[str, Any] = {"path": path}
        if "equals" in item:
            values["equals"] = self._scalar(item["equals"], value_place(item, "equals"))
        if "present" in item:
            values["present"] = True
            if item["present"] is not True:
                self._fault(
                    value_place(item, "present"), "present has an impossible value.", "present: true is expected."
                )
        if "in" in item:
            wanted = self._list(item, "in", may_be_empty=False)
            values["one_of"] = tuple(self._scalar(value, item_place(wanted, n)) for n, value in enumerate(wanted))
        return Condition(**values) if len(self.faults) == before else None

    def _keys(self, mapping: CommentedMap, known: tuple[str, ...], required: tuple[str, ...]) -> None:
        meant: set[str] = set()
        for key in mapping:
            if key in known:
                continue
            near = difflib.get_close_matches(str(key), known, n=1)
            expected = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
            meant.update(near)
            self._fault(key_place(mapping, key), f"The key {shown(key)} is not known.", expected)
        for key in required:
            if key not in mapping and key not in meant:
                place = (mapping.lc.line, mapping.lc.col)
                self._fault(place, f"The key {key} is missing.")

    def _text(self, mapping: CommentedMap, key: str, rule: Callable[[str], str | None]) -> str | None:
        if key not in mapping:
            return None
        value = mapping[key]
        expected = rule(value) if isinstance(value, str) else "A text is expected; put it in quotes."
        if expected is not None:
            self._fault(value_place(mapping, key), f"{key} has an impossible value.", expected)
            return None
        return str(value)

    def _choice(self, mapping: CommentedMap, key: str, choices: tuple[str, ...]) -> str | None:
        value = mapping[key]
        if value in choices:
            return str(value)
        near = difflib.get_close_matches(str(value), choices, n=1)
        expected = f"Did you mean {near[0]}?" if near else f"{' or '.join(choices)} is expected."
        self._fault(value_place(mapping, key), f"{key} has an impossible value.", expected)
        return None

    def _calls(self, mapping: CommentedMap, key: str) -> tuple[str, ...]:
        items = self._list(mapping, key)
        calls: list[str] = []
        for number, item in enumerate(items):
            place = item_place(items, number)
            expected = rules.call_name(item) if isinstance(item, str) else "A text is expected."
            if expected is not None:
                self._fault(place, f"{shown(item)} is no call that can be named here.", expected)
            elif item in calls:
                self._fault(place, f"{item} stands twice in {key}.", "Keep one of the two.")
            else:
                calls.append(str(item))
        return tuple(calls)

    def _list(self, mapping: CommentedMap, key: str, *, may_be_empty: bool = True) -> Any:
        """The list at a key; nothing after the colon counts as an empty one."""
        value = mapping.get(key)
        if not isinstance(value, CommentedSeq):
            if value is not None:
                self._fault(value_place(mapping, key), f"{key} has an impossible value.", "A list is expected.")
                return []
            value = CommentedSeq()
        if key in mapping and not value and not may_be_empty:
            self._fault(value_place(mapping, key), f"{key} is empty.", "At least one entry is expected.")
        return value

    def _scalar(self, value: Any, place: tuple[int, int]) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float) and math.isfinite(value):
            return float(value)
        self._fault(
            place, "This value cannot be compared with.", "A number, true, false, null or a text in quotes is expected."
        )
        return None

    def _fault(self, place: tuple[int, int], what: str, expected: str = "") -> None:
        self.faults.append(fault(place, what, expected))
