"""What a profile says of the files of its source, and of its database; parsed and checked."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PureWindowsPath

from seed.mapping.language.formats import parse_number_format
from seed.mapping.language.profile import SourceFile
from seed.mapping.language.sections import Section
from seed.mapping.language.sql_texts import parse_text, reads_files
from seed.mapping.sql.tree import Kind
from seed.readers import preflight
from seed.readers.database import TableOrSelect, address_fault, select_fault, short_hash

# In bytes; a file system takes no more.
LONGEST_NAME = 255
QUOTES = "\"'"
# Of a sheet.
MOST_ROWS = 1 << 20
# In the name of a file any signs stand for it, or none: `calls_*.csv`.
ANY = "*"


def is_pattern(name: str) -> bool:
    """Whether a profile names by it whatever is called so."""
    return ANY in name


def fits(pattern: str, name: str) -> bool:
    """Whether a file of this name is meant; by a plain name the one that has it."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split(ANY))), name) is not None


def parse_source(top: Section) -> str | None:
    """The address of the database; None of a profile of files, and where it has a fault."""
    source = top.text("source")
    if source is None:
        return None
    if fault := address_fault(source):
        top.fault("source", fault, "source")
        return None
    return source


def parse_files(top: Section) -> dict[str, SourceFile]:
    """The files by what the profile calls them; each may be made of those above it."""
    files: dict[str, SourceFile] = {}
    for label, section in top.named("files"):
        files[label] = _file(label, section, files, of_database=top.has("source"))
    return files


def _file(
    label: str, section: Section, before: Mapping[str, SourceFile], *, of_database: bool
) -> SourceFile:
    if section.has("select") and (
        not of_database or reads_files(section.read_as("files.select").text("select") or "", before)
    ):
        return _selected(label, section.read_as("files.select"), before)
    if of_database or section.has("table") or section.has("query"):
        section = section.read_as("files.source")
        source = _of_database(label, section, of_database=of_database)
    else:
        source = _own(label, section)
    numbers = {column: parse_number_format(inner) for column, inner in section.named("numbers")}
    section.close()
    return replace(
        source,
        missing=section.texts("missing"),
        numbers={column: form for column, form in numbers.items() if form is not None},
    )


def _own(label: str, section: Section) -> SourceFile:
    source = SourceFile(
        label,
        section.text("file") or "",
        sheet=section.text("sheet"),
        records=section.text("records") or "",
        keys=section.texts("keys"),
        encoding=_encoding(section),
        delimiter=_delimiter(section),
        header_rows=section.counts("header_row", (1,), least=1, most=MOST_ROWS),
        skip_rows=section.count("skip_rows", 0, most=MOST_ROWS),
    )
    if not source.file:
        wording = "[file] must name the file, such as cases.csv, or [select] make rows of others."
        section.fault("required", wording)
    elif not _is_name(source.file):
        section.fault(
            "file", "this must be the plain name of a file, without a folder before it.", "file"
        )
    return source


def _of_database(label: str, section: Section, *, of_database: bool) -> SourceFile:
    """A table or a SELECT; it goes by the name of the table, or by the label and a hash."""
    key = "query" if section.has("query") else "select"
    asked = TableOrSelect(section.text("table") or "", section.text(key) or "")
    if not of_database:
        wording = "[table] and [query] are of a database: name it by [source], at the very top."
        section.fault("source", wording)
    elif key == "select" and asked.select:
        wording = "a database's own statement is called [query] now. Nothing else changes."
        section.faults.warn("select", (*section.place, key), wording)
    if bool(asked.table) == bool(asked.select) or (section.has("query") and section.has("select")):
        wording = "one of [table] and [query] is expected here: [source] is a database."
        section.fault("required", wording)
    elif asked.select and (fault := select_fault(asked.select)):
        section.fault("select", fault, key)
    elif asked.table and not _is_name(asked.table):
        section.fault("table", "this must be the plain name of a table or view.", "table")
    name = f"{label} (SELECT {short_hash(asked.select)})" if asked.select else asked.table
    return SourceFile(label, name, asked=asked)


def _selected(label: str, section: Section, before: Mapping[str, SourceFile]) -> SourceFile:
    """Rows that a SELECT makes of files above it."""
    if label.lower() in {name.lower() for name in before}:
        section.fault("sql", f"[{label}] is a file already: SQL knows no capitals.")
    parse_text(section, "select", Kind.SELECT, before)
    section.close()
    return SourceFile(label, "", select=section.text("select") or "")


def _encoding(section: Section) -> str:
    name = section.text("encoding") or "utf-8"
    known = preflight.known_encoding(name)
    if known is None:
        wording = f"[{name}] is no encoding that is read. Name one such as utf-8 or cp1252."
        section.fault("encoding", wording, "encoding")
    return known or "utf-8"


def _delimiter(section: Section) -> str:
    """One sign of one byte: what a reader of CSV takes."""
    sign = section.text("delimiter") or ","
    if len(sign.encode()) == 1 and (sign.isprintable() or sign == "\t") and sign not in QUOTES:
        return sign
    wording = "this must be one sign, such as , ; | or a tab, and no quotation mark."
    section.fault("delimiter", wording, "delimiter")
    return ","


def _is_name(file: str) -> bool:
    """Whether it names a file of the export's folder: a profile reads no other."""
    alone = PureWindowsPath(file).name == file and file != ".."
    return alone and file.isprintable() and len(file.encode()) <= LONGEST_NAME
