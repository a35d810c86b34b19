"""Dates with the names of months, in the languages of the sources."""

from itertools import combinations

import pytest

from seed.mapping.cell_formats import month_numbers
from seed.mapping.parse_profile import parse
from seed.mapping.profile_keys import LANGUAGES
from tests.unit.seed.mapping.made_rows import column, of_cases


def dated(cells: list[str | None], written: str, language: str) -> list[str | None]:
    """What is made of cells; those that cannot be read refuse their row."""
    how = f'opened_on = {{ source = "cell", date = {written}, language = {language} }}'
    made, refused = column(how, cells)
    assert len(made) + len(refused) == len(cells)
    return made


@pytest.mark.parametrize(
    ("language", "cell", "iso"),
    [
        ("ar", "12 مارس 2021", "2021-03-12"),
        ("ar", "1 كانون الثاني 2020", "2020-01-01"),
        # Without the hamza, and with the line that joins letters.
        ("ar", "3 ابريل 2019", "2019-04-03"),
        ("ar", "3 مـــارس 2019", "2019-03-03"),
        ("ar", "5 جويلية 2018", "2018-07-05"),
        ("de", "1 März 2020", "2020-03-01"),
        ("de", "9 Jänner 2020", "2020-01-09"),
        ("de", "9 DEZ. 2020", "2020-12-09"),
        ("en", "4 Sept 2011", "2011-09-04"),
        ("en", "31 DECEMBER 1999", "1999-12-31"),
        ("es", "7 setiembre 2016", "2016-09-07"),
        ("es", "7 Ene. 2016", "2016-01-07"),
        ("fr", "14 févr. 2012", "2012-02-14"),
        # Accents lost on the way, and letters with their accents apart.
        ("fr", "14 aout 2012", "2012-08-14"),
        ("fr", "14 de\u0301cembre 2012", "2012-12-14"),
        ("mn", "2 3-р сар 2021", "2021-03-02"),
        ("mn", "2 Аравдугаар сарын 2021", "2021-10-02"),
        ("pt", "8 MARÇO 2014", "2014-03-08"),
        ("pt", "8 out 2014", "2014-10-08"),
        ("ru", "12 мая 2015", "2015-05-12"),
        ("ru", "12 Май 2015", "2015-05-12"),
        ("ru", "1 ЯНВАРЯ 2015", "2015-01-01"),
        ("ru", "1 сент. 2015", "2015-09-01"),
        ("tr", "5 Ağustos 2017", "2017-08-05"),
        ("tr", "5 NİSAN 2017", "2017-04-05"),
        ("tr", "5 KASIM 2017", "2017-11-05"),
        ("tr", "5 Şub 2017", "2017-02-05"),
        ("zh", "9 十一月 2013", "2013-11-09"),
    ],
)
def test_months_are_read_by_their_names(language: str, cell: str, iso: str) -> None:
    assert dated([cell], '"DD Month YYYY"', f'"{language}"') == [iso]


@pytest.mark.parametrize(
    ("written", "language", "cell", "iso"),
    [
        ('"DD de Month de YYYY"', '"es"', "12 DE MARZO DE 2021", "2021-03-12"),
        ('"YYYY年MonthDD日"', '"zh"', "2021年11月2日", "2021-11-02"),
        ('"YYYY оны Month DD"', '"mn"', "2021 оны 12-р сарын 3", "2021-12-03"),
        ('"Month YYYY"', '["fr", "de"]', "août 2020", "2020-08"),
        ('"Month DD, YYYY"', '"en"', "February 29, 2020", "2020-02-29"),
    ],
)
def test_names_stand_in_any_form_of_a_date(
    written: str, language: str, cell: str, iso: str
) -> None:
    assert dated([cell], written, language) == [iso]


def test_forms_with_and_without_names_stand_beside_each_other() -> None:
    cells: list[str | None] = ["2020", "Mai 2021", "07.2022"]
    forms = '["Month YYYY", "YYYY", "MM.YYYY"]'
    assert dated(cells, forms, '["fr", "de"]') == ["2020", "2021-05", "2022-07"]


@pytest.mark.parametrize(
    "cell",
    # Of another language, no such day, no such month, and two French months that begin alike.
    ["12 March 2020", "30 février 2020", "12 brumaire 2020", "1 jui 2020", "12  2020", "mars 2020"],
)
def test_a_date_that_is_none_in_the_language_is_refused(cell: str) -> None:
    assert dated([cell], '"DD Month YYYY"', '"fr"') == []


def test_every_language_names_twelve_months_and_no_two_languages_disagree() -> None:
    for language in LANGUAGES:
        assert len(set(month_numbers(language).values())) == 12
    for one, other in combinations(map(month_numbers, LANGUAGES), 2):
        assert {n for n in one.keys() & other.keys() if one[n] != other[n]} == set()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ('date = "DD Month YYYY"', "need their language"),
        ('date = "DD Month YYYY", language = "xx"', "[xx] is not one of ar, de"),
        ('date = "DD Mon YYYY", language = "en"', "of a date with Month in it"),
        ('date = "DD Month MM YYYY", language = "en"', "is no date format"),
    ],
)
def test_what_is_said_of_languages_is_checked(how: str, words: str) -> None:
    text = of_cases(f'opened_on = {{ source = "cell", {how} }}')
    found = parse("x", text).findings
    assert words in found[0].wording
    assert found[0].rule in {"profile.language", "profile.date_format"}
