"""Ids that tell who a person is stop the submission, and are not repeated."""

import hashlib
import random
import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from seed import gate
from seed.gate import id_privacy
from tests.soak import everyday, soak_size
from tests.submissions import check, only
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
    return of.filter(id_privacy.are_national_numbers(of, country)).to_list()


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


# To guess a million numbers takes a second for each.
HASHES = everyday(hashlib.md5, rest=[hashlib.sha1, hashlib.sha256])
SECRET = b"of a key that only the sender has"


def cases(*ids: str) -> str:
    return "case_id,scope\n" + "".join(f"{one},trafficking_elements\n" for one in ids)


def refused(checked: gate.Checked, *ids: str) -> str:
    """The words about ids that stop the submission, which repeat none of them."""
    finding = only(checked)
    assert (finding.rule, finding.column) == ("privacy.id", "case_id")
    assert gate.is_fatal(checked.findings)
    assert checked.frames == {}
    assert not any(one in str(finding) for one in ids)
    return finding.wording


@pytest.mark.parametrize("hashed", HASHES)
def test_a_plain_hash_of_a_small_number_or_a_day_is_refused(tmp_path: Path, hashed: type) -> None:
    guesses = ["0", "17", "1000000", "1985-03-12", "12.03.1985", "19850312"]
    plain = [hashed(guess.encode()).hexdigest() for guess in guesses]
    assert id_privacy.are_plain_hashes(pl.Series([*plain, *map(str.upper, plain)])).all()
    for one in (plain[0], plain[-1].upper()):
        checked = check(tmp_path / one, cases=cases("k7", one))
        assert "plain hashes of small numbers or dates" in refused(checked, one)
        assert only(checked).row == 3


@pytest.mark.parametrize("hashed", HASHES)
def test_keyed_hashes_and_other_texts_of_their_length_are_taken(
    tmp_path: Path, hashed: type
) -> None:
    keyed = hashed(SECRET + b"17").hexdigest()
    checked = check(tmp_path, cases=cases(keyed, "7" * len(keyed)))
    assert checked.findings == ()


def test_all_days_from_1900_to_2030_are_guessed() -> None:
    days = [date(1900, 1, 1) + timedelta(n) for n in range(47_847)]
    assert days[-1] == date(2030, 12, 31)
    hashes = pl.Series([hashlib.md5(day.isoformat().encode()).hexdigest() for day in days])
    assert id_privacy.are_plain_hashes(hashes).all()


@pytest.mark.parametrize(
    ("what", "ids"),
    [
        ("national or tax numbers", ["k7", "123-45-6789"]),
        ("national or tax numbers", ["m2", "111.444.777-35"]),
        ("national or tax numbers", ["850312-1234", "k7", "m2"]),
        ("national or tax numbers", ["1850312123459", "2900101123458", "1770228123457"]),
        ("national or tax numbers", ["11010519491231002X", "110105194912310038", "12345678Z"]),
        ("bank accounts", ["k7", "HR1210010051863000160"]),
        ("dates, perhaps of birth", ["k7", "m2", "1985-03-12"]),
        ("dates, perhaps of birth", ["k7", "19850312"]),
    ],
)
def test_ids_that_look_personal_are_refused_in_words_that_do_not_repeat_them(
    tmp_path: Path, what: str, ids: list[str]
) -> None:
    assert f"look like {what}" in refused(check(tmp_path, cases=cases(*ids)), *ids)


def test_each_value_of_a_large_file_is_judged(tmp_path: Path) -> None:
    many = [f"k{number}" for number in range(60_000)]
    at = 31_007
    for one, rule in (("123-45-6789", "privacy.id"), ("Zebediah", "privacy.word")):
        ids = [*many[:at], one, *many[at:]]
        checked = check(tmp_path / rule, cases=cases(*ids))
        assert rule in {finding.rule for finding in checked.findings}
        assert gate.is_fatal(checked.findings)


