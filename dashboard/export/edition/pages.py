"""Build the HTML pages of an edition. They work without JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from dashboard import html_templates, words
from dashboard.charts import theme
from dashboard.export import chart_picture, picture_files, report_metadata, report_tables
from dashboard.export.blocks import Block
from dashboard.export.content import Report, heading
from dashboard.export.edition.jurisdiction_report import TITLE, JurisdictionReport, MeasureReport
from dashboard.frames import breakdowns, tables
from dashboard.released_data import CORRECTED, Corrections
from metrics import Measure, catalogue, icat_brief, publication_details, results
from schemas.language import LANGUAGES, comma_list, current_language, marked, n, t

HERE = Path(__file__).parent
TEMPLATES = html_templates.jinja_environment(
    [report_tables.HERE / "markup", HERE / "markup"], report_tables.plain_line
)
FRONT, LETTERS = "index.html", "fonts/"
LOG = "corrections"
# The folder of the pages over all jurisdictions, and the file with everything.
ACROSS, EVERYTHING = "measures", "everything.zip"
METHODS = "methods.html"
# Columns that identify the corrected figure of a measure; and the most lines for a page.
PAGE_OF = ("Jurisdiction", "Period", "Split by", "Part")
MOST_LINES = 1_000
WEIGHTS = (400, 600)
CSV, JSON, ZIP = "text/csv", "application/json", "application/zip"
# The columns on the page of a jurisdiction. The page of a family has all.
OVERVIEW = (tables.MEASURE, tables.VALUE, tables.INTERVAL, tables.OF, tables.MISSING)
METHODS_TITLE = marked("Measures and methods")
METHODS_ARE = marked(
    "All measures with their definitions, how to read the figures, what has changed, and how to"
    " cite them."
)
CORRECTIONS_ARE = marked(
    "Figures of the last release that have changed, and figures that are no longer shown. Figures"
    " shown for the first time are not corrections."
)
# Facts on the whole edition, which its page on methods repeats.
EDITION_FACTS = (
    report_metadata.READ_BY,
    publication_details.CONTACT,
    publication_details.LICENCE,
    publication_details.NEXT_UPDATE,
)
# What a measure's page says about it, by the columns of its definition.
DEFINED = ("Measure", "Version", "Of", "Unit", "Counted", "Better", "Does not show")


@dataclass(frozen=True)
class Page:
    """The title, position and files of a page, for its header and navigation.

    `address` is its path from the edition's top folder. `name` and `description` are for search
    engines and links on other sites. `places` are the names of its jurisdictions.
    """

    address: str
    name: str
    short: str
    description: str
    places: Sequence[str]
    above: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, str]] = ()

    @property
    def here(self) -> str:
        """Return the folder of the page, empty at the top."""
        return self.address.rpartition("/")[0]

    @property
    def file(self) -> str:
        """Return the name of the page's file."""
        return self.address.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """Return the file name without suffix. The page's other files have the same name."""
        return self.file.removesuffix(".html")

    @property
    def up(self) -> str:
        """Return the relative path from the page to the edition's top folder."""
        return "../" if self.here else ""


class Edition(NamedTuple):
    """The jurisdictions (id, name) and measures of an edition, and its public address if known.

    `languages` are all that the edition is in. The first one is at the top, and each other one in
    a folder with its name.
    """

    places: Sequence[tuple[str, str]]
    ids: Sequence[str]
    address: str = ""
    languages: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        """Return the names of all jurisdictions."""
        return [name for _, name in self.places]

    @property
    def folder(self) -> str:
        """Return the folder of the current language; empty for the first one."""
        return self._folder_of(current_language())

    def _folder_of(self, spoken: str) -> str:
        """Return the folder of a language; empty for the first one."""
        return f"{spoken}/" if spoken in self.languages[1:] else ""

    def in_languages(self, page: Page) -> list[tuple[str, str, str]]:
        """Return (code, name, address) of the page in each language; empty if there is only one."""
        top = page.up + ("../" if self.folder else "")
        return [
            (spoken, LANGUAGES[spoken], f"{top}{self._folder_of(spoken)}{page.address}")
            for spoken in (self.languages if len(self.languages) > 1 else ())
        ]


