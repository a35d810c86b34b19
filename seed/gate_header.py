"""Which columns a file has: none that the model lacks, none missing that it requires."""

from collections.abc import Iterator
from difflib import get_close_matches

from schemas import columns, findings, tables
from seed.submission import TextTable
from seed.table_rows import ROW

MOST_SHOWN = 40
# Words for a person's name, birth, address, telephone or number, in languages of the submitters.
IDENTIFYING_WORDS = """
    name names firstname surname lastname fullname dob birthdate birthday birth address street
    phone telephone mobile email mail passport ssn nationalid docket
    nom prenom prénom naissance adresse téléphone courriel passeport
    nombre apellido nacimiento direccion dirección telefono teléfono correo pasaporte
    nome sobrenome nascimento endereco endereço telefone passaporte cognome nascita indirizzo
    vorname nachname geburtsdatum anschrift telefon
    имя фамилия отчество адрес телефон паспорт датарождения
    الاسم اسم العنوان الهاتف تاريخالميلاد جوازالسفر
    姓名 名字 地址 电话 出生日期 护照
    नाम पता फोन जन्मतिथि
    isim soyisim adsoyad dogumtarihi adres jina anwani simu namba
"""
IDENTIFYING = frozenset(IDENTIFYING_WORDS.split())


def faults(text: TextTable, table: tables.Table) -> list[findings.Finding]:
    """What is wrong with the file's columns; each stops the whole file."""
    sent = [name for name in text.frame.columns if name != ROW]
    known = [column.name for column in tables.sent_columns(table)]
    if not set(sent) & set(known):
        wording = f"the header has no column of {table.name}. Expected are {', '.join(known)}."
        return [findings.Finding(text.file, "header.missing", wording)]
    required = [c.name for c in tables.sent_columns(table) if columns.field_of(c).required]
    found = list(_unknown(text.file, [name for name in sent if name not in known], known))
    if missing := [name for name in required if name not in sent]:
        wording = f"the file lacks {', '.join(missing)}, which must be sent."
        found.append(findings.Finding(text.file, "schema.missing_column", wording))
    return found


def _unknown(file: str, names: list[str], known: list[str]) -> Iterator[findings.Finding]:
    for name in names:
        if _identifies(name):
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


def _identifies(name: str) -> bool:
    words = name.replace("-", "_").replace(" ", "_").replace(".", "_").split("_")
    return bool({*words, "".join(words)} & IDENTIFYING)


def _shown(name: str) -> str:
    """The name, unless it may be a value that stands where the header should."""
    plain = name.replace("_", "").replace(" ", "")
    if plain.isalpha() and len(name) <= MOST_SHOWN:
        return f"[{name}]"
    return "a column"
