"""What is reckoned by hand in these files holds of the oracle and of the program."""

from collections.abc import Iterator

import pytest

from tests import small_worlds
from tests.fixtures.made_up import url_of


@pytest.fixture(autouse=True, scope="module")
def counted_by_the_program_too(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """At the end of a file the program is asked what the oracle was asked of small worlds."""
    small_worlds.ASKED.clear()
    yield
    if small_worlds.ASKED:
        assert [*small_worlds.differing(url_of(tmp_path_factory.mktemp("small-worlds")))] == []
