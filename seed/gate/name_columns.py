"""Which columns of a source are named like a person's name, in ten languages and their letters."""

import re
import unicodedata
from itertools import pairwise

# A word for a name, whole: a line for each of en, fr, es, pt, de, tr, ru, mn, ar, zh, the last four
# in their own letters and as clerks write them in Latin ones.
WORDS = """
    name names surname surnames lastname firstname forename middlename fullname givenname maidenname
    familyname lname fname alias aka nickname
    nom noms prénom prénoms patronyme nomprénom
    nombre nombres apellido apellidos apodo
    nome nomes sobrenome prenome apelido alcunha
    vorname vornamen nachname nachnamen familienname geburtsname zuname rufname
    ad adı adi isim ismi soyad soyadı soyadi soyisim adsoyad
    имя имени фио фамилия отчество imya imia fio familiya familia otchestvo
    нэр овог ner ovog etsgiin etsgin
    اسم الاسم لقب اللقب الكنية كنية العائلة ism alism laqab allaqab kunya
    姓名 名字 姓氏 姓 名 xingming xing mingzi
"""
# Longer words are seen within others too: DEFENDANTSURNAME.
FEWEST_LETTERS = 7
# At the end of a column's name these are a part of a person's name: DefLast, but not LastUpdate.
AT_THE_END = frozenset({"last", "first", "middle", "given", "maiden", "family", "initials"})
# Chinese words for a name stand within others without a blank.
CHINESE = re.compile("姓|名字|名称")
# Beside the word where it is the name of a thing or an office.
THINGS = {"file", "column", "table", "sheet", "field", "court", "tribunal", "office", "agency"} | {
    "network",
    "region",
    "station",
    "unit",
}
# Alone these may name an office too, in a list of offices.
ALONE = "name nom nombre nome ad adi isim имя нэр ner اسم الاسم"
# Two words that are one: last name, ad soyad; not A/D.
FEWEST_TOGETHER = 5


def _words(name: str) -> list[str]:
    """The words of a column's name in small letters without accents, divided at capitals too."""
    divided = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", "_", name)
    letters = unicodedata.normalize("NFKD", divided.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.category(sign).startswith("M"))
    return re.findall(r"[^\W\d_]+", plain)


KNOWN = frozenset("".join(_words(word)) for word in WORDS.split())
OF_ANYTHING = frozenset("".join(_words(word)) for word in ALONE.split())
WITHIN = tuple(word for word in KNOWN if len(word) >= FEWEST_LETTERS)


def is_one(name: str) -> bool:
    """Whether a column of this name holds names, such as DefLast, Nachname or фамилия."""
    parts = _words(name)
    whole = "".join(parts)
    if not parts or THINGS & set(parts):
        return False
    pairs = ("".join(pair) for pair in pairwise(parts))
    named = {*parts, *(word for word in (whole, *pairs) if len(word) >= FEWEST_TOGETHER)} & KNOWN
    return bool(
        named
        or parts[-1] in AT_THE_END
        or CHINESE.search(name)
        or any(word in whole for word in WITHIN)
    )


def is_of_persons(name: str) -> bool:
    """Whether such a column cannot be the names of offices."""
    return is_one(name) and "".join(_words(name)) not in OF_ANYTHING
