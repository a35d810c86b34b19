"""A space between thousands may be any sign that looks like one."""

import pytest

from seed.mapping import profile_toml
from seed.mapping.cell_formats import NumberFormat
from tests.unit.seed.mapping.made_rows import made, of_cases


@pytest.mark.parametrize("written", [" ", "\\u00a0"])
@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009"])
def test_any_space_between_thousands_is_read(blank: str, written: str) -> None:
    number = f'{{ decimal = ",", thousands = "{written}", after = " EUR" }}'
    cells = [f"1{blank}234{blank}EUR", f"12{blank}345,00", "12", f"1{blank}23", "many"]
    result = made(
        of_cases(f'proceeds_estimate = {{ source = "cell", number = {number} }}'), cell=cells
    )
    assert result.frame["proceeds_estimate"].to_list() == ["1234", "12345.00", "12"]
    assert result.made.refused == 2


def test_a_profile_is_written_with_such_signs_by_their_codes() -> None:
    number = NumberFormat(decimal=",", thousands="\u00a0")
    column = profile_toml.ColumnChoice("amount", number=number)
    table = profile_toml.TableChoice("assets", "all", {"frozen": column})
    text = profile_toml.profile_text(profile_toml.ProfileChoice("x", (), (table,)))
    assert 'thousands = "\\u00a0"' in text
    assert "\u00a0" not in text
