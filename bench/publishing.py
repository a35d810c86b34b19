"""A static edition of every jurisdiction and measure, against the drawing of its charts alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.ratio import Ratio, seconds
from dashboard import records
from dashboard.export import chart_picture
from dashboard.export.chart_picture import Picture
from dashboard.export.edition import build_site, jurisdiction_report
from dashboard.filter_options import default_choice
from dashboard.query_params import Choice
from schemas import scopes
from schemas.store import database

# Not three times on a busy machine; the rest is altair, the frames and the pages.
LIMIT = 5.0
MADE_ON = date(2026, 7, 1)


def ratio(file: Path) -> Ratio:
    """`file` holds the made-up world. Once each: it takes minutes, and no page is made twice."""
    url = f"duckdb:///{file}"
    out = file.with_name("edition")
    with database.reading(url).connect() as connection:
        asked_of = records.records_of_connection(connection, scopes.EVERYTHING, url)
        known = asked_of.offered
        choices = tuple(default_choice(known, id_) for id_ in known.jurisdictions)
        asked = jurisdiction_report.EditionRequest(choices, MADE_ON)
        ours = seconds(lambda: build_site.write_site(out, asked, asked_of))
        drawn, peer = 0, 0.0
        for choice in choices:
            for one in _pictures(choice, asked_of, asked):
                drawn += 1
                peer += seconds(lambda of=one.specification: chart_picture.render_svg(of))  # type: ignore[misc]
    files = [path for path in out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    remark = (
        f"{len(choices)} jurisdictions, {len(asked.ids)} measures, {drawn} charts; {len(files)}"
        f" files, {size / 1e6:.0f} MB"
    )
    return Ratio("Static edition", ours, peer, LIMIT, remark)


def _pictures(
    choice: Choice, asked_of: records.Records, asked: jurisdiction_report.EditionRequest
) -> Iterator[Picture]:
    made = jurisdiction_report.build_report(choice, asked_of, asked)
    measures = jurisdiction_report.build_measures(made, asked.ids, asked_of, asked)
    reports = (made.report, *(one.report for one in measures))
    blocks = (block for report in reports for part in report.parts for block in part.blocks)
    yield from (block.picture for block in blocks if block.picture)
