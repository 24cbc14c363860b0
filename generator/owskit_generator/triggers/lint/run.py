"""All checks of a triggers file, with whatever there is to check it against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from owskit_generator.triggers.forecast import LIMIT, Forecast
from owskit_generator.triggers.lint.codes import CODES
from owskit_generator.triggers.lint.finding import Finding, Level
from owskit_generator.triggers.lint.loops import loops
from owskit_generator.triggers.lint.places import Places
from owskit_generator.triggers.lint.project import forgetful_store, own_registrations, unsteady_handlers
from owskit_generator.triggers.lint.registered import bent_addresses, doubles, hidden_in_file, registered_findings
from owskit_generator.triggers.lint.seen import missing_aliases, shared_user
from owskit_generator.triggers.listed import Registered, registered
from owskit_generator.triggers.model import Triggers
from owskit_generator.triggers.uses import Uses


class Subject(msgspec.Struct, kw_only=True):
    """A file and what to hold it against. `text` is the file's, `own_users` are ids of the API key's user, `project` a
    folder of handlers, `environment` that of the process. Whatever is None was not given: its checks are left out."""

    triggers: Triggers
    text: str
    name: str
    uses: Uses | None = None
    forecast: Forecast | None = None
    registered: Sequence[Registered] | None = None
    project: Path | None = None
    own_users: frozenset[str] = frozenset()
    environment: Mapping[str, str] = {}


def lint(subject: Subject) -> list[Finding]:
    """Findings in the order of their places: the file first, then others, then what has no place."""
    triggers, places = subject.triggers, Places(subject.text, subject.name)
    found = [*loops(triggers.triggers, places), *hidden_in_file(triggers, places)]
    if subject.uses is not None:
        found += missing_aliases(triggers.triggers, subject.uses, places)
        found += shared_user(triggers.triggers, subject.uses.users, _own_users(subject), places)
    if subject.forecast is not None:
        found += _over_budget(subject.forecast, places)
    if subject.registered is not None:
        found += registered_findings(triggers, subject.registered, places)
    if subject.project is not None:
        found += unsteady_handlers(triggers.triggers, subject.project)
        made = registered(own_registrations(subject.project))
        found += bent_addresses(made, str(subject.project / "registrations.json"))
        found += doubles(triggers, made, places) if subject.registered is None else []
    found += forgetful_store(subject.project, subject.environment)
    unique = list({msgspec.structs.astuple(one): one for one in found}.values())
    return sorted(unique, key=lambda one: (one.file != subject.name, one.file, one.line, one.column, one.code))


def _own_users(subject: Subject) -> frozenset[str]:
    """Who the key's user is: as said, and as our own registrations at OTYS show."""
    ours = [one.user for one in subject.registered or () if one.stack == subject.triggers.stack and one.user]
    return subject.own_users.union(ours)


def _over_budget(forecast: Forecast, places: Places) -> list[Finding]:
    """OWK012. From 95 % on the handlers write nothing, so it is an error there; but not on so little as a few minutes
    in which somebody showed how things are done."""
    if forecast.stage == "fine":
        return []
    level: Level = "error" if forecast.stage in {"no writes", "lost"} else "warning"
    share = f"{forecast.total:,.0f} deliveries a user and day, {forecast.total / LIMIT * 100:.0f} % of {LIMIT:,}"
    return [
        Finding(
            code="OWK012",
            level="note" if forecast.rough else level,
            trigger="",
            what=f"the triggers cost {'at least' if forecast.at_least else 'about'} {share}.",
            cure=CODES["OWK012"].cure,
            file=places.file,
        )
    ]
