"""The suggestions for a source as a choice to begin with, with comments for whoever goes on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from schemas import columns
from seed.mapping import guesses
from seed.mapping.chosen import Chosen, ChosenColumn, ChosenTable
from seed.mapping.drafted import DraftColumn, DraftFile
from seed.mapping.formats import NumberFormat
from seed.mapping.looks import Looks
from seed.mapping.profile import Statement
from seed.mapping.targets import FIELDS, codes_of

# A table beside the main one of a file is worth a start where so many columns seem to be for it.
LEAST_COLUMNS = 3
MOST_OFFERED = 3
# One column with the very name says more of a table than two with names like it.
DOUBTFUL = 0.6
FIRST_TABLE = "cases"
# Ids that may tell what they are.
OF_OFFICES = frozenset({"office_id", "region"})
# What a source calls its cases, and what it may add to that.
OF_CASES = """
    case cases docket dossier file caso casos processo expediente affaire fall akte dava dosya delo
    khereg qadiya
"""
OF_COLUMNS = "id no nr num numb number name ref key caption title code nummer numero"
CASE, CALLED = frozenset(OF_CASES.split()), frozenset(OF_COLUMNS.split())
HEAD = """\
{name}: say here what the source is, who made it, and what was decided that it does not say itself.

This is a draft: names were compared, nothing was understood. Look at every line. Next:
  prosecution-quality mapping check FILE SOURCE   what is still to fill, and what cannot be read
  prosecution-quality import SOURCE --mapping FILE --dry-run    what it would make
Say which tables and columns the source does not hold by [[rows.coverage]], so that they read
'not collected' and not 'none'."""


def chosen_of(name: str, files: Iterable[DraftFile]) -> Chosen:
    """For each file the table that most of its columns seem to be for, and others with many."""
    files = tuple(files)
    return Chosen(
        name,
        tuple(file.file for file in files),
        tuple(table for file in files for table in _tables(file)),
        statement=Statement(jurisdiction=""),
        comment=HEAD.format(name=name),
    )


def _tables(file: DraftFile) -> Iterator[ChosenTable]:
    unused = list(file.columns)
    chosen: list[tuple[str, Mapping[str, DraftColumn]]] = []
    while (best := _fullest(unused, file.file.name)) and (
        not chosen or len(best[1]) >= LEAST_COLUMNS
    ):
        chosen.append(best)
        taken = {column.name for column in best[1].values()}
        unused = [column for column in unused if column.name not in taken]
    for position, (table, targets) in enumerate(chosen or [(FIRST_TABLE, {})]):
        yield _table(file, table, targets, () if position else unused)


def _fullest(
    columns: Iterable[DraftColumn], label: str
) -> tuple[str, Mapping[str, DraftColumn]] | None:
    """The table that these columns are likeliest for, by its columns; None where there is none."""
    likeliest: dict[str, dict[str, tuple[float, DraftColumn]]] = {}
    for column in columns:
        tables_filled: set[str] = set()
        scores = column.scores or (1.0,) * len(column.suggestions)
        for (table, target), score in zip(column.suggestions, scores, strict=True):
            before = likeliest.setdefault(table, {}).get(target)
            # A column fills one of each table, the likeliest that no other is likelier for.
            if table not in tables_filled and (before is None or before[0] < score):
                likeliest[table][target] = (score, column)
                tables_filled.add(table)
    totals = {
        table: sum(score - DOUBTFUL for score, _ in targets.values())
        # A file is mostly called what it holds.
        + (1 if table in label else 0)
        for table, targets in likeliest.items()
    }
    best = max((t for t in FIELDS if t in totals), key=lambda table: totals[table], default=None)
    if best is None:
        return None
    return best, {target: column for target, (_, column) in likeliest[best].items()}


def _table(
    file: DraftFile,
    table: str,
    targets: Mapping[str, DraftColumn],
    unread: Iterable[DraftColumn],
) -> ChosenTable:
    fields = FIELDS[table]
    missing = [f for f in fields if fields[f].required and f not in targets]
    comments = [*(_to_fill(name, fields[name]) for name in missing)]
    comments += [f'Not read: "{c.name}": {_words(c)}.{_offered(c)}' for c in unread]
    return ChosenTable(
        table,
        file.file.name,
        {
            target: _warned(file, target, chosen_column(column, target, fields[target]))
            for target, column in targets.items()
        },
        comment=f"{file.file.file}: {file.rows:,} rows.",
        closing_comment="\n".join(comments),
    )


def chosen_column(column: DraftColumn, target: str, field: columns.Field) -> ChosenColumn:
    """How a column of the source would fill one of the record model, as far as can be guessed."""
    comment = f'"{column.name}": {_words(column)}.'
    if field.kind is columns.Kind.DATE:
        if len(column.date) > 1:
            comment += f" Add date = with the right one of {' and '.join(column.date)}."
        date_format = column.date if len(column.date) == 1 else ()
        return ChosenColumn(column.name, date=date_format, comment=comment)
    if field.kind in (columns.Kind.INTEGER, columns.Kind.MONEY):
        return ChosenColumn(column.name, number=column.number or NumberFormat(), comment=comment)
    if field.kind is columns.Kind.ID and not column.is_code and target not in OF_OFFICES:
        comment += " Its cells are not proven to be codes: it becomes a pseudonym."
        return ChosenColumn(column.name, pseudonym=True, comment=comment)
    if field.kind is not columns.Kind.CODE:
        return ChosenColumn(column.name, comment=comment)
    known = sorted(codes_of(field))
    counts = dict(column.values.shown)
    if column.values.hidden:
        comment += f" Not shown here: the values of {_cells(column.values.hidden)}."
    return ChosenColumn(
        column.name,
        codes=guesses.codes(counts, known),
        code_comments={value: _cells(count) for value, count in counts.items()},
        comment=f"{comment}\nCodes: {', '.join(known)}; an empty text leaves the cell blank.",
    )


def of_more_than_cases(file: DraftFile, name: str) -> str:
    """What to say of a case id with more values than the source's own cases; blank of another."""
    chosen = next((one for one in file.columns if one.name == name), None)
    if chosen is None:
        return ""
    fewer = [one for one in file.columns if _names_cases(one) and one.distinct < chosen.distinct]
    own = max(fewer, key=lambda one: one.distinct, default=None)
    if own is None or 2 * own.filled < file.rows:
        return ""
    return (
        f'"{name}" has {chosen.distinct:,} different values, but "{own.name}", which may be the'
        f" source's own case, has {own.distinct:,}: one case would be stored as several. Which of"
        " the two names the case?"
    )


