"""`owskit prove`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from owskit_generator.prove.load.load import Loaded
    from owskit_generator.prove.own.handlers import Proved
    from owskit_generator.prove.progress import Progress
    from owskit_generator.prove.proof import Proof

_MODES = ("async", "inside", "1s", "700s", "late", "duplicated", "reordered")


@click.command(short_help="Run the real handler project against the sandbox, and prove that it does not loop.")
@click.argument("project", metavar="DIR", type=click.Path(path_type=Path, readable=False))
@click.option("--all", "whole", is_flag=True, help="Every way of delivery, one and two at work, both stores.")
@click.option(
    "--scenario", "numbers", multiple=True, type=click.IntRange(1, 36), metavar="N", help="Only this one. Repeatable."
)
@click.option("--mode", "modes", multiple=True, type=click.Choice(_MODES), help="A way of delivery. Repeatable.")
@click.option("--workers", type=click.IntRange(1, 8), default=1, show_default=True, help="Processes that work at once.")
@click.option(
    "--store",
    type=click.Choice(["sqlite", "redis"]),
    help="Where the project keeps its state meanwhile. Without it SQLite, with --all both.",
)
@click.option("--day", is_flag=True, help="Also the load of a day with the real limit. Takes minutes.")
@click.option("--ablate", is_flag=True, help="Show what each guard does: each one alone, and each one left out.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder for proof.json, proof.html and proof.junit.xml. Without it, the project's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the proof as JSON.")
def command(
    project: Path,
    whole: bool,
    numbers: tuple[int, ...],
    modes: tuple[Any, ...],
    workers: int,
    store: Any,
    day: bool,
    ablate: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Run the real handler project against the sandbox, and prove that it does not loop.

    A copy of the project is started as on a server, and its own writes are delivered back to it in every way
    OTYS might, on a clock that runs as fast as the machine allows. Its handlers are woken too, and what they call is
    compared with what triggers.yaml says. Nothing at OTYS is touched; the project is left as it is but for the proof.

    \b
    Example:  owskit prove handlers
              owskit prove handlers --all
              owskit prove handlers --day
    """
    from owskit_generator.cli.output import emit_json
    from owskit_generator.prove.load.plan import large_import, working_day
    from owskit_generator.prove.project import lock_of
    from owskit_generator.prove.prove import prove
    from owskit_generator.prove.scenario import MODES
    from owskit_generator.prove.selection import QUICK, places, runs
    from owskit_generator.prove.write import check_writable, write_proof

    if ablate:
        with _ending_decently():
            _ablate(project, as_json)
        return
    ways = modes or (MODES if whole else QUICK)
    stores, left_out = places(store, whole=whole)
    lock_of(project)  # first: no folder is made for what is no project
    if out is not None:
        check_writable(out)
    with ExitStack() as ended:
        ended.enter_context(_ending_decently())
        show = ended.enter_context(_progress()) if not as_json else lambda progress: None
        proof = prove(
            project,
            list(runs(numbers, ways)),
            modes=ways,
            workers=(1, 2) if whole else (workers,),
            places=stores,
            days=(working_day(), large_import()) if day else (),
            left_out=left_out,
            on_progress=show,
        )
    written = write_proof(proof, out or project)
    if as_json:
        emit_json(proof)
    else:
        _show(proof, written)
    if not proof.passed:
        raise click.exceptions.Exit(1)


@contextmanager
def _ending_decently() -> Iterator[None]:
    """Whoever ends this command ends the processes that it started too; asked again, it goes on with that."""
    import signal

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]

    def end(number: int, frame: object) -> None:
        for name in names:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        click.echo("Ending what was started …", err=True)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(1)

    before = {name: signal.signal(getattr(signal, name), end) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), signal.SIG_DFL if handler is None else handler)


def _progress() -> Any:
    """A bar on a terminal, nothing elsewhere."""
    from rich.progress import Progress as Bar

    from owskit_generator.cli.output import console

    @contextmanager
    def shown() -> Any:
        out = console(stderr=True)
        with Bar(console=out, transient=True, disable=not out.is_terminal) as bar:
            task = bar.add_task("", total=None)

            def show(progress: Progress) -> None:
                bar.update(task, completed=progress.done, total=progress.of, description=progress.what[:60])

            yield show

    return shown()


def _show(proof: Proof, written: list[Path]) -> None:
    for proved in proof.triggers:
        click.echo(_of_trigger(proved))
        for complaint in proved.complaints:
            code = f"{complaint.code} " if complaint.code else ""
            click.echo(f"  {code}{complaint.what}")
            click.echo(f"    {complaint.cure}")
        for note in proved.notes:
            click.echo(f"  Note: {note}")
    failed = [found for found in proof.scenarios if found.faults]
    for found in failed:
        click.echo(f"{found.number} {found.title} ({found.mode}, {found.store}, {found.workers} at work):")
        for fault in found.faults:
            click.echo(f"  {fault}")
    for loaded in proof.days:
        click.echo(_of_day(loaded))
        for fault in loaded.faults:
            click.echo(f"  {fault}")
    for reason in (*proof.void, *proof.left_out):
        click.echo(reason)
    kept = len(proof.scenarios) - len(failed)
    click.echo(
        f"{kept} of {len(proof.scenarios)} runs within their bounds ({', '.join((proof.language, *proof.stores))})."
    )
    click.echo("It loops without its guards, as it should." if not proof.void else "So this proves nothing.")
    click.echo("Passed." if proof.passed else "Not passed.")
    click.echo("  " + "\n  ".join(map(str, written)))


def _of_trigger(proved: Proved) -> str:
    said = f"{proved.trigger} ({proved.service_call})"
    worst = proved.worst
    if worst is None:
        return f"{said}: not tried"
    runs = f"{len(proved.runs)} runs" if len(proved.runs) != 1 else "1 run"
    most = f"{worst.deliveries} of {worst.most_deliveries} deliveries, {worst.writes} of {worst.most_writes} writes"
    return f"{said}: {runs}, at worst {most}"


def _of_day(day: Loaded) -> str:
    """What a person wants to know of a day: what was spent, what was put off, and whether that was foreseen."""
    return (
        f"{day.title} ({day.store}): {day.changes:,} changes, {day.deliveries:,} deliveries, "
        f"{day.own:,} of the {day.limit:,} for the API key's user; {day.writes:,} writes, {day.parked:,} put off; "
        f"forecast {day.expected:,} ({_basis(day)}), came to {day.happened:,}; {day.seconds:.0f} s"
    )


def _basis(day: Loaded) -> str:
    return "as announced" if day.announced else "from the log of the day before"


def _ablate(project: Path, as_json: bool) -> None:
    from owskit_generator.cli.output import emit_json
    from owskit_generator.prove.ablation import CAP, ablate, table

    if as_json:
        rows = ablate(project)
    else:
        with _progress() as show:
            rows = ablate(project, show)
    if as_json:
        emit_json(rows)
    else:
        click.echo(table(rows))
        click.echo(
            f"\nLOOP: {CAP} deliveries were reached; else how many deliveries and writes there were. Above each guard"
            " alone, with none and with all of them; below all but one (`-watch` is without the watched fields)."
        )
