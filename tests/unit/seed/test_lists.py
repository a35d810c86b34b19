"""The made-up world's lists are sound, marked, and always the same."""

from pathlib import Path

import pytest

from metrics import national_lists
from seed import readers, synthetic
from seed.synthetic import JURISDICTIONS

LISTINGS = {
    "targets": national_lists.TARGETS,
    "events": national_lists.EVENTS,
    "wages": national_lists.WAGES,
}


@pytest.mark.parametrize("name", LISTINGS)
def test_a_list_has_no_fault_and_says_that_it_is_made_up(tmp_path: Path, name: str) -> None:
    file = synthetic.write_lists(tmp_path)[name]
    text, found = readers.read_exact_csv(file, LISTINGS[name].header)
    assert text is not None
    rows, faults = LISTINGS[name].rows(text, file.name, frozenset(JURISDICTIONS))
    assert (found, faults) == ((), ())
    assert {row["source"].split(":")[0] for row in rows} == {"Made-up"}


def test_a_folder_of_submissions_may_hold_lists_and_stays_one(tmp_path: Path) -> None:
    folders = synthetic.write_submissions(tmp_path, cases=12, seed=1)
    synthetic.write_lists(tmp_path)
    assert readers.find_submissions(tmp_path) == sorted(folders)
