"""Which texts and keys may stay, and in which fields. What is not named here is replaced."""

from __future__ import annotations

import re
from collections.abc import Callable

from owskit_addon.redaction import personal
from owskit_addon.service_call import BARE

_STRUCTURE = """
jsonrpc method params args id result error code message status data type items field op param value condition what
sort order limit offset getTotalCount excludeLimitCheck search ACTONOMY DATA OPTIONS VERSION SUB_VERSION options
required persistent searchList searchMode enableExpansion keywords proximity category owner relation premium p_multi
hasEmail publiceer public_publish_date public_end_date entryDateFull SCORE facets facetsToUse matchCriteriaNames
listOutput totalCount searchExtras ADD DELETE UPDATE class from to min max start end distance unit radius
uid ouid internalId statusId typeId candidateUid vacancyUid applicationUid fileUid candidate_ouid webuser_ouid
candidateOuid name subject description published publishLanguages publishedInShortlist publishSupplierPortal
premiumPublish publishedInShortlistWebsites publishedWebsites defaultWebsiteId premiumPostMultiWebsites
serviceCall webhookUrl klantGlobal klantid userid klantId userId webhook_url request_data response_data response_code
added is_processed dt_processed allowLogin session_id sessionId htmlBody htmlMessage To From profileUid Bindings
entityId entity recordId relatedEntities entryDateTime updateDateTime lastModified referenceNr location customerNr
relationUid ProcedureStatus1 ProcedureStatus2 ProcedureStatus3 automaticallySelectEvent languageCode cmsLanguages
file size client clientId originalUser partnerId defaultContentLanguage _USER amqp_password bo_jobs bo_modules
phoenix_fo bo_client Fields Tabs Pages Questions form answerSetId addedRecordUid moduleName deleted
"""
VOCABULARY = frozenset(_STRUCTURE.split()) | frozenset(personal.NAMES)
"""Names that `ows.md` tells: in a capture they tell nothing, whatever else they may be equal to."""

# -- keys -----------------------------------------------------------------------------------------------------------

_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.]{0,63}")
_SHORT_NUMBER = re.compile(r"-?[0-9]{1,7}|[0-9]{1,4}_[0-9]{1,7}")
_MANY_DIGITS = re.compile(r"[0-9]{8}")
_DIGIT_RUN = re.compile(r"[0-9]+")
_FILE_OR_HOST = re.compile(
    r"\.(?:pdf|docx?|rtf|odt|txt|jpe?g|png|gif|msg|eml|zip|csv|xlsx?|nl|be|de|com|org|net|eu|fr|uk|io|app|example)$",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"_?(?:[A-Z]?[a-z]{2,}(?:[A-Z]{1,4}[a-z]{2,}|[A-Z]{2,4}(?![A-Za-z]))*|[A-Z]{2,}|[a-z])[0-9]{0,3}(?:[_.$]+"
    r"(?:[A-Z]?[a-z]{2,}(?:[A-Z]{1,4}[a-z]{2,})*|[A-Z]{2,}|[A-Za-z])?[0-9]{0,3})*"
)
_FREE = re.compile(r"extraInfo[0-9]{1,3}|matchCriteria_[0-9]{1,2}|C_[0-9]{1,2}")


def is_field_name(key: str) -> bool:
    """Whether a key may be a field's name, not data: no address, no long number, nothing that looks drawn at random."""
    if _SHORT_NUMBER.fullmatch(key) or key in VOCABULARY:
        return True
    if not _KEY.fullmatch(key) or _MANY_DIGITS.search(key) or _FILE_OR_HOST.search(key):
        return False
    if len(key) == 16:  # uids (`ows.md` 6); a name of that length consists of words
        return _WORDS.fullmatch(key) is not None
    return len(key) < 17 or len(_DIGIT_RUN.findall(key)) <= 2


def is_public_name(key: str) -> bool:
    """Whether a key tells nothing where keys are data themselves."""
    return key in VOCABULARY or _SHORT_NUMBER.fullmatch(key) is not None or _FREE.fullmatch(key) is not None


# -- which rule for which key ------------------------------------------------------------------------------------------

_ID = re.compile(r"(?:[A-Za-z0-9_]*[a-z0-9])?(?:Id|Ids|ID|Uid|Uids|UID|Ouid)|[A-Za-z0-9_]*_(?:id|uid|ouid|ids|uids)")
_ID_NAMES = frozenset(
    [
        "id",
        "ids",
        "uid",
        "uids",
        "ouid",
        "ouids",
        "klantid",
        "userid",
        "clientid",
        "siteid",
        "statusid",
        "typeid",
        "entityid",
    ]
)
_COUNTS = frozenset(
    [
        "limit",
        "offset",
        "totalcount",
        "count",
        "size",
        "page",
        "responsecode",
        "version",
        "subversion",
        "gettotalcount",
        "excludelimitcheck",
    ]
)
_CODES = ("status", "type", "code")
_SEARCH = frozenset(
    [
        "param",
        "params",
        "value",
        "values",
        "searchlist",
        "keyword",
        "keywords",
        "searchtext",
        "searchvalue",
        "searchstring",
        "searchterm",
        "query",
        "facets",
    ]
)


