"""The one way in: text of a submission -> typed rows that may be stored, and all findings."""

from seed.gate.checking import Checked, check, is_fatal, tomorrow
from seed.gate.held_back import HeldBack
from seed.gate.keys import StoredKeys

__all__ = ["Checked", "HeldBack", "StoredKeys", "check", "is_fatal", "tomorrow"]
