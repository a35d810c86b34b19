"""Numbers of persons: of the own country one by one, of others where a column is made of them."""

import random
import re

import polars as pl
import pytest

from seed.gate import id_privacy
from tests.soak import everyday, soak_size
from tests.unit.seed.gate import id_columns

# Drawn at random, and each valid by another program than ours (python-stdnum 2).
VALID = {
    "ARG": "27803211189", "AUS": "945995190", "AUT": "1664120173", "BEL": "65100163294",
    "BGR": "6408166930", "BRA": "96340605281", "CAN": "506333848", "ISR": "876248956",
    "CHE": "7569417365124", "CHL": "434850134", "CHN": "110105196703207439", "CZE": "6107104322",
    "DEU": "60568394270", "DNK": "2910522591", "DOM": "95007346224", "ECU": "1717915613",
    "ESP": "88748392V", "EST": "38605130328", "LTU": "46211181656", "FIN": "231291-172J",
    "FRA": "291087588977450", "GBR": "5345100772", "GRC": "27046478460", "HRV": "08522615618",
    "IDN": "3174021210742225", "IND": "565248740101", "IRL": "4847845Q", "ISL": "2110657109",
    "JPN": "621287956678", "KOR": "5110031821299", "MYS": "830913014265", "NLD": "414249719",
    "NOR": "10089262165", "POL": "87083114581", "PRT": "121011500", "ROU": "2830315125171",
    "RUS": "350872027201", "SWE": "890302-0132", "THA": "5056544636712", "TUR": "94328730848",
    "UKR": "3217349100", "ZAF": "7108097504082", "SVN": "2211970501663",
}  # fmt: skip
# One digit of control alone, or a birthday, which a tenth of all numbers has by chance: one of them
# tells nothing.
BY_A_DIGIT = {
    "UKR",
    "IDN",
    "AUS",
    "CAN",
    "ISR",
    "CHL",
    "DOM",
    "GBR",
    "HRV",
    "IND",
    "JPN",
    "NLD",
    "THA",
}
COLUMNS = soak_size(60)
PSEUDONYMS = id_columns.drawn("hexadecimal of 16", 40, 1)


def told(ids: list[str], country: str) -> list[str]:
    of = pl.Series(ids)
    return of.filter(id_privacy.among_national_numbers(of, country)).to_list()


@pytest.mark.parametrize("country", sorted(VALID.keys() - BY_A_DIGIT))
def test_one_number_of_the_own_country_is_told_among_pseudonyms(country: str) -> None:
    number = VALID[country]
    for one in (number, f"P-{number}", f"{number[:2]}-{number[2:]}"):
        assert told([*PSEUDONYMS, one], country) == [one]
    # Nobody there has it.
    assert told([*PSEUDONYMS, number], "XAA") == []


@pytest.mark.parametrize("country", sorted(VALID))
def test_the_check_is_that_of_the_country(country: str) -> None:
    of = [one for one in id_privacy.NUMBERS if country in one.countries]
    number = re.sub(id_privacy.SEPARATORS, "", VALID[country])
    assert any(re.fullmatch(one.pattern, number) and one.check(number) for one in of)
    if country in {"DNK", "IDN", "MYS"}:
        # They have a birthday and no digit of control.
        return
    last = ("0123456789" if number[-1].isdigit() else "ABCDEFGHJKLMNPQRSTVWXYZ").replace(
        number[-1], ""
    )
    others = [number[:-1] + sign for sign in last]
    if country not in {"AUT", "ISL"}:  # It is no last digit there.
        passing = [o for o in others for one in of if re.fullmatch(one.pattern, o) if one.check(o)]
        assert len(passing) <= 1


@pytest.mark.parametrize("country", sorted(BY_A_DIGIT - {"IDN"}))
def test_a_column_of_them_is_told_in_any_country(country: str) -> None:
    draws = random.Random(country)
    [of, *_] = [
        one
        for one in id_privacy.NUMBERS
        if country in one.countries and re.fullmatch(one.pattern, VALID[country])
    ]
    ids: list[str] = []
    while len(ids) < 30:
        number = "".join(draws.choices("0123456789", k=len(VALID[country])))
        if len(ids) % 2 or (re.fullmatch(of.pattern, number) and of.check(number)):
            ids.append(number)
    assert len(told(ids, "XAA")) >= 15
    assert told([*PSEUDONYMS, VALID[country]], country) == []


def test_numbers_drawn_at_random_are_those_of_no_country() -> None:
    columns = [
        id_columns.drawn(f"decimal of {length}", height, seed)
        for length in range(8, 17)
        for height in (3, 12, 100)
        for seed in range(COLUMNS)
    ]
    refused = sum(bool(told(column, "XAA")) for column in columns)
    assert refused <= max(1, 0.01 * len(columns))


@pytest.mark.parametrize("country", everyday("BRA", "TUR", rest={"ESP", "FRA", "RUS", "GBR"}))
def test_few_columns_drawn_at_random_look_like_the_own_country_s(country: str) -> None:
    columns = [
        id_columns.drawn(f"decimal of {length}", 40, seed)
        for length in range(8, 14)
        for seed in range(COLUMNS)
    ]
    # One in twenty at most of the one or two lengths that its numbers have.
    refused = sum(bool(told(column, country)) for column in columns)
    assert refused <= max(1, 0.02 * len(columns))
