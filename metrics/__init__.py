"""Define the measures, and count them from the records as figures with intervals and statuses.

The public modules and names of this package are loaded at first use, because most callers need
only a few.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics import spark_cluster
    from metrics.measure import Measure
    from metrics.rebuild import derived_tables, refresh
    from metrics.reference import national_lists, published
    from metrics.reference.currency import warn_of_missing_rates
    from metrics.release.archive import secret_tables
    from metrics.results import round_to_twelve_digits
    from metrics.units.unit_columns import column_label, column_meaning

__all__ = [
    "Measure",
    "catalogue",
    "chain_reach",
    "column_label",
    "column_meaning",
    "comparability",
    "completeness",
    "counting_options",
    "derived_tables",
    "icat_brief",
    "import_impact",
    "lateness",
    "measure",
    "measure_kinds",
    "money_flow",
    "national_lists",
    "not_collected",
    "publication_details",
    "published",
    "refresh",
    "release",
    "result_sentences",
    "results",
    "round_to_twelve_digits",
    "secret_tables",
    "spark_cluster",
    "stage_transitions",
    "statistics",
    "warn_of_missing_rates",
    "worked_examples",
    "worklist",
]

# The names that are not modules of this folder, and where they are declared.
_HOMES = {
    "Measure": "metrics.measure",
    "column_label": "metrics.units.unit_columns",
    "column_meaning": "metrics.units.unit_columns",
    "derived_tables": "metrics.rebuild",
    "national_lists": "metrics.reference",
    "published": "metrics.reference",
    "refresh": "metrics.rebuild",
    "round_to_twelve_digits": "metrics.results",
    "secret_tables": "metrics.release.archive",
    "warn_of_missing_rates": "metrics.reference.currency",
}


def __getattr__(name: str) -> object:
    """Import the object or module with this name at first use, and keep it."""
    if name in _HOMES:
        home = import_module(_HOMES[name])
        found: object = getattr(home, name, None) or import_module(f"{home.__name__}.{name}")
    elif name in __all__:
        found = import_module(f"metrics.{name}")
    else:
        raise AttributeError(f"module [metrics] has no [{name}]")
    globals()[name] = found
    return found