class MeasureFact(NamedTuple):
    """A fact on a measure, with a link if there is one."""

    label: str
    text: str
    address: str = ""


class Family(NamedTuple):
    """A family of measures on the page of a jurisdiction."""

    letter: str
    name: str
    table: pd.DataFrame
    links: Sequence[str]
    notes: Sequence[str]


def front_page(
    jurisdictions: Sequence[JurisdictionReport],
    report: Report,
    edition: Edition,
    corrections: Corrections | None = None,
    leading: Sequence[MeasureReport] = (),
) -> bytes:
    """Build the first page of the edition. It takes only what all reports share from `report`.

    `leading` are measures over all jurisdictions, each of which answers a question by a chart.
    """
    every = len(report.definitions)
    contents = n(
        "{count} measure for each jurisdiction, with its confidence interval and the number of"
        " missing answers.",
        "{count} measures for each jurisdiction, with their confidence intervals and the number of"
        " missing answers.",
        every,
    )
    page = Page(
        FRONT,
        t(TITLE),
        t("Jurisdictions"),
        contents,
        edition.names,
        files=[(ZIP, EVERYTHING), (JSON, "index.json")],
    )
    return _render_page(
        "front.html",
        page,
        report,
        edition,
        title=t(TITLE),
        subject=n("{count} jurisdiction", "{count} jurisdictions", len(jurisdictions)),
        contents=contents,
        charts=[
            (of.measure, block) for of in leading for block in picture_files.charts_of(of.report)
        ],
        places=_places_table(jurisdictions, every),
        jurisdictions=jurisdictions,
        addresses=[f"{jurisdiction.id}/{FRONT}" for jurisdiction in jurisdictions],
        example=f"{jurisdictions[0].id}/{report.definitions['Measure'].iloc[0]}.csv",
        corrections=corrections,
        corrected=t(CORRECTED),
    )


def _places_table(jurisdictions: Sequence[JurisdictionReport], every: int) -> pd.DataFrame:
    reports = [jurisdiction.report for jurisdiction in jurisdictions]
    shown = [int((report.figures["status"] == words.SHOWN).sum()) for report in reports]
    return pd.DataFrame(
        {
            t("Jurisdiction"): [jurisdiction.name for jurisdiction in jurisdictions],
            t("Period"): [report.period for report in reports],
            t("Reference date"): [
                dict(report.facts)[report_metadata.REFERENCE_DATE] for report in reports
            ],
            t("Measures with a figure"): [
                t("{number} of {all}", number=number, all=every) for number in shown
            ],
        }
    )


def corrections_page(made: Corrections, report: Report, edition: Edition) -> bytes:
    """Build the page on corrections of the previous release."""
    page = Page(
        f"{LOG}.html",
        t(CORRECTED),
        t(CORRECTED),
        t(CORRECTIONS_ARE),
        edition.names,
        above=[(t("Jurisdictions"), FRONT)],
        files=[(CSV, f"{LOG}.csv")],
    )
    return _render_page(
        "corrections.html",
        page,
        report,
        edition,
        title=t(CORRECTED),
        corrections=made,
        lines=_correction_table(made.lines.head(MOST_LINES)),
        more=max(len(made.lines) - MOST_LINES, 0),
    )


def methods_page(report: Report, edition: Edition, corrections: Corrections | None = None) -> bytes:
    """Build the page on methods: all measures, how to read figures, and how to cite them."""
    page = Page(
        METHODS,
        t("{title} {section}", title=t(TITLE), section=t(METHODS_TITLE)),
        t(METHODS_TITLE),
        t(METHODS_ARE),
        edition.names,
        above=[(t("Jurisdictions"), FRONT)],
        files=[(JSON, "index.json")],
    )
    measures = [catalogue.CATALOGUE[id_] for id_ in report.definitions["Measure"]]
    families = {
        t(name): [one for one in measures if one.family == letter]
        for letter, name in breakdowns.FAMILY_NAMES.items()
    }
    changes = [(change, measure) for measure in measures for change in measure.changes]
    return _render_page(
        "methods.html",
        page,
        report,
        edition,
        title=t(METHODS_TITLE),
        families={name: of for name, of in families.items() if of},
        changes=sorted(changes, key=lambda one: one[0].on, reverse=True),
        statuses=words.ABSENCES.values(),
        facts=[
            fact
            for fact in report_metadata.facts_in_words(report.facts)
            if fact.label in EDITION_FACTS
        ],
        day=words.day,
        corrections=corrections,
        corrected=t(CORRECTED),
        cited=t("{title} {edition}", title=t(TITLE), edition=_page_foot(report)),
    )


