"""Parse the TOML text of a profile and check it. All faults are collected; nothing is guessed."""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import PureWindowsPath

import polars as pl

from schemas import columns
from schemas.language import Message, message, sentences
from seed.gate import column_checks
from seed.mapping.cell_formats import (
    check_date_formats,
    is_number_text,
    parse_number_format,
)
from seed.mapping.not_collected import state_coverage
from seed.mapping.profile_keys import KEY_TABLES
from seed.mapping.profile_model import (
    FIELDS,
    ROW,
    ColumnRule,
    FileShape,
    KeptWords,
    Profile,
    Shape,
    SourceFile,
    StatedRow,
    Statement,
    TableRule,
    Unfilled,
    allowed_codes,
)
from seed.mapping.profile_sql import find_numbered_ids, parse_sql_text
from seed.mapping.profile_toml import MORE_WORDS, SHAPE_KEY, Toml, without_shape
from seed.mapping.sql_tree import Kind
from seed.mapping.toml_reader import Faults, Section, did_you_mean
from seed.mapping.upgrade import (
    find_old_keys,
    old_form_refusal,
    rename_keys,
    renamed_key_warning,
)
from seed.readers import preflight
from seed.readers.database import TableOrSelect, address_fault, select_fault, short_hash

# The usual limit of file systems, in bytes.
LONGEST_NAME = 255
QUOTES = "\"'"
# In a file name it stands for any characters, or none: `calls_*.csv`.
WILDCARD = "*"
# The ways to fill a column. Each column must use exactly one.
FILLED_BY = ("source", "sql", "constant")
# Keys on how a cell is read. A constant has no cell, so they do not apply to it.
OF_CELLS = (
    *("missing", "codes", "date", "not_after", "number"),
    *("split", "several"),
)
Lists = Mapping[str, Section]


def parse_profile_text(
    name: str, text: str, *, file: str | None = None, called: str | None = None
) -> Profile:
    """Return the profile in `text`, with a finding for each fault.

    Findings name `file`; None takes the name with `.toml`. `called` is the profile's name on the
    command line; None takes `name`.
    """
    file = file or f"{name}.toml"
    called = name if called is None else called
    faults = Faults(file, text)
    values: Toml = {}
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), message("Not valid TOML: {reason}.", reason=error))
    except RecursionError:
        faults.add("toml", (), message("Lists or tables are nested too deep."))
    if old := find_old_keys(values):
        faults.add("old_form", (), old_form_refusal(old, called))
    profile = Profile(name)
    if not faults.findings:
        values, renamed = rename_keys(values)
        for place in renamed:
            faults.add("renamed_key", place, renamed_key_warning(called), is_warning=True)
        profile = _parse(name, text, faults, values)
    return replace(
        profile,
        file=file,
        sha256=hashlib.sha256(without_shape(text).encode()).hexdigest(),
        called=called,
        findings=tuple(faults.findings),
        warnings=tuple(faults.warnings),
    )


def _parse(name: str, text: str, faults: Faults, values: Toml) -> Profile:
    top = Section(values, (), faults, KEY_TABLES["profile"])
    source = parse_source(top)
    statement = _parse_statement(top.section("manifest"))
    files = parse_files(top)
    rules = tuple(parse_tables(top, files))
    rows = tuple(_stated_row(name, section) for name, section in top.named("rows"))
    _check_ids(top, statement, [*find_numbered_ids(rules, files.values())])
    if not rules:
        faults.add(
            "no_tables", (), message("Add a [tables.TABLE] that says what the files become.")
        )
    top.close()
    profile = Profile(
        name,
        tuple(files.values()),
        rules,
        statement,
        tuple(row for row in rows if row is not None),
        lists={label: dict(codes.items()) for label, codes in top.named("codes")},
        comment=head_comment(text),
        source=source,
        shape=read_shape(top),
    )
    return replace(profile, coverage=tuple(state_coverage(profile, faults.line)))


def head_comment(text: str) -> str:
    """Return the comment at the top of a profile, without its `#` signs."""
    head = takewhile(lambda line: line.startswith("#"), text.strip().splitlines())
    return "\n".join(line[1:].removeprefix(" ") for line in head)