def is_id(key: str) -> bool:
    return key.lower() in _ID_NAMES or _ID.fullmatch(key) is not None


def is_count(name: str) -> bool:
    return name in _COUNTS


def is_code(name: str) -> bool:
    return name.endswith(_CODES) or name == "op"


def is_search(name: str) -> bool:
    """Names whose values are what somebody looks for (`ows.md` 7.2, 7.3, 11), or what there is to look for: facets have
    people and places as their keys."""
    return name in _SEARCH


# -- texts ----------------------------------------------------------------------------------------------------------

LANGUAGES = frozenset(["nl", "de", "en", "fr", "cs", "es", "sl", "pl", "ro", "us"])
FLAGS = frozenset(("0", "1", "true", "false"))
PUBLIC = FLAGS | VOCABULARY | {"ASC", "DESC"}
"""Texts that may be a secret by chance only."""
_WORDS_OF_OWS = LANGUAGES | frozenset(
    [
        "AND",
        "OR",
        "COND",
        "NOT",
        "EQ",
        "NE",
        "GT",
        "GE",
        "LT",
        "LE",
        "LIKE",
        "IN",
        "ASC",
        "DESC",
        "success",
        "error",
        "failed",
        "true",
        "false",
        "candidate",
        "user",
        "contact",
        "relation",
        "mobile",
        "primary",
        "work",
        "other",
        "fax",
        "ADD",
        "DELETE",
        "UPDATE",
        "integer",
        "string",
        "boolean",
    ]
)
_MEDIA_TYPES = frozenset(
    [
        "application/pdf",
        "application/msword",
        "application/rtf",
        "application/zip",
        "application/octet-stream",
        "text/plain",
        "text/rtf",
        "text/html",
        "image/jpeg",
        "image/png",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ]
)
_TYPES = _WORDS_OF_OWS | _MEDIA_TYPES
_POSITIONAL = LANGUAGES | frozenset(["phoenix", "ACTONOMY", "candidate", "otherYes", "cron"])
EVERYDAY = PUBLIC | _TYPES | _POSITIONAL
"""Texts that tell nothing where a secret was expected: to look for them elsewhere would take them out of everything."""
# Ids have eight digits at most: nine are a citizen service number (`ows.md` 11), whatever its field is called.
_ID_TEXT = re.compile(r"-?[0-9]{1,8}|[0-9]{1,4}_[0-9]{1,8}|C_[0-9]{1,3}|matchCriteria_[0-9]{1,2}")
_CODE_TEXT = re.compile(r"(?!.*[A-Z]{6})(?!.*[0-9]{6})[A-Z0-9_]{1,12}")
_COUNT_TEXT = re.compile(r"[0-9]{1,6}")
_SETTING = re.compile(r"(?:SE|GE|DB)[0-9]{1,5}|[01]")
_CALL = re.compile(r"(?:Otys\.Services\.)?[A-Z][A-Za-z0-9]{1,60}Service\.[a-z][A-Za-z0-9]{1,60}")

KNOWN_MESSAGES = frozenset(
    {
        "Access denied; please login again",
        "Access denied; please login first",
        "Abstract_field: a requested field cannot be selected",
        "Invalid arguments",
        "Invalid request; a list of requests is not supported, use MultiService",
        "Invalid request; a method and its params are needed",
        "Invalid request; nested too deeply",
        "Method not found",
        "Parse error; the body is no JSON object",
        "The record does not exist",
        "The upload needs a part named file",
        "Too many requests",
    }
)
"""Error messages that hold nobody's data: the two that are documented (`ows.md` 2.4), and the sandbox's own."""


def is_known_path(text: str, seen: set[str]) -> bool:
    """Whether each part of `Person.lastName` is a name that is public or stands in the capture as a key already, so
    that to write it tells nothing new."""
    return all(part in VOCABULARY or part in seen or _FREE.fullmatch(part) is not None for part in text.split("."))


TESTS: dict[str, Callable[[str], object]] = {
    "": frozenset[str]().__contains__,
    "flag": FLAGS.__contains__,
    "id": _ID_TEXT.fullmatch,
    "code": lambda text: text in _TYPES or _CODE_TEXT.fullmatch(text),
    "count": _COUNT_TEXT.fullmatch,
    "language": LANGUAGES.__contains__,
    "path": PUBLIC.__contains__,  # or is_known_path, with what this capture has seen
    "order": ("ASC", "DESC").__contains__,
    "call": lambda text: text in BARE or _CALL.fullmatch(text),
    "message": KNOWN_MESSAGES.__contains__,
    "position": _POSITIONAL.__contains__,
    "setting": _SETTING.fullmatch,
}
"""By `Rule.keep`: whether a text may stay."""
