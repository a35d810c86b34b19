"""A running system's database as text tables: by its address, one table or SELECT at a time."""

from seed.readers.database.address import (
    address_fault,
    holds_password,
    is_address,
    shown,
)
from seed.readers.database.asked import Asked, hashed, select_fault
from seed.readers.database.opening import Opened, opened
from seed.readers.database.streamed import Rows, rows

__all__ = [
    "Asked",
    "Opened",
    "Rows",
    "address_fault",
    "hashed",
    "holds_password",
    "is_address",
    "opened",
    "rows",
    "select_fault",
    "shown",
]
