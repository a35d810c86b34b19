"""Write a card to files in each format, as a report with one block."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from dashboard import filter_options, words
from dashboard.export import blocks, chart_picture, content, package, picture_files, xlsx
from dashboard.export.blocks import Block
from dashboard.export.card_export import CardExport
from dashboard.export.content import Report
from dashboard.export.report_metadata import LINK
from dashboard.frames.figures import SectionFacts
from dashboard.records import Records
from metrics import catalogue


class Format(StrEnum):
    """The formats of a report. SVG and PNG are its charts."""

    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"
    CSV = "csv"
    SVG = "svg"
    PNG = "png"


# Media types for browsers.
MEDIA_TYPES: Mapping[Format, str] = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.HTML: "text/html",
    Format.CSV: "text/csv",
    Format.SVG: "image/svg+xml",
    Format.PNG: "image/png",
}


def report_of_card(name: str, export: CardExport, records: Records, made_on: date) -> Report:
    """Build the report of a card. The names of its files begin with `name`."""
    choice, period = export.choice, export.period or export.choice.period
    jurisdiction = filter_options.place_label(choice, records.offered)
    drawing = export.drawing()
    drawn = export.figures(SectionFacts(export.title, jurisdiction, period, export.by))
    figures, notes = blocks.with_notes(drawn, records.notes)
    named = figures.get("measure", [])
    ids = tuple(id_ for id_ in dict.fromkeys(named) if id_ in catalogue.CATALOGUE)
    block = Block(
        title=export.title,
        period=period,
        table=figures,
        under=(),
        figures=figures,
        says=tuple(filter(None, (*export.says, *drawing.says))),
        picture=chart_picture.stack_charts(drawing.charts, title=export.title, spoken=drawing.alt)
        if drawing.charts
        else None,
        notes=notes,
    )
    part = content.Part(export.title, "", (block,))
    made = content.report_of_parts(
        (name, export.title), (choice, records), (part,), ids, made_on=made_on, period=period
    )
    if not export.link:
        return made
    facts = (one._replace(text=export.link) if one.label == LINK else one for one in made.facts)
    return replace(made, facts=tuple(facts))


def file_name(report: Report) -> str:
    """Return the name of a card's files without ending: card, place, title and period, in ASCII."""
    title = unicodedata.normalize("NFKD", f"{report.title} {words.period_code(report.period)}")
    letters = (sign for sign in title.lower() if not unicodedata.combining(sign))
    slug = NO_LETTERS.sub("-", "".join(letters)).strip("-")
    return f"{report.file_name}-{slug}"


NO_LETTERS = re.compile(r"[^a-z0-9]+")
WRITERS: Mapping[Format, Callable[[Report], bytes]] = {
    Format.SVG: picture_files.one_svg,
    Format.PNG: picture_files.one_png,
    Format.XLSX: xlsx.render_xlsx,
    Format.CSV: package.csv_alone,
}
DRAWN = (Format.SVG, Format.PNG)


def card_files(report: Report) -> Iterator[tuple[Format, str, bytes]]:
    """Yield each format with file name and content. SVG and PNG only if there is a chart."""
    [block] = report.parts[0].blocks
    for form, write in WRITERS.items():
        if block.picture is not None or form not in DRAWN:
            yield form, f"{file_name(report)}.{form}", write(report)
