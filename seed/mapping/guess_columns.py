"""Guess by its name which record column a source column may fill, and which code a value means."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from schemas import columns
from schemas import vocabulary as v
from seed.gate import column_checks
from seed.mapping.column_profiles import CellKind, ColumnProfile, FileProfile
from seed.mapping.known_words import (
    CODE_WORDS,
    COLUMN_WORDS,
    WHOLE_NAMES,
    ascii_name,
    normalize_word,
)
from seed.mapping.profile_model import FIELDS, allowed_codes

# Similarities below this are ignored.
LEAST_ALIKE = 0.7
# What it adds to the similarity of names if all values are on the closed list; how similar names
# must be for that; and what it costs if none of the values is.
WEIGHT_OF_VALUES, LEAST_BESIDE_VALUES, COST_OF_NONE = 0.5, 0.3, 0.15
# What one row of a table is called, if not its name in the singular.
ENTITIES: Mapping[str, str] = {"suspects": "person", "awards": "claim"}
# Words for a person who has a property.
PERSON_NAMES = frozenset({"person", "victim"})
# Words in the name of an id column, next to the thing that it identifies.
ID_WORDS = frozenset({"id", "ref", "key", "code", "nr", "name", "caption", "title"})
# The similarity of names with the same words in another order, and with one word more.
SAME_WORDS, MORE_WORDS = 0.95, 0.75
# A column with other words is not an id, unless the names are at least this similar.
NEARLY_THE_SAME = 0.9
# The kinds of cells from which each kind of record column may be filled.
FITTING: Mapping[columns.Kind, frozenset[CellKind]] = {
    columns.Kind.ID: frozenset({CellKind.ID, CellKind.NUMBER}),
    columns.Kind.CODE: frozenset({CellKind.CODE, CellKind.YES_NO}),
    columns.Kind.DATE: frozenset({CellKind.DATE}),
    columns.Kind.INTEGER: frozenset({CellKind.NUMBER, CellKind.CODE}),
    columns.Kind.MONEY: frozenset({CellKind.NUMBER}),
    columns.Kind.CURRENCY: frozenset({CellKind.CODE}),
    columns.Kind.COUNTRY: frozenset({CellKind.CODE}),
    columns.Kind.LABEL: frozenset({CellKind.CODE, CellKind.TEXT}),
    columns.Kind.JURISDICTION: frozenset({CellKind.CODE}),
}
# There are few offices, so their ids look like codes. A docket has characters that ids must not
# have, and becomes a pseudonym. Articles of a law, and ages, are numbers.
FITTING_TOO: Mapping[str, frozenset[CellKind]] = {
    "office_id": frozenset({CellKind.CODE}),
    "case_id": frozenset({CellKind.TEXT}),
    "offence": frozenset({CellKind.NUMBER}),
    "age_group": frozenset({CellKind.NUMBER}),
}
# Statements about records are made by a person, not read from a source.
NOT_OFFERED = {"coverage", "counting_rules", "jurisdictions", "population"}


def with_suggestions(file: FileProfile) -> FileProfile:
    """Add guesses to the profile of a file: which record columns each column may fill."""
    label = file.file.name
    columns_ = (replace(c, suggestions=suggest_targets(c, label)) for c in file.columns)
    return replace(file, columns=tuple(columns_))


def suggest_targets(column: ColumnProfile, of: str = "") -> dict[tuple[str, str], float]:
    """Return the (table, column) pairs that a column may be for, with scores, best first.

    Equal scores have the order of the record model. A column called only `id` is the id of what its
    file is named after (`of` is the file's name).
    """
    name = column.name
    if record_model_words(name) == {"id"}:
        name = " ".join((*sorted(record_model_words(of) & {*map(entity_name, FIELDS)}), name))
    scored = {
        (table, target): score
        for table, fields in FIELDS.items()
        if table not in NOT_OFFERED
        for target, field in fields.items()
        if _may_fill(column, name, target, field)
        and (score := _score_fit(name, column, table, target)) >= LEAST_ALIKE
    }
    return dict(sorted(scored.items(), key=lambda one: -one[1]))


def _may_fill(column: ColumnProfile, name: str, target: str, field: columns.Field) -> bool:
    """Return whether the cells of a column fit a record column, and its name does not forbid it.

    A column that is named after persons may fill no id and no label.
    """
    if column.looks not in FITTING.get(field.kind, frozenset()) | FITTING_TOO.get(target, set()):
        return False
    if field.kind is columns.Kind.ID:
        return not column_checks.names_a_person(name)
    return not (field.kind is columns.Kind.LABEL and column_checks.names_persons_only(name))


def guess_codes(values: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return the codes of values that are a code or a known word for one; others are left out."""
    by_word = {normalize_word(code): code for code in known}
    code_of = {}
    for value in values:
        word = normalize_word(value)
        code = by_word.get(word) or by_word.get(CODE_WORDS.get(word, ""))
        if code is not None:
            code_of[value] = code
    return code_of


def possible_codes(value: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that a value may mean, if there are several: "convicted", but of what?"""
    word = normalize_word(value)
    means = CODE_WORDS.get(word, word)
    exact = tuple(code for code in known if code.startswith(f"{means}_"))
    return exact if means and len(exact) > 1 and not guess_codes([value], known) else ()


def record_model_words(name: str) -> frozenset[str]:
    """Return the words of a name, translated to the record model's words, in the singular."""
    words = ascii_name(name).split("_")
    ours = (COLUMN_WORDS.get(one, COLUMN_WORDS.get(one.removesuffix("s"), one)) for one in words)
    return frozenset(filter(None, ours))


def entity_name(table: str) -> str:
    """Return what one row of a table is called: `case` for `cases`."""
    return ENTITIES.get(table, table.removesuffix("s"))


def _score_fit(name: str, look: ColumnProfile, table: str, column: str) -> float:
    """Return how well a source column (`look`) fits a record column by name and values, or 0."""
    field = FIELDS[table][column]
    alike = max(_name_similarity(name, table, column), _alike_by_words(name, table, column, field))
    # The age of a defendant identifies nobody.
    meant = {*column.split("_"), entity_name(table), table, *ID_WORDS}
    has_more_words = bool(record_model_words(name) - meant)
    if field.kind is columns.Kind.ID and has_more_words and alike < NEARLY_THE_SAME:
        return 0
    listed = allowed_codes(field)
    values = [value for value, _ in look.values.shown]
    says_yes = v.YesNo.YES in listed
    if look.looks is CellKind.YES_NO and listed and not says_yes:
        return alike - COST_OF_NONE
    if says_yes:
        # Numbers from 0 on may be codes of anything, not only yes and no.
        values = [value for value in values if not value.isdigit()]
    if look.looks is not CellKind.CODE or not values or not listed:
        return alike
    # Single letters are on many lists: F is a sector and a sex.
    are_telling = not says_yes and any(len(value) > 1 for value in values)
    if alike < (LEAST_BESIDE_VALUES if are_telling else LEAST_ALIKE):
        return 0
    known = [one for one in values if guess_codes([one], listed) or possible_codes(one, listed)]
    # Articles of a law are not on the list of offences.
    cost = 0 if known or column == "offence" else COST_OF_NONE
    return alike + WEIGHT_OF_VALUES * len(known) / len(values) - cost


def _alike_by_words(name: str, table: str, column: str, field: columns.Field) -> float:
    """Return how alike two names are by their words in any order, without the name of the table."""
    meant = frozenset(column.split("_"))
    said = record_model_words(name) - ({entity_name(table), table} - meant)
    if field.kind is columns.Kind.DATE:
        said, meant = said - {"on"}, meant - {"on"}
    if not meant or not meant <= said or len(said) > len(meant) + 1:
        return 0
    return SAME_WORDS if said == meant else MORE_WORDS


def _name_similarity(name: str, table: str, column: str) -> float:
    """Return the similarity of two names, 0 to 1: as written, translated, or with their table."""
    words = ascii_name(name).split("_")
    ours = [COLUMN_WORDS.get(word, word) for word in words]
    # The age of a defendant is an age.
    of_nobody = "_".join(w for w, own in zip(words, ours, strict=True) if own not in PERSON_NAMES)
    written, translated = "_".join(words), "_".join(filter(None, ours))
    return max(
        SequenceMatcher(None, one, other).ratio()
        for one in {written, translated, WHOLE_NAMES.get(of_nobody, written)}
        for other in (column, f"{table.removesuffix('s')}_{column}")
    )