def test_a_parents_id_is_judged_where_the_parent_is_not(tmp_path: Path) -> None:
    suspects = "case_id,person_id,kind\nk7,p1,natural\nZebediah,p2,natural\n"
    checked = check(tmp_path, cases=cases("k7"), suspects=suspects)
    words = [finding for finding in checked.findings if finding.rule == "privacy.word"]
    assert [(one.file, one.row, one.column) for one in words] == [("suspects.csv", 3, "case_id")]
    assert gate.is_fatal(checked.findings)


def test_the_mark_of_a_register_may_be_a_word_in_a_docket(tmp_path: Path) -> None:
    finding = only(check(tmp_path, cases=cases("2013-CRIM-12", "2014-CRIM-13")))
    assert (finding.rule, finding.severity.value) == ("privacy.docket", "warning")


@pytest.mark.parametrize(
    ("ids", "proven"),
    [
        (["C-0001", "C-0002"], True),
        (["17", "18"], True),
        (["850312123", "900101123"], False),
        (["Zebediah", "Quux"], False),
        (["13-cr-001", "13-cr-002"], False),
        (["1985-03-12", "1985-03-13"], False),
        (["a b", "c d"], False),
    ],
)
def test_what_a_draft_takes_for_codes_is_proven(ids: list[str], *, proven: bool) -> None:
    assert id_privacy.are_codes(pl.Series(ids)) is proven


def test_what_looks_personal_by_chance_is_taken(tmp_path: Path) -> None:
    by_chance = ["19850312", "9001011234", *(f"{number * 7919 % 10007}x" for number in range(9))]
    assert check(tmp_path, cases=cases(*by_chance)).findings == ()


def test_the_ids_of_offices_may_tell_what_they_are(tmp_path: Path) -> None:
    offices = "office_id,jurisdiction,region\nOffice.North,XAA,Upper.North\n"
    assert check(tmp_path, offices=offices).findings == ()


def test_the_ids_of_parents_are_looked_at_where_the_parents_stand(tmp_path: Path) -> None:
    suspects = "case_id,person_id,kind\n123-45-6789,p1,natural\n"
    checked = check(tmp_path, cases=cases("123-45-6789"), suspects=suspects)
    refused(checked, "123-45-6789")


def test_one_cause_is_told_once_and_names_its_columns(tmp_path: Path) -> None:
    persons = "case_id,person_id,kind\n" + "".join(f"Li-{n},Wu-{n},natural\n" for n in range(3))
    victims = "case_id,victim_id\nLi-1,Quux-1\n"
    ids = cases(*(f"Li-{n}" for n in range(3)))
    checked = check(tmp_path, cases=ids, suspects=persons, victims=victims)
    [finding] = [one for one in checked.findings if one.rule.startswith("privacy")]
    assert (finding.file, finding.row, finding.column) == ("cases.csv", 2, "case_id")
    named = (
        "The same applies to suspects.csv (case_id, person_id), victims.csv (victim_id, case_id)."
    )
    assert finding.wording.endswith(named)
    assert finding.occurrences == 11


def test_causes_that_differ_are_told_apart(tmp_path: Path) -> None:
    suspects = "case_id,person_id,kind\nk7,Wu-1,natural\n"
    found = check(tmp_path, cases=cases("k7", "123-45-6789"), suspects=suspects).findings
    rules = [one.rule for one in found if one.rule.startswith("privacy")]
    assert rules == ["privacy.word", "privacy.id"]


def test_a_number_of_the_own_country_is_refused_by_the_gate(tmp_path: Path) -> None:
    ids = cases("k7", "m2", "96340605281")
    assert check(tmp_path / "XAA", cases=ids).findings == ()
    brazil = 'jurisdiction = "BRA-SP"'
    assert "national or tax numbers" in refused(check(tmp_path / "BRA", brazil, cases=ids), "9634")
