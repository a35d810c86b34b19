"""Parse the TOML text of a profile and check it. All faults are collected; nothing is guessed."""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from pathlib import PureWindowsPath
from typing import Any

import polars as pl

from schemas import columns
from schemas.language import Message, message, sentences
from seed.gate import column_checks
from seed.mapping import sql_tree
from seed.mapping.cell_formats import check_date_formats, is_number_text, parse_number_format
from seed.mapping.not_collected import state_coverage
from seed.mapping.profile_keys import Kind
from seed.mapping.profile_model import (
    FIELDS,
    ROW,
    ColumnRule,
    FileShape,
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
from seed.mapping.profile_toml import read_kept_words, without_shape
from seed.mapping.toml_reader import Faults, Section, did_you_mean
from seed.mapping.upgrade import (
    find_old_keys,
    old_form_refusal,
    rename_selects,
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
OF_CELLS = ("missing", "codes", "date", "not_after", "number", "split", "several")
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
    faults, profile = Faults(file, text), Profile(name)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), message("Not valid TOML: {reason}.", reason=error))
    except RecursionError:
        faults.add("toml", (), message("Lists or tables are nested too deep."))
    else:
        if old := find_old_keys(values):
            faults.add("old_form", (), old_form_refusal(old, called))
        else:
            for renamed in rename_selects(values):
                place = ("files", renamed, "select")
                faults.add("renamed_key", place, renamed_key_warning(called), is_warning=True)
            profile = _parse_sections(name, text, Section(values, (), faults, "profile"))
    return replace(
        profile,
        file=file,
        sha256=hashlib.sha256(without_shape(text).encode()).hexdigest(),
        called=called,
        findings=tuple(faults.findings),
        warnings=tuple(faults.warnings),
    )


def _parse_sections(name: str, text: str, top: Section) -> Profile:
    said = top.read()
    source = said.get("source")
    if source is not None and (fault := address_fault(source)):
        top.fault("source", fault, "source")
        source = None
    statement = _parse_statement(said["manifest"]) if "manifest" in said else Statement()
    files: dict[str, SourceFile] = {}
    for label, section in said.get("files", ()):
        files[label] = _parse_file(label, section, files, of_database=top.has("source"))
    lists = dict(said.get("codes", ()))
    rules = tuple(_parse_tables(said.get("tables", ()), files, lists))
    rows = [_stated_row(table, section) for table, section in said.get("rows", ())]
    _check_ids(top, statement, [*find_numbered_ids(rules, files.values())])
    if not rules:
        wording = message("Add a [tables.TABLE] that says what the files become.")
        top.fault("no_tables", wording)
    profile = Profile(
        name,
        tuple(files.values()),
        rules,
        statement,
        tuple(row for row in rows if row is not None),
        lists={label: codes.values for label, codes in lists.items()},
        comment=head_comment(text),
        source=source,
        shape=_read_shape(said["shape"]) if "shape" in said else None,
    )
    return replace(profile, coverage=tuple(state_coverage(profile, top.faults.line)))


def head_comment(text: str) -> str:
    """Return the comment at the top of a profile, without its `#` signs."""
    head = takewhile(lambda line: line.startswith("#"), text.strip().splitlines())
    return "\n".join(line[1:].removeprefix(" ") for line in head)


