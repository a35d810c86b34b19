"""Build the report of a jurisdiction for an edition: each measure, and its breakdowns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from dashboard import words
from dashboard.export import blocks, content, report_metadata, template
from dashboard.export.content import Part, Report
from dashboard.export.records import Records
from dashboard.export.template import JURISDICTION, YEAR, DrawnAs, Section
from dashboard.frames import breakdowns, tables
from dashboard.frames.peer_comparison import eligible_peers
from dashboard.query_params import Choice
from metrics import Measure, catalogue
from schemas.language import marked, message, t

AS_A_WHOLE, BY_YEAR = marked("As a whole"), marked("By year")
BY_GROUP = marked("By group: {group}")
COMPARED = marked("Compared with other jurisdictions")
# The profile of a jurisdiction has the measures with a sentence.
ANSWERS = "profile"
NAME, TITLE = "edition", marked("How well is trafficking in persons prosecuted?")


@dataclass(frozen=True)
class EditionRequest:
    """What an edition should include: a choice per jurisdiction, the date, the measures."""

    choices: tuple[Choice, ...]
    made_on: date
    ids: tuple[str, ...] = tuple(catalogue.CATALOGUE)


@dataclass(frozen=True)
class MeasureReport:
    """A measure of a jurisdiction, with a sentence and its own report.

    The first part of the report is the measure as a whole, the others are its breakdowns.
    """

    measure: Measure
    answer: str
    report: Report


@dataclass(frozen=True)
class JurisdictionReport:
    """A jurisdiction, with a report by family of measures, and its measures.

    `measures` are made one by one, and can be iterated once, because all charts together would not
    fit into memory.
    """

    id: str
    report: Report
    measures: Iterator[MeasureReport]

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
            drawn=DrawnAs.INTERVALS,
        )
        for letter, of_family in groupby(every, key=lambda one: one.family)
    ]
    answers = content.answer_sentences(asked.ids, choice, records)
    said = template.load_template(ANSWERS).answers
    report = content.report_of_parts(
        (NAME, t(TITLE)),
        (choice, records),
        tuple(_edition_part(section, choice, records) for section in sections),
        tuple(one.id for one in every),
        made_on=asked.made_on,
        answers=tuple(answers[id_] for id_ in said if id_ in answers),
    )
    # Remove the link: readers of an edition have no dashboard with these records.
    report = replace(
        report, facts=tuple(one for one in report.facts if one.label != report_metadata.LINK)
    )
    whole = {id_: part for part in report.parts for id_, part in _measure_rows(part)}
    measures = (
        MeasureReport(
            one, answers[one.id].text, _report_of_measure(report, one, (whole[one.id], *parts))
        )
        for one, parts in _split_parts(every, choice, records)
    )
    return JurisdictionReport(choice.jurisdiction, report, measures)


def _edition_part(section: Section, choice: Choice, records: Records) -> Part:
    return Part(t(section.title), "", tuple(blocks.build_blocks(section, choice, records)))


def _measure_rows(part: Part) -> Iterator[tuple[str, Part]]:
    """Yield a part for each measure of a family, with its row of the table only."""
    [block] = part.blocks
    for number, id_ in enumerate(block.figures["measure"]):
        line = block.table.iloc[[number]]
        filled = [name for name in line.columns if line[name].iloc[0]]
        of_one = replace(
            block,
            table=line[filled],
            under=block.under[number : number + 1],
            figures=block.figures.iloc[[number]].assign(section=t(AS_A_WHOLE)),
            says=blocks.reading_rule(line),
            picture=None,
            notes=tuple(note for note in block.notes if note.measure == id_),
        )
        yield id_, Part(t(AS_A_WHOLE), "", (of_one,))


def _split_parts(
    measures: list[Measure], choice: Choice, records: Records
) -> Iterator[tuple[Measure, tuple[Part, ...]]]:
    """Yield each measure with its parts: by year, by group, compared with others."""
    has_peers = bool(eligible_peers(records.places, choice))
    sections = [
        (section, blocks.build_blocks(section, choice, records))
        for section in _sections(measures, choice, has_peers=has_peers)
    ]
    for one in measures:
        # Each section has its measures in the same order, and runs one query for all.
        yield (
            one,
            tuple(
                Part(t(section.title), t(section.text), (next(made),))
                for section, made in sections
                if one.id in section.measures
            ),
        )


def _sections(measures: list[Measure], choice: Choice, *, has_peers: bool) -> Iterator[Section]:
    yield Section(BY_YEAR, tuple(one.id for one in measures), YEAR, DrawnAs.RUN, tall=True)
    # One breakdown of each, the one most asked for: all of them are ten times as many pictures.
    firsts = {
        one.id: by[0] for one in measures if (by := breakdowns.breakdowns_of_choice(one, choice))
    }
    for column in dict.fromkeys(firsts.values()):
        ids = tuple(id_ for id_, first in firsts.items() if first == column)
        yield Section(
            message(BY_GROUP, group=words.code(column)),
            ids,
            column,
            DrawnAs.INTERVALS,
            tall=True,
        )
    if has_peers:
        # Counts and sums depend on the size of a place, so they are not compared.
        ids = tuple(one.id for one in measures if one.kind not in tables.ADDED_UP)
        yield Section(COMPARED, ids, JURISDICTION, DrawnAs.INTERVALS, tall=True)


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
