"""What has to be brought to an engine before it can carry out a statement."""

from sqlalchemy import Select, Table
from sqlalchemy.sql import visitors


def read_by(query: Select) -> dict[Table, None]:
    """The tables that a statement reads, each once."""
    return {one: None for one in visitors.iterate(query) if isinstance(one, Table)}
