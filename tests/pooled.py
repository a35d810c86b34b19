"""An engine, all connections of which are taken by others."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Engine, QueuePool


@contextmanager
def nothing_free(engine: Engine) -> Iterator[None]:
    """Who asks in the block is told at once that none came free."""
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    most, seconds = pool.size() + pool._max_overflow, pool.timeout()
    with ExitStack() as taken:
        for _ in range(most):
            taken.enter_context(engine.connect())
        pool._timeout = 0
        try:
            yield
        finally:
            pool._timeout = seconds
