"""Batches: submissions stored whole or not at all, listed with their provenance, undone."""

from seed.batches import profiles
from seed.batches.provenance import (
    corrections,
    files_of,
    findings_of,
    listing,
    not_read_of,
    tables_of,
)
from seed.batches.receipt import Measured, Partial, Receipt, Refresh, TableRows, Trial
from seed.batches.settings import date_policy
from seed.batches.storing import store
from seed.batches.trying import check, try_out
from seed.batches.undoing import Undone, undo

__all__ = [
    "Measured",
    "Partial",
    "Receipt",
    "Refresh",
    "TableRows",
    "Trial",
    "Undone",
    "check",
    "corrections",
    "date_policy",
    "files_of",
    "findings_of",
    "listing",
    "not_read_of",
    "profiles",
    "store",
    "tables_of",
    "try_out",
    "undo",
]
