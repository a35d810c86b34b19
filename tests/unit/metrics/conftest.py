"""Which tests of units are run on PostgreSQL as well: all by `make soak`, else one in twenty."""

from pathlib import Path
from zlib import crc32

import pytest

from tests.soak import EVERYDAY_PART, soak_size

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave most out where time is short: every measure is recounted on both by the properties."""
    if soak_size(EVERYDAY_PART) > 1:
        return
    left_out = [item for item in items if _is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not _is_left_out(item)]


def _is_left_out(item: pytest.Item) -> bool:
    on_postgres = item.get_closest_marker("postgres") is not None
    chosen = crc32(item.nodeid.encode()) % EVERYDAY_PART == 0
    return HERE in item.path.parents and on_postgres and not chosen
