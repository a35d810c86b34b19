"""An office beside the others of its jurisdiction: who they are, in words."""

from dashboard.caseload.views import profile
from dashboard.shared import standing


def test_beside_an_office_stand_other_offices_and_no_jurisdictions() -> None:
    told = {reading: said.words for reading, said in profile.BESIDE.items()}
    assert told[standing.Reading.WORSE] == "Worse than the other offices"
    assert told[standing.Reading.NO_CLEAR_DIFFERENCE] == "No clear difference"
    assert not any("jurisdiction" in words for words in told.values())
