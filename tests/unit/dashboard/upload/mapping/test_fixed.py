"""What is said of a profile that is used as it stands."""

from dashboard.upload.mapping import fixed
from seed.mapping import language
from tests.unit.dashboard.upload.mapping.drafts import DRAFT

PROFILE = """\
[files.court]
file = "court.csv"
[tables.cases]
from = "court"
where = "defendant IS NOT NULL"
[tables.cases.columns]
case_id = { sql = "docket || coalesce('-' || filed, '')" }
form = { source = "#3", codes = {} }
scope = { constant = "trafficking_elements" }
"""


def test_columns_that_are_named_by_their_number_are_read() -> None:
    profile = language.parse("court", PROFILE)
    assert profile.findings == ()
    assert fixed.not_read(profile, DRAFT) == ["proceeds", "remarks"]