def _check_ids(top: Section, statement: Statement, by_row: Collection[str]) -> None:
    """Add a fault where ids are made of row numbers and the profile does not say so.

    In the next export a row number belongs to another row. An update would overwrite other people's
    records, and a file in another order would add everybody again. A database has no fixed row
    numbers, so there such ids are always a fault. An extraction day is one too, because a database
    is always read as it is today.
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


def _parse_statement(section: Section) -> Statement:
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
    known = [f"{table}.{name}" for table, fields in FIELDS.items() for name in fields]
    for named in {*said.get("collected", ())}.difference(known):
        unknown = message("No table has the column [{column}].", column=named)
        section.fault("unknown_column", _unknown_name_message(unknown, named, known), "collected")
    return Statement(**said)


def _stated_row(table: str, section: Section) -> StatedRow | None:
    """Parse a row that the profile itself states; None if its table does not exist."""
    if table not in FIELDS:
        section.fault("unknown_table", _unknown_table(table))
        return None
    fields = FIELDS[table]
    values = {key: str(value) for key, value in section.values.items()}
    for key, value in values.items():
        if key not in fields:
            section.fault("unknown_column", _unknown_column(key, table), key)
        elif (codes := allowed_codes(fields[key])) and value not in codes:
            section.fault("unknown_code", _unknown_code(value, codes), key)
    return StatedRow(table, section.faults.line(section.place) or 1, values)


def _unknown_table(name: str) -> Message:
    return _unknown_name_message(message("There is no table [{table}].", table=name), name, FIELDS)


def _unknown_column(name: str, table: str) -> Message:
    unknown = message("Table {table} has no column [{column}].", table=table, column=name)
    return _unknown_name_message(unknown, name, FIELDS[table])


def _unknown_code(value: str, codes: Collection[str]) -> Message:
    invalid = message(
        "[{value}] is not a valid code. Use one of: {codes}.",
        value=value,
        codes=", ".join(sorted(codes)),
    )
    return _unknown_name_message(invalid, value, codes)


def _unknown_name_message(wording: Message, name: str, known: Iterable[str]) -> Message:
    return sentences(wording, did_you_mean(name, known))


def is_pattern(name: str) -> bool:
    return WILDCARD in name


def matches_pattern(pattern: str, name: str) -> bool:
    """Return whether a file name matches a pattern, or equals it if the pattern has no `*`."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split(WILDCARD))), name) is not None


def _parse_file(
    label: str, section: Section, above: Collection[str], *, of_database: bool
) -> SourceFile:
    """Return a file of a profile. A SELECT may read only the files `above`."""
    if section.has("select"):
        text = section.read("files.select").get("select", "")
        parse_sql_text(section, "select", text, sql_tree.Kind.SELECT, above)
        return SourceFile(label, "", select=text.strip())
    if of_database or section.has("query"):
        return _parse_database_file(label, section, of_database=of_database)
    return _parse_own_file(label, section)


def _parse_own_file(label: str, section: Section) -> SourceFile:
    said = {"file": "", "encoding": "utf-8", "delimiter": ",", **section.read()}
    if not said["file"]:
        wording = message(
            "Name the file with [file], for example cases.csv, or make rows of other files with"
            " [select]."
        )
        section.fault("required", wording)
    elif not _is_name(said["file"]):
        wording = message("Write only the name of the file, without a folder before it.")
        section.fault("file", wording, "file")
    encoding, sign = preflight.known_encoding(said["encoding"]), said["delimiter"]
    if encoding is None:
        wording = message(
            "Unknown encoding [{name}]. Use for example utf-8 or cp1252.", name=said["encoding"]
        )
        section.fault("encoding", wording, "encoding")
    # The CSV reader needs one character of one byte.
    if len(sign.encode()) != 1 or not (sign.isprintable() or sign == "\t") or sign in QUOTES:
        wording = message("Write one character, such as , ; | or a tab, but no quotation mark.")
        section.fault("delimiter", wording, "delimiter")
    header_rows = said.pop("header_row", (1,))
    return SourceFile(
        label, **{**said, "encoding": encoding or "utf-8", "header_rows": header_rows}
    )


def _parse_database_file(label: str, section: Section, *, of_database: bool) -> SourceFile:
    """Return a table or SELECT of the database. Findings call a SELECT by its label and a hash."""
    said = section.read("files.source")
    asked = TableOrSelect(said.get("file", ""), said.get("query", ""))
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
    return SourceFile(label, name, asked=asked, missing=said.get("missing", ()))


def _is_name(file: str) -> bool:
    """Return whether a text is a plain file name, so that no file outside the export is read."""
    alone = PureWindowsPath(file).name == file and file != ".."
    return alone and file.isprintable() and len(file.encode()) <= LONGEST_NAME


