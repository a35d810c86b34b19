"""What a profile says of the files of its source, parsed and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PureWindowsPath

from seed.mapping.language.by_number import check_made
from seed.mapping.language.conditions import condition, with_numbers
from seed.mapping.language.derived_files import extract_of, origin_of, unpivot_of
from seed.mapping.language.formats import NumberFormat, number_format
from seed.mapping.language.profile import Flag, Join, SourceFile
from seed.mapping.language.sections import Section, near
from seed.mapping.language.sql_texts import parsed, readable, reads_files
from seed.mapping.sql.tree import Kind
from seed.readers import encodings
from seed.readers.database import Asked, hashed, select_fault

# In bytes; a file system takes no more.
LONGEST_NAME = 255
QUOTES = "\"'"
# Of a sheet.
MOST_ROWS = 1 << 20


def file_of(
    label: str, section: Section, before: Mapping[str, SourceFile], *, of_database: bool = False
) -> SourceFile:
    """The file that the profile calls `label`, with what is added to it from others.

    `before` holds the files that stand before it, of which it may be made. `of_database`: the
    profile reads a database, and no file of an export.
    """
    if section.has("select") and (
        not of_database or reads_files(_select_of(section), readable(before.values()))
    ):
        return _selected(label, section.read_as("files.select"), before)
    if section.has("from"):
        section = section.read_as("files.from")
        source = _made(label, section, before)
    elif of_database or section.has("table") or section.has("query"):
        section = section.read_as("files.source")
        source = _of_database(label, section, of_database=of_database)
    else:
        source = _own(label, section)
    source = replace(
        source,
        missing=section.texts("missing"),
        numbers={
            column: written
            for column, inner in section.named("numbers")
            if (written := number_format(inner))
        },
        joins=tuple(_join(name, inner) for name, inner in section.named("join")),
        flags=tuple(_flag(name, inner) for name, inner in section.named("flags")),
    )
    section.close()
    return source


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
        wording = "[file] must name the file, such as cases.csv, or [from] another one above."
        section.fault("required", wording)
    elif not _is_name(source.file):
        section.fault(
            "file", "this must be the plain name of a file, without a folder before it.", "file"
        )
    return source


def _of_database(label: str, section: Section, *, of_database: bool) -> SourceFile:
    """A table or a SELECT; it goes by the name of the table, or by the label and a hash."""
    key = "query" if section.has("query") else "select"
    asked = Asked(section.text("table") or "", section.text(key) or "")
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
    name = f"{label} (SELECT {hashed(asked.select)})" if asked.select else asked.table
    return SourceFile(label, name, asked=asked)


def _select_of(section: Section) -> str:
    return section.read_as("files.select").text("select") or ""


def _selected(label: str, section: Section, before: Mapping[str, SourceFile]) -> SourceFile:
    """Rows that a SELECT makes of files above it."""
    known = readable(before.values())
    if label.lower() in {name.lower() for name in before}:
        section.fault("sql", f"[{label}] is a file already: SQL knows no capitals.")
    parsed(section, "select", Kind.SELECT, known)
    section.close()
    return SourceFile(label, "", select=section.text("select") or "")


def _made(label: str, section: Section, before: Mapping[str, SourceFile]) -> SourceFile:
    origin = origin_of(section, before)
    made = SourceFile(
        label,
        origin.file if origin else "",
        origin=origin.name if origin else None,
        unpivot=unpivot_of(section, origin),
        extract=extract_of(section),
    )
    if section.has("unpivot") == section.has("extract"):
        wording = "a file made [from] another needs one of [unpivot] and [extract]."
        section.fault("required", wording, "from")
    return made


def numbers_of(file: SourceFile, files: Iterable[SourceFile]) -> dict[str, NumberFormat]:
    """How the numbers of a file's columns are written, whether its own, joined, or of its origin.

    What is made of the origin's columns has a name of its own, and its numbers are said by that.
    """
    files = tuple(files)
    others = {other.name: other for other in files}
    origin = others.get(file.origin or "")
    kept = {} if origin is None else numbers_of(origin, files)
    joined = {
        column: others[join.file].numbers[column]
        for join in file.joins
        if join.file in others
        for column in join.columns
        if column in others[join.file].numbers
    }
    return {**{c: f for c, f in kept.items() if c not in file.makes}, **joined, **file.numbers}


def flags_with_numbers(
    file: SourceFile, numbers: Mapping[str, Mapping[str, NumberFormat]]
) -> SourceFile:
    """The file, its flags with the number formats of the files that they look into."""
    flags = (
        replace(
            flag,
            yes=with_numbers(flag.yes, numbers.get(flag.file, {})),
            no=with_numbers(flag.no, numbers.get(flag.file, {})),
        )
        for flag in file.flags
    )
    return replace(file, flags=tuple(flags))


def _encoding(section: Section) -> str:
    name = section.text("encoding") or "utf-8"
    known = encodings.known(name)
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


def _join(file: str, section: Section) -> Join:
    on, there = section.texts("on"), section.texts("there")
    join = Join(file, on, section.texts("columns"), there or on)
    if not join.on or not join.columns:
        section.fault("required", "[on] and [columns] must list columns.")
    elif len(join.there) != len(join.on):
        section.fault("join", "[there] must name as many columns as [on], in its order.", "there")
    section.close()
    return join


def _flag(name: str, section: Section) -> Flag:
    flag = Flag(
        name,
        section.text("in") or "",
        section.texts("by"),
        condition(section, "yes"),
        condition(section, "no"),
    )
    check_made(section, {name})
    if not flag.by or not flag.yes:
        section.fault("required", "[by] must list columns, [yes] must say when the flag is yes.")
    section.close()
    return flag


def check_files(top: Section, files: tuple[SourceFile, ...]) -> None:
    """A fault for each file that joins or flags look into and the profile has not."""
    known = {f.name for f in files}
    for file in files:
        _check_known(top, ("files", file.name, "join"), (j.file for j in file.joins), known)
        _check_known(top, ("files", file.name, "flags"), (f.file for f in file.flags), known)


def _check_known(
    top: Section, place: tuple[str, ...], named: Iterable[str], known: set[str]
) -> None:
    for name in named:
        if name not in known:
            top.fault(
                "unknown_file", f"[{name}] is no file of this profile.{near(name, known)}", *place
            )
