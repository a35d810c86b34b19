"""That no connection is free is told as what it is, of a file and of a server alike."""

import pytest

from schemas import errors
from schemas.store import database
from tests.pooled import nothing_free


def test_too_many_at_once_are_told_to_try_again(database_url: str) -> None:
    with database.writing(database_url):
        pass
    engine = database.reading(database_url)
    with (
        nothing_free(engine),
        pytest.raises(errors.DatabaseUnavailable, match=r"within \[0\] seconds.* try again"),
        engine.connect(),
    ):
        pass
    with engine.connect():
        pass
