"""Build the report of a jurisdiction for an edition: each measure, and its breakdowns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby

import pandas as pd

from dashboard import charts, data_dictionary, words
from dashboard.export import (
    blocks,
    chart_picture,
    content,
    key_findings,
    report_metadata,
    template,
)
from dashboard.export.blocks import Block
from dashboard.export.content import Part, Report
from dashboard.export.report_metadata import Fact
from dashboard.export.template import JURISDICTION, YEAR, Section
from dashboard.frames import breakdowns, chart_rows, tables
from dashboard.frames import figures as frames_figures
from dashboard.frames.key_findings import Finding, find_key_findings
from dashboard.query_params import Choice
from dashboard.records import Records
from metrics import Measure, catalogue
from schemas.language import marked, message, n, sort_key, t

AS_A_WHOLE, BY_YEAR = marked("As a whole"), marked("By year")
BY_GROUP = marked("By group: {group}")
COMPARED = marked("Compared with other jurisdictions")
ALL_PLACES = marked("All jurisdictions")
# The report whose key findings an edition has too, and the one whose measures by year answer the
# questions of its first page.
FINDINGS, QUESTIONS = "ministry", "profile"
NAME, TITLE = "edition", marked("How well is trafficking in persons prosecuted?")


@dataclass(frozen=True)
class EditionRequest:
    """What an edition should include: a choice of filters per jurisdiction, the date, the measures.

    `address` is where the edition will be published, empty if nobody knows. The first of the
    `languages` must be the current one. Each other one gets a folder of its own.
    """

    choices: tuple[Choice, ...]
    made_on: date
    ids: tuple[str, ...] = tuple(catalogue.CATALOGUE)
    address: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureReport:
    """A measure with its own report, and its question or a sentence that answers it.

    If the report is on a jurisdiction, its first part is the measure without breakdown, and the
    others are breakdowns. If it is on all jurisdictions, it has one part.
    """

    measure: Measure
    answer: str
    report: Report


@dataclass(frozen=True)
class JurisdictionReport:
    """A jurisdiction, with a report by family of measures.

    `findings` are its key findings, `answers` has a sentence on each measure. `beside` has the
    figures for the chosen period as they are shown next to other jurisdictions, with the columns
    of `metrics.results.rows`.
    """

    choice: Choice
    report: Report
    findings: tuple[Finding, ...]
    answers: Mapping[str, Fact]
    beside: pd.DataFrame

    @property
    def id(self) -> str:
        """Return the code of the jurisdiction."""
        return self.choice.jurisdiction

    @property
    def name(self) -> str:
        """Return the name of the jurisdiction."""
        return dict(self.report.facts)["Place"]

    @property
    def families(self) -> Mapping[str, Part]:
        """Return the parts of the report, by the letter of the family."""
        letters = dict.fromkeys(id_[0] for id_ in self.report.definitions["Measure"])
        return dict(zip(letters, self.report.parts, strict=True))


def build_report(choice: Choice, records: Records, asked: EditionRequest) -> JurisdictionReport:
    """Build the report of the chosen jurisdiction and years."""
    every = [one for one in catalogue.CATALOGUE.values() if one.id in asked.ids]
    sections = [
        Section(
            breakdowns.FAMILY_NAMES[letter],
            tuple(one.id for one in of_family),
            is_drawn=True,
        )
        for letter, of_family in groupby(every, key=lambda one: one.family)
    ]
    report = content.report_of_parts(
        (NAME, t(TITLE)),
        (choice, records),
        tuple(
            Part(t(section.title), "", tuple(blocks.build_blocks(section, choice, records)))
            for section in sections
        ),
        tuple(one.id for one in every),
        made_on=asked.made_on,
    )
    # Remove the link: readers of an edition have no dashboard with these records.
    report = replace(
        report, facts=tuple(one for one in report.facts if one.label != report_metadata.LINK)
    )
    rows = records.rows(asked.ids, years=choice.years, only=choice.only)
    # In a release, a figure next to those of others needs more cases.
    beside = records.rows_beside(rows, asked.ids, replace(choice, jurisdiction=""))
    here = beside[beside["jurisdiction"] == choice.jurisdiction]
    findings = _find_findings(choice, records, asked)
    answers = content.answer_sentences(asked.ids, choice, records)
    return JurisdictionReport(choice, report, findings, answers, here)


def _find_findings(choice: Choice, records: Records, asked: EditionRequest) -> tuple[Finding, ...]:
    """Return key findings on the edition's measures that the report FINDINGS has, else on all."""
    of_brief = {id_ for one in template.load_template(FINDINGS).sections for id_ in one.measures}
    ids = tuple(id_ for id_ in catalogue.CATALOGUE if id_ in of_brief and id_ in asked.ids)
    judged = key_findings.judge_measures(ids or asked.ids, choice, records)
    return find_key_findings(judged, key_findings.shared_context(choice, records, judged))


