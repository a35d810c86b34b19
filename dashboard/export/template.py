"""Read the template of a report from TOML: its sections. Mistakes become findings."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dashboard import filter_options, words
from dashboard.frames import breakdowns
from dashboard.query_params import Choice
from metrics import catalogue, results
from schemas import errors, findings
from schemas.language import marked
from seed.mapping import exports, toml_reader

Finding = findings.Finding
SHIPPED = Path(__file__).parent / "templates"
SUFFIX = ".toml"
# Words for all measures, and for the core measures that pages show first.
EVERY, CORE = "every", "core"
# The maximum number of characters of the user's notes.
MOST_NOTES = 20_000
WHOLE, YEAR, JURISDICTION, OFFICE = "", "year", "jurisdiction", "office"


class DrawnAs(StrEnum):
    """The kind of chart of a section."""

    INTERVALS = "intervals"
    RUN = "run"
    NONE = "none"


class ListKind(StrEnum):
    """What a section may list instead of measures."""

    OPEN_CASES = "open_cases"


@dataclass(frozen=True)
class Section:
    """A section of a report: measures, a list of cases, or text.

    `by` is the breakdown. `notes` adds space for the user's notes. `tall` charts get all the height
    they need.
    """

    title: str
    measures: tuple[str, ...] = ()
    by: str = WHOLE
    drawn: DrawnAs = DrawnAs.NONE
    text: str = ""
    notes: bool = False
    listed: ListKind | None = None
    tall: bool = False


@dataclass(frozen=True)
class Template:
    """The template of a report. `answers` are measures for the sentences at its beginning."""

    name: str
    title: str
    answers: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()


def shipped_templates() -> list[str]:
    """Return the names of the templates of this program."""
    return sorted(path.stem for path in SHIPPED.glob(f"*{SUFFIX}"))


def template_headline(name: str) -> str:
    """Return the first comment of a template, which describes the report."""
    return exports.profile_title(name, (SHIPPED / f"{name}{SUFFIX}").read_text(encoding="utf-8"))


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
            f"[{name_or_path}] is no report and no file."
            f"{toml_reader.nearest(name_or_path, shipped_templates())}"
            f" There are {', '.join(shipped_templates())}; a template of your own is a TOML file."
        )
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise errors.UserError(f"[{path.name}] is not UTF-8. Save it as UTF-8.") from error
    except OSError as error:
        raise errors.UserError(f"[{path.name}] cannot be read: {error.strerror}.") from error
    return parse_template(path.stem, text, file=path.name)


def parse_template(name: str, text: str, *, file: str = "") -> Template:
    """Parse a template, with a finding for each mistake. `file` is the name used in findings."""
    reading = _Reading(toml_reader.Faults(file or f"{name}{SUFFIX}", text, "template"))
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reading.fault("toml", (), f"this is not TOML: {error}.")
        values = {}
    else:
        reading.known_keys(values, (), TOP_KEYS)
    sections = tuple(reading.sections(values))
    if not sections and not reading.faults.findings:
        reading.fault("no_sections", (), "no [[sections]] say what the report holds.")
    return Template(
        name=name,
        title=reading.text(values, "title", ()) or name,
        answers=reading.measures(values, "answers", ()),
        sections=sections,
        findings=tuple(reading.faults.findings),
    )


TOP_KEYS = ("title", "answers", "sections")
KEYS = ("title", "measures", "by", "chart", "text", "notes", "list")
Table = Mapping[str, object]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class _Reading:
    """Reads the keys of a template, and collects mistakes."""

    faults: toml_reader.Faults

    def fault(self, rule: str, place: Place, wording: str) -> None:
        self.faults.add(rule, place, wording)

    def known_keys(self, values: Table, place: Place, keys: tuple[str, ...]) -> None:
        for key in values:
            if key not in keys:
                there = f"There are {', '.join(keys)}."
                wording = (
                    f"[{key}] is not a key of a template here.{toml_reader.nearest(key, keys)}"
                )
                self.fault("unknown_key", (*place, key), f"{wording} {there}")

    def text(self, values: Table, key: str, place: Place) -> str:
        value = values.get(key, "")
        if isinstance(value, str):
            return " ".join(value.split())
        self.fault("type", (*place, key), "text is expected here.")
        return ""

    def measures(self, values: Table, key: str, place: Place) -> tuple[str, ...]:
        """Return the ids for a list of ids, letters of families, `core` and `every`."""
        value = values.get(key, [])
        if not isinstance(value, list):
            self.fault("type", (*place, key), 'a list is expected here, such as ["N01", "F"].')
            return ()
        ids: list[str] = []
        for word in value:
            named = tuple(_named(str(word)))
            if not named:
                near = toml_reader.nearest(str(word), catalogue.CATALOGUE)
                wording = f"[{word}] is no measure, letter of a family, {CORE} or {EVERY}.{near}"
                self.fault("unknown_measure", (*place, key), wording)
            ids += named
        return tuple(dict.fromkeys(ids))

    def sections(self, values: Table) -> Iterator[Section]:
        """Yield the sections of the template, with a finding for each mistake."""
        tables = values.get("sections", [])
        if not isinstance(tables, list):
            self.fault("type", ("sections",), "sections are written as [[sections]].")
            return
        for number, table in enumerate(tables):
            place = ("sections", number)
            if isinstance(table, dict):
                self.known_keys(table, place, KEYS)
                yield self.section(table, place)
            else:
                self.fault("type", place, "a table of keys and values is expected here.")

    def section(self, values: Table, place: Place) -> Section:
        """Parse one section, with a finding for each mistake."""
        title = self.text(values, "title", place)
        if not title:
            self.fault("no_title", place, "a section has a title.")
        ids = self.measures(values, "measures", place)
        by = self._by(values, ids, place)
        listed = self._one_of(values, "list", tuple(ListKind), place)
        if listed and ids:
            self.fault(
                "list", (*place, "list"), "a section lists cases or holds measures, not both."
            )
        return Section(
            title=title,
            measures=ids,
            by=by,
            drawn=self._drawn(values, by, place) if ids else DrawnAs.NONE,
            text=self.text(values, "text", place),
            notes=self._yes(values, "notes", place),
            listed=ListKind(listed) if listed else None,
        )

    def _by(self, values: Table, ids: tuple[str, ...], place: Place) -> str:
        by = self._one_of(values, "by", results.BREAKDOWNS, place)
        without = [] if by in (WHOLE, YEAR, JURISDICTION) else _unsplit(ids, by)
        if without:
            wording = f"{', '.join(without)} cannot be split by {by}."
            self.fault("breakdown", (*place, "by"), wording)
        return by

    def _drawn(self, values: Table, by: str, place: Place) -> DrawnAs:
        """Return the kind of chart, with a finding if it does not fit the breakdown."""
        suited = DrawnAs.RUN if by == YEAR else DrawnAs.INTERVALS
        kind = self._one_of(values, "chart", tuple(DrawnAs), place)
        if not kind or kind in (suited, DrawnAs.NONE):
            return DrawnAs(kind or suited)
        wording = (
            f"[{kind}] does not suit what is split like this: {suited} does, or {DrawnAs.NONE}."
        )
        self.fault("chart", (*place, "chart"), wording)
        return suited

    def _one_of(self, values: Table, key: str, options: tuple[str, ...], place: Place) -> str:
        value = self.text(values, key, place)
        if value and value not in options:
            near = toml_reader.nearest(value, options)
            wording = f"[{value}] is not one of {', '.join(options)}.{near}"
            self.fault("unknown_word", (*place, key), wording)
            return ""
        return str(value)

    def _yes(self, values: Table, key: str, place: Place) -> bool:
        value = values.get(key, False)
        if not isinstance(value, bool):
            self.fault("type", (*place, key), "true or false is expected here.")
        return value is True


def _named(word: str) -> Iterator[str]:
    for id_, measure in catalogue.CATALOGUE.items():
        if word in (id_, measure.family, EVERY) or (word == CORE and measure.core):
            yield id_


def _unsplit(ids: tuple[str, ...], by: str) -> list[str]:
    return [id_ for id_ in ids if by and by not in catalogue.CATALOGUE[id_].breakdowns]


YEARS_OF_ONE_FORM = marked("years of one form of exploitation")
OPEN_CASES = marked("open cases")


def section_measures(section: Section, choice: Choice) -> tuple[str, ...]:
    """Return the measures of the section that are available with its breakdown."""
    ids = filter_options.available_measures(section.measures, choice)
    if choice.is_of_release:
        return tuple(id_ for id_ in ids if _is_released(id_, section.by, choice))
    # A user of one office sees neither the whole jurisdiction nor other offices.
    return () if choice.office_alone and section.by in (JURISDICTION, OFFICE) else ids


def left_out_sentence(section: Section, choice: Choice) -> str:
    """Return a sentence on what a release does not have of the section. Empty for records."""
    if not choice.is_of_release:
        return ""
    if section.listed is ListKind.OPEN_CASES:
        return filter_options.not_in_release_note((OPEN_CASES,))
    asked = filter_options.available_measures(section.measures, choice)
    kept = section_measures(section, choice)
    lacking = [catalogue.CATALOGUE[id_].title for id_ in asked if id_ not in kept]
    if not lacking:
        return ""
    what = _left_out_text(section.by, choice)
    return filter_options.not_in_release_note((f"{what} ({', '.join(lacking)})" if kept else what,))


def _is_released(id_: str, by: str, choice: Choice) -> bool:
    if by in (WHOLE, JURISDICTION):
        return True
    if by == YEAR:
        return not choice.form
    return by in breakdowns.released_breakdowns(catalogue.CATALOGUE[id_], choice)


def _left_out_text(by: str, choice: Choice) -> str:
    if by == YEAR:
        return YEARS_OF_ONE_FORM
    single = choice.year_from == choice.year_to
    return f"figures by {words.code(by).lower()}{' of single years' if single else ''}"
