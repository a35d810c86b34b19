"""Count measures: units, definitions, numbers with intervals and statuses.

Modules are imported at first use, because most callers need only a few of about a hundred.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics import (
        catalogue,
        comparability,
        completeness,
        counting_options,
        icat_brief,
        import_impact,
        lateness,
        measure,
        measure_kinds,
        money_flow,
        not_collected,
        publication_details,
        release,
        result_sentences,
        results,
        spark_cluster,
        stage_transitions,
        statistics,
        trafficking_chain,
        worked_examples,
        worklist,
    )
    from metrics.machine_numbers import column_label, column_meaning, round_to_twelve_digits
    from metrics.measure import Measure
    from metrics.rebuild import derived_tables, refresh
    from metrics.reference import national_lists, published
    from metrics.reference.currency import warn_of_missing_rates
    from metrics.release.archive import secret_tables

__all__ = [
    "Measure",
    "catalogue",
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
    "trafficking_chain",
    "warn_of_missing_rates",
    "worked_examples",
    "worklist",
]

# Names that are not modules of this folder.
_HOMES = {
    "Measure": "metrics.measure",
    "column_label": "metrics.machine_numbers",
    "column_meaning": "metrics.machine_numbers",
    "derived_tables": "metrics.rebuild",
    "national_lists": "metrics.reference",
    "published": "metrics.reference",
    "refresh": "metrics.rebuild",
    "secret_tables": "metrics.release.archive",
    "round_to_twelve_digits": "metrics.machine_numbers",
    "warn_of_missing_rates": "metrics.reference.currency",
}


def __getattr__(name: str) -> object:
    """Import the module or object with this name at first use, and keep it."""
    if name not in __all__:
        raise AttributeError(f"module [metrics] has no [{name}]")
    home = _HOMES.get(name, __name__)
    if home in (__name__, "metrics.reference"):
        found: object = import_module(f"{home}.{name}")
    else:
        found = getattr(import_module(home), name)
    globals()[name] = found
    return found
