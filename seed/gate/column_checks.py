"""Check the columns of a file: none unknown, none that identifies persons, none missing."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise

from schemas import columns, findings, tables
from schemas.language import Message, message, messages, sentences
from seed.gate.row_comparison import ROW
from seed.submission import TextTable

MOST_SHOWN = 40
UNKNOWN = "schema.unknown_column"
# A language as headers of translations name it: fr, pt-BR.
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,4})?")
# Words for a person's name, birth, address, telephone, e-mail, papers or docket. One line for each
# language; the languages of the United Nations come first.
IDENTIFYING_WORDS = """
    name names firstname surname lastname fullname alias dob birth address street phone mobile email
    e-mail mail passport ssn nationalid idcard idnumber personalid socialsecurity docket
    nom noms prénom naissance adresse téléphone courriel passeport carteidentité dossier
    nombre nombres apellido nacimiento dirección domicilio teléfono correo pasaporte cédula dni curp
    имя фио фамилия отчество рождения адрес телефон почта паспорт снилс инн
    الاسم اسم الميلاد العنوان عنوان الهاتف هاتف البريد جوازالسفر رقمالهوية
    姓名 名字 姓氏 地址 住址 电话 手机 邮箱 出生 生日 护照 身份证
    nome sobrenome nascimento endereço telefone celular passaporte cpf
    cognome nascita indirizzo telefono codicefiscale cellulare
    vorname nachname familienname geburt anschrift adresse telefon handy reisepass personalausweis
    aktenzeichen
    नाम उपनाम पता फोन मोबाइल जन्म पासपोर्ट आधार
    isim soyisim adsoyad soyadı doğum adres telefon pasaport kimlik
    jina anwani simu kuzaliwa pasipoti
    imię nazwisko urodzenia pesel
    nume prenume naștere adresă cnp
    ім'я прізвище народження телефон
    naam voornaam achternaam geboorte geboortedatum adres telefoon bsn
    nama alamat lahir telepon paspor nik
    họtên ngàysinh địachỉ điệnthoại hộchiếu
    氏名 名前 住所 生年月日 電話
    이름 성명 주소 생년월일 전화 여권
"""
# Shorter words occur inside other words by chance.
FEWEST_LETTERS = 5
# Chinese, Japanese and Korean words are two letters long.
SHORT_SCRIPTS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7af]")
# A word for a name, whole: a line for each of en, fr, es, pt, de, tr, ru, mn, ar, zh, the last four
# in their own letters and as clerks write them in Latin ones.
NAME_WORDS = """
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
# Words of this length are found inside others too: DEFENDANTSURNAME.
FEWEST_LETTERS_OF_NAME = 7
# At the end of a column's name these are a part of a person's name: DefLast, but not LastUpdate.
AT_THE_END = frozenset({"last", "first", "middle", "given", "maiden", "family", "initials"})
# Chinese words for a name have no blanks around them.
CHINESE = re.compile("姓|名字|名称")
# With one of these words, the column names a thing or an office: court_name.
THINGS = {
    *("file", "column", "table", "sheet", "field", "court", "tribunal", "office", "agency"),
    *("network", "region", "station", "unit"),
}
# Alone, these words may mean the name of an office.
ALONE = "name nom nombre nome ad adi isim имя нэр ner اسم الاسم"
# Letters that two words need together to be read as one: last name, ad soyad; not A/D.
FEWEST_TOGETHER = 5


def _words(name: str) -> list[str]:
    """Return the words of a column name in lower case, without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.category(sign).startswith("M"))
    return re.findall(r"[^\W\d_]+", plain)


def _at_capitals(name: str) -> str:
    """Return the name with `_` before each capital after a lower-case letter: Def_Last."""
    return re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", "_", name)


IDENTIFYING = frozenset("".join(_words(word)) for word in IDENTIFYING_WORDS.split())
WITHIN = tuple(
    word for word in IDENTIFYING if len(word) >= FEWEST_LETTERS or SHORT_SCRIPTS.match(word)
)
KNOWN = frozenset("".join(_words(_at_capitals(word))) for word in NAME_WORDS.split())
OF_ANYTHING = frozenset("".join(_words(_at_capitals(word))) for word in ALONE.split())
NAMES_WITHIN = tuple(word for word in KNOWN if len(word) >= FEWEST_LETTERS_OF_NAME)


def names_a_person(name: str) -> bool:
    """Return whether a column of this name may have persons' names: DefLast, Nachname, фамилия."""
    parts = _words(_at_capitals(name))
    whole = "".join(parts)
    if not parts or THINGS & set(parts):
        return False
    pairs = ("".join(pair) for pair in pairwise(parts))
    named = {*parts, *(word for word in (whole, *pairs) if len(word) >= FEWEST_TOGETHER)} & KNOWN
    return bool(
        named
        or parts[-1] in AT_THE_END
        or CHINESE.search(name)
        or any(word in whole for word in NAMES_WITHIN)
    )


