"""A server's database with records, set up as `server init` does it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import metrics
from schemas.store import database_copy
from tests.security.test_row_security import Server, set_up


@pytest.fixture(scope="module")
def on_server(
    postgres_url: str, imported_twice: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Records of XAA in two imports, in a database that was set up."""
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        database_copy.copy(f"duckdb:///{imported_twice}", made.importer, refresh=metrics.refresh)
        yield made
