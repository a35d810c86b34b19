"""What all tests share: no way to real records, own databases, a browser."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.soak import soak_size

FIXTURES = (
    "tests.fixtures.surroundings",
    "tests.fixtures.databases",
    "tests.fixtures.browser",
    "tests.fixtures.in_memory",
    "tests.fixtures.in_this_process",
    "tests.fixtures.made_up",
    "tests.fixtures.released",
)
# A conftest of a folder may ask for one of them before it is a plugin.
pytest.register_assert_rewrite("tests.fixtures")

# Of each property in a soak, and in every run.
EXAMPLES, EVERYDAY_EXAMPLES = 200, 5
# Examples that failed are kept beside the code, though each test runs in a folder of its own.
settings.register_profile(
    "project",
    max_examples=EXAMPLES if soak_size(2) > 1 else EVERYDAY_EXAMPLES,
    # A time limit per example fails on a busy machine, not on a fault.
    deadline=None,
    database=DirectoryBasedExampleDatabase(Path(__file__).parent.parent / ".hypothesis"),
)
settings.load_profile("project")
# A process of tests keeps so much that looking through it for garbage is a sixth of its work.
gc.set_threshold(200_000, 20, 20)

BROWSER = "tests/browser/"
# More of them have nothing to do: some tests are as long as a tenth of the whole.
MOST_PROCESSES = 4
FEWEST_PROCESSES = 2


class Together(LoadScopeScheduling):
    """Keeps in one process what shares a database or a server: a file, and all browser tests."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid.partition("::")[0]


def pytest_configure(config: pytest.Config) -> None:
    """Fixtures come with the program, which takes seconds: not where tests are only dealt out."""
    deals_out = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    for name in () if deals_out else FIXTURES:
        config.pluginmanager.import_plugin(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's first: the other process then makes what both would begin with and wait for."""
    items.sort(key=lambda item: not item.nodeid.startswith(BROWSER))


def pytest_collection_finish() -> None:
    """What the tests are made of stays for as long as the process."""
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Look for what was left behind once; pytest's five times more take seconds of each process."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Deal the tests out; xdist's own groups are not heeded by pytest 9.2."""
    return Together(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """As many as cores: one more, for what browser tests wait for, takes a fifth more processor."""
    return max(FEWEST_PROCESSES, min(os.cpu_count() or 1, MOST_PROCESSES))