def names_persons_only(name: str) -> bool:
    """Return whether a column with this name may have names of persons but not of offices."""
    return names_a_person(name) and "".join(_words(_at_capitals(name))) not in OF_ANYTHING


def column_faults(text: TextTable, table: tables.Table) -> list[findings.Finding]:
    """Return the errors in the file's columns; each of them refuses the whole file."""
    sent = [name for name in text.frame.columns if name != ROW]
    known = [column.name for column in tables.sent_columns(table)]
    if not set(sent) & set(known):
        wording = message(
            "The header has no column of {table}. Valid columns: {columns}.",
            table=table.name,
            columns=", ".join(known),
        )
        return [findings.Finding(text.file, "header.missing", wording)]
    required = [c.name for c in tables.sent_columns(table) if columns.field_of(c).required]
    refusals = list(
        _unknown_columns(text.file, [name for name in sent if name not in known], known)
    )
    if missing := [name for name in required if name not in sent]:
        wording = messages(
            "The required column {columns} is missing. Add it.",
            "The required columns {columns} are missing. Add them.",
            len(missing),
            columns=", ".join(missing),
        )
        refusals.append(findings.Finding(text.file, "schema.missing_column", wording))
    return refusals


def _unknown_columns(file: str, names: list[str], known: list[str]) -> Iterator[findings.Finding]:
    """Yield a finding for each name that is forbidden or like a known one; one for all others."""
    others: list[str] = []
    plain = [one for one in known if "@" not in one]
    for name in names:
        if refused := _translation_wording(name, known):
            yield findings.Finding(file, UNKNOWN, refused)
        elif identifies_persons(name):
            yield findings.Finding(file, "privacy.identifier_column", _personal_column(name))
        elif (near := get_close_matches(name, plain, n=3, cutoff=findings.NEAR)) and _is_shown(
            name
        ):
            unknown = message("Unknown column [{name}]. Rename or remove it.", name=name)
            wording = sentences(unknown, findings.suggest_names(near))
            yield findings.Finding(file, UNKNOWN, wording)
        else:
            others.append(name)
    if others:
        yield findings.Finding(file, UNKNOWN, _unknown_wording(others), occurrences=len(others))


def _translation_wording(name: str, known: list[str]) -> Message | None:
    """Return why a translation cannot be sent; None if the column is not a translation."""
    of, at, language = name.partition("@")
    if not at or of not in known or not LANGUAGE.fullmatch(language):
        return None
    languages = [one.partition("@")[2] for one in known if one.startswith(f"{of}@")]
    if not languages:
        return message(
            "The column [{column}] has no translations. Remove [{name}].", column=of, name=name
        )
    return message(
        "Unknown language in [{name}]. Names may be sent in these: {languages}.",
        name=name,
        languages=", ".join(languages),
    )


def _personal_column(name: str) -> str:
    """Return the wording on a column whose name shows that it may identify persons."""
    advice = message("Send only the columns of the record model, with pseudonyms.")
    if _is_shown(name):
        return sentences(
            message("The column [{name}] may show who a person is.", name=name), advice
        )
    return sentences(message("A column may show who a person is."), advice)


def _unknown_wording(names: list[str]) -> str:
    shown = [f"[{name}]" for name in names if _is_shown(name)]
    hidden = len(names) - len(shown)
    named = messages(
        "Unknown column {names}. Remove or rename it.",
        "Unknown columns {names}. Remove or rename them.",
        len(shown),
        names=", ".join(shown),
    )
    unnamed = messages(
        "One unknown column has a name that is not shown, because it may be a value. Does the file"
        " have a header?",
        "{count} unknown columns have names that are not shown, because they may be values. Does"
        " the file have a header?",
        hidden,
    )
    valid = message("The data dictionary lists the valid columns.")
    return sentences(named if shown else "", unnamed if hidden else "", valid)


def identifies_persons(name: str) -> bool:
    """Return whether a column with this name may identify a person, by name or otherwise."""
    parts = _words(name)
    whole = "".join(parts)
    is_known = bool({*parts, whole} & IDENTIFYING) or any(word in whole for word in WITHIN)
    return is_known or names_a_person(name)


def _is_shown(name: str) -> bool:
    """Return whether a message may show the name; in a file without a header it may be a value."""
    return name.replace("_", "").replace(" ", "").isalpha() and len(name) <= MOST_SHOWN