def _check_ids(top: Section, statement: Statement, by_row: Collection[str]) -> None:
    """Add a fault where ids are made of row numbers and the profile does not say so.

    In the next export a row number belongs to another row. An update would overwrite other people's
    records, and a file in another order would add everybody again. A database has no fixed row
    numbers and no extraction day at all.
    """
    if top.has("source"):
        if statement.extracted_on is not None:
            wording = message(
                "A database is always read as it is today. Remove the extraction date."
            )
            top.fault("extracted_on", wording, "manifest", "extracted_on")
        for name in by_row:
            wording = message(
                "{column} is made of _row, but the rows of a database have no fixed number. Make it"
                " of columns that identify the row.",
                column=name,
            )
            top.fault("row_number", wording)
    elif by_row and statement.ids is None:
        wording = message(
            "These ids are made of _row, the row number, which belongs to another row in the next"
            " export: {columns}. Make ids of columns that identify the row. If the source has no"
            ' ids, write ids = "by_row" into [manifest]. Each import by this mapping then replaces'
            " the last one as a whole.",
            columns=", ".join(dict.fromkeys(by_row)),
        )
        top.fault("row_number", wording, "manifest")


def _parse_statement(section: Section | None) -> Statement:
    if section is None:
        return Statement()
    said = section.read()
    if not said.get("jurisdiction", "any").strip():
        del said["jurisdiction"]
        wording = message(
            "Name the jurisdiction of the records: an ISO 3166-1 alpha-3 code, for example MNG or"
            " USA-CA. Remove the line if a table of jurisdictions or offices names it."
        )
        section.fault("jurisdiction", wording, "jurisdiction")
    if "unfilled" in said:
        said["unfilled"] = Unfilled(said["unfilled"])
    for named in said.get("collected", ()):
        table, _, column = named.partition(".")
        if column not in FIELDS.get(table, {}):
            known = [f"{one}.{name}" for one, fields in FIELDS.items() for name in fields]
            unknown = message("No table has the column [{column}].", column=named)
            section.fault("unknown_column", _unknown(unknown, named, known), "collected")
    section.close()
    return Statement(**said)


def _stated_row(name: str, section: Section) -> StatedRow | None:
    """Parse a row that the profile itself states; None if its table does not exist."""
    if name not in FIELDS:
        section.fault("unknown_table", _unknown_table(name))
        return None
    fields = FIELDS[name]
    values = {key: str(value) for key, value in section.items()}
    for key, value in values.items():
        if key not in fields:
            section.fault("unknown_column", _unknown_column(key, name), key)
        elif (codes := allowed_codes(fields[key])) and value not in codes:
            section.fault("unknown_code", _unknown_code(value, codes), key)
    return StatedRow(name, section.faults.line(section.place) or 1, values)


def _unknown_table(name: str) -> Message:
    return _unknown(message("There is no table [{table}].", table=name), name, FIELDS)


def _unknown_column(name: str, table: str) -> Message:
    unknown = message("Table {table} has no column [{column}].", table=table, column=name)
    return _unknown(unknown, name, FIELDS[table])


def _unknown_code(value: str, codes: Collection[str]) -> Message:
    invalid = message(
        "[{value}] is not a valid code. Use one of: {codes}.",
        value=value,
        codes=", ".join(sorted(codes)),
    )
    return _unknown(invalid, value, codes)


def _unknown(wording: Message, name: str, known: Iterable[str]) -> Message:
    return sentences(wording, did_you_mean(name, known))


def is_pattern(name: str) -> bool:
    return WILDCARD in name


