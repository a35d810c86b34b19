"""The connections of one process to one database, of which each is asked by one at a time."""

from sqlalchemy import PoolProxiedConnection, QueuePool, exc

from schemas.errors import DatabaseUnavailable


class Pool(QueuePool):
    """SQLAlchemy's; that none came free is a fault of the database's as others are, and no bug."""

    def connect(self) -> PoolProxiedConnection:
        """One that is free. Raises DatabaseUnavailable."""
        try:
            return super().connect()
        except exc.TimeoutError as error:
            raise DatabaseUnavailable(
                "Too many ask the database at once: none of the connections to it came free within"
                f" [{self.timeout():g}] seconds. Nothing was changed; try again."
            ) from error
