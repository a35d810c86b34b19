"""What is measured: units, measures, their numbers with intervals and statuses.

A name is opened when it is asked for: all of them are some 160 modules, and most who ask want one.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics import (
        brief,
        catalogue,
        comparability,
        examples,
        kinds,
        measure,
        options,
        release,
        sentences,
        spark,
        statistics,
        worklist,
    )
    from metrics.beside import events, exchange_rates, lists, published, targets, wages
    from metrics.beside.unpriced import unpriced
    from metrics.counting import (
        cascade,
        chain,
        cohort,
        compensation,
        competing_exits,
        completeness,
        coverage,
        differences,
        first_instance,
        lateness,
        limits,
        moved,
        progress,
        results,
    )
    from metrics.counting.refreshing import derived_tables, refresh
    from metrics.measure import Measure
    from metrics.release.tables import secret_tables
    from metrics.written import hundredths, twelve_digits

__all__ = [
    "Measure",
    "brief",
    "cascade",
    "catalogue",
    "chain",
    "cohort",
    "comparability",
    "compensation",
    "competing_exits",
    "completeness",
    "coverage",
    "derived_tables",
    "differences",
    "events",
    "examples",
    "exchange_rates",
    "first_instance",
    "hundredths",
    "kinds",
    "lateness",
    "limits",
    "lists",
    "measure",
    "moved",
    "options",
    "progress",
    "published",
    "refresh",
    "release",
    "results",
    "secret_tables",
    "sentences",
    "spark",
    "statistics",
    "targets",
    "twelve_digits",
    "unpriced",
    "wages",
    "worklist",
]

# Where the names are that are no modules of this folder itself.
_ROOMS = {
    "metrics.beside": ("events", "exchange_rates", "lists", "published", "targets", "wages"),
    "metrics.counting": (
        *("cascade", "chain", "cohort", "compensation", "competing_exits", "completeness"),
        *(
            "coverage",
            "differences",
            "first_instance",
            "lateness",
            "limits",
            "moved",
            "progress",
            "results",
        ),
    ),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}
_HELD_BY = {
    "Measure": "metrics.measure",
    "derived_tables": "metrics.counting.refreshing",
    "refresh": "metrics.counting.refreshing",
    "secret_tables": "metrics.release.tables",
    "hundredths": "metrics.written",
    "twelve_digits": "metrics.written",
    "unpriced": "metrics.beside.unpriced",
}


def __getattr__(name: str) -> object:
    """The module or the thing of that name; it stays, and is not asked for again."""
    if name not in __all__:
        raise AttributeError(f"module [metrics] has no [{name}]")
    if name in _HELD_BY:
        found: object = getattr(import_module(_HELD_BY[name]), name)
    else:
        found = import_module(f"{_ROOM_OF.get(name, __name__)}.{name}")
    globals()[name] = found
    return found
