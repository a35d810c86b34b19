"""Columns that no block of a profile fills: stated as not collected, or reported.

If a source does not record something, its blank differs from a blank in a record. Measures would
otherwise take it for "no".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from schemas import columns, findings, rules
from schemas.language import message, messages, sentences
from seed.mapping.profile_model import FIELDS, Profile, StatedRow, Unfilled

COVERAGE = "coverage"
# Tables about places, not about records.
OF_PLACES = frozenset({"jurisdictions", "population", "offices", COVERAGE, "counting_rules"})
# Kinds of columns not to report: a missing amount needs no currency, and an amount without one is
# refused.
_SAYING_NOTHING = (columns.Kind.JURISDICTION, columns.Kind.CURRENCY)
# Only rows with one of these columns belong to an office, directly or by their case. A statement
# for one office does not apply to other tables.
_OFFICE, _CASE = "office_id", "case_id"


@dataclass(frozen=True)
class Lacking:
    """The unfilled columns by filled table, and the tables that are not filled at all."""

    columns: Mapping[str, tuple[str, ...]]
    tables: tuple[str, ...]

    @property
    def number(self) -> int:
        """Return the number of unfilled columns."""
        return sum(map(len, self.columns.values()))


def find_lacking(profile: Profile) -> Lacking:
    """Return the columns and tables that the profile neither fills nor mentions in coverage.

    Required columns are left out: the parser asks for them.
    """
    filled: dict[str, set[str]] = {}
    for rule in profile.tables:
        filled.setdefault(rule.table, set()).update(rule.filled)
    for row in profile.rows:
        filled.setdefault(row.table, set()).update(row.values)
    said = {row.values.get("column", "") for row in profile.rows if row.table == COVERAGE}
    said |= {*profile.statement.collected}
    unfilled: dict[str, tuple[str, ...]] = {}
    tables = [table for table in FIELDS if table not in OF_PLACES and table not in said]
    for table in (one for one in tables if one in filled):
        names = tuple(
            name
            for name, field in FIELDS[table].items()
            if name not in filled[table]
            and f"{table}.{name}" not in said
            and not field.required
            and field.kind not in _SAYING_NOTHING
        )
        if names:
            unfilled[table] = names
    return Lacking(unfilled, tuple(table for table in tables if table not in filled))


def state_coverage(
    profile: Profile, line_of: Callable[[tuple[str, ...]], int | None]
) -> Iterator[StatedRow]:
    """Yield a coverage row for each column that is not collected, or is collected but not filled.

    The row applies from the first day on, because undated records have no period. Unfilled tables
    get no row: a table that nobody sends counts as not collected, and another submission may bring
    it. `line_of` returns the line of a key in the profile.
    """
    statement = profile.statement
    said = {"collected": statement.collected}
    if statement.unfilled is Unfilled.NOT_COLLECTED:
        lacking = find_lacking(profile).columns
        said["unfilled"] = tuple(f"{table}.{n}" for table, names in lacking.items() for n in names)
    for key, names in said.items():
        for name in names:
            values = {"column": name, "from": rules.FIRST_DAY.isoformat()}
            if statement.office_id is not None and _is_of_an_office(name.partition(".")[0]):
                values[_OFFICE] = statement.office_id
            values["collected"] = "yes" if key == "collected" else "no"
            yield StatedRow(COVERAGE, line_of(("manifest", key)) or 1, values)


def warn_of_unfilled(profile: Profile) -> Iterator[findings.Finding]:
    """Yield a warning for each table with unfilled columns, if the profile does not say why."""
    if profile.statement.unfilled is not None:
        return
    for table, names in find_lacking(profile).columns.items():
        wording = sentences(
            messages(
                "The mapping does not fill {columns} of {table}. Measures may count the blanks as a"
                " no.",
                "The mapping does not fill these columns of {table}: {columns}. Measures may count"
                " the blanks as a no.",
                len(names),
                columns=", ".join(names),
                table=table,
            ),
            message(
                'If the source does not record them, write unfilled = "{not_collected}" into'
                ' [manifest]. If other imports have them, write "{elsewhere}".',
                not_collected=Unfilled.NOT_COLLECTED.value,
                elsewhere=Unfilled.ELSEWHERE.value,
            ),
        )
        severity = findings.Severity.WARNING
        yield findings.Finding(profile.file, "mapping.unfilled", wording, severity)


def _is_of_an_office(table: str) -> bool:
    fields = FIELDS.get(table, {})
    return _OFFICE in fields or (_CASE in fields and fields[_CASE].required)
