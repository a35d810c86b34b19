"""TOML text -> a checked profile: every fault is collected, none is guessed around."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace

from seed.mapping.cells import column_rule
from seed.mapping.conditions import condition, with_numbers
from seed.mapping.files import check_files, file_of, flags_with_numbers, numbers_of
from seed.mapping.formats import NumberFormat
from seed.mapping.profile import (
    ColumnRule,
    Keep,
    Profile,
    SourceFile,
    StatedRow,
    Statement,
    TableRule,
)
from seed.mapping.sections import Faults, Section, near
from seed.mapping.targets import FIELDS, codes_of

Numbers = Mapping[str, NumberFormat]


def parse(name: str, text: str, *, file: str | None = None) -> Profile:
    """The profile that `text` declares, with a finding for each fault; `file` is named in them."""
    file = file or f"{name}.toml"
    digest = hashlib.sha256(text.encode()).hexdigest()
    faults = Faults(file, text)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), f"this is not TOML: {error}.")
        return Profile(name, file, digest, findings=tuple(faults.findings))
    except RecursionError:
        faults.add("toml", (), "lists or tables stand too deep inside each other.")
        return Profile(name, file, digest, findings=tuple(faults.findings))
    top = Section(values, (), faults)
    statement = _statement(top.section("manifest"))
    named: dict[str, SourceFile] = {}
    for label, section in top.named("files"):
        named[label] = file_of(label, section, named)
    files = tuple(named.values())
    check_files(top, files)
    numbers = {f.name: numbers_of(f, files) for f in files}
    files = tuple(flags_with_numbers(f, numbers) for f in files)
    rules = tuple(rule for section in top.sections("tables") if (rule := _table(section, numbers)))
    rows = tuple(
        row for label, section in _row_sections(top) if (row := _stated_row(label, section))
    )
    if not rules:
        faults.add("no_tables", (), "no [[tables]] says what becomes of the files.")
    top.close()
    return Profile(name, file, digest, statement, files, rules, rows, tuple(faults.findings))


def _statement(section: Section | None) -> Statement:
    if section is None:
        return Statement()
    stated = Statement(
        jurisdiction=section.text("jurisdiction"),
        office_id=section.text("office_id"),
        extracted_on=section.day("extracted_on"),
        period_from=section.day("period_from"),
        period_to=section.day("period_to"),
        dates="month" if section.option("dates", ("day", "month")) == "month" else "day",
        note=section.text("note"),
    )
    section.close()
    return stated


def _table(section: Section, files: Mapping[str, Numbers]) -> TableRule | None:
    name = section.text("table") or ""
    file = section.text("from") or ""
    if file not in files:
        section.fault(
            "unknown_file", f"[{file}] is no file of this profile.{near(file, files)}", "from"
        )
    if name not in FIELDS:
        section.fault("unknown_table", f"[{name}] is no table.{near(name, FIELDS)}", "table")
        return None
    numbers = files.get(file, {})
    columns = [_read_with(rule, section, numbers) for rule in _columns(section, name)]
    rule = TableRule(
        name,
        file,
        (*columns, *_implied(section, name, {c.target for c in columns})),
        where=with_numbers(condition(section, "where"), numbers),
        of=section.text("of"),
        unknown_as_row=section.option("unknown_as", ("row",)) is not None,
        first_of=section.texts("first_of"),
        repeat=section.text("repeat"),
    )
    _check_table(section, rule)
    section.close()
    return rule


def _read_with(rule: ColumnRule, section: Section, numbers: Numbers) -> ColumnRule:
    """The rule with the formats that its file declares for the columns it looks at."""
    rule = replace(
        rule,
        only_if=with_numbers(rule.only_if, numbers),
        cases=tuple(replace(c, when=with_numbers(c.when, numbers)) for c in rule.cases),
    )
    if rule.number is not None or not rule.is_number:
        return rule
    written = list(dict.fromkeys(numbers.get(column) for column in rule.sources))
    if len(written) > 1:
        wording = (
            f"the numbers of {', '.join(rule.sources)} are written in different ways. Say them in"
            " blocks of their own, each with its [where]."
        )
        section.fault("number_format", wording, "columns", rule.target)
    return replace(rule, number=written[0]) if len(written) == 1 else rule


def _columns(section: Section, table: str) -> list[ColumnRule]:
    fields = FIELDS[table]
    columns = section.section("columns")
    rules = []
    for target, value in columns.items() if columns else []:
        place = (*section.place, "columns", target)
        if target not in fields:
            wording = f"[{target}] is no column of {table}.{near(target, fields)}"
            section.faults.add("unknown_column", place, wording)
            continue
        values = {"source": value} if isinstance(value, str) else value
        rules.append(column_rule(target, Section(values, place, section.faults), fields[target]))
    return rules


def _implied(section: Section, table: str, filled: set[str]) -> list[ColumnRule]:
    """What `charged = implied` and `person = none` say: all here were charged; nobody is named."""
    charged = section.option("charged", ("implied",))
    person = section.option("person", ("none",))
    for key, option, column in (("charged", charged, "charged"), ("person", person, "person_id")):
        if option and (column not in FIELDS[table] or column in filled):
            section.fault("implied", f"{table} must have [{column}] and leave it unfilled.", key)
    if table == "links" and not person and "person_id" not in filled:
        section.fault("person", "links without [person_id] need person = none, said outright.")
    return [ColumnRule("charged", constant="yes")] if charged and "charged" in FIELDS[table] else []


def _check_table(section: Section, rule: TableRule) -> None:
    filled = {c.target for c in rule.columns}
    for column, field in FIELDS[rule.table].items():
        if field.required and column not in filled:
            section.fault(
                "required_column", f"[{column}] of {rule.table} must be filled.", "columns"
            )
    for how in rule.columns:
        _check_kept(section, rule, how)
    splits = sum(c.makes_rows for c in rule.columns)
    if splits > 1:
        section.fault("split", "only one column of a table may be split into rows.", "columns")
    if rule.unknown_as_row and not (rule.of or splits):
        section.fault("unknown_as", "[unknown_as] needs [of] or a split column.", "unknown_as")


def _check_kept(section: Section, rule: TableRule, column: ColumnRule) -> None:
    if column.keep is None:
        return
    place = ("columns", column.target, "keep")
    if not rule.first_of:
        section.fault("keep", "[keep] needs [first_of], which makes one row of several.", *place)
    if column.keep is not Keep.FIRST_FILLED and not (column.dates or column.number):
        wording = (
            f"[{column.keep}] compares dates or numbers. Say by [date] or [number] how they are"
            " written."
        )
        section.fault("keep", wording, *place)


def _row_sections(top: Section) -> list[tuple[str, Section]]:
    rows = top.section("rows")
    if rows is None:
        return []
    return [(name, inner) for name in rows.names() for inner in rows.sections(name)]


def _stated_row(name: str, section: Section) -> StatedRow | None:
    if name not in FIELDS:
        section.fault("unknown_table", f"[{name}] is no table.{near(name, FIELDS)}")
        return None
    fields = FIELDS[name]
    values = {key: str(value) for key, value in section.items()}
    for key, value in values.items():
        if key not in fields:
            section.fault(
                "unknown_column", f"[{key}] is no column of {name}.{near(key, fields)}", key
            )
        elif (codes := codes_of(fields[key])) and value not in codes:
            section.fault(
                "unknown_code", f"[{value}] is not one of {', '.join(sorted(codes))}.", key
            )
    return StatedRow(name, section.faults.line(section.place) or 1, values)
