"""Assets of no case are told where the sender has cases of other offences."""

from pathlib import Path

import pytest

from tests.gated import check

OTHER = "case_id,scope\nk7,other_offence\nm2,trafficking_elements\n"
ASSETS = "asset_id,case_id,frozen,currency\na1,,5,EUR\na2,k7,7,EUR\na3,,9,EUR\n"


@pytest.mark.parametrize(
    ("cases", "assets", "number"),
    [
        (OTHER, ASSETS, 2),
        (OTHER, ASSETS.replace(",,", ",m2,"), None),
        # Of trafficking alone: a register need not name its cases.
        (OTHER.replace("other_offence", "trafficking_elements"), ASSETS, None),
    ],
)
def test_they_are_counted_in_a_warning(
    cases: str, assets: str, number: int | None, tmp_path: Path
) -> None:
    checked = check(tmp_path, cases=cases, assets=assets)
    told = [f for f in checked.findings if f.rule == "assets.without_case"]
    assert [f.occurrences for f in told] == ([] if number is None else [number])
    assert all(f.wording.startswith("2 assets name no case") for f in told)


def test_a_register_that_comes_alone_has_no_cases_to_name(tmp_path: Path) -> None:
    checked = check(tmp_path, assets=ASSETS.replace("k7", ""))
    assert [f for f in checked.findings if f.rule == "assets.without_case"] == []
