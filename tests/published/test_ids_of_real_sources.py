"""The ids of real sources are codes, and pass the gate as their profiles read them."""

from pathlib import Path

import pytest

from schemas import findings
from seed import gate
from seed.mapping import reading
from tests.gated import Stored

# The folder of each source, and how many cases it has.
SOURCES = {
    "htd_federal": ("htd_federal_us_2000_2015", 674),
    "sherloc": ("sherloc_us_tip_cases", 181),
    "mongolia_sentencing": ("mongolia_sentencing", 69_527),
    "cook_county_sao_forfeitures": ("cook_county_sao_forfeitures", 18_502),
    "ht_sentencing_coded_us": ("ht_sentencing_coded_us", 1_763),
}


@pytest.mark.parametrize("name", SOURCES)
def test_they_pass_without_an_error_or_a_word_on_privacy(name: str, shared: Path) -> None:
    folder, cases = SOURCES[name]
    place = shared / "data" / folder
    if not place.is_dir():
        pytest.skip(f"{place.name} is not here")
    checked = gate.check(reading.read(place, reading.load(name)), Stored())
    told = [one.rule for one in checked.findings if one.rule.startswith("privacy")]
    assert (told, list(findings.errors(checked.findings))) == ([], [])
    assert checked.frames["cases"].height == cases
