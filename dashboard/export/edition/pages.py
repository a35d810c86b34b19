"""Build the HTML pages of an edition. They work without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from dashboard import templates, words
from dashboard.charts import theme
from dashboard.export import chart_picture, report_metadata, report_tables
from dashboard.export.content import Report, heading
from dashboard.export.edition.jurisdiction_report import TITLE, JurisdictionReport, MeasureReport
from dashboard.frames import breakdowns, tables
from dashboard.release_notes import CORRECTED, Corrections
from metrics import Measure, catalogue, icat_brief
from schemas.language import n, t

HERE = Path(__file__).parent
TEMPLATES = templates.environment(
    [report_tables.HERE / "markup", HERE / "markup"], report_tables.plain_line
)
FRONT, LETTERS = "index.html", "fonts/"
LOG = "corrections"
# Columns that identify the corrected figure of a measure; and the most lines for a page.
PAGE_OF = ("Jurisdiction", "Period", "Split by", "Part")
MOST_LINES = 1_000
WEIGHTS = (400, 600)
CSV, JSON = "text/csv", "application/json"
# The columns on the page of a jurisdiction. The page of a family has all.
OVERVIEW = (tables.MEASURE, tables.VALUE, tables.INTERVAL, tables.OF, tables.MISSING)
# What a measure's page says about it, by the columns of its definition.
DEFINED = ("Measure", "Version", "Of", "Unit", "Counted", "Better", "Does not show")


@dataclass(frozen=True)
class JurisdictionEntry:
    """A jurisdiction of the edition, with its name, period and number of figures."""

    id: str
    name: str
    period: str
    reference_date: str
    shown: int


@dataclass(frozen=True)
class Page:
    """The title, position and files of a page, for its header and navigation."""

    name: str
    short: str
    up: str = ""
    here: str = ""
    above: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, str]] = ()


class Edition(NamedTuple):
    """The jurisdictions (id, name) and measures that pages link to."""

    places: Sequence[tuple[str, str]]
    ids: Sequence[str]


class MeasureFact(NamedTuple):
    """A fact on a measure, with a link if there is one."""

    label: str
    text: str
    address: str = ""


@dataclass(frozen=True)
class Family:
    """A family of measures on the page of a jurisdiction."""

    letter: str
    name: str
    address: str
    table: pd.DataFrame
    links: Sequence[str] = field(default_factory=list)
    notes: Sequence[str] = ()


def front_page(
    jurisdictions: Sequence[JurisdictionEntry],
    report: Report,
    corrections: Corrections | None = None,
) -> bytes:
    """Build the first page of the edition. `report` may be that of any jurisdiction."""
    every = len(report.definitions)
    table = pd.DataFrame(
        {
            t("Jurisdiction"): [jurisdiction.name for jurisdiction in jurisdictions],
            t("Period"): [jurisdiction.period for jurisdiction in jurisdictions],
            t("Reference date"): [jurisdiction.reference_date for jurisdiction in jurisdictions],
            t("Measures with a figure"): [
                t("{number} of {all}", number=jurisdiction.shown, all=every)
                for jurisdiction in jurisdictions
            ],
        }
    )
    return _render_page(
        "front.html",
        Page(t(TITLE), t("Jurisdictions")),
        report,
        title=t(TITLE),
        subject=n("{count} jurisdiction", "{count} jurisdictions", len(jurisdictions)),
        every=every,
        places=table,
        addresses=[f"{jurisdiction.id}/{FRONT}" for jurisdiction in jurisdictions],
        example=f"{jurisdictions[0].id}/{report.definitions['Measure'].iloc[0]}.csv",
        how_to_read=dict(report.facts)[report_metadata.READ_BY],
        corrections=corrections,
        corrected=t(CORRECTED),
    )


def corrections_page(made: Corrections, report: Report) -> bytes:
    """Build the page on corrections of the previous release."""
    page = Page(
        t(CORRECTED), t(CORRECTED), above=[(t("Jurisdictions"), FRONT)], files=[(CSV, f"{LOG}.csv")]
    )
    return _render_page(
        "corrections.html",
        page,
        report,
        title=t(CORRECTED),
        corrections=made,
        lines=_corrected(made.lines.head(MOST_LINES)),
        more=max(len(made.lines) - MOST_LINES, 0),
    )


def jurisdiction_page(profile: JurisdictionReport, jurisdiction: JurisdictionEntry) -> bytes:
    """Build the page of a jurisdiction: sentences, and all measures by family."""
    parts = [
        Family(
            letter,
            part.title,
            f"{letter}.html",
            _overview_table(part.blocks[0].table),
            _links(part.blocks[0].figures),
            part.blocks[0].note_lines,
        )
        for letter, part in profile.families.items()
    ]
    page = Page(
        t("{place}: {title}", place=jurisdiction.name, title=t(TITLE)),
        jurisdiction.name,
        "../",
        jurisdiction.id,
        above=[_top_page()],
        files=_figure_links("index"),
    )
    return _render_page("place.html", page, profile.report, families=parts)


def family_page(profile: JurisdictionReport, letter: str, jurisdiction: JurisdictionEntry) -> bytes:
    """Build the page of a family of measures: all columns, and a chart of its shares."""
    part = profile.families[letter]
    [block] = part.blocks
    page = Page(
        t("{title}, {place}", title=part.title, place=jurisdiction.name),
        part.title,
        "../",
        jurisdiction.id,
        above=[_top_page(), (jurisdiction.name, FRONT)],
        files=_figure_links(letter),
    )
    links = _links(block.figures)
    return _render_page("family.html", page, profile.report, part=part, block=block, links=links)


def measure_page(of: MeasureReport, jurisdiction: JurisdictionEntry, edition: Edition) -> bytes:
    """Build the page of a measure: sentence, breakdowns, and definition."""
    measure = of.measure
    page = Page(
        t("{title}, {place}", title=t(measure.title), place=jurisdiction.name),
        t(measure.title),
        "../",
        jurisdiction.id,
        above=[
            _top_page(),
            (jurisdiction.name, FRONT),
            (t(breakdowns.FAMILY_NAMES[measure.family]), f"{measure.family}.html"),
        ],
        files=_figure_links(measure.id),
    )
    return _render_page(
        "measure.html",
        page,
        of.report,
        measure=measure,
        answer=of.answer,
        counts=_measure_facts(measure, of.report, edition),
        elsewhere=[
            (name, f"../{id_}/{measure.id}.html")
            for id_, name in edition.places
            if id_ != jurisdiction.id
        ],
    )


def stylesheet() -> bytes:
    """Return the only stylesheet: fonts, light and dark colours, and the styles of reports."""
    faces = templates.linked_fonts(LETTERS, WEIGHTS)
    light, dark = (_variables(palette) for palette in (theme.LIGHT, theme.DARK))
    own = [
        (room / "styles" / name).read_text(encoding="utf-8")
        for room, name in ((report_tables.HERE, "report.css"), (HERE, "edition.css"))
    ]
    colours = f":root {{ {light} }}\n"
    colours += f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    return "\n".join((faces, own[0], colours, own[1])).encode()


def _variables(palette: theme.Palette) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in vars(palette).items())


def _render_page(template: str, page: Page, report: Report, **context: object) -> bytes:
    """Render a page from its template, with warnings and footer."""
    facts = dict(report.facts)
    foot = t(
        "{state}. Created on {day} by {program}.",
        state=report_metadata.short_state(facts),
        day=facts[report_metadata.MADE_ON],
        program=facts["Made by"],
    )
    given = {"page": page, "report": report, "warnings": report.warnings, "foot": foot}
    given |= {"drawing": chart_picture.themed_svg, "printed": report_tables}
    return TEMPLATES.get_template(template).render(given | context).encode()


def _top_page() -> tuple[str, str]:
    return t("Jurisdictions"), f"../{FRONT}"


def _figure_links(name: str) -> list[tuple[str, str]]:
    return [(CSV, f"{name}.csv"), (JSON, f"{name}.json")]


def _corrected(lines: pd.DataFrame) -> pd.DataFrame:
    """Combine columns, so that a line fits on a phone."""
    figures = [
        ", ".join(
            filter(None, (f"{line['Measure']} {line['Title']}", *(line[one] for one in PAGE_OF)))
        )
        for line in lines.to_dict("records")
    ]
    return lines.assign(Figure=figures)[["Figure", "What", "Before", "After"]]


def _overview_table(table: pd.DataFrame) -> pd.DataFrame:
    read = report_tables.write_reasons(table)
    return read[[name for name in OVERVIEW if name in read]]


def _links(figures: pd.DataFrame) -> list[str]:
    return [f"{id_}.html" for id_ in figures["measure"]]


def _measure_facts(measure: Measure, report: Report, edition: Edition) -> list[MeasureFact]:
    """Return the facts on a measure: what it counts, how it may mislead, and related measures."""
    [defined] = report.definitions.to_dict("records")
    beside = dict.fromkeys((measure.guard, *measure.shown_beside))
    return [
        *(MeasureFact(heading(name), defined[name]) for name in DEFINED if defined[name]),
        *(MeasureFact(t("Note"), t(caveat)) for caveat in measure.caveats),
        MeasureFact(t("How it could be manipulated"), t(measure.gaming_risk)),
        *(
            MeasureFact(
                t("Read with"),
                t(catalogue.CATALOGUE[id_].title),
                f"{id_}.html" if id_ in edition.ids else "",
            )
            for id_ in beside
        ),
        *(
            MeasureFact(t("Based on (ICAT brief)"), t(icat_brief.BRIEF[key]))
            for key in measure.answers
        ),
        MeasureFact(t("Used by"), words.listing([t(name) for name in measure.used_by])),
        *(
            MeasureFact(
                t("Version {version}", version=one.version),
                t("since {day}: {change}", day=words.day(one.on), change=t(one.what)),
            )
            for one in reversed(measure.changes)
        ),
    ]
