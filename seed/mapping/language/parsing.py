"""TOML text -> a checked profile: every fault is collected, none is guessed around."""

import hashlib
import tomllib
from collections.abc import Collection, Iterator

from seed.mapping.language import old_form
from seed.mapping.language.files import parse_files, parse_source
from seed.mapping.language.places import PLACES
from seed.mapping.language.profile import Profile, StatedRow, Statement, Unfilled
from seed.mapping.language.sections import Faults, Section, near
from seed.mapping.language.shape import read_shape, without_shape
from seed.mapping.language.sql_texts import find_numbered_ids
from seed.mapping.language.tables import parse_tables
from seed.mapping.language.targets import FIELDS, codes_of
from seed.mapping.language.unfilled import (
    COVERAGE,
    Lacking,
    find_lacking,
    state_coverage,
    state_not_collected,
)


def parse(name: str, text: str, *, file: str | None = None, called: str | None = None) -> Profile:
    """The profile that `text` declares, with a finding for each fault; `file` is named in them.

    `called` is what the command line knows it by, if otherwise than by its name.
    """
    file = file or f"{name}.toml"
    called = name if called is None else called
    faults = Faults(file, text)
    values: old_form.Toml = {}
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), f"this is not TOML: {error}.")
    except RecursionError:
        faults.add("toml", (), "lists or tables stand too deep inside each other.")
    if old := old_form.find_old_keys(values):
        faults.add("old_form", (), old_form.refusal(old, called))
    if faults.findings:
        digest = hashlib.sha256(without_shape(text).encode()).hexdigest()
        return Profile(name, file, digest, findings=tuple(faults.findings), called=called)
    return _parse(name, called, text, faults, values)


def _parse(name: str, called: str, text: str, faults: Faults, values: old_form.Toml) -> Profile:
    top = Section(values, (), faults, PLACES["profile"])
    source = parse_source(top)
    statement = _statement(top.section("manifest"))
    files = parse_files(top)
    rules = tuple(parse_tables(top, files))
    rows = tuple(_rows(top, statement))
    _check_ids(top, statement, [*find_numbered_ids(rules, files.values())])
    if not rules:
        faults.add("no_tables", (), "no [tables.TABLE] says what becomes of the files.")
    top.close()
    return Profile(
        name,
        faults.file,
        hashlib.sha256(without_shape(text).encode()).hexdigest(),
        statement,
        tuple(files.values()),
        rules,
        rows,
        _not_collected(statement, find_lacking(rules, rows), faults),
        source=source,
        shape=read_shape(top),
        called=called,
        warnings=tuple(faults.warnings),
        findings=tuple(faults.findings),
    )


def _check_ids(top: Section, statement: Statement, by_row: Collection[str]) -> None:
    """A fault where ids are numbers of rows, and the profile does not say so.

    In the next export the number of a row is another row's: an update would write over other
    people's records, and a file in another order would bring everybody a second time. A database
    is no export that was made once: it has neither a day nor rows that keep a number.
    """
    if top.has("source"):
        if statement.extracted_on is not None:
            wording = "a database is read as it is on the day that it is read. Take the line out."
            top.fault("extracted_on", wording, "manifest", "extracted_on")
        for name in by_row:
            wording = (
                f"{name} is made of _row, which a row of a database does not keep. Make it of"
                " columns that name the row."
            )
            top.fault("row_number", wording)
    elif by_row and statement.ids is None:
        wording = (
            f"{', '.join(dict.fromkeys(by_row))}: made of _row, which is another row's in the next"
            " export. Make ids of columns that name the row. Or, where the source has no ids, write"
            ' ids = "by_row" into [manifest]: each import then replaces the last one by this'
            " mapping as a whole."
        )
        top.fault("row_number", wording, "manifest")


def _not_collected(
    statement: Statement, unfilled: Lacking, faults: Faults
) -> tuple[StatedRow, ...]:
    if statement.unfilled is not Unfilled.NOT_COLLECTED:
        return ()
    line = faults.line(("manifest", "unfilled")) or 1
    return tuple(state_not_collected(unfilled, statement, line))


def _rows(top: Section, statement: Statement) -> Iterator[StatedRow]:
    """The rows that the profile states itself."""
    rows = top.section("rows")
    for name in rows.names() if rows else ():
        assert rows is not None
        for section in rows.listed(name):
            if row := _stated_row(name, section):
                yield row
    yield from _collected(top.section("manifest"), statement)


def _collected(section: Section | None, statement: Statement) -> Iterator[StatedRow]:
    """A row of coverage for each column that the source records although nothing fills it."""
    for named in section.texts("collected") if section else ():
        assert section is not None
        table, _, column = named.partition(".")
        if column not in FIELDS.get(table, {}):
            known = [f"{one}.{name}" for one, fields in FIELDS.items() for name in fields]
            wording = f"[{named}] is no column of a table.{near(named, known)}"
            section.fault("unknown_column", wording, "collected")
            continue
        line = section.faults.line((*section.place, "collected")) or 1
        yield StatedRow(COVERAGE, line, state_coverage(named, statement, collected=True))


def _statement(section: Section | None) -> Statement:
    if section is None:
        return Statement()
    statement = Statement(
        jurisdiction=_jurisdiction(section),
        office_id=section.text("office_id"),
        extracted_on=section.day("extracted_on"),
        period_from=section.day("period_from"),
        period_to=section.day("period_to"),
        dates="month" if section.text("dates") == "month" else "day",
        note=section.text("note"),
        unfilled=Unfilled(unfilled) if (unfilled := section.text("unfilled")) else None,
        ids="by_row" if section.text("ids") else None,
    )
    section.close()
    return statement


def _jurisdiction(section: Section) -> str | None:
    jurisdiction = section.text("jurisdiction")
    if jurisdiction is None or jurisdiction.strip():
        return jurisdiction
    wording = (
        "say whose records these are: three letters of ISO 3166-1, such as MNG, or with a part of"
        " it, USA-CA. Take the line out where a table of jurisdictions or offices says it."
    )
    section.fault("jurisdiction", wording, "jurisdiction")
    return None


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
