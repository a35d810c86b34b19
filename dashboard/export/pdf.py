"""Write a report as accessible PDF (PDF/UA-1), with tags, a title and descriptions of charts."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import pandas as pd
import typst

from dashboard import words
from dashboard.export import report_metadata, report_tables
from dashboard.export.blocks import Block
from dashboard.export.chart_picture import FONTS, Picture
from dashboard.export.content import OpenCases, Part, Report, translate_headings
from dashboard.export.report_metadata import (
    CLOSING,
    HASH_SHOWN,
    MADE_BY,
    REFERENCE_DATE,
    STATE,
    Fact,
    closing_facts,
    short_state,
)
from dashboard.frames import tables
from dashboard.frames.scale_positions import Track
from metrics import catalogue, publication_details, results
from schemas import findings, language
from schemas.language import marked, t

MARKUP = Path(__file__).parent / "markup" / "report.typ"
STANDARD: Literal["ua-1"] = "ua-1"
# Letters of an amount that have room on a line of a column, which is as many as it has percent.
ROOM = 12
# Column widths in percent (negative): names with a second line, and text columns.
FIRST, WORDS_ALONE, TRACK, REST = -20, -31, -10, 1
WIDTHS = {
    tables.VALUE_AND_INTERVAL: -12,
    tables.COUNTED: -12,
    tables.CHANGE: -17,
    tables.OTHERS: -13,
}
CASE_WIDTHS = (0, 4, 0, 13, 4)
# Points per pixel of a chart, so that its words are as large as those of the table.
POINTS = 0.69
# Words in a chart that would be smaller, such as signs of years without a value, are left out of
# the page: the table has them.
SMALLEST = 12.5
WORDS_IN_CHART = re.compile(r'<text[^>]*font-size="([\d.]+)px"[^>]*>[^<]*</text>')
CHART_WIDTH = re.compile(r'<svg[^>]*?width="([\d.]+)"')
# Error messages of typst for characters that no font has.
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed|disallowed codepoint `"(.+?)"`')
# A cell in the tags that typst writes, with the heading of its column: column 0 is that of the row.
CELL = re.compile(
    rb"/S/TD(?P<between>/P \d+ 0 R/A\[<</O/Table)(?P<of>/Headers\[\(U\w+x(?P<column>\d+)y0\)\])"
)
SUSPECTS = b"/Suspects false"
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# Attempts: typst may report more characters after the first ones were replaced.
TRIES = 3
Json = dict[str, object]
# Headings in the typst template.
HEADINGS = {
    "page": marked("Page {page} of {pages}"),
    "definitions": marked("What the measures count"),
    "about": marked("About this report"),
    "contents": marked("Contents"),
    "links": marked("Links of the chain"),
}
# Headings that stand before their text on the same line.
LEADING = {"method": marked("Method"), "submissions": marked("Imports")}
TITLE, SENTENCE = marked("{title}:"), marked("{sentence}.")
DECISION = marked("Decision")
ARABIC = re.compile("[\u0600-\u06ff]")
SVG = "{http://www.w3.org/2000/svg}"
TRANSLATED = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")
# Which part of a word's width is left of its place.
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
ISOLATES = {0x2068: None, 0x2069: None}


def render_pdf(report: Report) -> bytes:
    """Render the report as PDF. The same report gives the same bytes.

    A character that the fonts lack is written as its number, such as [U+4E2D].
    """
    # The fonts lack the marks that isolate names, and a letter joined to one is not drawn either.
    said = json.dumps(_report_data(report), ensure_ascii=False).translate(ISOLATES)
    for _ in range(TRIES):
        try:
            return _mend_tags(
                typst.compile(
                    MARKUP,
                    sys_inputs={"report": said},
                    font_paths=[FONTS],
                    ignore_system_fonts=True,
                    pdf_standards=STANDARD,
                )
            )
        except typst.TypstError as error:
            undrawn = _missing_characters(str(error.diagnostic))
            if not undrawn:
                raise
            said = "".join(f"[U+{ord(sign):04X}]" if sign in undrawn else sign for sign in said)
    raise AssertionError("signs stand for those that cannot be drawn, and are drawn themselves")


def _mend_tags(written: bytes) -> bytes:
    """Tag the first cell of each row of a table as the heading of the row.

    Typst has a feature for this, but its Python package cannot switch it on. The new tags are
    padded to the length of the old ones, because a PDF lists where each object begins. The lists of
    headings in cells are removed, because with them programs would not look for headings of rows.
    A default value is left out, because Poppler reports it as an error.
    """

    def tagged(cell: re.Match[bytes]) -> bytes:
        is_heading = int(cell["column"]) == 0
        scope = (b"/Scope/Row" if is_heading else b"").ljust(len(cell["of"]))
        return (b"/S/TH" if is_heading else b"/S/TD") + cell["between"] + scope

    return CELL.sub(tagged, written).replace(SUSPECTS, b" " * len(SUSPECTS))


def _missing_characters(diagnostic: str) -> set[str]:
    """Return the characters that typst cannot draw, from its error message."""
    named = "".join(one or other for one, other in UNDRAWN.findall(diagnostic))
    text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), named)
    return {sign for sign in text if not sign.isascii()}


def _report_data(report: Report) -> Json:
    """Return the content of the PDF as data for the typst template."""
    on = report.made_on
    facts = dict(report.facts)
    return {
        "words": {
            **{name: t(words_) for name, words_ in HEADINGS.items()},
            **{name: t(TITLE, title=t(words_)) for name, words_ in LEADING.items()},
        },
        "language": language.current_language().partition("-")[0],
        "rtl": language.text_direction() == "rtl",
        "title": report_tables.plain_line(report.title),
        "whole_title": report_tables.plain_line(report.whole_title),
        "author": facts[MADE_BY],
        "subject": report_tables.plain_line(report.place_and_period),
        "mark": report.mark,
        "foot": t("{state}. Created on {day}.", state=_state_line(report), day=words.day(on)),
        "made_on": [on.year, on.month, on.day],
        "warnings": list(report.warnings),
        "answers": [
            [t(SENTENCE, sentence=of), report_tables.plain_line(says)]
            for of, says in report.answers
        ],
        "parts": [_part_data(part) for part in report.parts],
        "definitions": [_definition_data(row) for row in results.row_dicts(report.definitions)],
        "method": report.method,
        "facts": _fact_texts(report.facts),
        "closing": _closing_texts(report.facts),
        "submissions": _import_lines(report.submissions),
    }


def _state_line(report: Report) -> str:
    facts = dict(report.facts)
    if report.is_of_release:
        return short_state(facts)
    return t(
        "Reference date: {day} ({hash})",
        day=facts[REFERENCE_DATE],
        hash=facts[STATE][:HASH_SHOWN],
    )


def _part_data(part: Part) -> Json:
    """Return a section as data for the typst template."""
    cases = None if part.cases is None else _cases_data(part.cases)
    return {
        "title": report_tables.plain_line(part.title),
        "text": report_tables.plain_line(part.text),
        "left_out": report_tables.plain_line(part.left_out),
        "blocks": [_block_data(part.title, block) for block in part.blocks],
        "cases": cases,
        "findings": [
            [
                t(SENTENCE, sentence=report_tables.plain_line(one.heading)),
                report_tables.plain_line(one.text),
            ]
            for one in part.findings
        ],
        "steps": None if part.steps is None else _steps_data(part.steps),
        "listed": part.listed and _table_data(part.listed.table, part.title, is_text=True),
        "notes": None if part.notes is None else report_tables.paragraphs(part.notes),
    }


def _steps_data(steps: pd.DataFrame) -> Json:
    """Return the table of steps as data; below each step is the measure that it improves."""
    table = report_tables.whole_numbers(steps)
    narrow = translate_headings(table.drop(columns=["Measure"]))
    return _table_data(narrow, t("Number of open cases by step"), under=list(table["Measure"]))


def _cases_data(cases: OpenCases) -> Json:
    """Return the table of cases as data, with forms of exploitation and room for decisions."""
    table = cases.table
    opened = [
        t("{age}. {since}", age=age, since=since)
        for age, since in zip(table["Open for"], table["Since"], strict=True)
    ]
    narrow = table.assign(**{"Open for": opened, DECISION: ""}).drop(columns=["Form", "Since"])
    headed = translate_headings(narrow)
    return {
        "table": _table_data(
            headed,
            t("Open cases, with the steps still possible"),
            under=list(table["Form"]),
            widths=CASE_WIDTHS,
        )
        | {"squares": [[vars(square) for square in of_case] for of_case in cases.squares]},
        "says": list(cases.says),
    }


def _block_data(section: str, block: Block) -> Json:
    """Return a block (table and chart) as data for the typst template."""
    picture = block.picture
    return {
        "title": report_tables.plain_line(block.title),
        "table": _table_data(
            report_tables.for_paper(block.table),
            # The title of the section is right above.
            report_tables.caption(section, block.title)
            if block.title
            else t("Figures of the chosen years"),
            under=block.under,
            tracks=block.tracks,
        ),
        "drawing": None if picture is None or block.tracks else _chart_as_svg(picture),
        "says": [report_tables.plain_line(text) for text in block.says],
        "notes": [report_tables.plain_line(line) for line in block.note_lines],
    }


def _chart_as_svg(picture: Picture) -> Json:
    """Return a chart as data: its SVG, and its Arabic words with their positions in pixels.

    Typst draws all words of an SVG in one font, from left to right, so our template draws these.
    """
    svg = WORDS_IN_CHART.sub(_keep_if_large, picture.svg)
    words_: list[Json] = []
    if ARABIC.search(svg):
        ET.register_namespace("", SVG[1:-1])
        root = ET.fromstring(svg)
        words_ = list(_take_arabic(root, 0.0, 0.0))
        svg = ET.tostring(root, encoding="unicode")
    width = _chart_width(svg)
    alt = report_tables.plain_line(picture.alt)
    return {"svg": svg, "alt": alt, "width": POINTS * width, "pixels": width, "words": words_}


def _take_arabic(within: ET.Element, left: float, top: float) -> Iterator[Json]:
    """Remove Arabic texts from an SVG; yield them as data, except invisible ones and outlines."""
    for child in list(within):
        at = TRANSLATED.match(child.get("transform", ""))
        x, y = (left + float(at[1]), top + float(at[2])) if at else (left, top)
        if child.tag != f"{SVG}text" or not ARABIC.search("".join(child.itertext())):
            yield from _take_arabic(child, x, y)
            continue
        within.remove(child)
        if child.get("stroke") or child.get("opacity") == "0":
            continue
        for line in list(child) or [child]:
            y += float(line.get("dy", 0)) if line is not child else 0
            yield {
                "text": line.text or "",
                "x": x,
                "y": y,
                "size": float(child.get("font-size", "12px")[:-2]),
                "anchor": ANCHORS[child.get("text-anchor", "start")],
                "fill": child.get("fill", "#000000"),
            }


def _keep_if_large(words_: re.Match[str]) -> str:
    """Return a matched text of an SVG; empty if its font is too small to read."""
    return words_[0] if float(words_[1]) >= SMALLEST else ""


def _chart_width(svg: str) -> float:
    found = CHART_WIDTH.search(svg)
    assert found is not None
    return float(found[1])


def _table_data(
    table: pd.DataFrame,
    caption: str,
    *,
    under: Sequence[str] = (),
    widths: Sequence[int] = (),
    tracks: Sequence[Track] = (),
    is_text: bool = False,
) -> Json:
    """Return a table as columns and rows of texts, with the small scale (track) of each row.

    `under` has second lines for the first column. Numbers are aligned right, unless `is_text` or
    `widths` is set. Widths above 0 are parts of the remaining width, 0 is automatic, below 0 is a
    percentage of the total width.
    """
    names = [str(name) for name in table.columns]
    return {
        "caption": report_tables.plain_line(caption),
        "columns": [report_tables.say_heading(name) for name in names],
        "rows": [[_cell(str(cell)) for cell in row] for row in table.itertuples(index=False)],
        "under": [report_tables.plain_line(text) for text in under],
        "tracks": [
            {
                "svg": str(report_tables.track_svg(track)),
                "alt": report_tables.plain_line(track.spoken),
                "ends": report_tables.track_ends(track),
            }
            for track in tracks
        ],
        "track_position": report_tables.track_position(table),
        "track_heading": report_tables.track_heading(tracks),
        "track_width": TRACK,
        "numbers": [
            not (widths or is_text) and position > 0 and name not in report_tables.LABELS
            for position, name in enumerate(names)
        ],
        "widths": list(widths)
        or [
            _column_width(name, position, names, is_wide=bool(under))
            for position, name in enumerate(names)
        ],
    }


def _definition_data(row: Mapping[str, str]) -> Json:
    about = {"title": row["Title"], "date": row["Counted"], "limits": row["Does not show"]}
    if catalogue.CATALOGUE[row["Measure"]].kind == "Count":
        # The title of a count names what is counted.
        says = t("{title}. {date}. {limits}", **about)
    else:
        says = t("{title} ({of}). {date}. {limits}", of=row["Of"], **about)
    return {
        "name": t("{measure}, version {version}:", measure=row["Measure"], version=row["Version"]),
        "says": report_tables.plain_line(says),
    }


def _fact_texts(facts: Sequence[Fact]) -> list[list[str]]:
    """Return [title with a colon, sentence] for each fact, without hash and closing facts.

    The hash of the records is at the bottom of each page. Closing facts have a box of their own.
    """
    return [
        [
            t(TITLE, title=fact.title),
            t(SENTENCE, sentence=report_tables.plain_line(fact.text).removesuffix(".")),
        ]
        for fact in facts
        if fact.label not in (STATE, *CLOSING)
    ]


def _closing_texts(facts: Sequence[Fact]) -> list[list[str]]:
    """Return title, text and address of each closing fact; the address is empty without a link."""
    return [
        [
            t(TITLE, title=fact.title),
            report_tables.plain_line(fact.text),
            fact.text if publication_details.ADDRESS.fullmatch(fact.text) else "",
        ]
        for fact in closing_facts(facts)
    ]


def _import_lines(submissions: pd.DataFrame) -> list[str]:
    """Return one line of text per import."""
    return [
        t(
            "import {batch}: extracted on {day}, rows: {rows}, content hash {hash}",
            batch=batch,
            day=extracted,
            rows=rows,
            hash=content[:HASH_SHOWN],
        )
        for batch, extracted, rows, _, content in report_metadata.submissions_in_words(
            submissions
        ).itertuples(index=False)
    ]


def _cell(text: str) -> str:
    """Return the text of a cell, with amounts such as `CZK 412` kept on one line if they fit.

    A longer amount, such as `CZK 12.4 million`, may break only after its currency.
    """
    shown = "\n".join(map(report_tables.plain_line, text.split("\n")))
    words_ = [
        word if len(word) <= ROOM else word.replace(findings.NO_BREAK, " ", 1)
        for word in shown.split(" ")
    ]
    return " ".join(words_)


def _column_width(name: str, position: int, names: Sequence[str], *, is_wide: bool) -> int:
    if {tables.CHANGE, tables.OTHERS} & set(names) and position:
        # Others and change have columns of their own beside the result.
        last = tables.RESULT if tables.RESULT in names else tables.CHANGE
        return REST if name == last else WIDTHS.get(name, 0)
    if name in report_tables.LABELS:
        return WORDS_ALONE
    if position or not is_wide:
        return 0
    return FIRST if report_tables.LABELS & set(names) else REST
