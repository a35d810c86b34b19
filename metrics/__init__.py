"""What is measured: units, measures, their numbers with intervals and statuses.

A name is imported when it is first asked for: most who ask want one of some hundred modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics import (
        brief,
        catalogue,
        chain,
        comparability,
        completeness,
        examples,
        import_impact,
        kinds,
        lateness,
        measure,
        money_flow,
        not_collected,
        options,
        progress,
        release,
        results,
        sentences,
        spark,
        stages,
        statistics,
        worklist,
    )
    from metrics.beside import events, exchange_rates, lists, published, targets, wages
    from metrics.beside.unpriced import unpriced
    from metrics.measure import Measure
    from metrics.rebuild import derived_tables, refresh
    from metrics.release.tables import secret_tables
    from metrics.written import hundredths, twelve_digits

__all__ = [
    "Measure",
    "brief",
    "catalogue",
    "chain",
    "comparability",
    "completeness",
    "derived_tables",
    "events",
    "examples",
    "exchange_rates",
    "hundredths",
    "import_impact",
    "kinds",
    "lateness",
    "lists",
    "measure",
    "money_flow",
    "not_collected",
    "options",
    "progress",
    "published",
    "refresh",
    "release",
    "results",
    "secret_tables",
    "sentences",
    "spark",
    "stages",
    "statistics",
    "targets",
    "twelve_digits",
    "unpriced",
    "wages",
    "worklist",
]

_MODULE_OF_OBJECT = {
    "Measure": "metrics.measure",
    "derived_tables": "metrics.rebuild",
    "refresh": "metrics.rebuild",
    "secret_tables": "metrics.release.tables",
    "hundredths": "metrics.written",
    "twelve_digits": "metrics.written",
    "unpriced": "metrics.beside.unpriced",
}
_IN_BESIDE = ("events", "exchange_rates", "lists", "published", "targets", "wages")


def __getattr__(name: str) -> object:
    """Import the module or the object of that name, and keep it."""
    if name not in __all__:
        raise AttributeError(f"module [metrics] has no [{name}]")
    if name in _MODULE_OF_OBJECT:
        found: object = getattr(import_module(_MODULE_OF_OBJECT[name]), name)
    else:
        found = import_module(f"{__name__}{'.beside' if name in _IN_BESIDE else ''}.{name}")
    globals()[name] = found
    return found
