"""Which measures a column of the records feeds, for the data dictionary."""

from metrics import catalogue
from seed import templates


def of_catalogue() -> templates.Feeds:
    """By `table` or `table.column`, the ids of the measures that read it, in catalogue order."""
    of: dict[str, tuple[str, ...]] = {}
    for id_, measure in catalogue.CATALOGUE.items():
        for column in measure.reads:
            of[column] = (*of.get(column, ()), id_)
    titles = {id_: measure.title for id_, measure in catalogue.CATALOGUE.items()}
    return templates.Feeds(of, titles)
