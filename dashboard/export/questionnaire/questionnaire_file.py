"""Read a questionnaire's TOML file: its questions, and the measures that answer them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dashboard import words
from dashboard.frames import breakdowns
from metrics import catalogue
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
    """A table of questions. `across` is the breakdown of its columns; empty for totals only."""

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
    """Parse a declaration. Tests check that those of this program fit the catalogue."""
    values = tomllib.loads(text)
    return Questionnaire(
        name=name,
        named={
            breakdown: tuple(Category(said, tuple(codes)) for said, codes in of.items())
            for breakdown, of in values.pop("categories", {}).items()
        },
        tables=tuple(_parse_table(**table) for table in values.pop("tables")),
        notes=tuple(values.pop("notes", ())),
        **values,
    )


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
