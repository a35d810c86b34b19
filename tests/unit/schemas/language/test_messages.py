"""Texts, numbers and dates in the reader's language."""

import pickle
import re
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale

from schemas import findings, language
from tests import translations


@pytest.mark.parametrize("spoken", [*language.LANGUAGES, *sorted(language.PSEUDO)])
def test_a_message_keeps_its_values_in_every_language(spoken: str) -> None:
    with language.use_language(spoken):
        assert "Braskene" in language.t("Records of {place}", place="Braskene")
        assert "3" in language.n("{count} case", "{count} cases", 3)
        assert "&lt;b&gt;" in language.t_html("<b>{name}</b>", name="<b>")


def test_english_needs_no_catalogue() -> None:
    assert language.current_language() == language.ENGLISH
    assert language.t("{number}% of cases", number=29) == "29% of cases"
    assert language.t("Braces {like these} stay without values") == (
        "Braces {like these} stay without values"
    )
    assert language.n("{count} case", "{count} cases", 1) == "1 case"
    assert language.n("{count} case", "{count} cases", 1_234) == "1,234 cases"
    assert language.in_context("of a list", "Open") == "Open"


def test_a_language_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="tlh"), language.use_language("tlh"):
        pass


def test_a_message_made_elsewhere_is_said_in_the_language_of_who_reads_it() -> None:
    inner = language.messages("{count} row", "{count} rows", 1)
    made = language.message("{file}: {rows} refused.", file="cases.csv", rows=inner)
    assert made == "cases.csv: 1 row refused."
    sent = pickle.loads(pickle.dumps(made))
    assert sent == made
    with language.use_language("en-XA"):
        assert language.t(sent) == "⟦cases.csv: ⟦1 röw~~~⟧ réfûséd. ~~~⟧"


def test_a_name_in_another_script_does_not_move_the_words_around_it() -> None:
    with language.use_language("ar-XB"):
        assert "\u2068Braskene\u2069" in language.t("Records of {place}", place="Braskene")
        assert "\u2068" not in language.t("{number}%", number="29")


def test_what_registers_is_asked_where_nothing_is_spoken() -> None:
    try:
        language.set_language_source(lambda: "ar-XB")
        assert language.text_direction() == "rtl"
        with language.use_language("fr"):
            assert language.text_direction() == "ltr"
    finally:
        language.set_language_source(lambda: language.ENGLISH)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, ru;q=0.5", "ru"),
        ("de", "en"),
        ("zh-Hans-CN", "zh"),
        ("", "en"),
        ("es;q=none, ar", "ar"),
    ],
)
def test_the_browsers_first_known_language_is_taken(accepted: str, chosen: str) -> None:
    assert language.negotiate_language(accepted) == chosen


@pytest.mark.parametrize(
    ("spoken", "count", "money", "day", "names"),
    [
        ("en", "1,234,567", "CZK 12.4 million", "30 June 2026", "A, B and C"),
        ("fr", "1\u202f234\u202f567", "12,4 millions CZK", "30 juin 2026", "A, B et C"),
        ("es", "1.234.567", "12,4 millones CZK", "30 de junio de 2026", "A, B y C"),
        ("ru", "1\xa0234\xa0567", "12,4 млн CZK", "30 июня 2026\xa0года", "A, B и C"),
        ("zh", "1,234,567", "CZK 1240万", "2026年6月30日", "A、B和C"),
    ],
)
def test_numbers_dates_and_lists_are_written_as_the_language_does(
    spoken: str, count: str, money: str, day: str, names: str
) -> None:
    with language.use_language(spoken):
        assert language.count(1_234_567) == count
        assert language.t("{rows:,}", rows=1_234_567) == count
        assert language.short_money(12_400_000, "CZK") == money.replace(" ", "\xa0")
        assert language.day(date(2026, 6, 30)) == day
        assert language.listing(["A", "B", "C"]) == names


def test_the_first_day_of_a_month_is_an_ordinal_in_french_alone() -> None:
    with language.use_language("fr"):
        assert language.day(date(2026, 5, 1)) == "1er mai 2026"
        assert language.day_of_year(date(2026, 5, 1)) == "1er mai"
        assert language.day(date(2026, 5, 11)) == "11 mai 2026"
    with language.use_language("es"):
        assert language.day(date(2026, 5, 1)) == "1 de mayo de 2026"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (940, "940"), (12_345, "12,300"), (999_600, "1 million"), (2.5e9, "2.5 billion")],
)
def test_short_amounts_have_three_figures(amount: float, text: str) -> None:
    assert language.short_money(amount).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("spoken", "texts"),
    [
        ("en", ("1 month", "1.0 months", "7.5 months")),
        ("fr", ("1 mois", "1,0 mois", "7,5 mois")),
        ("ar", ("شهر واحد", "1.0 شهر", "7.5 شهر")),
        ("ru", ("1 месяц", "1,0 месяца", "7,5 месяца")),
    ],
)
def test_a_number_with_decimals_has_a_plural_of_its_own(
    spoken: str, texts: tuple[str, ...]
) -> None:
    with language.use_language(spoken):
        for number, text in zip(("1", "1.0", "7.5"), texts, strict=True):
            assert language.n("{count} month", "{count} months", Decimal(number)) == text


def test_countries_and_currencies_have_the_names_of_the_language() -> None:
    with language.use_language("fr"):
        assert language.country_name("NL", "Netherlands") == "Pays-Bas"
        assert language.currency_name("CZK", "Czech Koruna") == "couronne tchèque"
    assert language.country_name("NL", "Netherlands") == "Netherlands"


def test_arabic_writes_the_percent_sign_of_cldr_in_every_text() -> None:
    """A bare sign would stand on the other side of its number after an Arabic word."""
    sign = Locale.parse("ar").number_symbols["latn"]["percentSign"]
    assert len(sign) == 3
    with language.use_language("ar"):
        assert language.share(0.96) == f"96{sign}"
        assert findings.show_invisible(language.share(0.96)) == f"96{sign}"
    for one in translations.read("ar"):
        for text in [one.string] if isinstance(one.string, str) else one.string:
            assert not re.search(r"[0-9}]%(?!})", text), text


def test_texts_are_joined_with_the_comma_of_the_language() -> None:
    for spoken, text in (("en", "a, b"), ("ru", "a, b"), ("ar", "a، b"), ("zh", "a，b")):
        with language.use_language(spoken):
            assert language.comma_list(["a", "b"]) == text