def build_measures(
    made: JurisdictionReport, ids: Sequence[str], records: Records, asked: EditionRequest
) -> Iterator[MeasureReport]:
    """Build the reports of some measures of a jurisdiction, in the order of the catalogue.

    They are made one by one, because all charts together would not fit into memory.
    """
    every = [one for one in catalogue.CATALOGUE.values() if one.id in ids]
    whole = {id_: part for of in made.report.parts for id_, part in _measure_rows(of, ids)}
    # The page of a measure shows all jurisdictions in one chart.
    draws_peers = len(asked.choices) == 1
    for one, parts in _split_parts(every, made.choice, records, draws_peers=draws_peers):
        report = _report_of_measure(made.report, one, (whole[one.id], *parts))
        yield MeasureReport(one, made.answers[one.id].text, report)


def _measure_rows(part: Part, ids: Sequence[str]) -> Iterator[tuple[str, Part]]:
    """Yield (id, part) for each of the measures `ids`: the part has only its row of the table."""
    [block] = part.blocks
    for number, id_ in enumerate(block.figures["measure"]):
        if id_ not in ids:
            continue
        line = block.table.iloc[[number]]
        filled = [name for name in line.columns if line[name].iloc[0]]
        of_one = replace(
            block,
            table=line[filled],
            under=block.under[number : number + 1],
            figures=block.figures.iloc[[number]].assign(section=t(AS_A_WHOLE)),
            says=blocks.reading_rule(line),
            picture=None,
            tracks=block.tracks[number : number + 1],
            notes=tuple(note for note in block.notes if note.measure == id_),
        )
        yield id_, Part(t(AS_A_WHOLE), "", (of_one,))


def _split_parts(
    measures: list[Measure], choice: Choice, records: Records, *, draws_peers: bool
) -> Iterator[tuple[Measure, tuple[Part, ...]]]:
    """Yield each measure with its parts: by year, by group, and compared with others."""
    sections = [*_measure_sections(measures, choice)]
    if records.peers(choice):
        # Counts and sums depend on the size of a place, so they are not compared.
        ids = tuple(one.id for one in measures if one.kind not in tables.ADDED_UP)
        sections.append(Section(COMPARED, ids, JURISDICTION, is_drawn=draws_peers, tall=True))
    with_blocks = [(one, blocks.build_blocks(one, choice, records)) for one in sections]
    for one in measures:
        # Each section has its measures in the same order, and runs one query for all.
        yield (
            one,
            tuple(
                Part(t(section.title), t(section.text), (next(made),))
                for section, made in with_blocks
                if one.id in section.measures
            ),
        )


def _measure_sections(measures: list[Measure], choice: Choice) -> Iterator[Section]:
    """Yield the sections of all measures by year and by group."""
    ids = tuple(one.id for one in measures)
    yield Section(BY_YEAR, ids, YEAR, is_drawn=True, tall=True)
    # One breakdown of each, the one most asked for: all of them are ten times as many pictures.
    firsts = {
        one.id: by[0] for one in measures if (by := breakdowns.breakdowns_of_choice(one, choice))
    }
    for column in dict.fromkeys(firsts.values()):
        ids = tuple(id_ for id_, first in firsts.items() if first == column)
        title = message(BY_GROUP, group=words.code(column))
        yield Section(title, ids, column, is_drawn=True, tall=True)


def _report_of_measure(report: Report, measure: Measure, parts: tuple[Part, ...]) -> Report:
    """Build the report of one measure, with the facts of the jurisdiction's report."""
    defined = report.definitions
    return replace(
        report,
        name=measure.id,
        title=t(measure.title),
        parts=parts,
        answers=(),
        definitions=defined[defined["Measure"] == measure.id],
    )


