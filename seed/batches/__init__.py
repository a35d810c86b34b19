"""Batches: submissions stored whole or not at all, listed with their provenance, undone."""

from seed.batches import apart, erasing, profiles, states
from seed.batches.first_rows import FirstRows
from seed.batches.provenance import (
    corrections,
    files_of,
    findings_of,
    listing,
    not_read_of,
    reidentification_of,
    tables_of,
)
from seed.batches.receipt import Measured, Partial, Receipt, Refresh, TableRows, Trial
from seed.batches.reidentification import Report
from seed.batches.settings import Converted, date_policy, full_days, set_dates
from seed.batches.storing import store
from seed.batches.trying import try_out, try_undo
from seed.batches.undoing import Undone, undo

__all__ = [
    "Converted",
    "FirstRows",
    "Measured",
    "Partial",
    "Receipt",
    "Refresh",
    "Report",
    "TableRows",
    "Trial",
    "Undone",
    "apart",
    "corrections",
    "date_policy",
    "erasing",
    "files_of",
    "findings_of",
    "full_days",
    "listing",
    "not_read_of",
    "profiles",
    "reidentification_of",
    "set_dates",
    "states",
    "store",
    "tables_of",
    "try_out",
    "try_undo",
    "undo",
]
