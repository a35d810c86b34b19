"""The command `report site`: a static edition, as pages and files for any web space."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import click

from dashboard.cli import asked_of, chosen
from dashboard.cli.progress import progress_bar
from dashboard.query_params import Part
from metrics import catalogue


@click.command("site")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder of the edition; one that holds anything else is left as it is.",
)
@click.option(
    "--jurisdiction",
    "jurisdictions",
    multiple=True,
    metavar="ID",
    help="A jurisdiction of the edition, once for each. Without it: all.",
)
@click.option(
    "--measure",
    "ids",
    multiple=True,
    metavar="ID",
    help="A measure of the edition, once for each. Without it: all.",
)
@chosen.years
@chosen.made_on("the files bear")
@asked_of.release
@click.pass_context
def site(
    context: click.Context,
    out: Path,
    jurisdictions: tuple[str, ...],
    ids: tuple[str, ...],
    first: str,
    last: str,
    made_on: datetime | None,
    number: int | None,
    named: str | None,
) -> None:
    """Write every measure as pages, with its figures as CSV and JSON, for any web space.

    The pages ask nobody for anything and need no script; index.json says what the edition holds.
    An edition that stands in DIR is replaced when the new one is complete. Real records are
    refused: exact figures of them are not for publication. A release of them is (--release).
    """
    # What draws takes a second to load, and no other command draws.
    from dashboard.export.edition import build_site, jurisdiction_report

    measures = tuple(one.id for one in catalogue.chosen(ids or tuple(catalogue.CATALOGUE)))
    release = asked_of.Release(number, named)
    with (
        asked_of.records(context.obj, release) as records,
        progress_bar(signal.SIGTERM, signal.SIGHUP) as progress,
    ):
        build_site.check_may_be_public(records)
        known = records.offered
        asked = [
            {Part.JURISDICTION: id_, Part.FROM: first, Part.TO: last}
            for id_ in dict.fromkeys(jurisdictions or known.jurisdictions)
        ]
        choices = [chosen.choice(one, known) for one in asked]
        day = (made_on or datetime.now(UTC)).date()
        edition = jurisdiction_report.EditionRequest(tuple(choices), day, measures)
        with asked_of.written_down(context.obj, release, what="edition"):
            files = build_site.write_site(out, edition, records, progress)
    click.echo(f"Wrote {files:,} files. Open {out / 'index.html'}")
