"""A saved profile taken up again for another export: as a choice, where a choice can say it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from schemas import tables
from seed import mapping

# What a choice can hold; a profile that says more is used as it is.
_TOP = {"manifest", "files", "tables", "rows"}
_TABLE = {"table", "from", "first_of", "person", "charged", "columns"}
_COLUMN = {one.name for one in fields(mapping.ChosenColumn)} - {"comment", "code_comments"}
_FILE = {"file", "sheet", "records", "keys", "encoding", "delimiter", "header_row", "skip_rows"} | {
    "missing"
}
# Whatever TOML holds: it was checked by `mapping.parse` before.
Toml = Mapping[str, Any]


def reopened(name: str, text: str) -> mapping.Chosen | None:
    """The choice that the profile was written from; None where it has faults or says more."""
    profile = mapping.parse(name, text)
    if profile.findings:
        return None
    parsed = tomllib.loads(text)
    return _chosen(name, profile, parsed) if _says_no_more(parsed) else None


def in_the_making(text: str) -> mapping.Chosen | None:
    """The choice that wrote the text, with all that it still lacks; None of any other text."""
    try:
        parsed = tomllib.loads(text)
        if not _says_no_more(parsed):
            return None
        chosen = _chosen("", mapping.parse("mapping", text), parsed)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    is_known = all(
        table.table in tables.BY_NAME
        and table.columns.keys() <= {c.name for c in tables.BY_NAME[table.table].c}
        for table in chosen.tables
    )
    return chosen if is_known else None


def _chosen(name: str, profile: mapping.Profile, parsed: Toml) -> mapping.Chosen:
    return mapping.Chosen(
        name=name,
        files=profile.files,
        tables=tuple(map(_table, parsed.get("tables", ()))),
        statement=profile.statement,
        rows={
            table: tuple({k: str(v) for k, v in row.items()} for row in rows)
            for table, rows in parsed.get("rows", {}).items()
        },
    )


def for_draft(chosen: mapping.Chosen, draft: mapping.Draft) -> mapping.Chosen:
    """The choice for another export of the same source: each file is the one most like it.

    A file is alike by its name, else by the share of the columns read that it has.
    """
    matched: dict[str, str] = {}
    for file in chosen.files:
        free = [one for one in draft.files if one.file.name not in matched.values()]
        best = max(free, key=lambda one, file=file: _alike(chosen, file, one), default=None)  # type: ignore[misc]
        if best is not None:
            matched[file.name] = best.file.name
    by_name = {one.file.name: one.file for one in draft.files}
    return replace(
        chosen,
        files=tuple(
            replace(by_name[matched[file.name]], missing=file.missing)
            for file in chosen.files
            if file.name in matched
        ),
        tables=tuple(
            _by_name(replace(table, file=matched[table.file]), draft)
            for table in chosen.tables
            if table.file in matched
        ),
    )


def _by_name(table: mapping.ChosenTable, draft: mapping.Draft) -> mapping.ChosenTable:
    """The table with its source columns named by what they are called, where a number names them.

    Here they are chosen from a list, and in another export the number may be another column's.
    """
    file = next(one for one in draft.files if one.file.name == table.file)

    def called(name: str) -> str:
        return file.by_number.get(name, name)

    return replace(
        table,
        first_of=tuple(map(called, table.first_of)),
        columns={
            target: replace(
                column,
                source=column.source and called(column.source),
                compose=column.compose
                and mapping.PLACEHOLDER.sub(lambda one: f"{{{called(one[1])}}}", column.compose),
            )
            for target, column in table.columns.items()
        },
    )


def _alike(
    chosen: mapping.Chosen, file: mapping.SourceFile, drafted: mapping.DraftFile
) -> tuple[bool, float]:
    read = {
        column.source
        for table in chosen.tables
        if table.file == file.name
        for column in table.columns.values()
        if column.source is not None
    }
    has = {column.name for column in drafted.columns}
    return file.file == drafted.file.file, len(read & has) / (len(read) or 1)


def _says_no_more(parsed: Toml) -> bool:
    tables = parsed.get("tables", [])
    columns = [
        column
        for table in tables
        for column in table.get("columns", {}).values()
        if isinstance(column, dict)
    ]
    return (
        parsed.keys() <= _TOP
        and all(file.keys() <= _FILE for file in parsed.get("files", {}).values())
        and all(table.keys() <= _TABLE for table in tables)
        and all(column.keys() <= _COLUMN for column in columns)
        # The page knows no patterns.
        and not any(isinstance(c, dict) for column in columns for c in _codes(column))
    )


def _codes(column: Toml) -> Iterable[object]:
    return column.get("codes", {}).values()


def _table(parsed: Toml) -> mapping.ChosenTable:
    return mapping.ChosenTable(
        table=parsed["table"],
        file=parsed["from"],
        columns={target: _column(one) for target, one in parsed.get("columns", {}).items()},
        first_of=_texts(parsed.get("first_of", ())),
        person_none="person" in parsed,
        charged_implied="charged" in parsed,
    )


def _column(parsed: Toml | str) -> mapping.ChosenColumn:
    if isinstance(parsed, str):
        return mapping.ChosenColumn(source=parsed)
    number = parsed.get("number")
    return mapping.ChosenColumn(
        source=parsed.get("source"),
        constant=parsed.get("constant"),
        compose=parsed.get("compose"),
        codes=parsed.get("codes"),
        date=_texts(parsed.get("date", ())),
        language=_texts(parsed.get("language", ())),
        number=None if number is None else mapping.NumberFormat(**number),
        missing=_texts(parsed.get("missing", ())),
        pseudonym=parsed.get("pseudonym", False),
    )


def _texts(value: object) -> tuple[str, ...]:
    """One text or a list of texts."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
