"""How the rows of files are rearranged: what is made of them, and what they look up in others."""

import re
from collections.abc import Sequence
from dataclasses import replace

from dashboard import words
from dashboard.upload.mapping.work import Work, drafted
from seed.mapping import drafting, language

Files = tuple[language.SourceFile, ...]
_NOT_IN_LABELS = re.compile(r"[^a-z0-9]+")


def of_groups(work: Work, origin: str, first: Sequence[str]) -> language.SourceFile | None:
    """The rows that repeated columns become, the first group being these; None of no such group."""
    names = [column.name for column in drafted(work, origin).alone.columns]
    unpivot = drafting.group_of(first, names)
    if unpivot is None:
        return None
    label = _free(work, f"{origin}_groups")
    return language.SourceFile(
        label, drafted(work, origin).file.file, origin=origin, unpivot=unpivot
    )


def of_matches(
    work: Work, origin: str, column: str, like: str, between: Sequence[str]
) -> language.SourceFile:
    """The rows that the matches of a pattern in the cells of a column become."""
    called = _NOT_IN_LABELS.sub("_", column.lower()).strip("_") or "parts"
    names = tuple(re.findall(r"\(\?P<(\w+)>", like))
    return language.SourceFile(
        _free(work, f"{origin}_{called}"),
        drafted(work, origin).file.file,
        origin=origin,
        extract=language.Extract(column, like, names, tuple(between)),
    )


def with_made(work: Work, file: language.SourceFile) -> Files:
    """The files with one more that is made of another."""
    return (*work.chosen.files, file)


def without(work: Work, label: str) -> Files:
    """The files without a made one, those made of it, and what others look up in them."""
    gone = {label}
    for file in work.chosen.files:
        if file.origin in gone:
            gone.add(file.name)
    return tuple(
        replace(file, joins=tuple(join for join in file.joins if join.file not in gone))
        for file in work.chosen.files
        if file.name not in gone
    )


def with_join(work: Work, label: str, join: language.Join) -> Files:
    """The files with what one looks up in another, beside what it looked up there before.

    A file is looked up by one key: the last that was chosen holds for all its columns.
    """
    return tuple(
        replace(file, joins=_with(file.joins, join)) if file.name == label else file
        for file in work.chosen.files
    )


def _with(joins: tuple[language.Join, ...], join: language.Join) -> tuple[language.Join, ...]:
    before = [name for one in joins if one.file == join.file for name in one.columns]
    columns = tuple(dict.fromkeys((*before, *join.columns)))
    others = (one for one in joins if one.file != join.file)
    return (*others, replace(join, columns=columns))


def without_join(work: Work, label: str, other: str) -> Files:
    """The files without what one looks up in the other."""
    return tuple(
        replace(file, joins=tuple(join for join in file.joins if join.file != other))
        if file.name == label
        else file
        for file in work.chosen.files
    )


def with_missing(work: Work, label: str, missing: Sequence[str]) -> Files:
    """The files with the words of one that mean a blank cell."""
    return tuple(
        replace(file, missing=tuple(missing)) if file.name == label else file
        for file in work.chosen.files
    )


def sentences(work: Work) -> list[tuple[str, str, str]]:
    """What is rearranged: in words, of which file, and which other it looks into, or blank."""
    said = []
    for file in work.draft.files:
        if file.file.origin is not None:
            said.append((_made(work, file), file.file.name, ""))
        for join in file.file.joins:
            looked_up = words.listing(list(join.columns))
            found = file.found.get(join.file, 0)
            text = (
                f"{file.file.name} looks up {looked_up} in {join.file}, where"
                f" {words.listing(list(join.there))} is {words.listing(list(join.on))}:"
                f" {words.count(found)} of {words.count(file.rows)} rows find a row there."
            )
            said.append((text, file.file.name, join.file))
    return said


def _made(work: Work, file: drafting.DraftFile) -> str:
    made, origin = file.file, drafted(work, file.file.origin or "")
    rows = f"{words.count(file.rows)} rows of the {words.count(origin.rows)} of {origin.file.name}."
    if made.unpivot is not None:
        likes = words.listing([f"[{like}]" for like in made.unpivot.members.values()])
        return f"{made.name}: a row for each {made.unpivot.part} of {likes}; {rows}"
    column = made.extract.column if made.extract is not None else ""
    parts = words.listing(list(made.extract.names)) if made.extract is not None else ""
    return f"{made.name}: a row for each {parts} in the cells of [{column}]; {rows}"


def _free(work: Work, label: str) -> str:
    taken = {file.name for file in work.chosen.files}
    number = 1
    while (name := label if number == 1 else f"{label}_{number}") in taken:
        number += 1
    return name
