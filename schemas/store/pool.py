"""Define the pool of connections from one process to one database."""

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
                "Too many people are using the database: no connection became free within"
                " [{seconds}] seconds. Nothing was changed. Try again.",
                seconds=f"{self.timeout():g}",
            ) from error
