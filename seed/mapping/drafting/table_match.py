"""Which table of the record model the columns of a file seem to be for, and which of them what."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas import columns
from seed.mapping.drafting import guesses
from seed.mapping.drafting.draft_files import DraftColumn, DraftFile
from seed.mapping.language.targets import FIELDS

# One column with the very name says more of a table than two with names like it.
DOUBTFUL = 0.6


class Fullest(NamedTuple):
    """A table that columns seem to be for, which of them fill what, and how sure that is."""

    table: str
    columns: Mapping[str, DraftColumn]
    score: float


def fullest(
    columns: Iterable[DraftColumn], label: str, but: Collection[str] = ()
) -> Fullest | None:
    """The table that these columns are likeliest for, by its columns; None where there is none.

    Those that are named by `but` are none of them.
    """
    of_tables = likeliest(columns)
    called = guesses.words_of(label)
    totals = {
        table: sum(score - DOUBTFUL for score, _ in targets.values())
        # A file is mostly called what it holds.
        + (1 if table in label or guesses.entity_of(table) in called else 0)
        for table, targets in of_tables.items()
        if table not in but
    }
    best = max((t for t in FIELDS if t in totals), key=lambda table: totals[table], default=None)
    if best is None:
        return None
    filled = {target: column for target, (_, column) in of_tables[best].items()}
    return Fullest(best, filled, totals[best])


def all_for(columns: Iterable[DraftColumn], table: str) -> dict[str, DraftColumn]:
    """What the columns seem to be for in one table."""
    return {target: column for target, (_, column) in likeliest(columns).get(table, {}).items()}


def likeliest(
    columns: Iterable[DraftColumn],
) -> Mapping[str, Mapping[str, tuple[float, DraftColumn]]]:
    """By table and its column, the source's column that is likeliest for it, and how likely."""
    found: dict[str, dict[str, tuple[float, DraftColumn]]] = {}
    for column in columns:
        tables_filled: set[str] = set()
        scores = column.scores or (1.0,) * len(column.suggestions)
        for (table, target), score in zip(column.suggestions, scores, strict=True):
            before = found.setdefault(table, {}).get(target)
            # A column fills one of each table, the likeliest that no other is likelier for.
            if table not in tables_filled and (before is None or before[0] < score):
                found[table][target] = (score, column)
                tables_filled.add(table)
    return found


def wanted_of(files: Sequence[DraftFile]) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """What the likeliest table of each file lacks and others have: by their labels, columns.

    The file whose table is the surest comes first.
    """
    best = [(file, fullest(file.columns, file.file.name, file.not_of)) for file in files]
    surest = sorted(
        ((file, one) for file, one in best if one is not None), key=lambda one: -one[1].score
    )
    for file, (table, targets, _) in surest:
        wanted: dict[str, list[str]] = {}
        for other in files:
            of_other = likeliest(other.columns).get(table, {}) if other is not file else {}
            for target, (_, column) in of_other.items():
                if target not in targets and FIELDS[table][target].kind is not columns.Kind.ID:
                    wanted.setdefault(other.file.name, []).append(column.name)
        if wanted:
            yield file.file.name, wanted
