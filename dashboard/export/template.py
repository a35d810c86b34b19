"""Read a template: what a report contains, section by section, from a TOML file.

Errors become findings. `title` and `text` in this program's templates are translated (`TEXTS`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from dashboard import filter_options, words
from dashboard.export.questionnaire import questionnaire_file
from dashboard.frames import breakdowns
from dashboard.pages.report import PAGE
from dashboard.query_params import Choice, Part
from metrics import catalogue, results
from schemas import errors, findings, scopes
from schemas.language import Message, listing, marked, message, t
from seed.mapping import toml_reader

Finding = findings.Finding
NO_RECORDS = marked("There are no records yet. Import some first.")
NOT_UTF8 = marked("{file} is not UTF-8 text. Save it as UTF-8.")
SHIPPED = Path(__file__).parent / "templates"
SUFFIX = ".toml"
# Words for all measures, and for the core measures that pages show first.
EVERY, CORE = "every", "core"
# The maximum number of characters of the user's notes.
MOST_NOTES = 20_000
WHOLE, YEAR, JURISDICTION, OFFICE = "", "year", "jurisdiction", "office"
# Which chart suits a section follows from its breakdown. A template may name it, or want none.
CHARTS = INTERVALS, RUN, NO_CHART = "intervals", "run", "none"


class ListKind(StrEnum):
    """What a section may list instead of measures."""

    OPEN_CASES = "open_cases"
    KEY_FINDINGS = "key_findings"
    STEPS = "steps"
    # Tables of texts on all jurisdictions (`dashboard.export.places`) ...
    MATRIX = "matrix"
    DIFFERENCES = "differences"
    PLACES = "places"
    PUBLISHED = "published"
    # ... and on the chosen one among them.
    SENT = "sent"
    HELP = "help"
    STAY = "stay"


@dataclass(frozen=True)
class Section:
    """A section of a report: measures, a list of cases, or text.

    `by` is the breakdown. If `most` is set, at most so many measures are shown by year: those with
    figures for the most years. `notes` adds the user's notes. If `tall` is set, the height of
    charts is not limited.
    """

    title: str
    measures: tuple[str, ...] = ()
    by: str = WHOLE
    is_drawn: bool = False
    text: str = ""
    notes: bool = False
    listed: ListKind | None = None
    tall: bool = False
    most: int = 0


@dataclass(frozen=True)
class Template:
    """The template of a report. `answers` are measures for the sentences at its beginning.

    `of_all` says that it is about all jurisdictions, and not about the chosen one.
    """

    name: str
    title: str
    answers: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    of_all: bool = False


def shipped_templates() -> list[str]:
    """Return the names of the templates of this program."""
    return sorted(path.stem for path in SHIPPED.glob(f"*{SUFFIX}"))


def load_template(name_or_path: str) -> Template:
    """Load a template by name, or from the user's TOML file, with findings.

    Raises UserError if there is neither, or the file cannot be read as text.
    """
    if name_or_path in shipped_templates():
        return parse_template(
            name_or_path, (SHIPPED / f"{name_or_path}{SUFFIX}").read_text("utf-8")
        )
    path = Path(name_or_path)
    if not path.is_file():
        raise errors.UserError(
            "Unknown report “{name}”.{nearest} Choose from: {known}. Or name the TOML file of"
            " your own template.",
            name=name_or_path,
            nearest=toml_reader.nearest(name_or_path, shipped_templates()),
            known=", ".join(shipped_templates()),
        )
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise errors.UserError(NOT_UTF8, file=path.name) from error
    except OSError as error:
        raise errors.UserError(
            "Cannot read {file}: {reason}.", file=path.name, reason=error.strerror
        ) from error
    return parse_template(path.stem, text, file=path.name)


def parse_template(name: str, text: str, *, file: str = "") -> Template:
    """Parse a template, with a finding for each mistake. `file` is the name used in findings."""
    reading = _Reading(toml_reader.Faults(file or f"{name}{SUFFIX}", text, "template"))
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reading.fault("toml", (), message("Not valid TOML: {reason}.", reason=error))
        values = {}
    else:
        reading.known_keys(values, (), TOP_KEYS)
    sections = tuple(reading.sections(values))
    if not sections and not reading.faults.findings:
        wording = message("The report has no sections. Add at least one under [[sections]].")
        reading.fault("no_sections", (), wording)
    return Template(
        name=name,
        title=reading.text(values, "title", ()) or name,
        of_all=reading.yes(values, "of_all", ()),
        answers=reading.measures(values, "answers", ()),
        sections=sections,
        findings=tuple(reading.faults.findings),
    )


TOP_KEYS = ("headline", "title", "of_all", "answers", "sections")
KEYS = ("title", "measures", "by", "most", "chart", "text", "notes", "list")
# Keys of shipped templates whose texts are messages: collected from the files, shown by `t`.
TEXTS = ("headline", "title", "text")
Table = Mapping[str, object]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class _Reading:
    """Reads the keys of a template, and adds a finding for each error."""

    faults: toml_reader.Faults

    def fault(self, rule: str, place: Place, wording: Message) -> None:
        self.faults.add(rule, place, wording)

    def known_keys(self, values: Table, place: Place, keys: tuple[str, ...]) -> None:
        for key in values:
            if key not in keys:
                wording = message(
                    "Unknown key “{key}”. Use one of {known}.", key=key, known=", ".join(keys)
                )
                self.fault("unknown_key", (*place, key), wording)

    def text(self, values: Table, key: str, place: Place) -> str:
        value = values.get(key, "")
        if isinstance(value, str):
            return " ".join(value.split())
        self.fault("type", (*place, key), message("Write text here."))
        return ""

    def measures(self, values: Table, key: str, place: Place) -> tuple[str, ...]:
        """Return measure ids for a list that may also name family letters, `core` or `every`."""
        value = values.get(key, [])
        if not isinstance(value, list):
            wording = message('Write a list here, such as ["N01", "F"].')
            self.fault("type", (*place, key), wording)
            return ()
        ids: list[str] = []
        for word in value:
            named = tuple(_named(str(word)))
            if not named:
                wording = message(
                    "Unknown measure “{name}”.{nearest} Write an id, the letter of a family, {core}"
                    " or {every}.",
                    name=word,
                    nearest=toml_reader.nearest(str(word), catalogue.CATALOGUE),
                    core=CORE,
                    every=EVERY,
                )
                self.fault("unknown_measure", (*place, key), wording)
            ids += named
        return tuple(dict.fromkeys(ids))

    def sections(self, values: Table) -> Iterator[Section]:
        """Yield the sections of the template, with a finding for each mistake."""
        tables = values.get("sections", [])
        if not isinstance(tables, list):
            self.fault("type", ("sections",), message("Write each section under [[sections]]."))
            return
        for number, table in enumerate(tables):
            place = ("sections", number)
            if isinstance(table, dict):
                self.known_keys(table, place, KEYS)
                yield self.section(table, place)
            else:
                self.fault("type", place, message("Write each section under [[sections]]."))

    def section(self, values: Table, place: Place) -> Section:
        """Parse one section, with a finding for each mistake."""
        title = self.text(values, "title", place)
        if not title:
            self.fault("no_title", place, message("This section has no title. Add one."))
        ids = self.measures(values, "measures", place)
        by = self._read_breakdown(values, ids, place)
        listed = self._one_of(values, "list", tuple(ListKind), place)
        if listed and ids:
            wording = message("Use list or measures in a section, not both.")
            self.fault("list", (*place, "list"), wording)
        return Section(
            title=title,
            measures=ids,
            by=by,
            most=self._read_number_of_measures(values, by, place),
            is_drawn=bool(ids) and self._wants_chart(values, by, place),
            text=self.text(values, "text", place),
            notes=self.yes(values, "notes", place),
            listed=ListKind(listed) if listed else None,
        )

    def _read_breakdown(self, values: Table, ids: tuple[str, ...], place: Place) -> str:
        by = self._one_of(values, "by", results.BREAKDOWNS, place)
        without = [id_ for id_ in ids if by not in catalogue.CATALOGUE[id_].breakdowns]
        if without and by not in (WHOLE, YEAR, JURISDICTION):
            wording = message(
                "These measures cannot be split by {by}: {measures}.",
                by=by,
                measures=", ".join(without),
            )
            self.fault("breakdown", (*place, "by"), wording)
        return by

    def _read_number_of_measures(self, values: Table, by: str, place: Place) -> int:
        """Return the most measures that the section shows by year; 0 for all."""
        value = values.get("most", 0)
        if isinstance(value, int) and value >= 0 and (by == YEAR or not value):
            return value
        wording = message("Write a whole number here, in a section by year.")
        self.fault("most", (*place, "most"), wording)
        return 0

    def _wants_chart(self, values: Table, by: str, place: Place) -> bool:
        """Return whether there is a chart, with a finding if its kind does not fit."""
        suited = RUN if by == YEAR else INTERVALS
        kind = self._one_of(values, "chart", CHARTS, place) or suited
        if kind not in (suited, NO_CHART):
            wording = message(
                "“{chart}” does not fit this breakdown. Use {suited} or {none}.",
                chart=kind,
                suited=suited,
                none=NO_CHART,
            )
            self.fault("chart", (*place, "chart"), wording)
        return kind != NO_CHART

    def _one_of(self, values: Table, key: str, options: tuple[str, ...], place: Place) -> str:
        value = self.text(values, key, place)
        if value and value not in options:
            wording = message(
                "“{value}” is not one of {known}.", value=value, known=", ".join(options)
            )
            self.fault("unknown_word", (*place, key), wording)
            return ""
        return str(value)

    def yes(self, values: Table, key: str, place: Place) -> bool:
        """Return whether a key is true; false if it is not there."""
        value = values.get(key, False)
        if not isinstance(value, bool):
            self.fault("type", (*place, key), message("Write true or false here."))
        return value is True


def _named(word: str) -> Iterator[str]:
    for id_, measure in catalogue.CATALOGUE.items():
        if word in (id_, measure.family, EVERY) or (word == CORE and measure.core):
            yield id_


OPEN_CASES = marked("open cases")
FORM_YEARS = marked("figures of one form of exploitation by year")
FORM_YEARS_OF = marked("figures of one form of exploitation by year ({measures})")
GROUPS = marked("figures by group: {group}")
GROUPS_OF = marked("figures by group: {group} ({measures})")
GROUP_YEARS = marked("figures of single years by group: {group}")
GROUP_YEARS_OF = marked("figures of single years by group: {group} ({measures})")


def section_measures(section: Section, choice: Choice) -> tuple[str, ...]:
    """Return the measures of the section that are available with its breakdown."""
    ids = filter_options.available_measures(section.measures, choice)
    if choice.is_of_release:
        return tuple(id_ for id_ in ids if _is_released(id_, section.by, choice))
    # A user of one office sees neither the whole jurisdiction nor other offices.
    return () if choice.office_alone and section.by in (JURISDICTION, OFFICE) else ids


def left_out_sentence(section: Section, choice: Choice) -> str:
    """Return a sentence on what a release lacks for the section. Empty for records."""
    if not choice.is_of_release:
        return ""
    if section.listed is ListKind.OPEN_CASES:
        return filter_options.not_in_release_note((OPEN_CASES,))
    asked = filter_options.available_measures(section.measures, choice)
    kept = section_measures(section, choice)
    lacking = [t(catalogue.CATALOGUE[id_].title) for id_ in asked if id_ not in kept]
    if not lacking:
        return ""
    single = choice.year_from == choice.year_to
    if section.by == YEAR:
        wording = FORM_YEARS_OF if kept else FORM_YEARS
    elif single:
        wording = GROUP_YEARS_OF if kept else GROUP_YEARS
    else:
        wording = GROUPS_OF if kept else GROUPS
    what = t(wording, group=words.code(section.by), measures=listing(lacking))
    return filter_options.not_in_release_note((what,))


def _is_released(id_: str, by: str, choice: Choice) -> bool:
    if by in (WHOLE, JURISDICTION):
        return True
    if by == YEAR:
        return not choice.form
    return by in breakdowns.released_breakdowns(catalogue.CATALOGUE[id_], choice)


# The report on an office, which lists its cases.
OF_AN_OFFICE = "office"
# Reports for a body that compares countries: its own brief, and a letter to one of them.
BRIEF, LETTER = "body", "letter"
NO_OFFICE = marked(
    "This report is about one office. Choose an office above, or choose another report here."
)


class Found(NamedTuple):
    """The name of a report, or an empty name and why it is not available."""

    name: str
    notice: str = ""

    @property
    def is_questionnaire(self) -> bool:
        """Return whether the report is a questionnaire of another organisation."""
        return self.name in questionnaire_file.shipped_questionnaires()


def every_report() -> tuple[str, ...]:
    """Return the names of all reports and questionnaires of this program."""
    return (*shipped_templates(), *questionnaire_file.shipped_questionnaires())


def available_reports(choice: Choice, scope: scopes.Scope) -> tuple[str, ...]:
    """Return the reports that can be made for the choice.

    The report on an office lists its cases, so the user must be allowed to see them. Questionnaires
    need the records of a whole jurisdiction: a single office or a release has none. BRIEF and
    LETTER need a release, because figures of other countries come only from releases.
    """
    without = set[str]()
    if choice.office_alone or choice.is_of_release:
        without |= {*questionnaire_file.shipped_questionnaires()}
    if not choice.is_of_release:
        without |= {BRIEF, LETTER}
    if not (choice.office and scope.lists_cases):
        without.add(OF_AN_OFFICE)
    return tuple(name for name in every_report() if name not in without)


def acting_filters(name: str) -> tuple[Part, ...]:
    """Return the filters that a report uses. A questionnaire ignores form and office."""
    without: tuple[Part, ...] = ()
    if name in questionnaire_file.shipped_questionnaires():
        without = (Part.FORM, Part.OFFICE)
    elif name == BRIEF:
        without = (Part.JURISDICTION, Part.OFFICE)
    return tuple(part for part in PAGE.filters if part not in without)


def headline(name: str) -> str:
    """Return one line that describes a report or questionnaire of this program."""
    if name in questionnaire_file.shipped_questionnaires():
        return t(questionnaire_file.load_questionnaire(name).headline)
    values = tomllib.loads((SHIPPED / f"{name}{SUFFIX}").read_text(encoding="utf-8"))
    return t(values["headline"])


def find_report(name: str, choice: Choice, scope: scopes.Scope) -> Found:
    """Return the report with this name, or why it is not available."""
    there = available_reports(choice, scope)
    if name in there:
        return Found(name)
    if name == OF_AN_OFFICE and scope.lists_cases:
        return Found("", NO_OFFICE)
    nearest = toml_reader.nearest(name, there)
    return Found(
        "", message("Cannot find a report named “{name}”.{nearest}", name=name, nearest=nearest)
    )
