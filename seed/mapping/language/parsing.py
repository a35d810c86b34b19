"""TOML text -> a checked profile: every fault is collected, none is guessed around."""

import hashlib
import tomllib
from collections.abc import Iterator

from seed.mapping.language import of_database
from seed.mapping.language.carried import as_read, with_carried
from seed.mapping.language.checks import check_row_numbers
from seed.mapping.language.files import check_files, file_of, flags_with_numbers, numbers_of
from seed.mapping.language.places import PLACES
from seed.mapping.language.profile import (
    Profile,
    SourceFile,
    StatedRow,
    Statement,
    Unfilled,
)
from seed.mapping.language.sections import Faults, Section, near
from seed.mapping.language.shape import read_shape, without_shape
from seed.mapping.language.sql_texts import numbered_ids, readable
from seed.mapping.language.table_rules import table_rules
from seed.mapping.language.targets import FIELDS, codes_of
from seed.mapping.language.unfilled import (
    COVERAGE,
    Lacking,
    lacking,
    stated,
    stated_as_not_collected,
)


def parse(name: str, text: str, *, file: str | None = None) -> Profile:
    """The profile that `text` declares, with a finding for each fault; `file` is named in them."""
    file = file or f"{name}.toml"
    digest = hashlib.sha256(without_shape(text).encode()).hexdigest()
    faults = Faults(file, text)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("toml", (), f"this is not TOML: {error}.")
    except RecursionError:
        faults.add("toml", (), "lists or tables stand too deep inside each other.")
    if faults.findings:
        return Profile(name, file, digest, findings=tuple(faults.findings))
    top = Section(values, (), faults, PLACES["profile"])
    source = of_database.source_of(top)
    statement = _statement(top.section("manifest"))
    named: dict[str, SourceFile] = {}
    for label, section in top.named("files"):
        named[label] = file_of(label, section, named, of_database=top.has("source"))
    files = tuple(named.values())
    check_files(top, files)
    declared, files = files, with_carried(files)
    numbers = {f.name: numbers_of(f, files) for f in files}
    files = tuple(flags_with_numbers(f, numbers) for f in files)
    rules = tuple(table_rules(top, numbers, readable(files), dict(top.named("codes"))))
    by_row = list(numbered_ids(rules, files))
    files = as_read(files, declared, rules)
    rows = tuple(_rows(top, statement))
    if top.has("source"):
        of_database.check(top, statement, rules, by_row)
    elif statement.ids is None:
        check_row_numbers(top, rules, by_row)
    if not rules:
        faults.add("no_tables", (), "no [[tables]] or [[groups]] say what becomes of the files.")
    top.close()
    return Profile(
        name,
        file,
        digest,
        statement,
        files,
        rules,
        rows,
        _not_collected(statement, lacking(rules, rows), faults),
        source=source,
        shape=read_shape(top),
        called=name,
        warnings=tuple(faults.warnings),
        findings=tuple(faults.findings),
    )


def _not_collected(
    statement: Statement, unfilled: Lacking, faults: Faults
) -> tuple[StatedRow, ...]:
    if statement.unfilled is not Unfilled.NOT_COLLECTED:
        return ()
    line = faults.line(("manifest", "unfilled")) or 1
    return tuple(stated_as_not_collected(unfilled, statement, line))


def _rows(top: Section, statement: Statement) -> Iterator[StatedRow]:
    """The rows that the profile states itself."""
    for label, section in _row_sections(top):
        if row := _stated_row(label, section):
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
        yield StatedRow(COVERAGE, line, stated(named, statement, collected=True))


def _statement(section: Section | None) -> Statement:
    if section is None:
        return Statement()
    stated = Statement(
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
    return stated


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
