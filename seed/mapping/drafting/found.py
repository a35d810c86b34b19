"""What is found in the cells of one file: its words for missing, and of each column its look."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from seed.gate import id_words, ids, name_columns
from seed.mapping.drafting import guesses, within
from seed.mapping.drafting.drafted import DraftColumn, DraftFile
from seed.mapping.drafting.looks import Looks, look_of
from seed.mapping.language.composing import ROW
from seed.mapping.language.profile import SourceFile
from seed.mapping.reading.report import Values

OF_PERSONS = frozenset({"person_id", "victim_id"})
# A column of ids of which more are words than that holds names.
MOSTLY = 0.5
# Words that stand for no value, where a source has them; NA alone may be Namibia.
MISSING = (
    *("NA", "N/A", "n/a", "NULL", "null", "None", "-", "--", "?", "."),
    *("n.d.", "n/d", "N/D", "s/d", "S/D", "s.d.", "n.c.", "n.a.", "k.A.", "k. A."),
    *("desconocido", "Desconocido", "sin dato", "sin datos", "inconnu", "non communiqué"),
    *("desconhecido", "unbekannt", "bilinmiyor", "неизвестно", "тодорхойгүй", "غير معروف", "不详"),
)
# Of more different values nobody says one by one what they are.
MOST_COUNTED = 2_000
# So many rows are kept, to try on them how rows are rearranged.
FIRST_ROWS = 50


def missing_words(frame: pl.DataFrame) -> Iterator[str]:
    """The words for missing that stand in the frame."""
    cells = frame.select(pl.col(pl.String).str.strip_chars())
    for word in MISSING:
        holding = sum(cells.select((pl.all() == word).any()).row(0))
        if holding > 1 or (holding and word != MISSING[0]):
            yield word


def file_of(source: SourceFile, known: pl.DataFrame, numbers: tuple[int, ...] = ()) -> DraftFile:
    """What is found in a file: its cells without blanks around them, null where blank."""
    columns = known.drop(ROW)
    found = tuple(column_of(name, columns[name], source.name) for name in columns.columns)
    return DraftFile(
        source,
        known.height,
        found,
        numbers,
        tuple(columns.head(FIRST_ROWS).iter_rows()),
        cells=within.kept(found, columns),
    )


def column_of(name: str, cells: pl.Series, of: str) -> DraftColumn:
    """What is found in a column of a file that is called `of`."""
    look = look_of(name, cells)
    known = cells.drop_nulls()
    if name_columns.is_one(name):
        # Names are not shown either, however often they stand there.
        look = replace(look, values=Values(hidden=look.values.cells))
    likely = guesses.targets(name, look, of)
    if look.looks is Looks.ID and id_words.words(known).sum() > MOSTLY * known.len():
        # Under whatever heading: two persons of one name would become one.
        likely = {of: score for of, score in likely.items() if of[1] not in OF_PERSONS}
    end = look.number.after if look.looks is Looks.ID and look.number else ""
    return DraftColumn(
        name,
        look.looks,
        known.len(),
        known.n_unique(),
        look.values,
        look.date,
        look.language,
        look.number,
        tuple(likely),
        tuple(likely.values()),
        counts=_counts(name, known),
        is_code=ids.is_code(known.str.strip_suffix(end) if end else known),
    )


def _counts(name: str, known: pl.Series) -> dict[str, int]:
    """How many cells hold each value."""
    if name_columns.is_one(name) or known.n_unique() > MOST_COUNTED:
        return {}
    return dict(known.value_counts().iter_rows())
