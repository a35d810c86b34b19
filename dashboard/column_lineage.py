"""Find which measures are calculated from a column of the records, for the data dictionary."""

from collections.abc import Iterable, Iterator

from metrics import catalogue
from schemas import tables
from seed import templates


def measures_by_column() -> templates.Feeds:
    """Return a dict from `table` and `table.column` to the ids of the measures that use it.

    If a measure only needs the existence of a table's row, the key columns of the table count as
    used.
    """
    of: dict[str, tuple[str, ...]] = {}
    for id_, measure in catalogue.CATALOGUE.items():
        for column in (*measure.reads, *_keys(measure.reads)):
            of[column] = (*of.get(column, ()), id_)
    titles = {id_: measure.title for id_, measure in catalogue.CATALOGUE.items()}
    return templates.Feeds(of, titles)


def _keys(reads: Iterable[str]) -> Iterator[str]:
    named = {name.partition(".")[0] for name in reads if "." in name}
    for name in {*reads} - named:
        if "." not in name:
            yield from (f"{name}.{key}" for key in tables.key_of(tables.METADATA.tables[name]))
