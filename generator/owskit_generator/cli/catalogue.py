"""`owskit catalogue`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Make the service-call catalogue of one or more captures.")
@click.argument(
    "captures", metavar="CAPTURE...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder to write.")
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder whose catalogue/catalogue.md.j2 takes the place of ours.",
)
@click.option("--force", is_flag=True, help="Replace catalogue files that owskit did not make.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def command(captures: tuple[Path, ...], out: Path, templates: Path | None, force: bool, as_json: bool) -> None:
    """Make the service-call catalogue of one or more captures: catalogue.json and catalogue.md.

    They hold names, kinds and counts, and no value of a record. Made again, they are replaced.

    \b
    Example:  owskit catalogue session.jsonl --out catalogue
    """
    from owskit_generator.catalogue.document import document
    from owskit_generator.catalogue.folder import write_catalogue
    from owskit_generator.catalogue.markdown import single_line
    from owskit_generator.cli.learning import learn_captures
    from owskit_generator.cli.output import emit_json

    catalogue = document(learn_captures(captures))
    written = write_catalogue(catalogue, out, force=force, own_templates=templates)
    if as_json:
        emit_json(
            {
                "files": [{"path": str(file.path), "replaced": file.replaced} for file in written],
                "captures": catalogue["captures"],
                "actions": [{key: a[key] for key in ("label", "how", "where", "count")} for a in catalogue["actions"]],
                "service_calls": [
                    {key: call[key] for key in ("service_call", "kind", "seen", "failed")}
                    for call in catalogue["service_calls"]
                ],
                "problems": catalogue["problems"],
            }
        )
        return
    for file in written:
        click.echo(f"{file.path}{'  (replaced)' if file.replaced else ''}")
    click.echo(f"{len(catalogue['service_calls'])} service calls, {len(catalogue['actions'])} actions.")
    for problem in catalogue["problems"]:
        click.echo(f"Could not be read, {problem['count']} times: {single_line(problem['what'])}", err=True)
