"""Item 65: of two processes that import at the same moment exactly one commits."""

from pathlib import Path

import pytest

from tests.battery.killing import ready
from tests.soak import everyday
from tests.submissions import CASES, row_counts, small, store, write

pytestmark = pytest.mark.soak

CHANGED = CASES.replace("2023-03-04", "2023-03-05")


def import_both(url: str, *folders: Path) -> list[str]:
    """What became of each."""
    children = [ready(url, folder) for folder in folders]
    for child in children:
        child.go()
    return sorted(child.ended().stdout for child in children)


def test_the_same_bytes_are_stored_once(database_url: str, tmp_path: Path) -> None:
    folders = [write(tmp_path / name / "spring", cases=CASES) for name in ("here", "there")]
    assert import_both(database_url, *folders) == ["already_stored", "stored"]
    assert row_counts(database_url, ["cases"]) == {"cases": 2}


@pytest.mark.parametrize("stored_before", everyday(True, rest=[False]))
def test_item_65_the_same_ids_with_other_content_are_stored_by_one(
    database_url: str, tmp_path: Path, stored_before: bool
) -> None:
    manifest = []
    if stored_before:
        store(database_url, small(tmp_path / "spring", cases=CASES))
        manifest = ["supersedes = [1]"]
    folders = [
        write(tmp_path / day, *manifest, cases=CHANGED.replace("2023-03-05", day))
        for day in ("2023-04-01", "2023-05-01")
    ]
    assert import_both(database_url, *folders) == ["refused", "stored"]
    # Both rows of what is replaced: the one that changed, and the one sent again as it was.
    assert row_counts(database_url, ["cases", "cases_superseded"]) == {
        "cases": 2,
        "cases_superseded": 2 * int(stored_before),
    }
