"""What a profile says of the tables that its files fill, alone or in groups."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from seed.mapping.language.cells import NO_LISTS, column_rule
from seed.mapping.language.composing import NO_COLUMN, ROW
from seed.mapping.language.conditions import Condition, both, condition, with_numbers
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.lines import Place
from seed.mapping.language.places import PLACES
from seed.mapping.language.profile import ColumnRule, Keep, TableRule
from seed.mapping.language.sections import Section, near
from seed.mapping.language.sql_texts import parsed
from seed.mapping.language.targets import FIELDS
from seed.mapping.sql.tree import Kind

Numbers = Mapping[str, NumberFormat]


@dataclass(frozen=True)
class Shared:
    """What the tables of a group have in common: the rows they are made of, and columns.

    `columns` holds by target where it stands and what it says.
    """

    file: str
    where: Condition = ()
    of: str | None = None
    unknown_as_row: bool = False
    first_of: tuple[str, ...] = ()
    repeat: str | None = None
    columns: Mapping[str, tuple[Place, object]] = field(default_factory=dict)


def table_rules(
    top: Section,
    numbers: Mapping[str, Numbers],
    files: Collection[str],
    lists: Mapping[str, Section],
) -> Iterator[TableRule]:
    """The rules of [tables.TABLE], whose SQL reads `files`, with shared `lists` of codes.

    Or those of [[tables]], and those of [[groups]], which fill several tables from one row.
    """
    if top.is_table("tables"):
        yield from _by_name(top, numbers, files, lists)
        return
    for section in top.sections("tables"):
        file = section.text("from") or ""
        _check_file(section, file, numbers)
        yield from _table(section, numbers.get(file, {}), Shared(file))
    for group in top.sections("groups"):
        yield from _group(group, numbers)


def _by_name(
    top: Section,
    numbers: Mapping[str, Numbers],
    files: Collection[str],
    lists: Mapping[str, Section],
) -> Iterator[TableRule]:
    seen: set[str] = set()
    for number, (name, section) in enumerate(top.by_table("tables")):
        if name not in FIELDS:
            section.fault("unknown_table", f"[{name}] is no table.{near(name, FIELDS)}")
            continue
        file = section.text("from") or ""
        _check_file(section, file, numbers)
        found = _columns(section, name, Shared(file), files, lists)
        columns = [_read_with(column, section, numbers.get(file, {})) for column in found]
        parsed(section, "where", Kind.WHERE, files)
        _implied(section, name, {c.target for c in columns})
        # What is said of such a column names it; no two may go by one name.
        again = f" ({number})" if name in seen else ""
        seen.add(name)
        rule = TableRule(
            name,
            file,
            tuple(replace(c, sql_column=f"sql of {name}.{c.target}{again}") for c in columns),
            where_sql=section.text("where") or "",
            number=number,
        )
        _check_table(section, rule)
        section.close()
        yield rule


def _check_file(section: Section, file: str, files: Collection[str]) -> None:
    if file not in files:
        wording = f"[{file}] is no file of this profile.{near(file, files)}"
        section.fault("unknown_file", wording, "from")


def _group(group: Section, numbers: Mapping[str, Numbers]) -> Iterator[TableRule]:
    file = group.text("from") or ""
    _check_file(group, file, numbers)
    shared = Shared(
        file,
        condition(group, "where"),
        of=group.text("of"),
        unknown_as_row=group.text("unknown_as") is not None,
        first_of=group.texts("first_of"),
        repeat=group.text("repeat"),
        columns=_said(group),
    )
    tables = group.sections("tables")
    if not tables:
        group.fault("required", "[[groups.tables]] must say which tables are filled.")
    fields = [FIELDS.get(inner.text("table") or "", {}) for inner in tables]
    for target in shared.columns:
        if not any(target in of_table for of_table in fields):
            wording = f"[{target}] is a column of none of the tables of this group."
            group.fault("unknown_column", wording, "columns", target)
    for inner in tables:
        yield from _table(inner, numbers.get(file, {}), shared)
    group.close()


def _table(section: Section, numbers: Numbers, shared: Shared) -> Iterator[TableRule]:
    """The rule of one table; what it says itself goes before what is shared, conditions add up."""
    name = section.text("table") or ""
    if name not in FIELDS:
        section.fault("unknown_table", f"[{name}] is no table.{near(name, FIELDS)}", "table")
        return
    columns = [_read_with(rule, section, numbers) for rule in _columns(section, name, shared)]
    unknown_as = section.text("unknown_as")
    rule = TableRule(
        name,
        shared.file,
        (*columns, *_implied(section, name, {c.target for c in columns})),
        where=with_numbers(both(shared.where, condition(section, "where")), numbers),
        of=section.text("of") or shared.of,
        unknown_as_row=shared.unknown_as_row or unknown_as is not None,
        first_of=section.texts("first_of") if section.has("first_of") else shared.first_of,
        repeat=section.text("repeat") or shared.repeat,
    )
    _check_table(section, rule)
    section.close()
    yield rule


def _read_with(rule: ColumnRule, section: Section, numbers: Numbers) -> ColumnRule:
    """The rule with the formats that its file declares for the columns it looks at."""
    rule = replace(
        rule,
        only_if=with_numbers(rule.only_if, numbers),
        cases=tuple(replace(c, when=with_numbers(c.when, numbers)) for c in rule.cases),
    )
    if rule.number is not None or not (rule.is_number or rule.codes_from):
        return rule
    written = list(dict.fromkeys(numbers.get(column) for column in rule.sources))
    if len(written) > 1:
        wording = (
            f"the numbers of {', '.join(rule.sources)} are written in different ways. Say them in"
            " blocks of their own, each with its [where]."
        )
        section.fault("number_format", wording, "columns", rule.target)
    return replace(rule, number=written[0]) if len(written) == 1 else rule


def _columns(
    section: Section,
    table: str,
    shared: Shared,
    files: Collection[str] = (),
    lists: Mapping[str, Section] = NO_LISTS,
) -> list[ColumnRule]:
    fields = FIELDS[table]
    common = {target: said for target, said in shared.columns.items() if target in fields}
    rules = []
    for target, (place, value) in {**common, **_said(section)}.items():
        if target not in fields:
            wording = f"[{target}] is no column of {table}.{near(target, fields)}"
            section.faults.add("unknown_column", place, wording)
            continue
        values = {"source": value} if isinstance(value, str) else value
        inner = Section(values, place, section.faults, PLACES["columns"])
        rules.append(column_rule(target, inner, fields[target], files, lists))
    return rules


def _said(section: Section) -> dict[str, tuple[Place, object]]:
    """By target, where its column stands and what it says."""
    columns = section.section("columns")
    items = columns.items() if columns else ()
    return {target: ((*section.place, "columns", target), value) for target, value in items}


def _implied(section: Section, table: str, filled: set[str]) -> list[ColumnRule]:
    """What `charged = implied` and `person = none` say: all here were charged; nobody is named."""
    charged = section.text("charged") if section.keys.key("charged") else None
    person = section.text("person")
    for key, option, column in (("charged", charged, "charged"), ("person", person, "person_id")):
        if option and (column not in FIELDS[table] or column in filled):
            section.fault("implied", f"{table} must have [{column}] and leave it unfilled.", key)
    if table == "links" and not person and "person_id" not in filled:
        section.fault("person", "links without [person_id] need person = none, said outright.")
    return [ColumnRule("charged", constant="yes")] if charged and "charged" in FIELDS[table] else []


def _check_table(section: Section, rule: TableRule) -> None:
    filled = {c.target for c in rule.columns}
    for target, held in FIELDS[rule.table].items():
        if held.required and target not in filled:
            section.fault(
                "required_column", f"[{target}] of {rule.table} must be filled.", "columns"
            )
    for key, column in (("of", rule.of), ("repeat", rule.repeat)):
        if column == ROW:
            section.fault("row_number", NO_COLUMN, key)
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
