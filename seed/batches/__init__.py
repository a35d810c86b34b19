"""Batches: submissions stored whole or not at all, listed with their provenance, undone."""

from seed.batches.provenance import files_of, findings_of, listing, not_read_of
from seed.batches.receipt import Partial, Receipt, Refresh
from seed.batches.storing import check, store
from seed.batches.undoing import Undone, undo

__all__ = [
    "Partial",
    "Receipt",
    "Refresh",
    "Undone",
    "check",
    "files_of",
    "findings_of",
    "listing",
    "not_read_of",
    "store",
    "undo",
]
