"""The gate: checks the texts of a submission and returns typed rows to store, and all findings."""

from seed.gate.checking import Checked, check, is_fatal, tomorrow
from seed.gate.quarantine import HeldBack
from seed.gate.row_comparison import StoredKeys

__all__ = ["Checked", "HeldBack", "StoredKeys", "check", "is_fatal", "tomorrow"]
