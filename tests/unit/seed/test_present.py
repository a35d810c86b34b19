"""What a system holds now is its latest word, also where it is what it held once before."""

from dataclasses import replace
from pathlib import Path

import pytest

from seed import submission
from tests.submissions import CASES, small, store


@pytest.mark.parametrize(("is_present", "status"), [(True, "stored"), (False, "already_stored")])
def test_an_update_that_goes_back_is_stored_where_it_is_the_present(
    database_url: str, tmp_path: Path, is_present: bool, status: str
) -> None:
    def update(text: str) -> str:
        one = submission.with_corrections(small(tmp_path / "court", cases=text), updates=True)
        return store(database_url, replace(one, is_present=is_present))[0].status

    assert update(CASES) == "stored"
    assert update(CASES.replace("2023-01-10", "2023-01-11")) == "stored"
    # A file of before that is sent again may be a slip of the hand; a system makes none.
    assert update(CASES) == status
    assert update(CASES) == "already_stored"
