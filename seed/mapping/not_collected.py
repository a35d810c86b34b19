"""Columns that no block of a profile fills: stated as not collected, or warned of.

Where a source does not record something, its blank is not the blank of a record: measures would
take it for a no.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas import columns, findings, rules
from seed.mapping.profile_model import FIELDS, Profile, StatedRow, Statement, TableRule, Unfilled

COVERAGE = "coverage"
# What these say is of places, and of no record.
OF_PLACES = frozenset({"jurisdictions", "population", "offices", COVERAGE, "counting_rules"})
# An amount that nobody states needs none, and one that is stated is refused without it.
_SAYING_NOTHING = (columns.Kind.JURISDICTION, columns.Kind.CURRENCY)
# Only these name an office, themselves or by a case that they must name: a statement of one office
# would not reach the others.
_OFFICE, _CASE = "office_id", "case_id"


@dataclass(frozen=True)
class Lacking:
    """By the tables that are filled, the columns that are not; and the tables that are not."""

    columns: Mapping[str, tuple[str, ...]]
    tables: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many columns there are."""
        return sum(map(len, self.columns.values()))


def find_lacking(rules_: Sequence[TableRule], rows: Sequence[StatedRow]) -> Lacking:
    """What blocks, and rows that a profile states itself, leave unfilled and say nothing of.

    What a record cannot be without is no part of it: that is asked for.
    """
    filled: dict[str, set[str]] = {rule.table: set() for rule in rules_}
    for rule in rules_:
        filled[rule.table].update(column.target for column in rule.columns)
    for row in rows:
        filled.setdefault(row.table, set()).update(row.values)
    said = {row.values.get("column", "") for row in rows if row.table == COVERAGE}
    records = [table for table in FIELDS if table not in OF_PLACES and table not in said]
    unfilled = {
        table: tuple(
            name
            for name, field in FIELDS[table].items()
            if name not in filled[table]
            and f"{table}.{name}" not in said
            and not field.required
            and field.kind not in _SAYING_NOTHING
        )
        for table in records
        if table in filled
    }
    return Lacking(
        {table: names for table, names in unfilled.items() if names},
        tuple(table for table in records if table not in filled),
    )


def state_not_collected(unfilled: Lacking, statement: Statement, line: int) -> Iterator[StatedRow]:
    """A row of coverage for each column, from the first day on: undated records have no period.

    Tables are left to themselves: one that nobody sends is not collected anyhow, and another
    submission may bring it.
    """
    for table, names in unfilled.columns.items():
        for name in names:
            said = state_coverage(f"{table}.{name}", statement, collected=False)
            yield StatedRow(COVERAGE, line, said)


def state_coverage(column: str, statement: Statement, *, collected: bool) -> dict[str, str]:
    """What a row of coverage says of a column, TABLE.COLUMN, since ever."""
    office = {}
    if statement.office_id is not None and _is_of_an_office(column.partition(".")[0]):
        office = {_OFFICE: statement.office_id}
    said = {"column": column, "from": rules.FIRST_DAY.isoformat()}
    return {**said, **office, "collected": "yes" if collected else "no"}


def warn_of_unfilled(profile: Profile) -> Iterator[findings.Finding]:
    """A warning per table with columns of which a profile neither fills nor says anything."""
    if profile.statement.unfilled is not None:
        return
    for table, names in find_lacking(profile.tables, profile.rows).columns.items():
        wording = (
            f"of {table} nothing fills {', '.join(names)}, and nothing says whether the source"
            " records them: measures may take the blanks for a no. Say in [manifest]"
            f' unfilled = "{Unfilled.NOT_COLLECTED}", or "{Unfilled.ELSEWHERE}" where other'
            " submissions bring them; or state single ones by [[rows.coverage]]."
        )
        severity = findings.Severity.WARNING
        yield findings.Finding(profile.file, "mapping.unfilled", wording, severity)


def _is_of_an_office(table: str) -> bool:
    fields = FIELDS[table]
    return _OFFICE in fields or (_CASE in fields and fields[_CASE].required)
