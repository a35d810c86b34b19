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
        examples,
        icat_brief,
        import_impact,
        kinds,
        lateness,
        measure,
        money_flow,
        not_collected,
        publication_details,
        release,
        results,
        sentences,
        spark_cluster,
        stage_transitions,
        statistics,
        trafficking_chain,
        worklist,
    )
    from metrics.machine_numbers import column_label, column_meaning, twelve_digits
    from metrics.measure import Measure
    from metrics.rebuild import derived_tables, refresh
    from metrics.reference import national_lists, published
    from metrics.reference.currency import unpriced
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
    "examples",
    "icat_brief",
    "import_impact",
    "kinds",
    "lateness",
    "measure",
    "money_flow",
    "national_lists",
    "not_collected",
    "publication_details",
    "published",
    "refresh",
    "release",
    "results",
    "secret_tables",
    "sentences",
    "spark_cluster",
    "stage_transitions",
    "statistics",
    "trafficking_chain",
    "twelve_digits",
    "unpriced",
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
    "twelve_digits": "metrics.machine_numbers",
    "unpriced": "metrics.reference.currency",
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