def build_across(
    measure: Measure, places: Sequence[JurisdictionReport], records: Records
) -> MeasureReport:
    """Build the report of a measure over all jurisdictions, each in its own period."""
    rows = pd.concat([place.beside[place.beside["measure"] == measure.id] for place in places])
    names = {place.id: place.name for place in places}
    drawn = chart_rows.rows_by_jurisdiction(rows, names, "")
    drawn = drawn.assign(measure=measure.id, kind=measure.kind)
    periods = dict.fromkeys(place.report.period for place in places)
    figures = pd.concat(
        [
            _figures_of_place(
                drawn[drawn["jurisdiction"] == place.id],
                frames_figures.SectionFacts(
                    t(ALL_PLACES), place.name, place.report.period, JURISDICTION
                ),
                place,
            )
            for place in sorted(places, key=lambda one: sort_key(one.name))
        ],
        ignore_index=True,
    )
    figures, notes = blocks.with_notes(figures, records.notes)
    table = _table_across(drawn, measure, places)
    block = Block(
        title=t(measure.title),
        period=words.listing([*periods]),
        table=blocks.mark_rows_with_notes(table, figures) if notes else table,
        under=(),
        figures=figures,
        says=(t(blocks.ALPHABETICAL), *blocks.reading_rule(table)),
        picture=_picture_across(drawn, measure),
        notes=notes,
    )
    one = _report_of_measure(places[0].report, measure, (Part(t(ALL_PLACES), "", (block,)),))
    report = replace(
        one,
        subject=n("{count} jurisdiction", "{count} jurisdictions", len(places)),
        period=block.period,
        facts=_facts_in_common([place.report for place in places]),
    )
    return MeasureReport(measure, t(measure.question), report)


def _figures_of_place(
    drawn: pd.DataFrame, about: frames_figures.SectionFacts, place: JurisdictionReport
) -> pd.DataFrame:
    """Return the figure of a jurisdiction, with the same comparison as in its own report."""
    figures = frames_figures.build_figures(drawn, about)
    [block] = place.families[str(figures["measure"].iloc[0])[0]].blocks
    own = block.figures.set_index("measure")
    compared = [column.name for column in data_dictionary.COMPARISON]
    return figures.assign(**own.loc[str(figures["measure"].iloc[0]), compared])


def _table_across(
    drawn: pd.DataFrame, measure: Measure, places: Sequence[JurisdictionReport]
) -> pd.DataFrame:
    """Return the rows as texts, with the periods if they differ, and each comparison's result."""
    table = tables.rows_table_with_keys(drawn, words.code(JURISDICTION))
    by_id = {place.id: place for place in places}
    in_order = [by_id[id_] for id_ in drawn["jurisdiction"]]
    periods = [place.report.period for place in in_order]
    if len(set(periods)) > 1:
        table.insert(1, t("Period"), periods)
    shown = drawn["status"] == words.SHOWN
    results = [
        _result_of_place(place, measure) if is_shown else ""
        for place, is_shown in zip(in_order, shown, strict=True)
    ]
    return table.assign(**{tables.RESULT: results}) if any(results) else table


def _result_of_place(place: JurisdictionReport, measure: Measure) -> str:
    """Return the comparison result from a jurisdiction's own report; empty if there is none."""
    [block] = place.families[measure.id[0]].blocks
    if tables.RESULT not in block.table:
        return ""
    results = dict(zip(block.figures["measure"], block.table[tables.RESULT], strict=True))
    return str(results.get(measure.id, ""))


def _picture_across(drawn: pd.DataFrame, measure: Measure) -> chart_picture.Picture | None:
    """Draw jurisdictions below each other; None without values, or if these grow with size."""
    if measure.kind in tables.ADDED_UP or words.is_money(measure):
        return None
    if not drawn[["value", "bound_low"]].notna().any(axis=None):
        return None
    return chart_picture.chart_picture(
        partial(charts.interval_chart, drawn, axis=charts.AXIS_OF_KIND[words.format_kind(measure)]),
        title=t(measure.title),
        spoken=chart_rows.rows_as_text(drawn),
        wide=True,
        tall=True,
    )


def _facts_in_common(reports: Sequence[Report]) -> tuple[Fact, ...]:
    """Return the facts that all reports share, and one fact each on places and reference dates."""
    first, *others = reports
    dates = dict.fromkeys(dict(one.facts)[report_metadata.REFERENCE_DATE] for one in reports)
    places = n("{count} jurisdiction", "{count} jurisdictions", len(reports))
    own = {
        "Place": Fact("Place", places),
        report_metadata.REFERENCE_DATE: Fact(
            report_metadata.REFERENCE_DATE, words.listing([*dates])
        ),
    }
    same = [
        own.get(fact.label, fact)
        for fact in first.facts
        if fact.label in own or all(fact in one.facts for one in others)
    ]
    return tuple(fact for fact in same if fact.label != "Jurisdiction")
