"""A saved profile taken up again for another export: all that it says stays, edited here or not."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from schemas import tables
from seed.mapping import drafting, language

# What a choice has a name for; all else stays as the profile says it.
_TABLE = {"table", "from", "first_of", "person", "charged", "columns"}
_COLUMN = {one.name for one in fields(drafting.ChosenColumn)} - {
    *("comment", "code_comments", "codes_like", "codes_from", "more"),
}
# What a file says that is kept as it is.
_MORE_OF_FILES = ("flags", "numbers")
# Whatever TOML holds: it was checked by `language.parse` before.
Toml = Mapping[str, Any]


def reopened(name: str, text: str) -> drafting.Chosen | None:
    """The choice that the profile says; None where it has faults, or is in SQL."""
    profile = language.parse(name, text)
    if profile.findings or language.is_in_sql(profile):
        return None
    return _chosen(name, profile, text)


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
    return drafting.Chosen(
        name=name,
        files=profile.files,
        tables=tuple(map(_table, parsed.get("tables", ()))),
        statement=profile.statement,
        rows={
            table: tuple({k: str(v) for k, v in row.items()} for row in rows)
            for table, rows in parsed.get("rows", {}).items()
        },
        more_of_files={
            label: more
            for label, file in parsed.get("files", {}).items()
            if (more := {key: file[key] for key in _MORE_OF_FILES if key in file})
        },
        groups=tuple(dict(group) for group in parsed.get("groups", ())),
        comment=_head(text),
        shape=profile.shape,
    )


def for_draft(chosen: drafting.Chosen, draft: drafting.Draft) -> drafting.Chosen:
    """The choice for another export of the same source: each file is the one most like it.

    A file is alike by its name, else by the share of the columns read that it has. Files that are
    made of one, and what is looked up in it, go along; how they are named does not change.
    """
    own = {one.file.name: one.file for one in draft.files if one.file.origin is None}
    matched = _matched(chosen, draft)

    def called(label: str) -> str:
        return matched.get(label, label)

    files: dict[str, language.SourceFile] = {}
    for file in chosen.files:
        joins = tuple(replace(join, file=called(join.file)) for join in file.joins)
        if file.name in matched:
            here = own[matched[file.name]]
            name = file.file if language.fits(file.file, here.file) else here.file
            files[here.name] = replace(here, file=name, missing=file.missing, joins=joins)
        elif file.origin is not None and called(file.origin) in files:
            origin = called(file.origin)
            files[file.name] = replace(file, origin=origin, file=files[origin].file, joins=joins)
    return replace(
        chosen,
        files=tuple(files.values()),
        tables=tuple(
            _by_name(replace(table, file=called(table.file)), draft)
            for table in chosen.tables
            if called(table.file) in files
        ),
        more_of_files={
            called(label): _looking_into(more, called)
            for label, more in chosen.more_of_files.items()
            if called(label) in files
        },
        groups=tuple({**one, "from": called(str(one.get("from")))} for one in chosen.groups),
        shape=chosen.shape and chosen.shape.renamed(called),
    )


def lacking(chosen: drafting.Chosen, draft: drafting.Draft) -> list[str]:
    """The files of the profile for which the export has none."""
    matched = _matched(chosen, draft)
    return [f.file for f in chosen.files if f.origin is None and f.name not in matched]


def arranged(files: Iterable[language.SourceFile]) -> tuple[object, ...]:
    """What decides what is found in files: those alike in it need no other look at them."""
    return tuple((f.name, f.missing, f.joins, f.origin, f.unpivot, f.extract) for f in files)


def _matched(chosen: drafting.Chosen, draft: drafting.Draft) -> dict[str, str]:
    matched: dict[str, str] = {}
    for file in chosen.files:
        if file.origin is not None:
            continue
        free = [
            one
            for one in draft.files
            if one.file.origin is None and one.file.name not in matched.values()
        ]
        best = max(free, key=lambda one, file=file: _alike(chosen, file, one), default=None)  # type: ignore[misc]
        if best is not None:
            matched[file.name] = best.file.name
    return matched


def _looking_into(more: Mapping[str, Any], called: Callable[[str], str]) -> Mapping[str, Any]:
    """What a file says beside, with the files that its flags look into as they are called here."""
    flags = more.get("flags")
    if not isinstance(flags, dict):
        return more
    looking = {name: {**flag, "in": called(str(flag.get("in")))} for name, flag in flags.items()}
    return {**more, "flags": looking}


def _by_name(table: drafting.ChosenTable, draft: drafting.Draft) -> drafting.ChosenTable:
    """The table with its source columns named by what they are called, where a number names them.

    Here they are chosen from a list, and in another export the number may be another column's.
    """
    file = next((one for one in draft.files if one.file.name == table.file), None)
    if file is None:
        return table
    by_number = file.by_number

    def called(name: str) -> str:
        return by_number.get(name, name)

    return replace(
        table,
        first_of=tuple(map(called, table.first_of)),
        columns={
            target: replace(
                column,
                source=column.source and called(column.source),
                pick=column.pick and tuple(map(called, column.pick)),
                compose=column.compose
                and language.PLACEHOLDER.sub(lambda one: f"{{{called(one[1])}}}", column.compose),
            )
            for target, column in table.columns.items()
        },
    )


def _alike(
    chosen: drafting.Chosen, file: language.SourceFile, drafted: drafting.DraftFile
) -> tuple[bool, float]:
    read = {
        source
        for table in chosen.tables
        if table.file == file.name
        for column in table.columns.values()
        for source in column.sources
    }
    has = {column.name for column in drafted.columns}
    return language.fits(file.file, drafted.file.file), len(read & has) / (len(read) or 1)


def _table(parsed: Toml) -> drafting.ChosenTable:
    return drafting.ChosenTable(
        table=parsed["table"],
        file=parsed["from"],
        columns={target: _column(one) for target, one in parsed.get("columns", {}).items()},
        first_of=_texts(parsed.get("first_of", ())),
        person_none="person" in parsed,
        charged_implied="charged" in parsed,
        more=_rest(parsed, _TABLE),
    )


def _column(parsed: Toml | str) -> drafting.ChosenColumn:
    if isinstance(parsed, str):
        return drafting.ChosenColumn(source=parsed)
    number, codes = parsed.get("number"), parsed.get("codes")
    # A cell may say `like` or `from`; its code is a text.
    beside = {
        key: codes[key] for key in ("like", "from") if codes and isinstance(codes.get(key), dict)
    }
    return drafting.ChosenColumn(
        source=parsed.get("source"),
        constant=parsed.get("constant"),
        compose=parsed.get("compose"),
        pick=_texts(parsed["pick"]) if "pick" in parsed else None,
        codes=None if codes is None else _rest(codes, beside),
        codes_like=beside.get("like", {}),
        codes_from=beside.get("from", {}),
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
