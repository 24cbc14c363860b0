"""Which single values triggers.yaml may hold. Each rule gives None, or a sentence that says what is expected."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from owskit_addon.service_call import BARE, ENVELOPES, PREFIX, is_name

_NONE: Mapping[str, str] = MappingProxyType({})
_TRIGGER = re.compile(r"[a-z][a-z0-9-]{0,40}")
_STACK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PATH = re.compile(r"(?:args|result)(?:\.[^.\s\x00-\x1f\x7f\"'`{}\\]{1,80}){1,12}")
_POSITION = re.compile(r"args\.(?:0|[1-9][0-9]{0,2})(?:\.|$)")
_RECEIVER = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>\d{1,5}))?"
    r"(?:/(?:[A-Za-z0-9._~!&()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
)
# Device names that Windows refuses as a file name with any extension.
_RESERVED = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)})


def trigger_name(name: str) -> str | None:
    if not _TRIGGER.fullmatch(name):
        return (
            "A name has small letters, digits and hyphens, starts with a letter and has at most 41 characters, "
            "such as candidate-status."
        )
    if keyword.iskeyword(name.replace("-", "_")):
        return "This is a word of Python and cannot name a handler's file; add a word, such as candidate-status."
    if name in _RESERVED:
        return "Windows keeps this name for a device; add a word, such as candidate-status."
    return None


def stack_name(stack: str) -> str | None:
    if _STACK.fullmatch(stack):
        return None
    return (
        "A stack has letters, digits, dots, hyphens and underscores, starts with a letter or digit and has at most "
        "64 characters, such as acme-production."
    )


def receiver_url(url: str) -> str | None:
    if any(mark in url for mark in "{}"):
        return "Merge fields are added when the registrations are made; leave them out here."
    if "?" in url or "#" in url:
        return "Leave out everything from ? or # on; owskit adds a query of its own."
    if "@" in url.partition("//")[2].partition("/")[0]:
        return "Leave out the user name and password; the address carries a secret of its own."
    match = _RECEIVER.fullmatch(url)
    if len(url) > 500 or match is None or (match["port"] is not None and not 0 < int(match["port"]) < 65536):
        return "An address such as https://hooks.example.com/otys is expected."
    return None


def call_name(name: str) -> str | None:
    """As registrations use it: `CandidateService.updateEx`, without prefix (`ows.md` 4.8)."""
    if name.startswith(PREFIX):
        return f"Leave out {PREFIX}; OWS registers the short name."
    if name in ENVELOPES:
        return "This is an envelope around calls; name a call that is inside it, such as CandidateService.updateEx."
    if name in BARE:
        return None
    service, dot, method = name.rpartition(".")
    if not is_name(name) or "." in service:
        return "A call is a service and a method, such as CandidateService.updateEx."
    if not dot:
        return "The method is missing; a call is a service and a method, such as CandidateService.updateEx."
    if not service.endswith("Service"):  # `ows.md` 2.1
        return f"The name of a service ends in Service, such as {service}Service.{method}."
    return None


def condition_path(path: str) -> str | None:
    if not _PATH.fullmatch(path):
        return "A path starts with args. or result., such as args.2.statusId."
    if path == "args.0" or path.startswith("args.0."):
        return "args.0 is the session, which a delivery does not carry; data start at args.1."
    if path.startswith("args.") and not _POSITION.match(path):
        return "Arguments have positions, no names: args.1 is the first after the session, such as args.2.statusId."
    return None


def uid_path(path: str) -> str | None:
    return None if path == "result" else condition_path(path)


def impossible_path(path: str, service_calls: Collection[str], uid: Mapping[str, str] = _NONE) -> str | None:
    """A path that none of the calls can have, by what their verbs take (`ows.md` 7.5). `uid` is where each call has
    the uid of its record (`Trigger.uid`): one that has it elsewhere than its verb says has other arguments too."""
    reasons = [_impossible(path, call, uid.get(call, "")) for call in service_calls]
    return reasons[0] if reasons and all(reasons) else None


def _impossible(path: str, call: str, uid: str) -> str | None:
    verb = call.rpartition(".")[2]
    if uid.startswith("args.") if verb == "add" else uid not in {"", "args.1"}:
        return None
    position = path.split(".")[1]
    below = path.count(".") > 1
    if not path.startswith("args."):
        return None
    if verb == "add" and position != "1":
        return f"{verb} has the data at args.1 and nothing after it; its uid is in the result."
    if verb == "delete" and (position != "1" or below):
        return f"{verb} has the uid at args.1 and nothing else."
    if verb in {"update", "updateEx"} and position == "1" and below:
        return f"{verb} has the uid at args.1, which holds nothing; its data are at args.2."
    return None
