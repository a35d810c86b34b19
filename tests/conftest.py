"""What all tests share: no way to real records, own databases, a browser."""

from pathlib import Path

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