def _parse_tables(
    sections: Iterable[tuple[str, Section]], files: Collection[str], lists: Lists
) -> Iterator[TableRule]:
    """Yield the rules of [tables.TABLE], which read `files`."""
    seen: set[str] = set()
    for number, (name, section) in enumerate(sections):
        if name not in FIELDS:
            section.fault("unknown_table", _unknown_table(name))
            continue
        # Result columns of SQL must have unique names, also if two rules fill one table.
        again = f" ({number})" if name in seen else ""
        seen.add(name)
        said = section.read()
        file, where = said.get("from", ""), said.get("where", "")
        if file not in files:
            unknown = message("The mapping has no file [{file}].", file=file)
            section.fault("unknown_file", _unknown_name_message(unknown, file, files), "from")
        if section.has("where"):
            parse_sql_text(section, "where", where, sql_tree.Kind.WHERE, files)
        rules = {}
        for target, value in said["columns"].values.items() if "columns" in said else ():
            place = (*section.place, "columns", target)
            if target in FIELDS[name]:
                values = {"source": value} if isinstance(value, str) else value
                inner = Section(values, place, section.faults, "columns")
                rule = _column_rule(target, inner, FIELDS[name][target], files, lists)
                rules[target] = replace(rule, sql_column=f"sql of {name}.{target}{again}")
            else:
                section.faults.add("unknown_column", place, _unknown_column(target, name))
        for fault, wording in _table_faults(name, rules):
            section.fault(fault, wording, "columns")
        yield TableRule(name, file, rules, where=where.strip(), number=number)


def _table_faults(table: str, filled: Mapping[str, ColumnRule]) -> Iterator[tuple[str, Message]]:
    """Yield rule and wording for missing or contradictory columns of a table rule."""
    if table == "links" and "person_id" not in filled:
        yield (
            "person",
            message(
                "For links of people who are not recorded, write person_id = {constant}.",
                constant='{ constant = "" }',
            ),
        )
    for target, held in FIELDS[table].items():
        if held.required and target not in filled:
            wording = message("[{column}] of {table} must be filled.", column=target, table=table)
            yield "required_column", wording
    if sum(rule.makes_rows for rule in filled.values()) > 1:
        yield "split", message("Only one column of a table may be split into rows.")


def _column_rule(
    target: str, section: Section, field: columns.Field, files: Collection[str], lists: Lists
) -> ColumnRule:
    """Return how the column `target` is filled, adding a fault for what its `field` cannot hold."""
    said = section.read()
    sql = None
    if "sql" in said:
        sql = parse_sql_text(section, "sql", said["sql"], sql_tree.Kind.SQL, files)
        said["sql"] = said["sql"].strip()
    said["number"] = parse_number_format(said.get("number"))
    said |= _parse_codes(section, said.get("codes"), lists)
    reads = frozenset() if sql is None else sql.columns
    rule = ColumnRule(**said, target=target, sql_reads=reads)
    check_date_formats(section, rule.date)
    for fault, wording, *keys in (*_filling_faults(section, rule), *_field_faults(rule, field)):
        section.fault(fault, wording, *keys)
    return rule


def _parse_codes(section: Section, codes: Section | str | None, lists: Lists) -> dict[str, Any]:
    """Return the codes of a column for cells, for patterns in order, and for numbers."""
    name = ""
    if isinstance(codes, str):
        name, codes = codes, lists.get(codes)
        if codes is None:
            unknown = message("[codes] has no list [{name}].", name=name)
            section.fault("codes", _unknown_name_message(unknown, name, lists), "codes")
    if codes is None:
        return {"codes": None, "codes_name": name}
    # `like` and `from` are keys only if they hold tables: with a text they are cells.
    beside = {
        key: Section(inner, (*codes.place, key), codes.faults, "codes").read_all(Kind.TEXT)
        for key in ("like", "from")
        if isinstance(inner := codes.values.get(key), dict)
    }
    for pattern in beside.get("like", ()):
        _check_pattern(codes, pattern)
    for start in beside.get("from", ()):
        if not is_number_text(start):
            wording = message("[{value}] is not a number.", value=start)
            codes.fault("number", wording, "from", start)
    return {
        "codes": codes.read_all(Kind.TEXT, but=beside),
        "codes_like": beside.get("like", {}),
        "codes_from": beside.get("from", {}),
        "codes_name": name,
    }


