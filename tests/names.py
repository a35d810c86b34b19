"""Given and family names of ten languages, in their own letters and as a clerk types them."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from faker import Faker

# Faker has no Mongolian: common given names, as they are written in Latin and Cyrillic letters.
OF_MONGOLIA = """
    Bat Bold Bayar Bataa Ganbold Batbayar Otgonbayar Munkhbat Enkhbayar Tsetseg Oyuun Oyuunchimeg
    Sarangerel Altantsetseg Narantsetseg Bolormaa Khulan Anu Nomin Temuulen Temujin Tuguldur Bilguun
    Erdene Erdenebat Dorj Dulmaa Dolgor Davaa Nyam Myagmar Lkhagva Purev Baasan Byamba Sukhbaatar
    Chinggis Tsend Tumur Gantulga Ganzorig Munkhzul Solongo Uyanga Khongorzul Delger Sodnom Luvsan
    Бат Болд Баяр Ганболд Батбаяр Отгонбаяр Мөнхбат Энхбаяр Цэцэг Оюун Сарангэрэл Болормаа Хулан
    Ану Номин Тэмүүлэн Тэмүжин Төгөлдөр Билгүүн Эрдэнэ Дорж Дулмаа Долгор Даваа Ням Мягмар Лхагва
"""
MONGOLIAN = OF_MONGOLIA.split()
LOCALES = ("ar_AA", "en_US", "es_ES", "fr_FR", "ru_RU", "zh_CN", "pt_BR", "de_DE", "tr_TR")
OF_EACH = 100
# Of each letter, what is typed for it; _ is nothing.
FROM_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяөү"
CYRILLIC = "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya o u"
FROM_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءئؤأإآ"
ARABIC = "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y a a a y w a i a"
TYPED = dict(zip(FROM_CYRILLIC + FROM_ARABIC, f"{CYRILLIC} {ARABIC}".split(), strict=True))


# A name of two consonants is written without its vowels in Arabic, and with them by a clerk.
WITH_VOWELS = {"طه": "taha"}


@cache
def of_languages() -> dict[str, list[str]]:
    """A hundred names of each language, family and given ones in turns; of Mongolian, those known.

    Those of Chinese come in both scripts. Equal names of two languages stay in both.
    """
    found = {locale: _of(locale) for locale in LOCALES}
    return {**found, "mn": MONGOLIAN + [typed(name) for name in MONGOLIAN if not name.isascii()]}


def typed(name: str) -> str:
    """The name as a clerk types it without its own letters; blank where nobody can."""
    latin = "".join(TYPED.get(sign, sign) for sign in WITH_VOWELS.get(name, name.lower()))
    letters = unicodedata.normalize("NFKD", latin.replace("ı", "i").replace("ß", "ss"))
    plain = letters.encode("ascii", "ignore").decode().replace("_", "")
    return "-".join(part.capitalize() for part in plain.split())


def as_ids(name: str) -> list[str]:
    """What is done to a name to make an id of it."""
    one = typed(name)
    forms = [name, one, one.lower(), one.upper(), f"{one}2", f"1985-{one}", f"smith_{one.lower()}"]
    return [form for form in dict.fromkeys(forms) if any(map(str.isalpha, form))]


def _of(locale: str) -> list[str]:
    fake = Faker(locale)
    fake.seed_instance(9)
    return list(islice(_first(_drawn(fake, locale)), OF_EACH))


def _first(names: Iterable[str]) -> Iterator[str]:
    """Each name where it comes first."""
    seen: set[str] = set()
    for name in names:
        if name not in seen:
            seen.add(name)
            yield name


def _drawn(fake: Faker, locale: str) -> Iterator[str]:
    # Of some languages Faker knows fewer than a hundred different ones of a kind.
    for _ in range(OF_EACH * 40):
        yield fake.last_name()
        yield fake.first_name()
        if locale == "zh_CN":
            yield fake.last_romanized_name()
            yield fake.first_romanized_name()
