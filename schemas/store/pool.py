"""A pool of connections from one process to one database."""

from sqlalchemy import PoolProxiedConnection, QueuePool, exc

from schemas.errors import DatabaseUnavailable


class Pool(QueuePool):
    """A connection pool that raises DatabaseUnavailable if all connections are in use."""

    def connect(self) -> PoolProxiedConnection:
        """Return a free connection. Raises DatabaseUnavailable if none becomes free in time."""
        try:
            return super().connect()
        except exc.TimeoutError as error:
            raise DatabaseUnavailable(
                "Too many ask the database at once: none of the connections to it came free within"
                f" [{self.timeout():g}] seconds. Nothing was changed; try again."
            ) from error
