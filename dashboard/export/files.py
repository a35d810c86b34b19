"""Write a report or a card to files, in each format, all of them or none."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import Markup

from dashboard import filter_options, html_templates, pages, words
from dashboard.export import (
    blocks,
    chart_picture,
    package,
    pdf,
    picture_files,
    report_metadata,
    report_tables,
    xlsx,
)
from dashboard.export.blocks import Block
from dashboard.export.card_export import CardExport
from dashboard.export.content import (
    WRITING,
    Part,
    Progress,
    Report,
    report_of_parts,
    translate_headings,
    unseen,
)
from dashboard.export.report_metadata import (
    LINK,
    MADE_ON,
    OTHERS,
    Fact,
    server_address,
    submissions_in_words,
)
from dashboard.frames import peer_comparison
from dashboard.frames.figures import SectionFacts
from dashboard.records import Records
from metrics import catalogue, publication_details
from schemas import errors


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


# Weights of the fonts in the file.
WEIGHTS = (400, 600)


def render_html(report: Report) -> bytes:
    """Render the report as HTML. The same report gives the same bytes."""
    page = report_tables.TEMPLATES.get_template("report.html").render(
        report=report,
        style=Markup(_report_stylesheet()),
        drawing=chart_picture.inline_svg,
        translate_headings=translate_headings,
        closing_facts=report_metadata.closing_facts,
        closing_labels=report_metadata.CLOSING,
        is_address=publication_details.ADDRESS.fullmatch,
        submissions_in_words=submissions_in_words,
        printed=report_tables,
    )
    return page.encode()


def _report_stylesheet() -> str:
    own = (report_tables.HERE / "styles" / "report.css").read_text(encoding="utf-8")
    return f"{html_templates.embedded_fonts_css(WEIGHTS)}\n{own}"


# Formats of one file, and formats of a folder of files.
FILE_WRITERS: Mapping[Format, Callable[[Report], bytes]] = {
    Format.PDF: pdf.render_pdf,
    Format.XLSX: xlsx.render_xlsx,
    Format.HTML: render_html,
}
FOLDER_WRITERS: Mapping[Format, Callable[[Report], Mapping[str, bytes]]] = {
    Format.CSV: package.render_package,
    Format.SVG: picture_files.svg_files,
    Format.PNG: picture_files.png_files,
}


def build_files(
    report: Report, formats: Iterable[Format], progress: Progress | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the files by name, which may include a folder."""
    every, steps = tuple(dict.fromkeys(formats)), progress or unseen
    for number, form in enumerate(every):
        steps(WRITING, number, len(every))
        if form in FILE_WRITERS:
            yield f"{report.file_name}.{form}", FILE_WRITERS[form](report)
        else:
            for name, content in FOLDER_WRITERS[form](report).items():
                yield f"{report.file_name}-{form}/{name}", content
    steps(WRITING, len(every), len(every))


def write_files(
    folder: Path, report: Report, formats: Iterable[Format], progress: Progress | None = None
) -> list[Path]:
    """Write the files into the folder, which is created if needed.

    Files are written to a temporary folder, and moved when all are complete, so nothing is left if
    it is cancelled. Raises UserError if a file exists already, or the folder cannot be written.
    """
    try:
        made_folder = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with TemporaryDirectory(dir=folder, prefix=".report-") as made:
                return _write_and_move(folder, Path(made), build_files(report, formats, progress))
        finally:
            if made_folder and not any(folder.iterdir()):
                folder.rmdir()
    except OSError as error:
        raise errors.UserError(
            "Cannot write into {folder}: {reason}. Choose another folder.",
            folder=folder.name,
            reason=error.strerror,
        ) from error


def _write_and_move(folder: Path, made: Path, files: Iterator[tuple[str, bytes]]) -> list[Path]:
    """Write all files to a temporary folder, then move them. Raises UserError if one exists."""
    names = []
    for name, content in files:
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_bytes(content)
        names.append(name)
    tops = list(dict.fromkeys(name.partition("/")[0] for name in names))
    if taken := [top for top in tops if (folder / top).exists()]:
        raise errors.UserError(
            "The folder {folder} already has {names}. Choose another folder, or remove them.",
            folder=folder.name,
            names=", ".join(taken),
        )
    _move_all(made, folder, tops)
    return [folder / name for name in names]


def _move_all(made: Path, folder: Path, names: list[str]) -> None:
    """Move all files, or none if this is interrupted."""
    put: list[str] = []
    try:
        for name in names:
            (made / name).rename(folder / name)
            put.append(name)
    except BaseException:
        for name in put:
            (folder / name).rename(made / name)
        raise


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
    part = Part(export.title, "", (block,))
    made = report_of_parts(
        (name, export.title),
        (choice, records),
        (part,),
        ids,
        made_on=made_on,
        period=period,
        of_all=pages.Part.JURISDICTION not in choice.parts,
    )
    facts = [fact for fact in made.facts if not (export.link and fact.label == LINK)]
    labels = [fact.label for fact in facts]
    if export.peers is not None and OTHERS in labels:
        said = peer_comparison.describe_peer_group(export.peers, choice, records.peers_of)
        facts[labels.index(OTHERS)] = Fact(OTHERS, said)
    if export.link:
        facts.insert(labels.index(MADE_ON), Fact(LINK, server_address(export.link)))
    return replace(made, facts=tuple(facts))


def file_name(report: Report) -> str:
    """Return the name of a card's files without ending: card, place, title and period, in ASCII."""
    title = unicodedata.normalize("NFKD", f"{report.title} {words.period_code(report.period)}")
    letters = (sign for sign in title.lower() if not unicodedata.combining(sign))
    slug = NO_LETTERS.sub("-", "".join(letters)).strip("-")
    return f"{report.file_name}-{slug}"


NO_LETTERS = re.compile(r"[^a-z0-9]+")
CARD_WRITERS: Mapping[Format, Callable[[Report], bytes]] = {
    Format.SVG: picture_files.one_svg,
    Format.PNG: picture_files.one_png,
    Format.XLSX: xlsx.render_xlsx,
    Format.CSV: package.csv_alone,
}
DRAWN = (Format.SVG, Format.PNG)


def card_files(report: Report) -> Iterator[tuple[Format, str, bytes]]:
    """Yield each format with file name and content. SVG and PNG only if there is a chart."""
    [block] = report.parts[0].blocks
    for form, write in CARD_WRITERS.items():
        if block.picture is not None or form not in DRAWN:
            yield form, f"{file_name(report)}.{form}", write(report)
