"""A saved profile taken up again for another export: all that it says stays, edited here or not."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from schemas import tables
from seed.mapping import drafting, language, upgrading

# What a choice has a name for; all else of a column stays as the profile says it.
_COLUMN = {one.name for one in fields(drafting.ChosenColumn)} - {
    *("comment", "code_comments", "codes_like", "codes_from", "codes_name", "more"),
}
# Whatever TOML holds: it was checked by `language.parse` before.
Toml = Mapping[str, Any]


def reopened(name: str, text: str) -> drafting.Chosen | None:
    """The choice that the profile says; None where it has faults.

    One of the old form is rewritten in SQL; None where a person must decide something of that.
    """
    if upgrading.is_old(text):
        found = upgrading.upgraded(text)
        if not found.is_whole:
            return None
        text = found.text
    profile = language.parse(name, text)
    return None if profile.findings else _chosen(name, profile, text)


def undecided(text: str) -> list[str]:
    """What a person must decide before a profile of the old form is rewritten in SQL."""
    new = upgrading.upgraded(text)
    notes = [str(note) for note in new.notes if note.decides]
    return notes or [str(one) for one in language.parse("upgraded", new.text).findings]


def in_the_making(text: str) -> drafting.Chosen | None:
    """The choice that wrote the text, with all that it still lacks; None of any other text."""
    try:
        chosen = _chosen("", language.parse("mapping", text), text)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    is_known = all(
        table.table in tables.BY_NAME
        and table.columns.keys() <= {c.name for c in tables.BY_NAME[table.table].c}
        for table in chosen.tables
    )
    return chosen if is_known else None


def comments_within(text: str) -> bool:
    """Whether comments stand within the profile, where a choice has no place for them."""
    lines = language.without_shape(text).strip().splitlines()
    behind = lines[len(_head(text).splitlines()) :]
    return any(line.lstrip().startswith("#") for line in behind)


def _head(text: str) -> str:
    """The comment at the head of the profile, which says what the source is."""
    lines = []
    for line in text.strip().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:].removeprefix(" "))
    return "\n".join(lines)


def _chosen(name: str, profile: language.Profile, text: str) -> drafting.Chosen:
    parsed: Toml = tomllib.loads(text)
    lists: Toml = parsed.get("codes", {})
    return drafting.Chosen(
        name=name,
        files=tuple(replace(file, select=file.select.strip()) for file in profile.files),
        tables=tuple(_table(table, one, lists) for table, one in _tables(parsed)),
        statement=profile.statement,
        collected=_texts(parsed.get("manifest", {}).get("collected", ())),
        rows={
            table: tuple({k: str(v) for k, v in row.items()} for row in rows)
            for table, rows in parsed.get("rows", {}).items()
        },
        lists={label: dict(codes) for label, codes in lists.items()},
        comment=_head(text),
        shape=profile.shape,
    )


def _tables(parsed: Toml) -> list[tuple[str, Toml]]:
    """The tables by their names, each of several for itself."""
    return [
        (name, one)
        for name, said in parsed.get("tables", {}).items()
        for one in (said if isinstance(said, list) else [said])
    ]


def for_draft(chosen: drafting.Chosen, draft: drafting.Draft) -> drafting.Chosen:
    """The choice for another export of the same source: each file is the one most like it.

    A file is alike by its name, else by the share of the columns read that it has. It is called as
    the profile calls it, which SQL names it by.
    """
    own = {one.file.name: one.file for one in draft.files if not one.file.select}
    matched = _matched(chosen, draft)
    files: list[language.SourceFile] = []
    for file in chosen.files:
        if file.select:
            files.append(file)
        elif file.name in matched:
            here = own[matched[file.name]]
            name = file.file if language.fits(file.file, here.file) else here.file
            said = {"name": file.name, "file": name, "missing": file.missing}
            files.append(replace(here, **said, numbers=file.numbers))  # type: ignore[arg-type]
    labels = {file.name for file in files}
    tables_ = (_by_name(table, draft, matched) for table in chosen.tables if table.file in labels)
    return replace(chosen, files=tuple(files), tables=tuple(tables_))


def lacking(chosen: drafting.Chosen, draft: drafting.Draft) -> list[str]:
    """The files of the profile for which the export has none."""
    matched = _matched(chosen, draft)
    return [f.file for f in chosen.files if not f.select and f.name not in matched]


def arranged(files: Iterable[language.SourceFile]) -> tuple[object, ...]:
    """What decides what is found in files: those alike in it need no other look at them."""
    return tuple((f.name, f.missing, f.select) for f in files)


def _matched(chosen: drafting.Chosen, draft: drafting.Draft) -> dict[str, str]:
    matched: dict[str, str] = {}
    for file in chosen.files:
        if file.select:
            continue
        free = [
            one
            for one in draft.files
            if not one.file.select and one.file.name not in matched.values()
        ]
        best = max(free, key=lambda one, file=file: _alike(chosen, file, one), default=None)  # type: ignore[misc]
        if best is not None:
            matched[file.name] = best.file.name
    return matched


def _by_name(
    table: drafting.ChosenTable, draft: drafting.Draft, matched: Mapping[str, str]
) -> drafting.ChosenTable:
    """The table with its source columns named by what they are called, where a number names them.

    Here they are chosen from a list, and in another export the number may be another column's.
    """
    label = matched.get(table.file, table.file)
    file = next((one for one in draft.files if one.file.name == label), None)
    if file is None:
        return table
    numbers = file.by_number
    columns = {
        target: replace(one, source=one.source and numbers.get(one.source, one.source))
        for target, one in table.columns.items()
    }
    return replace(table, columns=columns)


def _alike(
    chosen: drafting.Chosen, file: language.SourceFile, drafted: drafting.DraftFile
) -> tuple[bool, float]:
    read = {
        column.source
        for table in chosen.tables
        if table.file == file.name
        for column in table.columns.values()
        if column.source is not None
    }
    has = {column.name for column in drafted.columns}
    return language.fits(file.file, drafted.file.file), len(read & has) / (len(read) or 1)


def _table(name: str, parsed: Toml, lists: Toml) -> drafting.ChosenTable:
    columns = parsed.get("columns", {})
    return drafting.ChosenTable(
        table=name,
        file=parsed["from"],
        columns={target: _column(one, lists) for target, one in columns.items()},
        where=parsed.get("where", "").strip(),
        person_none="person" in parsed,
    )


def _column(parsed: Toml | str, lists: Toml) -> drafting.ChosenColumn:
    if isinstance(parsed, str):
        return drafting.ChosenColumn(source=parsed)
    number, codes = parsed.get("number"), parsed.get("codes")
    codes_name = codes if isinstance(codes, str) else ""
    codes = lists.get(codes_name) if codes_name else codes
    # A cell may say `like` or `from`; its code is a text.
    beside = {
        key: codes[key] for key in ("like", "from") if codes and isinstance(codes.get(key), dict)
    }
    sql = parsed.get("sql")
    return drafting.ChosenColumn(
        source=parsed.get("source"),
        constant=parsed.get("constant"),
        sql=None if sql is None else sql.strip(),
        codes=None if codes is None else _rest(codes, beside),
        codes_like=beside.get("like", {}),
        codes_from=beside.get("from", {}),
        codes_name=codes_name,
        date=_texts(parsed.get("date", ())),
        language=_texts(parsed.get("language", ())),
        number=None if number is None else language.NumberFormat(**number),
        missing=_texts(parsed.get("missing", ())),
        pseudonym=parsed.get("pseudonym", False),
        more=_rest(parsed, _COLUMN),
    )


def _rest(parsed: Toml, named: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in parsed.items() if key not in named}


def _texts(value: object) -> tuple[str, ...]:
    """One text or a list of texts."""
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
