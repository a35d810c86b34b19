"""Collect all measures by id from the modules of `metrics.definitions`."""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from metrics import definitions
from metrics.measure import InvalidMeasure, Measure
from schemas import errors

# The order of the families (first letters of ids).
FAMILIES = "CNFAXRDTLVP"


def sort_measures(measures: Iterable[Measure]) -> Mapping[str, Measure]:
    """Sort measures in the order of the catalogue, by id. Raises InvalidMeasure if two clash."""
    by_id: dict[str, Measure] = {}
    for measure in sorted(measures, key=_sort_key):
        if measure.id in by_id:
            raise InvalidMeasure(f"{measure.id} is defined twice.")
        by_id[measure.id] = measure
    for measure in by_id.values():
        if measure.guard not in by_id:
            raise InvalidMeasure(f"{measure.id}: its guard [{measure.guard}] does not exist.")
    return MappingProxyType(by_id)


def _all_definitions() -> Iterator[Measure]:
    modules = pkgutil.walk_packages(definitions.__path__, f"{definitions.__name__}.")
    for module in modules:
        names = vars(import_module(module.name))
        yield from (thing for thing in names.values() if isinstance(thing, Measure))


def _sort_key(measure: Measure) -> tuple[int, str]:
    """Return the sort key of a measure: the position of its family, then its id."""
    return FAMILIES.index(measure.family), measure.id


CATALOGUE: Mapping[str, Measure] = sort_measures(_all_definitions())


def precompute_columns_read() -> None:
    """Compute once which columns each measure reads, so the first page does not wait for it."""
    for measure in CATALOGUE.values():
        _ = measure.reads, measure.needs, measure.needs_one_of


def select_measures(ids: tuple[str, ...]) -> list[Measure]:
    """Return the measures with these ids, each once, in the given order.

    Raises UserError for an unknown id, and for no id.
    """
    known = ", ".join(CATALOGUE)
    if not ids:
        raise errors.UserError("Name a measure: one of {known}.", known=known)
    if unknown := [name for name in ids if name not in CATALOGUE]:
        raise errors.UserError(
            "Unknown measure [{name}]. Use one of: {known}.", name=unknown[0], known=known
        )
    return [CATALOGUE[name] for name in dict.fromkeys(ids)]
