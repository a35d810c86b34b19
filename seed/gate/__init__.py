"""The one way in: text of a submission -> typed rows that may be stored, and all findings."""

from seed.gate.checking import Checked, check, is_fatal, tomorrow
from seed.gate.quarantine import HeldBack
from seed.gate.table_rows import StoredKeys

__all__ = ["Checked", "HeldBack", "StoredKeys", "check", "is_fatal", "tomorrow"]
