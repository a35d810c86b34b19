"""Reports as PDF: the annex beside its charts alone, a brief beside WeasyPrint on the same HTML."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import weasyprint

from bench.ratio import Ratio, in_turns_afresh, seconds
from dashboard import records
from dashboard.export import chart_picture, content, files, pdf, template
from dashboard.filter_options import default_choice
from schemas import scopes
from schemas.store import database

# Two times on a quiet machine: the rest is counting, the frames and the setting of the pages.
LIMIT = 4.0
# The 35 pages of a profile took 66 s of processor with it and 2.6 with ours; the annex no end.
LIMIT_BESIDE_WEASYPRINT = 1.0
ANNEX, BRIEF = "annex", "ministry"
MADE_ON = date(2026, 7, 1)


def ratio(file: Path) -> Ratio:
    """`file` holds the made-up world."""
    ours, peer = in_turns_afresh(annex_seconds, charts_seconds, file)
    return Ratio("Statistical annex as PDF", ours, peer, LIMIT, "beside its charts alone")


def beside_weasyprint(file: Path) -> Ratio:
    """Both set the pages of one report, with their tags; its charts are drawn before."""
    ours, peer = in_turns_afresh(brief_seconds, weasyprint_seconds, file)
    return Ratio("A brief as PDF, beside WeasyPrint", ours, peer, LIMIT_BESIDE_WEASYPRINT)


def annex_seconds(file: Path) -> float:
    """Of counting, drawing and setting the annex."""
    with _making(file, ANNEX) as made:
        return seconds(lambda: pdf.render_pdf(made()))


def charts_seconds(file: Path) -> float:
    """Of drawing the annex's charts alone."""
    with _making(file, ANNEX) as made:
        blocks = [block for part in made().parts for block in part.blocks]
    drawings = [block.picture.specification for block in blocks if block.picture]
    return seconds(lambda: [chart_picture.render_svg(specification) for specification in drawings])


def brief_seconds(file: Path) -> float:
    """Of setting a brief whose charts are drawn."""
    report, _ = _drawn_brief(file)
    return seconds(lambda: pdf.render_pdf(report))


def weasyprint_seconds(file: Path) -> float:
    """Of the same by WeasyPrint."""
    _, page = _drawn_brief(file)
    return seconds(lambda: weasyprint.HTML(string=page).write_pdf(pdf_tags=True))


def _drawn_brief(file: Path) -> tuple[content.Report, str]:
    with _making(file, BRIEF) as made:
        report = made()
    return report, files.render_html(report).decode()


@contextmanager
def _making(file: Path, name: str) -> Iterator[Callable[[], content.Report]]:
    with database.reading(f"duckdb:///{file}").connect() as connection:
        scope = scopes.EVERYTHING
        asked = records.records_of_connection(connection, scope, f"duckdb:///{file}")
        choice = default_choice(asked.offered)
        yield partial(
            content.make_report, template.load_template(name), choice, asked, made_on=MADE_ON
        )