def _names_cases(column: DraftColumn) -> bool:
    words = set(guesses.plain(column.name).split("_"))
    return bool(words & CASE) and words <= CASE | CALLED and column.distinct > 0


def _warned(file: DraftFile, target: str, column: ChosenColumn) -> ChosenColumn:
    warning = of_more_than_cases(file, column.source or "") if target == "case_id" else ""
    return replace(column, comment=f"{column.comment}\nLOOK: {warning}") if warning else column


def _to_fill(name: str, field: columns.Field) -> str:
    if codes := sorted(codes_of(field)):
        how = f'such as {name} = {{ constant = "{codes[0]}" }}, or a source column with codes'
        return f"TO FILL: {name}, {how}. Codes: {', '.join(codes)}."
    how = f'such as {name} = "SOURCE COLUMN"'
    if field.kind is columns.Kind.ID:
        numbered = name.removesuffix("_id") + "-{row_number}"
        how += f', or, without ids, {name} = {{ compose = "{numbered}" }}'
    return f"TO FILL: {name}, {how}."


def _cells(count: int) -> str:
    return f"{count:,} cell{'' if count == 1 else 's'}"


def _words(column: DraftColumn) -> str:
    looks = column.looks.replace("_", " or ")
    if column.looks is Looks.BLANK:
        return "blank in every row"
    written = f" ({' or '.join(column.date)})" if column.date else ""
    return f"{looks}{written}, {column.filled:,} filled, {column.distinct:,} different"


def _offered(column: DraftColumn) -> str:
    offered = [f"{table}.{target}" for table, target in column.suggestions[:MOST_OFFERED]]
    return f" Perhaps {', '.join(offered)}." if offered else ""
