"""Item 22: as many rows as an upload may have are taken, by a child with its limits.

That items 21, 22 and 31 are refused within little memory is tested where they are read, in
tests/unit/seed/readers/test_memory.py.
"""

from pathlib import Path

import pytest

from dashboard.jobs import runner, upload_jobs
from tests.soak import soak_size
from tests.submissions import write

pytestmark = pytest.mark.soak

GOOD_ROWS = 200_000


def test_item_22_the_rows_that_an_upload_may_have_are_taken(tmp_path: Path) -> None:
    folder = write(tmp_path / "good")
    rows = (
        f"k{at * 7919 % 1_000_003},charged_as_trafficking\n" for at in range(soak_size(GOOD_ROWS))
    )
    (folder / "cases.csv").write_text("".join(["case_id,scope\n", *rows]))
    request = upload_jobs.UploadRequest(folder, str(tmp_path / "x.duckdb"))
    ended = runner.run_and_wait(upload_jobs.dry_run_upload, request)
    assert isinstance(ended.result, upload_jobs.Examined), ended
    [receipt] = ended.result.receipts
    assert (receipt.status, receipt.rows_good) == ("checked", soak_size(GOOD_ROWS))
