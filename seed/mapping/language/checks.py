"""What the keys of a column cannot mean together, and what its column cannot hold."""

from collections.abc import Iterable

from schemas import columns
from seed.gate import name_columns
from seed.mapping.language.composing import NO_COLUMN, NUMBERS, PLACEHOLDER, ROW, columns_in
from seed.mapping.language.dates import check_dates_apart
from seed.mapping.language.patterns import check_pattern
from seed.mapping.language.profile import ColumnRule, TableRule
from seed.mapping.language.sections import Section, near
from seed.mapping.language.targets import FIELDS, codes_of

# How a column may be filled; each by exactly one of these.
FILLED_BY = ("source", "sql", "pick", "constant", "compose", "cases", "joint")

# Ways of reading a cell, which need one: a source or what is picked.
OF_CELLS = (
    *("missing", "missing_like", "codes", "date", "language", "not_after", "number"),
    *("split", "several"),
)
# Columns that one text is put together from; each is looked up in every row.
MOST_COMPOSED = 50


def check_column(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    """A fault for each thing that the keys of a column cannot mean together, or not for `field`."""
    _check_filling(section, rule)
    _check_reading(section, rule, field)
    if field.kind is columns.Kind.ID:
        _check_names(section, rule)
    if field.kind is columns.Kind.LABEL:
        _check_label(section, rule)
    if known := codes_of(field):
        _check_codes(section, rule, known)


def check_row_numbers(top: Section, rules: Iterable[TableRule], by_sql: Iterable[str] = ()) -> None:
    """A fault where ids are numbers of rows, and the profile does not say so.

    In the next export the number of a row is another row's: an update would write over other
    people's records, and a file in another order would bring everybody a second time. `by_sql` are
    the ids that SQL makes of numbers.
    """
    in_sql = list(dict.fromkeys(by_sql))
    composed = dict.fromkeys(
        f"{rule.table}.{column.target}"
        for rule in rules
        for column in rule.columns
        if ROW in columns_in(column.compose or "")
        and FIELDS[rule.table][column.target].kind is columns.Kind.ID
    )
    if numbered := [*in_sql, *composed]:
        how = "made of _row" if in_sql else "composed of {row_number}"
        wording = (
            f"{', '.join(numbered)}: {how}, which is another row's in the next export. Make"
            " ids of columns that name the row. Or, where the source has no ids, write"
            ' ids = "by_row" into [manifest]: each import then replaces the last one by this'
            " mapping as a whole."
        )
        top.fault("row_number", wording, "manifest")


def _check_filling(section: Section, rule: ColumnRule) -> None:
    if sum(section.has(key) for key in FILLED_BY) != 1:
        section.fault("filled_by", f"exactly one of {', '.join(FILLED_BY)} is expected here.")
    for key in OF_CELLS:
        if section.has(key) and not rule.sources:
            wording = f"[{key}] is how a cell is read, and needs [source], [sql] or [pick]."
            section.fault("needs_source", wording, key)
    if section.has("otherwise") and not section.has("cases"):
        section.fault("otherwise", "[otherwise] is the value where none of [cases] is met.")
    if len(PLACEHOLDER.findall(rule.compose or "")) > MOST_COMPOSED:
        wording = f"[compose] puts at most {MOST_COMPOSED} columns together."
        section.fault("compose", wording, "compose")
    if len(rule.pick) == 1:
        section.fault("pick", "[pick] needs two columns or more; one is a [source].", "pick")
    if rule.makes_rows and (rule.pick or rule.sql is not None):
        section.fault("split", "a list becomes rows of one [source] column alone.", "split")
    if ROW in rule.sources:
        section.fault("row_number", NO_COLUMN)
    if rule.several is not None and not (rule.split and rule.codes is not None):
        section.fault("several", "[several] needs [split] and [codes].", "several")


def _check_reading(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    if rule.missing_like is not None:
        check_pattern(section, rule.missing_like, "missing_like")
    if rule.codes_from and field.kind is not columns.Kind.CODE:
        section.fault(
            "codes", f"[{rule.target}] is no closed list: numbers have no codes.", "codes"
        )
    if rule.dates and field.kind is not columns.Kind.DATE:
        section.fault("date", f"[{rule.target}] holds no date.", "date")
    check_dates_apart(section)
    if rule.not_after is not None and not rule.dates:
        section.fault("not_after", "[not_after] needs a [date] format.", "not_after")


def _check_names(section: Section, rule: ColumnRule) -> None:
    """A name is no id, and its keyed hash alone makes one person of all its bearers."""
    names = {column for column in rule.named if name_columns.is_one(column)}
    # A part that may be blank would leave the name alone.
    others = rule.needed | (rule.named & NUMBERS)
    if names and not (rule.pseudonym and others - names):
        wording = (
            f"[{', '.join(sorted(names))}] is named like a name. It may be read as an id only as a"
            " pseudonym together with another column: write SELECT *, NAME || '-' || CASE AS key in"
            " a [select], and pseudonym = true of each id of the table; else take a column of"
            " numbers, or leave it out."
        )
        section.fault("name_column", wording)


def _check_label(section: Section, rule: ColumnRule) -> None:
    for name in sorted(filter(name_columns.is_of_persons, rule.named)):
        section.fault("name_column", f"[{name}] is named like persons' names, which are no label.")


def _check_codes(section: Section, rule: ColumnRule, known: frozenset[str]) -> None:
    codes = [*(rule.codes or {}).values(), *(code for _, code in rule.codes_like)]
    codes += [code for _, code in rule.codes_from]
    codes += [*(case.then for case in rule.cases)]
    codes += [v for v in (rule.constant, rule.otherwise, rule.several) if v is not None]
    for value in sorted(set(codes) - {""} - known):
        listed = ", ".join(sorted(known))
        section.fault("unknown_code", f"[{value}] is not one of {listed}.{near(value, known)}")
