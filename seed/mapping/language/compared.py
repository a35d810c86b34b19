"""Columns of a source of which words decide something: whether a row is made, or what it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemas import columns
from seed.gate import name_columns
from seed.mapping.language.conditions import Condition, How, columns_of, looks_of
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

    `named` are the words that the profile names, whatever it says of them.
    """

    rows: dict[str, None] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)


def compared(profile: Profile) -> Mapping[Place, Compared]:
    """All such columns, save those that hold no words.

    A column that is read by its codes alone is none: a word without a code refuses its row.
    """
    found: dict[Place, Compared] = {}
    for place, what, words in (*_of_rows(profile), *_of_fields(profile)):
        one = found.setdefault(place, Compared())
        (one.fields if "." in what else one.rows)[what] = None
        one.named |= words
    wordless = set(_wordless(profile))
    for rule in profile.tables:
        for column in rule.columns:
            for source in column.sources:
                if (rule.file, source) in found:
                    found[rule.file, source].named |= {*(column.codes or {}), *column.missing}
    return {
        place: one
        for place, one in found.items()
        if place not in wordless and not name_columns.is_one(place[1])
    }


_Found = tuple[Place, str, frozenset[str]]


def _of_rows(profile: Profile) -> Iterator[_Found]:
    """By which it is decided whether a row of a table is made."""
    files = {file.name: file for file in profile.files}
    for rule in profile.tables:
        yield from _of(rule.file, rule.table, rule.where)
        if rule.of is not None and not rule.unknown_as_row and not _has_codes(rule, rule.of):
            yield (rule.file, rule.of), rule.table, frozenset()
        asked = columns_of(rule.where)
        for flag in files[rule.file].flags:
            if flag.name in asked:
                yield from _of(flag.file, rule.table, flag.yes + flag.no)


def _of_fields(profile: Profile) -> Iterator[_Found]:
    """By which it is decided what a row says."""
    for rule in profile.tables:
        for column in rule.columns:
            what = f"{rule.table}.{column.target}"
            yield from _of(rule.file, what, *column.conditions)
            if column.codes_like:
                for source in column.sources:
                    yield (rule.file, source), what, frozenset()
    for file in profile.files:
        for flag in file.flags:
            yield from _of(flag.file, f"{file.name}.{flag.name}", flag.yes + flag.no)


def _of(file: str, what: str, *conditions: Condition) -> Iterator[_Found]:
    for look in looks_of(*conditions):
        if look.how is not How.BLANK:
            words = look.values if look.how in _NAMING else ()
            yield (file, look.column), what, frozenset(words)


def _has_codes(rule: TableRule, column: str) -> bool:
    return any(one.codes and column in one.sources for one in rule.columns)


def _wordless(profile: Profile) -> Iterator[Place]:
    """The columns that are ids, amounts, dates or free texts by how they are read or compared."""
    for rule in profile.tables:
        conditions = [rule.where, *(one for column in rule.columns for one in column.conditions)]
        yield from ((rule.file, look.column) for look in looks_of(*conditions) if look.compares)
        for column in rule.columns:
            if _is_wordless(rule.table, column):
                yield from ((rule.file, source) for source in column.sources)
    for file in profile.files:
        for flag in file.flags:
            # Its yes and no are ours.
            yield file.name, flag.name
            looks = looks_of(flag.yes, flag.no)
            yield from ((flag.file, look.column) for look in looks if look.compares)


def _is_wordless(table: str, column: ColumnRule) -> bool:
    return column.codes is None and FIELDS[table][column.target].kind in _NO_WORDS