def jurisdiction_page(jurisdiction: JurisdictionReport, edition: Edition) -> bytes:
    """Build the page of a jurisdiction: its key findings, and all measures by family."""
    parts = [
        Family(
            letter,
            part.title,
            _overview_table(part.blocks[0].table),
            _links(part.blocks[0].figures),
            part.blocks[0].note_lines,
        )
        for letter, part in jurisdiction.families.items()
    ]
    report = jurisdiction.report
    said = " ".join(finding.text for finding in jurisdiction.findings[:1])
    page = Page(
        f"{jurisdiction.id}/{FRONT}",
        t("{place}: {title}", place=jurisdiction.name, title=t(TITLE)),
        jurisdiction.name,
        said or report.place_and_period,
        [jurisdiction.name],
        above=[_top_page()],
        files=_figure_links("index"),
    )
    return _render_page(
        "place.html", page, report, edition, families=parts, findings=jurisdiction.findings
    )


def family_page(
    report: Report, letter: str, jurisdiction: JurisdictionReport, edition: Edition
) -> bytes:
    """Build the page of a family of measures: the table with all columns, and a chart of shares."""
    [part] = report.parts
    [block] = part.blocks
    name = t("{title}, {place}", title=part.title, place=jurisdiction.name)
    page = Page(
        f"{jurisdiction.id}/{letter}.html",
        name,
        part.title,
        t("{title}: {details}.", title=part.title, details=report.place_and_period),
        [jurisdiction.name],
        above=[_top_page(), (jurisdiction.name, FRONT)],
        files=_figure_links(letter),
    )
    links = _links(block.figures)
    return _render_page("family.html", page, report, edition, part=part, block=block, links=links)


def measure_page(of: MeasureReport, jurisdiction: JurisdictionReport, edition: Edition) -> bytes:
    """Build the page of a measure: a sentence on its value, its breakdowns, and its definition."""
    measure = of.measure
    page = Page(
        f"{jurisdiction.id}/{measure.id}.html",
        t("{title}, {place}", title=t(measure.title), place=jurisdiction.name),
        t(measure.title),
        of.answer,
        [jurisdiction.name],
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
        edition,
        measure=measure,
        answer=of.answer,
        counts=_measure_facts(measure, of.report, edition),
        links=(),
    )


def across_page(of: MeasureReport, edition: Edition) -> bytes:
    """Build the page of a measure over all jurisdictions."""
    measure = of.measure
    page = Page(
        f"{ACROSS}/{measure.id}.html",
        t("{title} ({of})", title=t(measure.title), of=of.report.subject),
        t(measure.title),
        of.answer,
        edition.names,
        above=[_top_page(), (t(METHODS_TITLE), f"../{METHODS}")],
        files=_figure_links(measure.id),
    )
    return _render_page(
        "measure.html",
        page,
        of.report,
        edition,
        measure=measure,
        answer="",
        counts=_measure_facts(measure, of.report, edition),
        links=[f"../{id_}/{measure.id}.html" for id_ in of.report.figures["jurisdiction"]],
    )


def chart_page(block: Block, chart: str, page: str, report: Report) -> bytes:
    """Build the small page of a chart, which other sites can embed."""
    assert block.picture is not None
    rendered = TEMPLATES.get_template("chart.html").render(
        picture=block.picture, chart=chart, page=f"{page}.html", report=report
    )
    return rendered.encode()


