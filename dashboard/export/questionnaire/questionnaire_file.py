"""Read a questionnaire's TOML file: its questions, and the measures that answer them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dashboard import words
from dashboard.frames import breakdowns
from dashboard.frames import tables as frames_tables
from metrics import Measure, catalogue
from schemas import columns, errors
from schemas.language import marked, message, t
from seed.mapping import toml_reader

FORMS = Path(__file__).parent / "forms"
SUFFIX = ".toml"

# Keys whose texts are messages: collected from the files, shown by `t`. So are the names of
# categories.
TEXTS = ("headline", "title", "version", "verify", "notes", "name", "says", "why")
NOT_RECORDED, TOTAL = marked("Not recorded"), marked("Total")
NOT_RECORDED_CODES = (columns.UNKNOWN,)
BY_GROUP = marked("By group: {group}")
Takes = Literal["value", "numerator"]
VALUE: Takes = "value"
NUMERATOR: Takes = "numerator"


class InvalidQuestionnaire(Exception):
    """Raised if the file contradicts itself or the catalogue of measures: a bug that tests find."""


@dataclass(frozen=True)
class Category:
    """A group in a question, such as an age group, and the records' codes that belong to it."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A question, with the measure whose value or numerator answers it, or why there is none.

    `by` is the breakdown if it asks for a number per category; empty if it asks for one number.
    `says` and `why` are messages.
    """

    says: str
    measure: str = ""
    takes: Takes = VALUE
    by: str = ""
    why: str = ""


@dataclass(frozen=True)
class Table:
    """A table of questions. `across` is the breakdown of its columns, if there are several."""

    name: str
    title: str
    lines: tuple[Line, ...]
    across: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """A version of a questionnaire. `verify` says what is not yet checked against the original."""

    name: str
    title: str
    version: str
    source: str
    verify: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    named: Mapping[str, tuple[Category, ...]]
    headline: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the measures that answer questions, without duplicates."""
        lines = (line for table in self.tables for line in table.lines)
        return tuple(dict.fromkeys(line.measure for line in lines if line.measure))

    def categories(self, measure: str, breakdown: str) -> Sequence[Category]:
        """Return the groups asked for, named in the reader's language, “not recorded” last."""
        of = catalogue.CATALOGUE[measure]
        own = [
            Category(name, (code,)) for code, name in breakdowns.group_names(of, breakdown).items()
        ]
        named = [Category(t(one.name), one.codes) for one in self.named.get(breakdown, ())]
        return (*(named or own), Category(t(NOT_RECORDED), NOT_RECORDED_CODES))


def shipped_questionnaires() -> list[str]:
    """Return the names of the questionnaires in this program, which include their version."""
    return sorted(path.stem for path in FORMS.glob(f"*{SUFFIX}"))


def questionnaire_headline(name: str) -> str:
    """Return one line on what a questionnaire asks."""
    return t(load_questionnaire(name).headline)


def load_questionnaire(name: str) -> Questionnaire:
    """Load a questionnaire by name. Raises UserError if there is none."""
    if name not in shipped_questionnaires():
        raise errors.UserError(
            "Unknown questionnaire “{name}”.{nearest} Choose from: {known}.",
            name=name,
            nearest=toml_reader.nearest(name, shipped_questionnaires()),
            known=", ".join(shipped_questionnaires()),
        )
    return parse_questionnaire(name, (FORMS / f"{name}{SUFFIX}").read_text(encoding="utf-8"))


def parse_questionnaire(name: str, text: str) -> Questionnaire:
    """Parse and check a declaration. Raises InvalidQuestionnaire if it is wrong."""
    values = tomllib.loads(text)
    try:
        made = Questionnaire(
            name=name,
            named={
                breakdown: tuple(Category(said, tuple(codes)) for said, codes in of.items())
                for breakdown, of in values.pop("categories", {}).items()
            },
            tables=tuple(_parse_table(**table) for table in values.pop("tables")),
            notes=tuple(values.pop("notes", ())),
            **values,
        )
    except (TypeError, KeyError) as error:
        raise InvalidQuestionnaire(f"{name}: {error}") from error
    _refuse_duplicate_names([table.name for table in made.tables], name)
    for table in made.tables:
        _refuse_duplicate_names([line.says for line in table.lines], f"{name}, {table.name}")
        for line in table.lines:
            _check_line(made, table, line)
    return made


def _refuse_duplicate_names(names: Sequence[str], where: str) -> None:
    """Raise InvalidQuestionnaire if a name is there twice."""
    if twice := [name for name in names if names.count(name) > 1]:
        raise InvalidQuestionnaire(f"{where}: [{twice[0]}] is there twice.")


def _parse_table(
    *,
    name: str,
    title: str,
    measure: str = "",
    columns: str = "",
    rows: Sequence[str] = (),
    lines: Sequence[Mapping[str, Any]] = (),
) -> Table:
    all_ = [Line(TOTAL, measure)] if measure else []
    split = [Line(message(BY_GROUP, group=words.code(by)), measure, by=by) for by in rows]
    return Table(name, title, (*all_, *split, *(Line(**one) for one in lines)), columns)


def _check_line(of: Questionnaire, table: Table, line: Line) -> None:
    """Raise InvalidQuestionnaire if a line contradicts itself or the catalogue."""
    where = f"{of.name}, {table.name}, {line.says}"
    if bool(line.measure) == bool(line.why):
        raise InvalidQuestionnaire(f"{where}: a line has a measure, or says why it has none.")
    if line.why:
        return
    if line.measure not in catalogue.CATALOGUE:
        raise InvalidQuestionnaire(f"{where}: there is no measure [{line.measure}].")
    measure = catalogue.CATALOGUE[line.measure]
    if line.takes not in (VALUE, NUMERATOR):
        raise InvalidQuestionnaire(f"{where}: [{line.takes}] is nothing to take.")
    for breakdown in filter(None, (line.by, table.across)):
        _check_split(of, measure, breakdown, where)
    if table.across and any(len(one.codes) > 1 for one in of.categories(measure.id, table.across)):
        raise InvalidQuestionnaire(f"{where}: a column is of one code.")


def _check_split(of: Questionnaire, measure: Measure, breakdown: str, where: str) -> None:
    """Raise InvalidQuestionnaire if a breakdown does not fit the measure or lacks codes."""
    if breakdown not in measure.breakdowns:
        raise InvalidQuestionnaire(f"{where}: {measure.id} is not split by [{breakdown}].")
    if measure.kind not in frames_tables.ADDED_UP:
        raise InvalidQuestionnaire(f"{where}: groups of {measure.id} do not add up.")
    asked = [code for one in of.categories(measure.id, breakdown) for code in one.codes]
    known = {*breakdowns.group_names(measure, breakdown), columns.UNKNOWN}
    if sorted(asked) != sorted(known):
        raise InvalidQuestionnaire(f"{where}: [{breakdown}] does not have each code once.")
