"""Build a report as data. Every file format is written from these data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import filter_options, words
from dashboard.data_dictionary import BY_NAME, column_name
from dashboard.export import blocks as export_blocks
from dashboard.export import key_findings as export_key_findings
from dashboard.export import places, report_metadata
from dashboard.export import template as export_template
from dashboard.export.blocks import Block
from dashboard.export.report_metadata import Fact, MadeUp
from dashboard.export.template import ListKind, Section, Template
from dashboard.frames import figures as frames_figures
from dashboard.frames import open_cases
from dashboard.frames.key_findings import Finding, Judged, find_key_findings
from dashboard.query_params import CaseloadView, Choice
from dashboard.records import Records
from metrics import catalogue, counting_options, results
from schemas import vocabulary
from schemas.language import marked, n, t
from seed import submission

Progress = submission.Progress
unseen = submission.no_progress
COUNTING, WRITING = marked("Counting"), marked("Writing")
# Columns of tables. `heading` says what people read; files for programs have `column_name`.
CASE_COLUMNS = ("Case", "Form", "Open for", "Since", "Links of the chain", "Steps still possible")
CASE_CODES = (
    *("form_code", "age_days", "opened_on", "charged_on"),
    *(group.value for group in vocabulary.LinkGroup),
)
STEP_COLUMNS = ("case", "step", "step_code", "step_state", "why")
# What each measure of a report counts, in the version that was used.
DEFINITION_COLUMNS = (
    *("Measure", "Version", "Title", "Question", "Of", "Unit", "Counted", "Better"),
    *("Does not show", "Caveats"),
)
_HEADINGS = {
    name: BY_NAME[column_name(name)].title
    for name in (
        *export_blocks.NOTE_COLUMNS,
        *report_metadata.SUBMISSION_COLUMNS,
        *DEFINITION_COLUMNS,
        *CASE_COLUMNS,
    )
} | export_key_findings.STEP_COLUMNS


def heading(column: str) -> str:
    """Return the heading of a column of a report's tables in the reader's language."""
    return t(_HEADINGS.get(column, column))


def translate_headings(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of a report with headings in the reader's language."""
    return table.rename(columns=heading)


# In the names of files about all jurisdictions, in the place of a code.
ALL = "all"
FULL_STOPS = ".。"
NO_OFFICE = marked("Open cases are listed for one office. Choose an office.")
STEP_LETTERS = marked(
    "A step is listed if the records say that it was not taken. Steps marked as not applicable are"
    " labelled."
)


@dataclass(frozen=True)
class OpenCases:
    """The open cases: `table` has CASE_COLUMNS as texts, `says` how to read it.

    `squares` shows the links of each case. `codes` has CASE_CODES for the same cases, as numbers,
    ISO dates and codes. `steps` has a row with STEP_COLUMNS for each step of a case.
    """

    table: pd.DataFrame
    says: tuple[str, ...]
    codes: pd.DataFrame
    steps: pd.DataFrame
    squares: tuple[tuple[open_cases.LinkSquare, ...], ...] = ()


def list_open_cases(choice: Choice, records: Records) -> OpenCases:
    """Return the open cases of the chosen office; without office, a text that none is chosen."""
    if not choice.office:
        none = pd.DataFrame(columns=[*CASE_COLUMNS])
        return OpenCases(none, (t(NO_OFFICE),), _cases_with_codes([]), _steps_of_cases([]))
    load = records.caseload(choice.jurisdiction, choice.office)
    lines = open_cases.case_lines(load, CaseloadView())
    by_id = {str(row["case_id"]): row for row in results.row_dicts(load.cases)}
    unknown = sum(one.unknown for one in open_cases.count_cases_by_step(load))
    left = (
        n(
            "{count} step is not listed because the records do not say whether it was taken.",
            "{count} steps are not listed because the records do not say whether they were taken.",
            unknown,
        )
        if unknown
        else ""
    )
    signs = "; ".join(f"{sign} {t(meaning)}" for sign, meaning in open_cases.STATES.values())
    return OpenCases(
        pd.DataFrame(map(_case_row, lines), columns=[*CASE_COLUMNS]),
        (" ".join(filter(None, (t(STEP_LETTERS), left))), t("Links: {signs}.", signs=signs)),
        _cases_with_codes([by_id[line.id] for line in lines]),
        _steps_of_cases(lines),
        tuple(line.squares for line in lines),
    )


