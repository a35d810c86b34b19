"""An office beside the others of its jurisdiction: who they are, in words."""

from dashboard.caseload.views import profile
from dashboard.shared import peer_comparison


def test_beside_an_office_stand_other_offices_and_no_jurisdictions() -> None:
    told = {reading: said.words for reading, said in profile.BESIDE.items()}
    assert told[peer_comparison.Reading.WORSE] == "Worse than the other offices"
    assert told[peer_comparison.Reading.NO_CLEAR_DIFFERENCE] == "No clear difference"
    assert not any("jurisdiction" in words for words in told.values())
