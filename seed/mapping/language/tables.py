"""What a profile says of the tables that its files fill: rows, and what cells become; checked."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from schemas import columns
from seed.gate import name_columns
from seed.mapping.language.formats import (
    NumberFormat,
    check_dates_apart,
    is_number,
    parse_date_formats,
    parse_number_format,
)
from seed.mapping.language.places import PLACES
from seed.mapping.language.profile import ROW, ColumnRule, SourceFile, TableRule
from seed.mapping.language.sections import Section, near
from seed.mapping.language.sql_texts import parse_text
from seed.mapping.language.targets import FIELDS, codes_of
from seed.mapping.sql.tree import Kind

# How a column may be filled; each by exactly one of these.
FILLED_BY = ("source", "sql", "constant")
# Ways of reading a cell, which need one.
OF_CELLS = (
    *("missing", "missing_like", "codes", "date", "language", "not_after", "number"),
    *("split", "several"),
)
Lists = Mapping[str, Section]


@dataclass(frozen=True)
class _Context:
    """The files that tables are filled from, and the lists of codes that columns share."""

    files: Mapping[str, SourceFile]
    lists: Lists


def parse_tables(top: Section, files: Mapping[str, SourceFile]) -> Iterator[TableRule]:
    """The rules of [tables.TABLE], which read `files`."""
    context = _Context(files, dict(top.named("codes")))
    seen: set[str] = set()
    for number, (name, section) in enumerate(top.by_table("tables")):
        if name not in FIELDS:
            section.fault("unknown_table", f"[{name}] is no table.{near(name, FIELDS)}")
            continue
        # What is said of a column of SQL names it; no two may go by one name.
        again = f" ({number})" if name in seen else ""
        seen.add(name)
        yield _table_rule(name, number, again, section, context)


def _table_rule(
    name: str, number: int, again: str, section: Section, context: _Context
) -> TableRule:
    file = section.text("from") or ""
    if file not in context.files:
        wording = f"[{file}] is no file of this profile.{near(file, context.files)}"
        section.fault("unknown_file", wording, "from")
    numbers = context.files[file].numbers if file in context.files else {}
    parse_text(section, "where", Kind.WHERE, context.files)
    rules = tuple(
        replace(_with_number(rule, numbers), sql_column=f"sql of {name}.{rule.target}{again}")
        for rule in _column_rules(section, name, context)
    )
    _check_table(section, name, rules)
    section.close()
    return TableRule(name, file, rules, where=section.text("where") or "", number=number)


def _with_number(rule: ColumnRule, numbers: Mapping[str, NumberFormat]) -> ColumnRule:
    """The rule with the form that its file declares for the numbers of its column."""
    if rule.number is None and (rule.is_number or rule.codes_from):
        return replace(rule, number=numbers.get(rule.source or ""))
    return rule


def _check_table(section: Section, table: str, rules: Collection[ColumnRule]) -> None:
    filled = {rule.target for rule in rules}
    if section.text("person") and ("person_id" not in FIELDS[table] or "person_id" in filled):
        wording = f"{table} must have [person_id] and leave it unfilled."
        section.fault("implied", wording, "person")
    if table == "links" and not section.text("person") and "person_id" not in filled:
        section.fault("person", "links without [person_id] need person = none, said outright.")
    for target, held in FIELDS[table].items():
        if held.required and target not in filled:
            section.fault("required_column", f"[{target}] of {table} must be filled.", "columns")
    if sum(rule.makes_rows for rule in rules) > 1:
        section.fault("split", "only one column of a table may be split into rows.", "columns")


def _column_rules(section: Section, table: str, context: _Context) -> Iterator[ColumnRule]:
    fields = FIELDS[table]
    said = section.section("columns")
    for target, value in said.items() if said else ():
        place = (*section.place, "columns", target)
        if target not in fields:
            wording = f"[{target}] is no column of {table}.{near(target, fields)}"
            section.faults.add("unknown_column", place, wording)
            continue
        values = {"source": value} if isinstance(value, str) else value
        inner = Section(values, place, section.faults, PLACES["columns"])
        yield _column_rule(target, inner, fields[target], context)


def _column_rule(
    target: str, section: Section, field: columns.Field, context: _Context
) -> ColumnRule:
    """How the column `target` is filled, with a fault for whatever its `field` cannot hold."""
    codes, codes_like, codes_from = _codes(section, context.lists)
    sql = parse_text(section, "sql", Kind.SQL, context.files)
    rule = ColumnRule(
        target,
        source=section.text("source"),
        constant=section.text("constant"),
        sql=section.text("sql"),
        sql_reads=frozenset() if sql is None else sql.columns,
        codes=codes,
        codes_like=codes_like,
        codes_from=codes_from,
        missing=section.texts("missing"),
        missing_like=section.text("missing_like"),
        dates=tuple(parse_date_formats(section)),
        number=parse_number_format(section.section("number")),
        split=section.texts("split"),
        several=section.text("several"),
        pseudonym=section.yes("pseudonym"),
        missing_ok=section.yes("missing_ok"),
        not_after=section.day("not_after"),
        blank_unreadable=section.text("unreadable") is not None,
        is_number=field.kind in (columns.Kind.INTEGER, columns.Kind.MONEY),
    )
    _check_filling(section, rule)
    _check_reading(section, rule, field)
    _check_names(section, rule, field)
    _check_codes(section, rule, codes_of(field))
    section.close()
    return rule


def _codes(
    section: Section, lists: Lists
) -> tuple[dict[str, str] | None, tuple[tuple[str, str], ...], tuple[tuple[float, str], ...]]:
    """The codes of cells, those of patterns in the order in which they are tried, and of numbers.

    These rise.
    """
    codes = section.section_or_name("codes")
    if isinstance(codes, str):
        name, codes = codes, lists.get(codes)
        if codes is None:
            section.fault("codes", f"[{name}] is no list of [codes].{near(name, lists)}", "codes")
    if codes is None:
        return None, (), ()
    # A cell may say `like` or `from`; its code is a text.
    like = codes.section("like") if codes.is_table("like") else None
    numbers = codes.section("from") if codes.is_table("from") else None
    patterns = like.text_by_name() if like else {}
    for pattern in patterns:
        _check_pattern(codes, pattern, "like")
    beside = {key for key, inner in (("like", like), ("from", numbers)) if inner is not None}
    return codes.text_by_name(but=beside), tuple(patterns.items()), _from(numbers)


def _from(numbers: Section | None) -> tuple[tuple[float, str], ...]:
    if numbers is None:
        return ()
    for start in numbers.names():
        if not is_number(start):
            numbers.fault("number", f"[{start}] is no number from which on a code is meant.", start)
    said = numbers.text_by_name().items()
    return tuple(sorted((float(start), code) for start, code in said if is_number(start)))


def _check_filling(section: Section, rule: ColumnRule) -> None:
    if sum(section.has(key) for key in FILLED_BY) != 1:
        section.fault("filled_by", f"exactly one of {', '.join(FILLED_BY)} is expected here.")
    for key in OF_CELLS:
        if section.has(key) and rule.source is None and rule.sql is None:
            wording = f"[{key}] is how a cell is read, and needs [source] or [sql]."
            section.fault("needs_source", wording, key)
    if rule.makes_rows and rule.sql is not None:
        section.fault("split", "a list becomes rows of a [source] column alone.", "split")
    if rule.source == ROW:
        section.fault("row_number", f"[{ROW}] is no column of the file: in SQL it is _row.")
    if rule.several is not None and not (rule.split and rule.codes is not None):
        section.fault("several", "[several] needs [split] and [codes].", "several")


def _check_reading(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    if rule.missing_like is not None:
        _check_pattern(section, rule.missing_like, "missing_like")
    if rule.codes_from and field.kind is not columns.Kind.CODE:
        wording = f"[{rule.target}] is no closed list: numbers have no codes."
        section.fault("codes", wording, "codes")
    if rule.dates and field.kind is not columns.Kind.DATE:
        section.fault("date", f"[{rule.target}] holds no date.", "date")
    check_dates_apart(section)
    if rule.not_after is not None and not rule.dates:
        section.fault("not_after", "[not_after] needs a [date] format.", "not_after")


def _check_names(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    """A name is no id, and its keyed hash alone makes one person of all its bearers."""
    names = sorted(filter(name_columns.is_one, rule.named))
    if field.kind is columns.Kind.ID and names:
        wording = (
            f"[{', '.join(names)}] is named like a name. It may be read as an id only as a"
            " pseudonym together with another column: write SELECT *, NAME || '-' || CASE AS key in"
            " a [select], and pseudonym = true of each id of the table; else take a column of"
            " numbers, or leave it out."
        )
        section.fault("name_column", wording)
    if field.kind is columns.Kind.LABEL:
        for name in sorted(filter(name_columns.is_of_persons, rule.named)):
            wording = f"[{name}] is named like persons' names, which are no label."
            section.fault("name_column", wording)


def _check_codes(section: Section, rule: ColumnRule, known: frozenset[str]) -> None:
    if not known:
        return
    codes = [*(rule.codes or {}).values(), *(code for _, code in rule.codes_like)]
    codes += [code for _, code in rule.codes_from]
    codes += [value for value in (rule.constant, rule.several) if value is not None]
    for value in sorted(set(codes) - {""} - known):
        listed = ", ".join(sorted(known))
        section.fault("unknown_code", f"[{value}] is not one of {listed}.{near(value, known)}")


def _check_pattern(section: Section, pattern: str, key: str) -> None:
    """A fault where the engine does not take it: it knows no look-ahead and no back-reference."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        # Its last line that says what is wrong; the pattern itself stands before it.
        reason = re.findall(r"^(?:regex )?error: (.*)$", str(error), re.MULTILINE)[-1].rstrip(".")
        wording = f"this is no regular expression that is read here: {reason}."
        section.fault("pattern", wording, key)
