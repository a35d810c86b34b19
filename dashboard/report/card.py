"""A card as files: the same report that a template makes, of the one card."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from dashboard import filter_options
from dashboard.report import content, noted, picture
from dashboard.report.blocks import Block
from dashboard.report.content import Report
from dashboard.report.figures import About
from dashboard.report.formats import Format
from dashboard.report.records import Records
from dashboard.report.taken import Taken
from dashboard.report.writers import package, pictures, xlsx
from metrics import catalogue


def of(name: str, taken: Taken, records: Records, made_on: date) -> Report:
    """The report of the card; `name` begins the names of its files."""
    choice, period = taken.choice, taken.period or taken.choice.period
    place = filter_options.place(choice, records.offered)
    drawing = taken.drawing()
    drawn = taken.figures(About(taken.title, place, period, taken.by))
    figures, notes = noted.of(drawn, records.notes)
    named = figures.get("measure", [])
    ids = tuple(id_ for id_ in dict.fromkeys(named) if id_ in catalogue.CATALOGUE)
    block = Block(
        title=taken.title,
        period=period,
        table=figures,
        under=(),
        figures=figures,
        says=tuple(filter(None, (*taken.says, *drawing.says))),
        picture=picture.several(drawing.charts, title=taken.title, spoken=drawing.alt)
        if drawing.charts
        else None,
        notes=notes,
    )
    part = content.Part(taken.title, "", (block,))
    return content.of_parts(
        (name, taken.title), (choice, records), (part,), ids, made_on=made_on, period=period
    )


WRITERS: Mapping[Format, Callable[[Report], bytes]] = {
    Format.SVG: pictures.one_svg,
    Format.PNG: pictures.one_png,
    Format.XLSX: xlsx.written,
    Format.CSV: package.alone,
}
DRAWN = (Format.SVG, Format.PNG)


def files(report: Report) -> Iterator[tuple[Format, str, bytes]]:
    """Each format with the name of its file; pictures where something is drawn."""
    [block] = report.parts[0].blocks
    for form, write in WRITERS.items():
        if block.picture is not None or form not in DRAWN:
            yield form, f"{report.file_name}.{form}", write(report)
