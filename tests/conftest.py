"""What all tests share: no way to real records, own databases, a browser."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

pytest_plugins = [
    "tests.fixtures.surroundings",
    "tests.fixtures.databases",
    "tests.fixtures.browser",
    "tests.fixtures.made_up",
    "tests.fixtures.many_offices",
]

# Examples that failed are kept beside the code, though each test runs in a folder of its own.
settings.register_profile(
    "project",
    # A time limit per example fails on a busy machine, not on a fault.
    deadline=None,
    database=DirectoryBasedExampleDatabase(Path(__file__).parent.parent / ".hypothesis"),
)
settings.load_profile("project")


# First: what runs tests beside each other reads the groups in a hook of the same name.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of a file share what they set up, and those in a browser one server and one page."""
    for item in items:
        browser = item.get_closest_marker("browser") is not None
        group = "browser" if browser else item.path.name
        item.add_marker(pytest.mark.xdist_group(group))
