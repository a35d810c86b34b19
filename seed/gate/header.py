"""Which columns a file has: none that the model lacks, none missing that it requires."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches

from schemas import columns, findings, tables
from seed.gate import name_columns
from seed.gate.table_rows import ROW
from seed.submission import TextTable

MOST_SHOWN = 40
# Words for a person's name, birth, address, telephone, e-mail, papers or docket: a line for each
# language, of the United Nations first.
WORDS = """
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
# Shorter words stand within others by chance.
FEWEST_LETTERS = 5


def _words(name: str) -> list[str]:
    """The words of a name, in small letters without their accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.category(sign).startswith("M"))
    return re.findall(r"[^\W\d_]+", plain)


IDENTIFYING = frozenset("".join(_words(word)) for word in WORDS.split())
# Chinese, Japanese and Korean words are two letters long.
SHORT_SCRIPTS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u1100-\u11ff\uac00-\ud7af]")
WITHIN = tuple(
    word for word in IDENTIFYING if len(word) >= FEWEST_LETTERS or SHORT_SCRIPTS.match(word)
)


def faults(text: TextTable, table: tables.Table) -> list[findings.Finding]:
    """What is wrong with the file's columns; each stops the whole file."""
    sent = [name for name in text.frame.columns if name != ROW]
    known = [column.name for column in tables.sent_columns(table)]
    if not set(sent) & set(known):
        wording = f"the header has no column of {table.name}. Expected are {', '.join(known)}."
        return [findings.Finding(text.file, "header.missing", wording)]
    required = [c.name for c in tables.sent_columns(table) if columns.field_of(c).required]
    refusals = list(_unknown(text.file, [name for name in sent if name not in known], known))
    if missing := [name for name in required if name not in sent]:
        wording = f"the file lacks {', '.join(missing)}, which must be sent."
        refusals.append(findings.Finding(text.file, "schema.missing_column", wording))
    return refusals


def _unknown(file: str, names: list[str], known: list[str]) -> Iterator[findings.Finding]:
    for name in names:
        if identifies(name):
            wording = (
                f"{_shown(name)} may tell who a person is. Nothing of that kind is taken in: send"
                " the columns of the record model alone, with pseudonyms."
            )
            yield findings.Finding(file, "privacy.identifier_column", wording)
            continue
        near = get_close_matches(name, known, n=3)
        nearest = f" Nearest: {', '.join(near)}." if near else f" Expected: {', '.join(known)}."
        wording = f"{_shown(name)} is no column of this table. Rename it, or take it out.{nearest}"
        yield findings.Finding(file, "schema.unknown_column", wording)


def identifies(name: str) -> bool:
    """Whether a column of this name may tell who a person is."""
    parts = _words(name)
    whole = "".join(parts)
    is_known = bool({*parts, whole} & IDENTIFYING) or any(word in whole for word in WITHIN)
    return is_known or name_columns.is_one(name)


def _shown(name: str) -> str:
    """The name, unless it may be a value that stands where the header should."""
    plain = name.replace("_", "").replace(" ", "")
    if plain.isalpha() and len(name) <= MOST_SHOWN:
        return f"[{name}]"
    return "a column"
