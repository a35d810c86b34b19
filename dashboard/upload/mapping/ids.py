"""The ids of a choice that are replaced by keyed pseudonyms: each in all tables, or in none."""

from collections.abc import Iterable
from dataclasses import replace

from dashboard.upload.mapping.work import Place, Target, Work, changed, places, table_at
from schemas import columns
from seed.mapping import drafting


def filled(work: Work) -> list[str]:
    """The ids that columns of the source fill, in the order of the tables."""
    every = (
        name
        for place in places(work)
        for name, column in table_at(work, place).columns.items()
        if _is_replaceable(Target(place, name), column)
    )
    return list(dict.fromkeys(every))


def pseudonyms(work: Work) -> list[str]:
    """The ids that are replaced by keyed pseudonyms."""
    of = [table.columns for table in work.chosen.tables]
    return [
        name
        for name in filled(work)
        if any(n == name and c.pseudonym for t in of for n, c in t.items())
    ]


def with_pseudonyms(work: Work, names: Iterable[str]) -> Work:
    """Replace these ids by keyed pseudonyms in every table, and no others."""
    chosen = set(names)

    def of_table(table: drafting.ChosenTable) -> drafting.ChosenTable:
        place = Place(table.file, table.table)
        columns_ = {
            name: replace(one, pseudonym=name in chosen)
            if _is_replaceable(Target(place, name), one)
            else one
            for name, one in table.columns.items()
        }
        return replace(table, columns=columns_)

    return changed(work, tables=tuple(map(of_table, work.chosen.tables)))


def alike(work: Work) -> Work:
    """An id that is replaced in one table is so in all: else its rows would not be found there."""
    return with_pseudonyms(work, pseudonyms(work))


def _is_replaceable(target: Target, column: drafting.ChosenColumn) -> bool:
    is_id = target.field.kind is columns.Kind.ID and target.column not in drafting.OF_OFFICES
    return is_id and (column.source is not None or column.sql is not None)