def stylesheet() -> bytes:
    """Return the only stylesheet: fonts, light and dark colours, and the styles of reports."""
    faces = html_templates.linked_fonts_css(LETTERS, WEIGHTS)
    light, dark = (_css_variables(palette) for palette in (theme.LIGHT, theme.DARK))
    own = [
        (room / "styles" / name).read_text(encoding="utf-8")
        for room, name in ((report_tables.HERE, "report.css"), (HERE, "edition.css"))
    ]
    colours = f":root {{ {light} }}\n"
    colours += f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    return "\n".join((faces, own[0], colours, own[1])).encode()


def _css_variables(palette: theme.Palette) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in vars(palette).items())


def _render_page(
    template: str, page: Page, report: Report, edition: Edition, **context: object
) -> bytes:
    """Render a page from its template, with warnings and footer."""
    given = {
        "page": page,
        "report": report,
        "warnings": report.warnings,
        "foot": _page_foot(report),
        "drawing": chart_picture.themed_svg,
        "printed": report_tables,
        "chart_name": picture_files.chart_name,
        "address": edition.address and f"{edition.address}{edition.folder}",
        "languages": edition.in_languages(page),
        "here": current_language(),
        "about": _page_description(page, report),
        "dataset": _schema_org_dataset(page, report, edition),
    }
    return TEMPLATES.get_template(template).render(given | context).encode()


def _page_foot(report: Report) -> str:
    """Return the footer's text: the hash of the records or release, the day and the program."""
    facts = dict(report.facts)
    return t(
        "{state}. Created on {day} by {program}.",
        state=report_metadata.short_state(facts),
        day=facts[report_metadata.MADE_ON],
        program=facts["Made by"],
    )


def _page_description(page: Page, report: Report) -> str:
    """Return a page's subject with its warnings, because other sites show it without the page."""
    return " ".join((page.description, *report.warnings))


def _schema_org_dataset(page: Page, report: Report, edition: Edition) -> Mapping[str, object]:
    """Return the description of a page's figures for search engines (schema.org, JSON-LD)."""
    facts = dict(report.facts)
    # Without an address, the files are found next to the page.
    top = edition.address and f"{edition.address}{edition.folder}"
    folder = top and f"{top}{page.address.removesuffix(page.file)}"
    licence, contact = (
        facts.get(name) for name in (publication_details.LICENCE, publication_details.CONTACT)
    )
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": page.name,
        "description": _page_description(page, report),
        "dateModified": report.made_on.isoformat(),
        "version": report_metadata.short_state(facts),
        "temporalCoverage": report.period,
        "spatialCoverage": list(page.places),
        "isAccessibleForFree": True,
        **({"url": f"{top}{page.address}"} if top else {}),
        "inLanguage": current_language(),
        **({"license": licence} if licence else {}),
        **({"creator": {"@type": "Organization", "name": contact}} if contact else {}),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{folder}{file}"}
            for kind, file in page.files
        ],
    }


def _top_page() -> tuple[str, str]:
    """Return the name and relative address of the first page, for the navigation."""
    return t("Jurisdictions"), f"../{FRONT}"


def _figure_links(name: str) -> list[tuple[str, str]]:
    """Return (format, address) of the files with a page's figures."""
    return [(CSV, f"{name}.csv"), (JSON, f"{name}.json")]


def _correction_table(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the table of corrections with combined columns, so that a line fits on a phone."""
    figures = [
        comma_list(
            filter(None, (f"{line['Measure']} {line['Title']}", *(line[one] for one in PAGE_OF)))
        )
        for line in results.row_dicts(lines)
    ]
    return lines.assign(Figure=figures)[["Figure", "What", "Before", "After"]]


def _overview_table(table: pd.DataFrame) -> pd.DataFrame:
    read = report_tables.write_reasons(table)
    return read[[name for name in OVERVIEW if name in read]]


def _links(figures: pd.DataFrame) -> list[str]:
    """Return the addresses of the measures' pages, one per row."""
    return [f"{id_}.html" for id_ in figures["measure"]]


def _measure_facts(measure: Measure, report: Report, edition: Edition) -> list[MeasureFact]:
    """Return the facts on a measure: what it counts, how it may mislead, and related measures."""
    [defined] = results.row_dicts(report.definitions)
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
