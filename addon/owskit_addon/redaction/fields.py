"""From the key of a member to the rule for its value."""

from __future__ import annotations

from owskit_addon.redaction import rules, safe
from owskit_addon.redaction.personal import is_personal, normal
from owskit_addon.redaction.rules import Rule
from owskit_addon.redaction.secrets import Profile, secret_name


def rule_of(key: str, above: Rule, profile: Profile) -> Rule:
    """`above` is the rule of the object that the key stands in. Secrets first, in whatever object."""
    if above.below == "same" or above.below == "select":
        return above
    name = normal(key)
    secret = profile.names.get(name) or secret_name(name)
    if secret is None and "." in key:
        last = normal(key.rpartition(".")[2])
        secret = profile.names.get(last) or secret_name(last)
    if secret is not None:
        return secret
    match above.below:
        case "search":
            return above
        case "personal":
            if name == "languagecode":
                return rules.LANGUAGE
            return rules.PERSONAL if is_personal(key) else rules.OF_PERSON
    return _rule_of_field(key, name)


def _rule_of_field(key: str, name: str) -> Rule:
    if name in ("what", "sort"):
        return rules.SELECT
    if safe.is_search(name):
        return rules.SEARCH
    if name in ("languagecode", "language", "lang", "locale", "defaultcontentlanguage"):
        return rules.LANGUAGE
    if is_personal(key) and key != "_USER":  # a group of settings (`ows.md` 3.4)
        return rules.PERSONAL
    match name:
        case "field":
            return rules.PATH
        case "order":
            return rules.ORDER
        case "servicecall" | "method":
            return rules.SERVICE_CALL
        case "message":
            return rules.MESSAGE
    if safe.is_id(key):
        return rules.ID
    if safe.is_count(name):
        return rules.COUNT
    return rules.CODE if safe.is_code(name) else rules.FIELD