def matches_pattern(pattern: str, name: str) -> bool:
    """Whether a file name matches a pattern, or equals it if the pattern has no `*`."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split(WILDCARD))), name) is not None


def parse_source(top: Section) -> str | None:
    """Return the database address of a profile; None for files, or if the address has a fault."""
    source = top.text("source")
    if source is None:
        return None
    if fault := address_fault(source):
        top.fault("source", fault, "source")
        return None
    return source


def parse_files(top: Section) -> dict[str, SourceFile]:
    """Return the files of a profile by their names. A SELECT may read only files above it."""
    files: dict[str, SourceFile] = {}
    for label, section in top.named("files"):
        files[label] = _parse_file(label, section, files, of_database=top.has("source"))
    return files


def _parse_file(
    label: str, section: Section, before: Mapping[str, SourceFile], *, of_database: bool
) -> SourceFile:
    if section.has("select"):
        return _parse_select(label, section.read_as("files.select"), before)
    if of_database or section.has("query"):
        section = section.read_as("files.source")
        source = _parse_database_file(label, section, of_database=of_database)
    else:
        source = _parse_own_file(label, section)
    section.close()
    return replace(source, missing=section.texts("missing"))


def _parse_own_file(label: str, section: Section) -> SourceFile:
    said = {"file": "", **section.read(), "encoding": _encoding(section)}
    said |= {"delimiter": _delimiter(section), "header_rows": said.pop("header_row", (1,))}
    if not said["file"]:
        wording = message(
            "Name the file with [file], for example cases.csv, or make rows of other files with"
            " [select]."
        )
        section.fault("required", wording)
    elif not _is_name(said["file"]):
        section.fault(
            "file", message("Write only the name of the file, without a folder before it."), "file"
        )
    return SourceFile(label, **said)


def _parse_database_file(label: str, section: Section, *, of_database: bool) -> SourceFile:
    """Return a table or SELECT of the database, named by its table, or its label and a hash."""
    asked = TableOrSelect(section.text("file") or "", section.text("query") or "")
    if not of_database:
        wording = message(
            "[query] is for a database. Name it with [source] at the top of the mapping."
        )
        section.fault("source", wording)
    if bool(asked.table) == bool(asked.select):
        wording = message("Write either [file] or [query] here, because [source] is a database.")
        section.fault("required", wording)
    elif asked.select and (fault := select_fault(asked.select)):
        section.fault("select", fault, "query")
    elif asked.table and not _is_name(asked.table):
        section.fault("file", message("Write only the name of a table or view."), "file")
    name = f"{label} (SELECT {short_hash(asked.select)})" if asked.select else asked.table
    return SourceFile(label, name, asked=asked)


def _parse_select(label: str, section: Section, before: Mapping[str, SourceFile]) -> SourceFile:
    """Return a file that a SELECT makes of files above it."""
    parse_sql_text(section, "select", Kind.SELECT, before)
    section.close()
    return SourceFile(label, "", select=(section.text("select") or "").strip())


def _encoding(section: Section) -> str:
    name = section.text("encoding") or "utf-8"
    known = preflight.known_encoding(name)
    if known is None:
        wording = message("Unknown encoding [{name}]. Use for example utf-8 or cp1252.", name=name)
        section.fault("encoding", wording, "encoding")
    return known or "utf-8"


def _delimiter(section: Section) -> str:
    """Return the delimiter: one character of one byte, as the CSV reader needs."""
    sign = section.text("delimiter") or ","
    if len(sign.encode()) == 1 and (sign.isprintable() or sign == "\t") and sign not in QUOTES:
        return sign
    wording = message("Write one character, such as , ; | or a tab, but no quotation mark.")
    section.fault("delimiter", wording, "delimiter")
    return ","


def _is_name(file: str) -> bool:
    """Whether a text is a plain file name. A profile reads only files in the export's folder."""
    alone = PureWindowsPath(file).name == file and file != ".."
    return alone and file.isprintable() and len(file.encode()) <= LONGEST_NAME


def parse_tables(top: Section, files: Mapping[str, SourceFile]) -> Iterator[TableRule]:
    """Yield the rules of [tables.TABLE], which read `files`."""
    lists = dict(top.named("codes"))
    seen: set[str] = set()
    for number, (name, section) in enumerate(top.named("tables")):
        if name not in FIELDS:
            section.fault("unknown_table", _unknown_table(name))
            continue
        # Result columns of SQL must have unique names, also if two rules fill one table.
        again = f" ({number})" if name in seen else ""
        seen.add(name)
        yield _table_rule(name, number, again, section, files, lists)


