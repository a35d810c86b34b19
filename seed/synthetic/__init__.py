"""Generate the made-up world: twelve fictional jurisdictions with known true rates, and records.

Demos use it, and tests compare measures with the known rates.
"""

from seed.synthetic.jurisdictions import EXTRACTED_ON, JURISDICTIONS, YEARS, Jurisdiction
from seed.synthetic.submissions import (
    DEFAULT_CASES,
    LISTS,
    generate_tables,
    write_lists,
    write_submissions,
)

__all__ = [
    "DEFAULT_CASES",
    "EXTRACTED_ON",
    "JURISDICTIONS",
    "LISTS",
    "YEARS",
    "Jurisdiction",
    "generate_tables",
    "write_lists",
    "write_submissions",
]
