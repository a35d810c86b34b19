"""The statistical annex as PDF, against the drawing of its charts alone by the library."""

from datetime import date
from pathlib import Path

from bench.ratio import Ratio, in_turns
from dashboard.choice import first_choice
from dashboard.report import content, picture, records, template
from dashboard.report.writers import pdf
from metrics import results
from schemas.store import database

# Two times on a quiet machine: the rest is counting, the frames and the setting of the pages.
LIMIT = 4.0
ANNEX = "annex"
MADE_ON = date(2026, 7, 1)


def ratio(file: Path) -> Ratio:
    """`file` holds the made-up world."""
    url = f"duckdb:///{file}"
    with database.reading(url).connect() as connection:

        def made() -> content.Report:
            asked = records.of(connection, results.Scope(jurisdictions=None, offices=None), url)
            choice = first_choice(asked.offered)
            return content.made(template.load(ANNEX), choice, asked, made_on=MADE_ON)

        blocks = [block for part in made().parts for block in part.blocks]
        drawings = [block.picture.specification for block in blocks if block.picture]

        def drawn() -> None:
            for specification in drawings:
                picture.drawn(specification)

        ours, peer = in_turns(lambda: pdf.written(made()), drawn)
    return Ratio("Statistical annex as PDF", ours, peer, LIMIT, f"{len(drawings)} charts")
