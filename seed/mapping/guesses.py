"""What a source column may be for, by its name; which code a value stands for, by its word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from schemas import columns
from schemas import vocabulary as v
from seed.gate import name_columns
from seed.mapping.looks import Look, Looks
from seed.mapping.targets import FIELDS, codes_of

# Names less alike than this say nothing.
LEAST_ALIKE = 0.7
# What a list whose values are all on a closed list adds to the likeness of names, how alike names
# must be for it, and what it costs if none of the values is.
WEIGHT_OF_VALUES, LEAST_BESIDE_VALUES, COST_OF_NONE = 0.5, 0.3, 0.15
# What agencies call things that are called otherwise here.
WORDS: Mapping[str, str] = {
    "accused": "person",
    "confiscation": "confiscated",
    "court": "office",
    "defendant": "person",
    "def": "person",
    "docket": "case",
    "dob": "age",
    "file": "case",
    "forf": "confiscated",
    "forfeited": "confiscated",
    "gender": "sex",
    "guilty": "plea",
    "judgment": "decided",
    "jail": "months",
    "nationality": "citizenship",
    "no": "id",
    "num": "id",
    "numb": "id",
    "number": "id",
    "offender": "person",
    "prosecutor": "office",
    "purpose": "form",
    "restitution": "awarded",
    "seize": "frozen",
    "seized": "frozen",
    "sentence": "months",
    "statute": "offence",
    "suspect": "person",
    "value": "",
    "verdict": "outcome",
    "date": "on",
}
# What a column is for that is called so and nothing else: the charge of a register is an offence.
ALONE: Mapping[str, str] = dict.fromkeys(
    ("article", "charge", "charges", "count", "counts", "crime", "delito", "infraction"), "offence"
)
# Words for a code, where the list has it.
CODES: Mapping[str, str] = {
    **dict.fromkeys(("y", "true", "t", "1", "oui", "si"), "yes"),
    **dict.fromkeys(("n", "false", "0", "non"), "no"),
    **dict.fromkeys(
        ("na", "n_a", "not_known", "not_recorded", "missing", "none_stated"), "unknown"
    ),
    **dict.fromkeys(("f", "w", "woman", "female_", "femme", "mujer"), "female"),
    **dict.fromkeys(("m", "man", "homme", "hombre"), "male"),
    **dict.fromkeys(("minor", "juvenile", "under_18"), "child"),
    **dict.fromkeys(("person", "individual", "natural_person"), "natural"),
    **dict.fromkeys(("company", "legal_person", "corporate"), "legal"),
    **dict.fromkeys(("not_guilty", "acquittal"), "acquitted"),
    **dict.fromkeys(("prison", "imprisonment", "jail"), "custody"),
    **dict.fromkeys(("suspended", "suspended_sentence"), "suspended_custody"),
}
# What a column of each kind may be filled from.
FITTING: Mapping[columns.Kind, frozenset[Looks]] = {
    columns.Kind.ID: frozenset({Looks.ID, Looks.NUMBER}),
    columns.Kind.CODE: frozenset({Looks.CODE, Looks.YES_NO}),
    columns.Kind.DATE: frozenset({Looks.DATE}),
    columns.Kind.INTEGER: frozenset({Looks.NUMBER, Looks.CODE}),
    columns.Kind.MONEY: frozenset({Looks.NUMBER}),
    columns.Kind.CURRENCY: frozenset({Looks.CODE}),
    columns.Kind.COUNTRY: frozenset({Looks.CODE}),
    columns.Kind.LABEL: frozenset({Looks.CODE, Looks.TEXT}),
    columns.Kind.JURISDICTION: frozenset({Looks.CODE}),
}
# Statements about records are made by a person, not read from a source.
NOT_OFFERED = {"coverage", "counting_rules", "jurisdictions", "population"}


def targets(name: str, look: Look) -> dict[tuple[str, str], float]:
    """The (table, column)s that a column of this name may be for, the likeliest first.

    With how likely each is, from `LEAST_ALIKE` on. Those that are alike stand in the order of the
    record model.
    """
    scored = {
        (table, column): score
        for table, fields in FIELDS.items()
        if table not in NOT_OFFERED
        for column, field in fields.items()
        if look.looks in _fitting(column, field)
        and not _takes_no_names(name, field)
        and (score := _score(name, look, (table, column))) >= LEAST_ALIKE
    }
    return dict(sorted(scored.items(), key=lambda one: -one[1]))


def codes(values: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The code of each value that is one, or a word for one; other values are left out."""
    by_word = {plain(code): code for code in known}
    code_of = {}
    for value in values:
        word = plain(value)
        code = by_word.get(word) or by_word.get(CODES.get(word, ""))
        if code is not None:
            code_of[value] = code
    return code_of


def plain(text: str) -> str:
    """Lower case without accents, words divided by underscores, also where only capitals did."""
    unaccented = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    divided = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", unaccented)
    return re.sub(r"[^a-z0-9]+", "_", divided.lower()).strip("_")


def _fitting(column: str, field: columns.Field) -> frozenset[Looks]:
    # Few offices have many rows; a docket has signs that no code has, and becomes a pseudonym.
    extra = {"office_id": {Looks.CODE}, "case_id": {Looks.TEXT}}.get(column, set())
    return FITTING.get(field.kind, frozenset()) | extra


def _takes_no_names(name: str, field: columns.Field) -> bool:
    """A name may be part of an id, under a key; no column of names is one, or a label."""
    match field.kind:
        case columns.Kind.ID:
            return name_columns.is_one(name)
        case columns.Kind.LABEL:
            return name_columns.is_of_persons(name)
    return False


def _score(name: str, look: Look, target: tuple[str, str]) -> float:
    table, column = target
    alike = _likeness(name, table, column)
    listed = codes_of(FIELDS[table][column])
    values = [value for value, _ in look.values.shown]
    if look.looks is Looks.YES_NO and listed and v.YesNo.YES not in listed:
        return alike - COST_OF_NONE
    if look.looks is not Looks.CODE or not values or not listed:
        return alike
    if v.YesNo.YES in listed:
        # Numbers from 0 on are codes of many things, of which yes and no are but the first two.
        values = [value for value in values if not value.isdigit()]
        if not values:
            return alike
    if alike < (LEAST_ALIKE if v.YesNo.YES in listed else LEAST_BESIDE_VALUES):
        return 0
    known = len(codes(values, listed)) / len(values)
    return alike + WEIGHT_OF_VALUES * known - (0 if known else COST_OF_NONE)


def _likeness(name: str, table: str, column: str) -> float:
    """How alike two names are, 0-1: as they stand, in our words, and with the table before."""
    plain_name = plain(name)
    ours = "_".join(filter(None, (WORDS.get(word, word) for word in plain_name.split("_"))))
    whole = f"{table.removesuffix('s')}_{column}"
    return max(
        SequenceMatcher(None, one, other).ratio()
        for one in {plain_name, ours, ALONE.get(plain_name, plain_name)}
        for other in (column, whole)
    )