def _table_rule(
    name: str,
    number: int,
    again: str,
    section: Section,
    files: Mapping[str, SourceFile],
    lists: Lists,
) -> TableRule:
    """Parse a section [tables.TABLE]: the rule by which rows of a table are made."""
    file = section.text("from") or ""
    if file not in files:
        unknown = message("The mapping has no file [{file}].", file=file)
        section.fault("unknown_file", _unknown(unknown, file, files), "from")
    parse_sql_text(section, "where", Kind.WHERE, files)
    rules = {
        rule.target: replace(rule, sql_column=f"sql of {name}.{rule.target}{again}")
        for rule in _column_rules(section, name, files, lists)
    }
    _check_table(section, name, rules)
    section.close()
    return TableRule(
        name,
        file,
        rules,
        where=(section.text("where") or "").strip(),
        number=number,
    )


def _check_table(section: Section, table: str, filled: Mapping[str, ColumnRule]) -> None:
    """Add faults for missing or contradictory columns of a table rule."""
    if table == "links" and "person_id" not in filled:
        wording = message(
            "For links of people who are not recorded, write person_id = {constant}.",
            constant='{ constant = "" }',
        )
        section.fault("person", wording, "columns")
    for target, held in FIELDS[table].items():
        if held.required and target not in filled:
            section.fault(
                "required_column",
                message("[{column}] of {table} must be filled.", column=target, table=table),
                "columns",
            )
    if sum(rule.makes_rows for rule in filled.values()) > 1:
        section.fault(
            "split", message("Only one column of a table may be split into rows."), "columns"
        )


def _column_rules(
    section: Section, table: str, files: Collection[str], lists: Lists
) -> Iterator[ColumnRule]:
    """Yield the rules for the columns of a table."""
    fields = FIELDS[table]
    said = section.section("columns")
    for target, value in said.items() if said else ():
        place = (*section.place, "columns", target)
        if target not in fields:
            section.faults.add("unknown_column", place, _unknown_column(target, table))
            continue
        values = {"source": value} if isinstance(value, str) else value
        inner = Section(values, place, section.faults, KEY_TABLES["columns"])
        yield _column_rule(target, inner, fields[target], files, lists)


def _column_rule(
    target: str, section: Section, field: columns.Field, files: Collection[str], lists: Lists
) -> ColumnRule:
    """Return how the column `target` is filled, adding a fault for what its `field` cannot hold."""
    said = section.read()
    sql = parse_sql_text(section, "sql", Kind.SQL, files)
    if "sql" in said:
        said["sql"] = said["sql"].strip()
    rule = ColumnRule(
        **said,
        **_codes(section, lists),
        number=parse_number_format(section.section("number")),
        target=target,
        sql_reads=frozenset() if sql is None else sql.columns,
    )
    _check_filling(section, rule)
    _check_reading(section, rule, field)
    _check_names(section, rule, field)
    _check_codes(section, rule, allowed_codes(field))
    section.close()
    return rule


def _codes(section: Section, lists: Lists) -> Toml:
    """Return the codes of a column for cells, for patterns in order, and for numbers."""
    name, codes = "", section.section_or_name("codes")
    if isinstance(codes, str):
        name, codes = codes, lists.get(codes)
        if codes is None:
            unknown = message("[codes] has no list [{name}].", name=name)
            section.fault("codes", _unknown(unknown, name, lists), "codes")
    if codes is None:
        return {"codes_name": name}
    # `like` and `from` are keys only if they hold tables: with a text they are cells.
    inner = {key: codes.section(key) for key in ("like", "from") if codes.is_table(key)}
    beside = {key: one.text_by_name() for key, one in inner.items() if one is not None}
    for pattern in beside.get("like", {}):
        _check_pattern(codes, pattern)
    for start in beside.get("from", {}):
        if not is_number_text(start):
            wording = message("[{value}] is not a number.", value=start)
            codes.fault("number", wording, "from", start)
    return {
        "codes": codes.text_by_name(but=beside),
        "codes_like": beside.get("like", {}),
        "codes_from": beside.get("from", {}),
        "codes_name": name,
    }


