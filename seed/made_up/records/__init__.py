"""Records of the made-up world: drawn from true rates, written as jurisdictions would send them."""

from seed.made_up.records.lists import write_lists
from seed.made_up.records.writing import DEFAULT_CASES, tables_of, write

__all__ = ["DEFAULT_CASES", "tables_of", "write", "write_lists"]