def _filling_faults(section: Section, rule: ColumnRule) -> Iterator[tuple[str, ...]]:
    """Yield rule, wording and key where a column is filled not at all, twice, or oddly."""
    if sum(map(section.has, FILLED_BY)) != 1:
        yield "filled_by", message("Write exactly one of {keys} here.", keys=", ".join(FILLED_BY))
    for key in filter(section.has, OF_CELLS if rule.column is None else ()):
        wording = message("[{key}] says how a cell is read. It needs [source] or [sql].", key=key)
        yield "needs_source", wording, key
    if rule.makes_rows and rule.sql is not None:
        yield "split", message("Only a [source] column can be split into rows."), "split"
    if rule.source == ROW:
        wording = message("[{name}] is not a column of the file. In SQL write _row.", name=ROW)
        yield "row_number", wording
    if rule.several is not None and not (rule.split and rule.codes is not None):
        yield "several", message("[several] needs [split] and [codes]."), "several"
    if rule.not_after is not None and not rule.date:
        yield "not_after", message("[not_after] needs a [date] format."), "not_after"


def _field_faults(rule: ColumnRule, field: columns.Field) -> Iterator[tuple[str, ...]]:
    """Yield rule, wording and key where a column is filled with what it cannot hold."""
    if rule.codes_from and field.kind is not columns.Kind.CODE:
        wording = message(
            "[{column}] has no list of codes, so numbers cannot become codes.", column=rule.target
        )
        yield "codes", wording, "codes"
    if rule.date and field.kind is not columns.Kind.DATE:
        yield "date", message("[{column}] is not a date.", column=rule.target), "date"
    yield from (("name_column", wording) for wording in _name_faults(rule, field.kind))
    if known := allowed_codes(field):
        codes = [rule.constant or "", rule.several or "", *(rule.codes or {}).values()]
        codes += [*rule.codes_like.values(), *rule.codes_from.values()]
        for value in sorted(set(codes) - {""} - known):
            yield "unknown_code", _unknown_code(value, known)


def _name_faults(rule: ColumnRule, kind: columns.Kind) -> Iterator[Message]:
    """Yield why a column of persons' names must not be an id or a label.

    Nor may an id be the hash of a name: all persons with the same name would become one.
    """
    names = sorted(filter(column_checks.names_a_person, rule.named))
    if kind is columns.Kind.ID and names:
        yield message(
            "The column [{columns}] may have names of people. Use a column of numbers for the id,"
            " or leave it out. Or combine it with another column and replace it by a pseudonym:"
            " write SELECT *, NAME || '-' || CASE AS key in a [select], and pseudonym = true for"
            " each id of the table.",
            columns=", ".join(names),
        )
    if kind in (columns.Kind.LABEL, columns.Kind.TRANSLATION):
        for name in filter(column_checks.names_persons_only, names):
            yield message(
                "The column [{column}] may have names of people, which cannot be a label.",
                column=name,
            )


def _check_pattern(section: Section, pattern: str) -> None:
    """Add a fault if the regular expression is invalid, as with look-ahead or back-references."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        # The last line says what is wrong. The lines before it repeat the pattern.
        reason = re.findall(r"^(?:regex )?error: (.*)$", str(error), re.MULTILINE)[-1].rstrip(".")
        wording = message("Not a valid regular expression: {reason}.", reason=reason)
        section.fault("pattern", wording, "like")


def _read_shape(section: Section) -> Shape:
    said = section.read()
    files = {}
    for name, inner in said.get("files", ()):
        file = inner.read()
        words = file["words"].read_all(Kind.TEXTS) if "words" in file else {}
        files[name] = FileShape(
            file.get("columns", ()),
            {column: read_kept_words(kept) for column, kept in words.items()},
        )
    shares = {
        (table, file): share
        for table, inner in said.get("tables", ())
        for file, share in inner.read_all(Kind.NUMBER).items()
    }
    return Shape(files, shares)