def _check_filling(section: Section, rule: ColumnRule) -> None:
    """Add faults if a column is filled in no way, in several, or with needless keys."""
    if sum(section.has(key) for key in FILLED_BY) != 1:
        section.fault(
            "filled_by", message("Write exactly one of {keys} here.", keys=", ".join(FILLED_BY))
        )
    for key in OF_CELLS:
        if section.has(key) and rule.source is None and rule.sql is None:
            wording = message(
                "[{key}] says how a cell is read. It needs [source] or [sql].", key=key
            )
            section.fault("needs_source", wording, key)
    if rule.makes_rows and rule.sql is not None:
        section.fault("split", message("Only a [source] column can be split into rows."), "split")
    if rule.source == ROW:
        section.fault(
            "row_number",
            message("[{name}] is not a column of the file. In SQL write _row.", name=ROW),
        )
    if rule.several is not None and not (rule.split and rule.codes is not None):
        section.fault("several", message("[several] needs [split] and [codes]."), "several")


def _check_reading(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    """Add faults for keys that do not fit the kind of the column."""
    if rule.codes_from and field.kind is not columns.Kind.CODE:
        wording = message(
            "[{column}] has no list of codes, so numbers cannot become codes.", column=rule.target
        )
        section.fault("codes", wording, "codes")
    if rule.date and field.kind is not columns.Kind.DATE:
        section.fault("date", message("[{column}] is not a date.", column=rule.target), "date")
    check_date_formats(section)
    if rule.not_after is not None and not rule.date:
        section.fault("not_after", message("[not_after] needs a [date] format."), "not_after")


def _check_names(section: Section, rule: ColumnRule, field: columns.Field) -> None:
    """Add a fault if a column of persons' names would be an id or a label.

    A name must not be an id. Its hash would not do: all persons with one name would become one.
    """
    names = sorted(filter(column_checks.names_a_person, rule.named))
    if field.kind is columns.Kind.ID and names:
        wording = message(
            "The column [{columns}] may have names of people. Use a column of numbers for the id,"
            " or leave it out. Or combine it with another column and replace it by a pseudonym:"
            " write SELECT *, NAME || '-' || CASE AS key in a [select], and pseudonym = true for"
            " each id of the table.",
            columns=", ".join(names),
        )
        section.fault("name_column", wording)
    if field.kind in (columns.Kind.LABEL, columns.Kind.TRANSLATION):
        for name in sorted(filter(column_checks.names_persons_only, rule.named)):
            wording = message(
                "The column [{column}] may have names of people, which cannot be a label.",
                column=name,
            )
            section.fault("name_column", wording)


def _check_codes(section: Section, rule: ColumnRule, known: frozenset[str]) -> None:
    if not known:
        return
    codes = [*(rule.codes or {}).values(), *rule.codes_like.values(), *rule.codes_from.values()]
    codes += [value for value in (rule.constant, rule.several) if value is not None]
    for value in sorted(set(codes) - {""} - known):
        section.fault("unknown_code", _unknown_code(value, known))


def _check_pattern(section: Section, pattern: str) -> None:
    """Add a fault if the regular expression is invalid. Look-ahead and back-references are."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        # The last line says what is wrong. The lines before it repeat the pattern.
        reason = re.findall(r"^(?:regex )?error: (.*)$", str(error), re.MULTILINE)[-1].rstrip(".")
        wording = message("Not a valid regular expression: {reason}.", reason=reason)
        section.fault("pattern", wording, "like")


def read_shape(top: Section) -> Shape | None:
    """Return the shape that the profile states; None without one."""
    section = top.section(SHAPE_KEY)
    if section is None:
        return None
    files = {name: _read_file_shape(inner) for name, inner in section.named("files")}
    shares = {}
    for table, inner in section.named("tables"):
        for file, value in inner.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                inner.fault("type", message("Write a number here."), file)
            else:
                shares[table, file] = float(value)
    section.close()
    return Shape(files, shares)


def _read_file_shape(section: Section) -> FileShape:
    words = {}
    if inner := section.section("words"):
        for column in inner.names():
            said = frozenset(inner.texts(column))
            words[column] = KeptWords(said - {MORE_WORDS}, are_all=MORE_WORDS not in said)
    section.close()
    return FileShape(section.texts("columns"), words)
