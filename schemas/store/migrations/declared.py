"""All tables of a server's database, as they are declared now."""

from sqlalchemy import MetaData

from schemas.store import postgresql
from schemas.store.audit import on_server
from schemas.store.keys import with_keys
from schemas.tables import METADATA


def declared() -> MetaData:
    """Records with their keys, what was superseded, bookkeeping, the mark, the audit log."""
    every = with_keys(METADATA)
    for beside in (postgresql.MARK.metadata, on_server.OWN):
        for table in beside.sorted_tables:
            table.to_metadata(every)
    return every