def _cases_with_codes(cases: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row for each case with the columns CASE_CODES: numbers, ISO dates and codes."""
    rows = [
        {
            "form_code": case["form"],
            "age_days": case["age_days"],
            **{
                name: "" if pd.isna(case[name]) else str(pd.Timestamp(case[name]).date())
                for name in ("opened_on", "charged_on")
            },
            **{group.value: case[group.value] for group in vocabulary.LinkGroup},
        }
        for case in cases
    ]
    return pd.DataFrame(rows, columns=[*CASE_CODES]).astype({"age_days": float})


def _steps_of_cases(lines: Sequence[open_cases.CaseLine]) -> pd.DataFrame:
    """Return one row per case and step that is possible or was marked, with STEP_COLUMNS."""
    rows = [
        row
        for line in lines
        for row in (
            *((line.id, step.title, step.id, "possible", step.why) for step in line.steps),
            *((line.id, mark.title, mark.of[-1], "marked", mark.words) for mark in line.marked),
        )
    ]
    return pd.DataFrame(rows, columns=[*STEP_COLUMNS])


def _case_row(line: open_cases.CaseLine) -> tuple[str, ...]:
    links = " ".join(f"{square.short} {square.sign}" for square in line.squares)
    # A reason is a whole sentence. Its full stop goes: a semicolon follows.
    steps = [f"{step.title} ({step.why.rstrip(FULL_STOPS)})" for step in line.steps]
    steps += [f"{mark.title} ({mark.words})" for mark in line.marked]
    return line.id, line.form, line.age, line.since, links, "; ".join(steps) or t("None recorded")


@dataclass(frozen=True)
class Part:
    """A section of a report.

    `notes` are the user's own notes, or None.
    `left_out` says what a release does not include. `steps` are the steps still possible.
    `listed` is a table of texts on one or all jurisdictions (`ListKind`).
    """

    title: str
    text: str
    blocks: tuple[Block, ...]
    cases: OpenCases | None = None
    notes: str | None = None
    left_out: str = ""
    findings: tuple[Finding, ...] = ()
    steps: pd.DataFrame | None = None
    listed: places.WordsTable | None = None


@dataclass(frozen=True)
class Report:
    """A report's contents, before it is written in any format.

    `warnings` come first: fictional records, or figures that are not for publication. `answers` are
    sentences, each for one measure. `facts` name the records, filters and date; `ids` are those of
    the place and the filters. `definitions` has DEFINITION_COLUMNS, `submissions` has
    `report_metadata.SUBMISSION_COLUMNS`. Records are known up to `reference_date`.
    """

    name: str
    title: str
    ids: tuple[str, ...]
    subject: str
    period: str
    made_on: date
    warnings: tuple[str, ...]
    answers: tuple[Fact, ...]
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    definitions: pd.DataFrame
    submissions: pd.DataFrame
    reference_date: date

    @property
    def place_and_period(self) -> str:
        """Return the place and the period in one line."""
        return t("{place}, {period}", place=self.subject, period=self.period)

    @property
    def whole_title(self) -> str:
        """Return the title with place and period."""
        return t("{title}, {details}", title=self.title, details=self.place_and_period)

    @property
    def made_up(self) -> MadeUp:
        """Return whether the records are fictional."""
        if t(report_metadata.MADE_UP) in self.warnings:
            return MadeUp.YES
        return MadeUp.PARTLY if t(report_metadata.SOME_MADE_UP) in self.warnings else MadeUp.NO

    @property
    def is_of_release(self) -> bool:
        """Return whether the figures are those of a release."""
        return report_metadata.RELEASE in dict(self.facts)

    @property
    def mark(self) -> str:
        """Return the mark for each page: demonstration data, a release, or not for publication."""
        if self.made_up is MadeUp.YES:
            return t(report_metadata.MARK_MADE_UP)
        return t(report_metadata.RELEASE if self.is_of_release else report_metadata.MARK_OWN)

    @property
    def source(self) -> str:
        """Return what the figures were counted from: a place's records to a day, or a release."""
        facts = dict(self.facts)
        if self.is_of_release:
            return t("Release {release}", release=facts[report_metadata.RELEASE])
        return t(
            "Records of {place}, reference date: {day}",
            place=self.subject,
            day=facts[report_metadata.REFERENCE_DATE],
        )

    @property
    def method(self) -> str:
        """Return two sentences on how figures are counted and when a difference is reported."""
        counted = (
            report_metadata.COUNTED_FROM_RELEASE if self.is_of_release else report_metadata.COUNTED
        )
        return f"{t(counted)} {t(report_metadata.DIFFERENCES)}"

    @property
    def figures(self) -> pd.DataFrame:
        """Return the figures of all sections in one frame."""
        return _figures_of_parts(self.parts)

    @property
    def has_pictures(self) -> bool:
        """Return whether any section has a chart; SVG and PNG files need one."""
        return any(block.picture is not None for part in self.parts for block in part.blocks)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the key findings of all sections."""
        return tuple(finding for part in self.parts for finding in part.findings)

    @property
    def notes(self) -> pd.DataFrame:
        """Return the notes on released figures, with NOTE_COLUMNS."""
        return export_blocks.notes_table(
            note for part in self.parts for block in part.blocks for note in block.notes
        )

    @property
    def file_name(self) -> str:
        """Return the name of the files, without characters that file systems refuse."""
        named = "-".join((self.name, *self.ids))
        return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in named)


def make_report(
    template: Template,
    choice: Choice,
    records: Records,
    *,
    made_on: date,
    notes: str = "",
    progress: Progress | None = None,
) -> Report:
    """Build a report from a template. `notes` go to the first section with space for them."""
    asked = tuple(dict.fromkeys(id_ for one in template.sections for id_ in one.measures))
    asked_at_all = tuple(dict.fromkeys((*template.answers, *asked)))
    judged = _core_measures_with_verdicts(template, asked, choice, records)
    tables = places.BodyTables(choice, records)
    parts, waiting, steps = [], notes, progress or unseen
    for number, section in enumerate(template.sections):
        steps(COUNTING, number, len(template.sections))
        part = _build_part(section, (choice, records), waiting, judged, tables)
        parts += [part] if part is not None else []
        waiting = "" if section.notes else waiting
    if waiting:
        parts.append(Part(t("Notes"), "", (), notes=waiting))
    return report_of_parts(
        (template.name, t(template.title)),
        (choice, records),
        tuple(parts),
        asked_at_all,
        made_on=made_on,
        of_all=template.of_all,
        answers=tuple(answer_sentences(template.answers, choice, records).values()),
    )


def report_of_parts(
    named: tuple[str, str],
    of: tuple[Choice, Records],
    parts: tuple[Part, ...],
    ids: tuple[str, ...],
    *,
    made_on: date,
    period: str = "",
    of_all: bool = False,
    answers: tuple[Fact, ...] = (),
) -> Report:
    """Build a report from its sections, and add what every report says about itself.

    `named` is (name, title), `of` the choice and the records, `ids` are the measures. `period` is
    set if it is not the chosen one. `of_all` says that the report is about all jurisdictions.
    """
    (name, title), (choice, records) = named, of
    period = period or choice.period
    subject = _report_subject(choice, records, of_all=of_all)
    facts = report_metadata.report_facts(
        choice,
        records,
        ids,
        made_on,
        name=name,
        title=title,
        subject=subject,
        period=period,
        of_all=of_all,
        left_out=" ".join(dict.fromkeys(part.left_out for part in parts if part.left_out)),
        effects=frames_figures.design_effects_text(_figures_of_parts(parts)),
    )
    whose = ALL if of_all else choice.jurisdiction
    measures = filter_options.available_measures(ids, choice)
    return Report(
        name=name,
        title=title,
        ids=tuple(filter(None, (whose, choice.office, choice.form))),
        subject=subject,
        period=period,
        made_on=made_on,
        warnings=tuple(report_metadata.report_warnings(choice, records)),
        answers=answers,
        parts=parts,
        facts=tuple(facts),
        definitions=define_measures(measures, records.chosen(choice.jurisdiction)),
        submissions=report_metadata.submissions(choice, records),
        reference_date=records.reference_date(choice),
    )


def _report_subject(choice: Choice, records: Records, *, of_all: bool) -> str:
    """Return a report's subject: a place with its form of exploitation, or a number of places."""
    if of_all:
        count = len(places.names_of_all(choice, records))
        return n("{count} jurisdiction", "{count} jurisdictions", count)
    return filter_options.subject_label(choice, records.offered)


def _core_measures_with_verdicts(
    template: Template, ids: tuple[str, ...], choice: Choice, records: Records
) -> tuple[Judged, ...]:
    """Return a report's core measures with their verdicts; empty if no section uses verdicts."""
    if not {ListKind.KEY_FINDINGS, ListKind.STEPS} & {one.listed for one in template.sections}:
        return ()
    core = tuple(id_ for id_ in ids if catalogue.CATALOGUE[id_].core)
    return export_key_findings.judge_measures(core or ids, choice, records)


def _build_part(
    section: Section,
    of: tuple[Choice, Records],
    notes: str,
    judged: tuple[Judged, ...],
    tables: places.BodyTables,
) -> Part | None:
    """Build a section of a report from its template; None if it would be empty.

    A section of notes is empty without notes, one of steps if the reader may not see cases.
    """
    choice, records = of
    part = Part(
        title=t(section.title),
        text=t(section.text),
        blocks=tuple(export_blocks.build_blocks(section, choice, records)),
        notes=(notes or None) if section.notes else None,
        left_out=export_template.left_out_sentence(section, choice),
    )
    match section.listed:
        case ListKind.KEY_FINDINGS:
            about = export_key_findings.shared_context(choice, records, judged)
            found = find_key_findings(judged, about)
            return replace(part, findings=found) if found else None
        case ListKind.STEPS:
            steps = export_key_findings.steps_to_consider(judged, choice, records)
            return replace(part, text=steps.says, steps=steps.table) if steps else None
        case ListKind.OPEN_CASES if not choice.is_of_release:
            return replace(part, cases=list_open_cases(choice, records))
        case ListKind() as kind if listed := tables.build_table(kind):
            says = " ".join(filter(None, (part.text, listed.says)))
            return replace(part, text=says, listed=listed if len(listed.table) else None)
    if section.most and not (part.blocks or part.left_out):
        return replace(part, text=t(export_blocks.TOO_FEW_YEARS))
    return None if section.notes and not (notes or section.measures) else part


def _figures_of_parts(parts: tuple[Part, ...]) -> pd.DataFrame:
    """Return the figures of all sections in one frame."""
    frames = [block.figures for part in parts for block in part.blocks]
    return pd.concat(frames, ignore_index=True) if frames else export_blocks.NO_FIGURES


def answer_sentences(ids: tuple[str, ...], choice: Choice, records: Records) -> dict[str, Fact]:
    """Return a sentence on each available measure, by id, with the same wording as on pages."""
    ids = filter_options.available_measures(ids, choice)
    if not ids:
        return {}
    rows = records.rows(ids, years=choice.years, only=choice.only_here)
    return {
        id_: Fact(t(catalogue.CATALOGUE[id_].title), text)
        for id_, text in records.sentences(rows, choice).items()
    }


def define_measures(ids: tuple[str, ...], chosen: counting_options.OptionValues) -> pd.DataFrame:
    """Return one row of texts per measure with DEFINITION_COLUMNS."""
    rows = [
        (
            measure.id,
            measure.version,
            t(measure.title),
            t(measure.question),
            t(measure.population),
            t(measure.unit_word),
            words.code(words.dated_by(measure, chosen)),
            t(words.BETTER[measure.direction.value]),
            t(measure.does_not_show),
            " ".join(map(t, measure.caveats)),
        )
        for measure in map(catalogue.CATALOGUE.__getitem__, ids)
    ]
    return pd.DataFrame(rows, columns=[*DEFINITION_COLUMNS])
