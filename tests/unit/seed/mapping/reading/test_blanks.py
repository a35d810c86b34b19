"""Blanks that look like a space: shown by their code, and proposed where they part thousands."""

import polars as pl
import pytest

from seed.mapping import profile_toml
from seed.mapping.cell_formats import NumberFormat
from seed.mapping.row_mapping import hint_at_thousands, mark_blanks
from tests.unit.seed.mapping.made_rows import made, of_cases


def test_a_blank_that_looks_like_a_space_is_shown_by_its_code() -> None:
    assert mark_blanks("1\u00a0234\u202f567 EUR") == "1<U+00A0>234<U+202F>567 EUR"


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_sign_between_thousands_that_nobody_sees_is_proposed(blank: str) -> None:
    how = 'victims_stated = { source = "cell", number = { decimal = "," } }'
    cells = [f"1{blank}234", f"12{blank}345,00"] * 3 + ["12", "many"]
    result = made(of_cases(how), cell=cells)
    wording = result.findings[0].wording
    assert f" 6 of them are with U+{ord(blank):04X} between thousands, a" in wording
    assert wording.endswith(f'say thousands = "\\u{ord(blank):04X}" in its number.')
    [missed] = result.not_mapped
    code = f"<U+{ord(blank):04X}>"
    assert dict(missed.values.shown) == {f"1{code}234": 3, f"12{code}345,00": 3}
    # What is proposed reads them.
    told = how.replace('decimal = ","', f'decimal = ",", thousands = "\\u{ord(blank):04X}"')
    assert made(of_cases(told), cell=cells).made.refused == 1


def test_nothing_is_proposed_where_it_would_make_no_number() -> None:
    assert hint_at_thousands(pl.Series(["1 234", "x\u00a0y", "12\u00a034"]), NumberFormat()) == ""


def test_a_profile_is_written_with_such_signs_by_their_codes() -> None:
    number = NumberFormat(decimal=",", thousands="\u00a0")
    column = profile_toml.ColumnChoice("amount", number=number)
    table = profile_toml.TableChoice("assets", "all", {"frozen": column})
    text = profile_toml.profile_text(profile_toml.ProfileChoice("x", (), (table,)))
    assert 'thousands = "\\u00a0"' in text
    assert "\u00a0" not in text
