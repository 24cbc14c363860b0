"""Files of other tools to one capture, which is there whole or not at all."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import msgspec

from owskit_addon.actions import Actions
from owskit_addon.capture import Call, CaptureWriter, Event, Problem
from owskit_addon.capture.events import Action, Source, Values
from owskit_addon.errors import CaptureUnwritable, SourceError
from owskit_addon.exchange import Exchange
from owskit_addon.hosts import is_host_name, is_otys_host
from owskit_addon.ingest import events_of
from owskit_addon.redaction import Redactor
from owskit_addon.sources import Kind, SourceProblem, detect, exchanges, kind_by_name
from owskit_addon.wire import looks_like_ows

_SOURCE: dict[Kind, Source] = {"mitm": "mitm", "har": "har", "zhar": "har", "saz": "saz"}
_HOSTS_SHOWN = 10
_HOSTS_KEPT = 10_000
_NO_HOST = "(not a host name)"
_AT_ONCE = 100
"""Events written in one go. The whole file counts only once it is complete, so nothing waits for them."""


class ProblemCount(msgspec.Struct):
    what: str
    count: int


class FileReport(msgspec.Struct):
    """What came of one file. `by_name` is what its name says where its first bytes say otherwise, else None.

    `exchanges` are all HTTP exchanges in it, `ows` those that were taken for OWS.
    """

    file: str
    kind: Kind
    by_name: Kind | None
    exchanges: int = 0
    ows: int = 0
    service_calls: int = 0
    problems: list[ProblemCount] = []


class ImportReport(msgspec.Struct):
    """`hosts` are all that were seen, most exchanges first."""

    capture: str
    values: Values
    service_calls: int
    actions: int
    files: list[FileReport]
    hosts: list[str]


def import_files(
    files: Sequence[Path],
    out: Path,
    *,
    hosts: Sequence[str] = (),
    values: Values = "tokens",
    force: bool = False,
    progress: Callable[[Path, float], None] = lambda file, part: None,
) -> ImportReport:
    """Writes `out` from the files, each in its own order. `progress` is told the file and the part of it that is done.

    Raises SourceError where a file is none that can be imported or none has service calls, CaptureUnwritable where
    `out` is there (and not `force`) or cannot be written. `out` is then as it was.
    """
    _check_out(files, out, force)
    kinds = [detect(file) for file in files]
    # One redactor for all: a session that one file shows must not be written from another one.
    redactor, actions = Redactor(values), Actions()
    seen: Counter[str] = Counter()
    reports: list[FileReport] = []
    steps: set[str] = set()
    with _whole(out) as part:
        for number, (file, kind) in enumerate(zip(files, kinds, strict=True), 1):
            by_name = kind_by_name(file)
            report = FileReport(file=str(file), kind=kind, by_name=None if by_name in (None, kind) else by_name)
            reports.append(report)
            counts: Counter[str] = Counter()
            with CaptureWriter(part, _SOURCE[kind], values) as writer:
                waiting: list[Event] = []
                found = _found(file, kind, partial(progress, file))
                for event in _events(found, number, report, seen, hosts, redactor, actions):
                    report.service_calls += isinstance(event, Call)
                    if isinstance(event, Problem):
                        counts[event.what] += 1
                    elif isinstance(event, Action):
                        steps.add(event.id)
                    waiting.append(event)
                    if len(waiting) >= _AT_ONCE:
                        writer.write(waiting)
                        waiting = []
                writer.write(waiting)
            report.problems = [ProblemCount(what, count) for what, count in counts.items()]
        calls = sum(report.service_calls for report in reports)
        if not calls:
            raise _nothing(reports, seen, hosts)
    return ImportReport(
        capture=str(out),
        values=values,
        service_calls=calls,
        actions=len(steps),
        files=reports,
        hosts=[host for host, _ in seen.most_common()],
    )


def _found(file: Path, kind: Kind, progress: Callable[[float], None]) -> Iterator[Exchange | SourceProblem]:
    try:
        yield from exchanges(file, kind, progress)
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror or 'the system refuses'}.") from error


def _events(
    found: Iterator[Exchange | SourceProblem],
    number: int,
    report: FileReport,
    seen: Counter[str],
    hosts: Sequence[str],
    redactor: Redactor,
    actions: Actions,
) -> Iterator[Event]:
    """What is written of one file. The number of the file makes the ids of exchanges unique in the capture."""
    taken = ""
    for item in found:
        if isinstance(item, SourceProblem):
            if not item.exchange or item.exchange == taken:
                yield Problem(what=item.what, where=f"file {number}, {item.where}")
            continue
        report.exchanges += 1
        host = item.host if is_host_name(item.host) else _NO_HOST
        if len(seen) < _HOSTS_KEPT or host in seen:
            seen[host] += 1
        if not is_otys_host(item.host, hosts) or not looks_like_ows(item):
            continue
        report.ows += 1
        taken = item.id
        yield from events_of(msgspec.structs.replace(item, id=f"{number}-{item.id}"), redactor, actions)


def _check_out(files: Sequence[Path], out: Path, force: bool) -> None:
    if out.is_dir():
        raise CaptureUnwritable(f"{out} is a folder.", "Name a file in it: --out session.jsonl")
    if not out.parent.is_dir():
        raise CaptureUnwritable(f"The folder {out.parent} does not exist.", "Make it first, or name another.")
    if not out.exists():
        return
    for file in files:
        if file.exists() and file.samefile(out):
            raise CaptureUnwritable(f"{out} is one of the files to import.", "Choose another name for the capture.")
    if not force:
        raise CaptureUnwritable(f"{out} exists.", "Choose another name, or --force to replace it.")


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A file beside `out` that takes its place at the end; gone where the work ends early, Ctrl-C included."""
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(out)
    except CaptureUnwritable as error:
        raise CaptureUnwritable(error.message.replace(str(part), str(out)), error.hint) from None
    except OSError as error:
        raise CaptureUnwritable(f"{out} cannot be written: {error.strerror or 'the system refuses'}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _nothing(reports: Sequence[FileReport], seen: Counter[str], hosts: Sequence[str]) -> SourceError:
    names = ", ".join(report.file for report in reports)
    total = sum(report.exchanges for report in reports)
    if not total:
        problems = sum(problem.count for report in reports for problem in report.problems)
        what = f", and {problems} that cannot be read" if problems else ""
        return SourceError(f"No service calls: no HTTP exchanges are in {names}{what}.", "Record or export it again.")
    shown = ", ".join(host for host, _ in seen.most_common(_HOSTS_SHOWN))
    more = f" and {len(seen) - _HOSTS_SHOWN} more" if len(seen) > _HOSTS_SHOWN else ""
    message = f"No service calls: {names} has {total} exchanges; these hosts were seen: {shown}{more}."
    if any(report.ows for report in reports):
        return SourceError(message, "What looks like OWS in it could not be read; the export may lack its bodies.")
    if any(is_otys_host(host, hosts) for host in seen):
        return SourceError(message, "None of it is a call of OWS (/jservice.php). Export it after clicking in OTYS Go!")
    return SourceError(message, "If OTYS Go! runs on one of these, add it: --host NAME")
