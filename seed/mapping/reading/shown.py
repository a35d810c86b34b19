"""Which values of a source may be shown: common, short, and nothing that tells of a person."""

from collections.abc import Iterable

import polars as pl

from seed.gate.cell_wording import PERHAPS_A_NAME, PERSONAL
from seed.mapping.language.code_words import CODES, word_of
from seed.mapping.language.role_words import ROLE_WORDS
from seed.mapping.language.targets import FIELDS, codes_of
from seed.mapping.reading.report import Values

LEAST_OFTEN = 3
LONGEST_SHOWN = 40
# Beyond these the values of one column are counted together.
MOST_SHOWN = 50
# Words that so many rows share, and so large a part of them, are a term and no name: en libertad.
LEAST_SHARED, PART_SHARED = 10, 0.05
# Save in columns of these, where one person may stand in many rows.
PERSONS = """
    person persons accused defendant defendants suspect suspects offender offenders victim victims
    complainant witness judge judges magistrate prosecutor prosecutors attorney lawyer counsel
    officer agent clerk interpreter
    personne prevenu prevenue accuse accusee inculpe victime temoin juge magistrat procureur avocat
    persona acusado acusada imputado imputada procesado procesada victima testigo juez jueza
    magistrado magistrada fiscal abogado abogada
    pessoa reu vitima juiz juiza promotor advogado advogada
    angeklagter beschuldigter opfer zeuge richter richterin staatsanwalt anwalt
    imputato vittima giudice avvocato
    sanik magdur hakim savci avukat
    обвиняемыи подсудимыи потерпевшии судья прокурор адвокат
"""
OF_PERSONS = frozenset(PERSONS.split())
_KNOWN = (
    frozenset(CODES)
    | ROLE_WORDS
    | {
        word_of(code)
        for fields in FIELDS.values()
        for one in fields.values()
        for code in codes_of(one)
    }
)


def is_of_persons(column: str) -> bool:
    """Whether it is called like a person with a part in a case, and so may hold names."""
    return bool(OF_PERSONS & set(word_of(column).split("_")))


def values_of(cells: pl.Series, *, always: Iterable[str] = ()) -> Values:
    """The distinct texts of `cells` that may be shown, blanks aside; those of `always` may be.

    The name of the series is that of the column.
    """
    counted = cells.drop_nulls().alias("value").value_counts(sort=True, name="cells")
    counted = counted.sort("cells", "value", descending=[True, False])
    total = cells.len() - cells.null_count()
    least = max(LEAST_SHARED, PART_SHARED * total)
    if is_of_persons(cells.name):
        least = total + 1
    allowed = set(always)
    shown = [
        (value, count)
        for value, count in counted.iter_rows()
        if value in allowed
        or word_of(value) in _KNOWN
        or (count >= LEAST_OFTEN and is_plain(value, is_shared=count >= least))
    ][:MOST_SHOWN]
    return Values(tuple(shown), total - sum(count for _, count in shown))


def may_be_shown(value: str) -> bool:
    """Whether a value is short and has nothing that betrays a person or a place."""
    return is_plain(value, is_shared=False)


def is_plain(value: str, *, is_shared: bool) -> bool:
    """The same, two words together allowed where they are `is_shared` by many rows."""
    forms = (form for form in PERSONAL if not (is_shared and form is PERHAPS_A_NAME))
    return len(value) <= LONGEST_SHOWN and not any(form.search(value) for form, _ in forms)
