"""The size of the tests that grow."""

import os

# In every run a soak test does a twentieth of its work, so that it cannot rot unseen.
EVERYDAY_PART = 20


def soak_size(full: int) -> int:
    """`full` under PROSECUTION_QUALITY_SOAK=full, else a twentieth of it, at least 1."""
    if os.environ.get("PROSECUTION_QUALITY_SOAK") == "full":
        return full
    return max(1, full // EVERYDAY_PART)
