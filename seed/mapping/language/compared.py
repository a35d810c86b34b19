"""Columns of a source of which words decide something: whether a row is made, or what it says."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas import columns
from seed.gate import name_columns
from seed.mapping.language.conditions import Condition, How, columns_of, looks_of
from seed.mapping.language.made_by_sql import Traced
from seed.mapping.language.profile import ColumnRule, Profile, TableRule
from seed.mapping.language.targets import FIELDS

# By the profile's name of a file, and the column.
Place = tuple[str, str]
# What stands in these is an id, an amount, a date or a free text, and no word.
_NO_WORDS = {
    *(columns.Kind.ID, columns.Kind.DATE, columns.Kind.LABEL),
    *(columns.Kind.INTEGER, columns.Kind.MONEY),
}
_NAMING = {How.IS, How.NOT}


@dataclass
class Compared:
    """What depends on the words of a column: the `rows` of tables that are made, and `fields`.

    `named` are the words that the profile names, whatever it says of them, `as_written` those that
    a cell must be sign by sign. `is_of_sql` where they stand in SQL.
    """

    rows: dict[str, None] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    as_written: set[str] = field(default_factory=set)
    is_of_sql: bool = False


class _Found(NamedTuple):
    places: Collection[Place]
    what: str
    words: Collection[str] = ()
    as_written: Collection[str] = ()
    makes_rows: bool = False
    is_number: bool = False
    is_of_sql: bool = False


def find_compared(
    profile: Profile, files: Mapping[str, Collection[str]], selects: Mapping[str, str]
) -> Mapping[Place, Compared]:
    """All such columns of a profile, save those that hold no words, where they stand in a source.

    `files` are the columns by the names of files and of what SELECTs make; `selects` the texts of
    these. A column that is read by its codes alone is none: a word without a code refuses its row.
    """
    traced = Traced(files, selects)
    found: dict[Place, Compared] = {}
    wordless = {place for given in _wordless(profile) for place in traced.homes(*given)}
    for one in (*_of_rows(profile), *_of_fields(profile), *_of_sql(profile, traced)):
        for place in _find_homes(traced, one):
            held = found.setdefault(place, Compared())
            (held.rows if one.makes_rows else held.fields)[one.what] = None
            held.named |= {*one.words}
            held.as_written |= {*one.as_written}
            held.is_of_sql |= one.is_of_sql
            wordless |= {place} if one.is_number else set()
    for rule in profile.tables:
        for column in rule.columns:
            for place in (p for one in column.sources for p in traced.homes(rule.file, one)):
                if place in found:
                    found[place].named |= {*(column.codes or {}), *column.missing}
    return {
        place: one
        for place, one in found.items()
        if place not in wordless and not name_columns.is_one(place[1])
    }


def _find_homes(traced: Traced, found: _Found) -> Collection[Place]:
    if found.is_of_sql:
        return found.places
    return [home for place in found.places for home in traced.homes(*place)]


def _of_rows(profile: Profile) -> Iterator[_Found]:
    """By which it is decided whether a row of a table is made."""
    files = {file.name: file for file in profile.files}
    for rule in profile.tables:
        yield from _of(rule.file, rule.table, rule.where, makes_rows=True)
        if rule.of is not None and not rule.unknown_as_row and not _has_codes(rule, rule.of):
            yield _Found([(rule.file, rule.of)], rule.table, makes_rows=True)
        asked = columns_of(rule.where)
        for flag in files[rule.file].flags:
            if flag.name in asked:
                yield from _of(flag.file, rule.table, flag.yes + flag.no, makes_rows=True)


def _of_fields(profile: Profile) -> Iterator[_Found]:
    """By which it is decided what a row says."""
    for rule in profile.tables:
        for column in rule.columns:
            what = f"{rule.table}.{column.target}"
            yield from _of(rule.file, what, *column.conditions)
            if column.codes_like:
                yield from (_Found([(rule.file, source)], what) for source in column.sources)
    for file in profile.files:
        for flag in file.flags:
            yield from _of(flag.file, f"{file.name}.{flag.name}", flag.yes + flag.no)


def _of(file: str, what: str, *conditions: Condition, makes_rows: bool = False) -> Iterator[_Found]:
    for look in looks_of(*conditions):
        if look.how is not How.BLANK:
            words = look.values if look.how in _NAMING else ()
            yield _Found([(file, look.column)], what, words, words, makes_rows, look.compares)


def _of_sql(profile: Profile, traced: Traced) -> Iterator[_Found]:
    """The same of SELECTs, of conditions and of texts in SQL."""
    for rule in profile.tables:
        said = [(rule.table, traced.of_text(rule.file, rule.where_sql, decides=True))]
        for column in rule.columns:
            what = f"{rule.table}.{column.target}"
            said.append((what, traced.of_text(rule.file, column.sql or "", decides=False)))
        for view in traced.behind(rule.file):
            said.append((f"what {rule.table} take from [files.{view}]", traced.of_select(view)))
        for what, compared_ in said:
            for one, places in compared_:
                of = rule.table if one.makes_rows else what
                number, written = one.is_number, one.as_written
                yield _Found(places, of, one.words, written, one.makes_rows, number, is_of_sql=True)


def _has_codes(rule: TableRule, column: str) -> bool:
    return any(one.codes and column in one.sources for one in rule.columns)


def _wordless(profile: Profile) -> Iterable[Place]:
    """The columns that are ids, amounts, dates or free texts by how they are read."""
    for rule in profile.tables:
        for column in rule.columns:
            if _is_wordless(rule.table, column):
                yield from ((rule.file, source) for source in column.sources)
    for file in profile.files:
        # Their yes and no are ours.
        yield from ((file.name, flag.name) for flag in file.flags)


def _is_wordless(table: str, column: ColumnRule) -> bool:
    return column.codes is None and FIELDS[table][column.target].kind in _NO_WORDS
