"""What the tests of reading share."""

import pytest

from seed.mapping.sql import engine, process


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let SQL be run without a process of its own, which is tried elsewhere."""
    monkeypatch.setattr(process, "evaluate", engine.evaluate)
