"""The fields of a table as a file would fill them: what is guessed, asked and doubtful."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from schemas import columns
from seed.mapping.drafting import guesses, outcomes
from seed.mapping.drafting.chosen import ChosenColumn, ChosenTable
from seed.mapping.drafting.draft_files import DraftColumn, DraftFile
from seed.mapping.drafting.profiling import YEAR, Looks
from seed.mapping.drafting.selects import PART
from seed.mapping.language.dates import date_format
from seed.mapping.language.formats import NumberFormat, dated, numbered
from seed.mapping.language.sql_texts import quoted
from seed.mapping.language.targets import FIELDS, NAMED, codes_of, key_of
from seed.mapping.reading.fillers import apart
from seed.mapping.reading.shown import values_of

MOST_OFFERED = 3
# Of a column with no more words than these all that may be shown are named.
MOST_LISTED = 12
# Ids that may tell what they are: offices are not persons.
OF_OFFICES = frozenset({"office_id", "region"})
# An age of 0 may also be one that nobody knows: a person is to say which.
AGE_GROUP, AGES = "age_group", {"1": "child", "18": "adult"}
# What a source calls its cases, and what it may add to that.
OF_CASES = """
    case cases docket dossier file caso casos processo expediente affaire fall akte dava dosya delo
    khereg qadiya
"""
OF_COLUMNS = "id no nr num numb number name ref key caption title code nummer numero"
CASE, CALLED = frozenset(OF_CASES.split()), frozenset(OF_COLUMNS.split())
# Without these a row tells nothing: which sanction, a charge of what.
TELLING = {"sanctions": ("kind",), "charges": ("offence",)}
# The gate refuses a claim that names neither whose it is nor against whom; of an asset that says
# nothing of these nobody knows what became.
ONE_OF = {"claims": ("person_id", "victim_id"), outcomes.ASSETS: outcomes.SAYING}
# What a case is counted by is never unknown: the record model has no code for that.
SCOPE = (
    "No case is stored without its scope, by which it is counted. Where the source does not say it,"
    " it is what its cases were chosen by: charged_as_trafficking in a list of cases under that"
    " offence, trafficking_elements in one of trafficking charged as something else, other_offence"
    " for what is not trafficking. Rows of which nobody knows it are left out by a condition."
)
CURRENCY = "currency"
# A day, a code or an id that comes again says the same; a sum of them would count it several times.
ADDED_UP = (columns.Kind.INTEGER, columns.Kind.MONEY)


def table_of(
    file: DraftFile,
    table: str,
    targets: Mapping[str, DraftColumn],
    unread: Iterable[DraftColumn],
) -> ChosenTable:
    """The table with its `targets`; in comments what is to fill, and the columns that are `unread`.

    Its key may be filled by a column that is called a number and nothing else.
    """
    fields = FIELDS[table]
    targets = _with_key(file, table, targets)
    filled = {
        target: _warned(file, target, chosen_column(column, target, fields[target]))
        for target, column in targets.items()
    }
    of_assets = outcomes.became(file, filled) if table == outcomes.ASSETS else {}
    filled |= of_assets
    comments = [_to_fill(table, name) for name in asked(table, filled)]
    comments += [f"LOOK: {said}" for said in outcomes.left_open(file)] if of_assets else []
    used = {column.source for column in filled.values()}
    used |= outcomes.looked_at(file) if of_assets else set()
    comments += [
        f'Not read: "{c.name}": {_words(c)}{_few_words(c)}.{_offered(c)}'
        for c in unread
        if c.name not in used
    ]
    return ChosenTable(
        table,
        file.file.name,
        filled,
        comment=f"{file.file.file or file.file.name}: {file.rows:,} rows.",
        closing_comment="\n".join(comments),
    )


def _with_key(
    file: DraftFile, table: str, targets: Mapping[str, DraftColumn]
) -> Mapping[str, DraftColumn]:
    """A column that is called a number and nothing else names what a row is about."""
    key = key_of(table)
    taken = {column.name for column in targets.values()}
    alone = [c for c in file.columns if names_a_row(c, file) and c.name not in taken]
    if key in targets or len(alone) != 1 or guesses.words_of(alone[0].name) != {"id"}:
        return targets
    return {key: alone[0], **targets}


def chosen_column(column: DraftColumn, target: str, field: columns.Field) -> ChosenColumn:
    """How a column of the source would fill one of the record model, as far as can be guessed."""
    comment = f'"{column.name}": {_words(column)}.'
    if field.kind is columns.Kind.DATE:
        comment = f'"{column.name}": {_words(column)}{_few_words(column)}.'
        if column.may_be_either:
            comment += f" Add date = with the right one of {' and '.join(column.date)}."
        date_format = () if column.may_be_either else column.date
        language = (column.language,) if column.language else ()
        chosen = ChosenColumn(column.name, date=date_format, language=language)
        look = _look(of_years(chosen)) + _look(of_texts(column, chosen, field.kind))
        return replace(chosen, comment=comment + look)
    if field.kind in (columns.Kind.INTEGER, columns.Kind.MONEY):
        chosen = ChosenColumn(column.name, number=column.number or NumberFormat())
        look = _look(of_fillers(column, chosen)) + _look(of_texts(column, chosen, field.kind))
        return replace(chosen, comment=comment + look)
    if field.kind is columns.Kind.ID and not column.is_code and target not in OF_OFFICES:
        comment += " Its cells are not proven to be codes: it becomes a pseudonym."
        return ChosenColumn(column.name, pseudonym=True, comment=comment)
    if field.kind is columns.Kind.ID and column.number and column.number.after:
        comment += f" [{column.number.after}] behind each number is left out: no id may have it."
        return ChosenColumn(column.name, number=column.number, comment=comment)
    if field.kind is not columns.Kind.CODE:
        return ChosenColumn(column.name, comment=comment)
    return _with_codes(column, target, field, comment)


def _with_codes(
    column: DraftColumn, target: str, field: columns.Field, comment: str
) -> ChosenColumn:
    if target == AGE_GROUP and column.is_number:
        comment += " A child is under 18, as the Protocol of Palermo has it."
        number = None if column.number == NumberFormat() else column.number
        far = apart(column.counts, number)
        comments = {
            value: f"{_cells(cells)}, far from all other numbers: not known?"
            for value, cells in far.items()
        }
        zeros = {value: cells for value, cells in column.counts.items() if value == "0"}
        comments |= {
            value: f"{_cells(cells)}: newborn, or not known?" for value, cells in zeros.items()
        }
        return ChosenColumn(
            column.name,
            # Nobody grows by a sign for not known: it is blank until a person says otherwise.
            codes=dict.fromkeys(far, ""),
            codes_from=AGES,
            number=number,
            comment=comment,
            code_comments=comments,
        )
    known = sorted(codes_of(field))
    counts = dict(column.values.shown)
    if column.values.hidden:
        comment += f" Not shown here: the values of {_cells(column.values.hidden)}."
    return ChosenColumn(
        column.name,
        codes=guesses.codes(counts, known),
        code_comments={
            value: _cells(count) + _perhaps(value, known) for value, count in counts.items()
        },
        comment=f"{comment}\nCodes: {', '.join(known)}; {_of_others(field)}.",
    )


def _of_others(field: columns.Field) -> str:
    """What becomes of values without a code, which a record may lack or not."""
    if field.required:
        return "each value must have one, or its rows be left out by [where]"
    return "an empty text leaves the cell blank"


def _perhaps(value: str, known: Iterable[str]) -> str:
    """Which codes a value may be for that does not say which."""
    meant = guesses.perhaps(value, known)
    return f": {' or '.join(meant)}?" if meant else ""


def of_years(column: ChosenColumn) -> str:
    """What to say where days are read of years alone; blank of others."""
    if YEAR not in column.date:
        return ""
    return (
        f'a year of "{column.read}" is no day. It is stored as a year, and its 1 July stands for'
        " it where days are counted or put in order. Is it the year of this, and no better column"
        " there?"
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
    return replace(column, comment=column.comment + _look(warning))


def _look(question: str) -> str:
    """A question behind what is said of a column; blank of none."""
    return f"\nLOOK: {question}" if question else ""


def _to_fill(table: str, name: str) -> str:
    field = FIELDS[table][name]
    if (table, name) == (outcomes.ASSETS, outcomes.ASKED_BY):
        return f"TO FILL: {outcomes.ASKED}"
    if codes := sorted(codes_of(field)):
        # The first of its list is the usual one, and the first of the alphabet may be none.
        usual = next(iter(field.codes or ()), "")
        how = f'such as {name} = {{ constant = "{usual}" }}, or a source column with codes'
        words = f"TO FILL: {name}, {how}. Codes: {', '.join(codes)}."
        return f"{words}\n{SCOPE}" if (table, name) == ("cases", "scope") else words
    how = f'such as {name} = "SOURCE COLUMN"'
    if field.kind is columns.Kind.JURISDICTION:
        how = f'such as {name} = {{ constant = "USA" }}, or a source column'
    if field.kind is columns.Kind.CURRENCY:
        how = f'such as {name} = {{ constant = "EUR" }}, or a source column'
    if field.kind is columns.Kind.ID:
        by_row = f"'{name.removesuffix('_id')}-' || _row"
        how += f', or, without ids, {name} = {{ sql = "{by_row}" }}'
        how += ' and ids = "by_row" in [manifest]'
    return f"TO FILL: {name}, {how}."


def _cells(count: int) -> str:
    return f"{count:,} cell{'' if count == 1 else 's'}"


def _words(column: DraftColumn) -> str:
    looks = column.looks.replace("_", " or ")
    if column.looks is Looks.BLANK:
        return "blank in every row"
    written = f" ({' or '.join(column.date)})" if column.date else ""
    return f"{looks}{written}, {column.filled:,} filled, {column.distinct:,} different"


def _few_words(column: DraftColumn) -> str:
    """The words of a column that has few, as far as they may be shown."""
    shown = "; ".join(f"[{word}] {cells:,}" for word, cells in column.values.shown)
    return f": {shown}" if shown and column.distinct <= MOST_LISTED else ""


def _offered(column: DraftColumn) -> str:
    offered = [f"{table}.{target}" for table, target in column.suggestions[:MOST_OFFERED]]
    return f" Perhaps {', '.join(offered)}." if offered else ""


def names_a_row(column: DraftColumn, file: DraftFile) -> bool:
    """Whether it is called a number, and each row has its own."""
    return is_unique(column, file) and "id" in guesses.words_of(column.name)


def is_unique(column: DraftColumn, file: DraftFile) -> bool:
    """Whether it is filled in each row, and each time otherwise."""
    return column.distinct == column.filled == file.rows > 1


def asked(table: str, filled: Collection[str]) -> Iterator[str]:
    """The fields of a table that must be filled, and are not among the `filled` ones.

    Beside those that no record can be without these are what rows are about, and the currency of an
    amount, without which the gate refuses it.
    """
    fields = FIELDS[table]
    wanted = [name for name, field in fields.items() if field.required]
    wanted += TELLING.get(table, ())
    if any(fields[name].kind is columns.Kind.MONEY for name in filled if name in fields):
        wanted.append(CURRENCY)
    one_of = ONE_OF.get(table, ())
    if one_of and not {*one_of} & {*filled}:
        wanted.append(one_of[0])
    yield from (name for name in fields if name in wanted and name not in filled)


def with_rows_of_its_own(table: ChosenTable, file: DraftFile) -> ChosenTable:
    """The table with a condition that leaves out rows which say nothing of it, ids aside.

    Not where its rows have a name, as persons have and each sanction may; nor where one of its
    fields is filled in each row.
    """
    key = table.columns.get(key_of(table.table))
    if table.table in NAMED or (key is not None and key.source is not None):
        return table
    return replace(
        table, where=" OR ".join(f"{quoted(n)} IS NOT NULL" for n in _saying(table, file))
    )


def _saying(table: ChosenTable, file: DraftFile) -> Iterator[str]:
    """The columns of the source that say something of the table, where none is always filled."""
    fields = FIELDS[table.table]
    sources = {
        column.source
        for name, column in table.columns.items()
        if column.source is not None and fields[name].kind is not columns.Kind.ID
    }
    found = [column for column in file.columns if column.name in sources]
    if all(column.filled < file.rows for column in found):
        yield from (column.name for column in found)


def of_fillers(source: DraftColumn, column: ChosenColumn) -> str:
    """What to say of such values of which a column says nothing; blank where there is none."""
    said = {*(column.codes or {}), *column.missing}
    left = {
        value: cells
        for value, cells in apart(source.counts, column.number or source.number).items()
        if value not in said
    }
    if not left:
        return ""
    listed = " and ".join(f"{value} ({cells:,})" for value, cells in left.items())
    return (
        f'"{source.name}" has numbers far from all others: {listed} cells. Do they stand for not'
        " known? Say what becomes of each of them, or it is taken as a number."
    )


def of_texts(source: DraftColumn, column: ChosenColumn, kind: columns.Kind) -> str:
    """What to say of words among the dates or numbers of a column, of which it says nothing."""
    cells = pl.Series(source.name, list(source.counts), dtype=pl.String).to_frame()
    cell = pl.col(source.name)
    if kind is columns.Kind.DATE:
        written = column.date or source.date
        forms = [date_format(words, column.language or (source.language,)) for words in written]
        read = pl.coalesce(*(dated(cell, one) for one in forms if one is not None), None)
        are, form = "dates", read
    else:
        are = "numbers"
        form = numbered(cell, column.number or source.number or NumberFormat())
    left = cells.filter(form.is_null(), ~cell.is_in(column.missing)).to_series()
    if left.is_empty() or "unreadable" in column.more:
        return ""
    found = values_of(left.gather([n for n, v in enumerate(left) for _ in range(source.counts[v])]))
    named = [f"[{value}] {count:,}" for value, count in found.shown]
    named += [f"{found.hidden:,} not shown"] if found.hidden else []
    return (
        f'"{source.name}" has cells that are no {are}: {", ".join(named)}. Their rows are refused'
        " until these are said to mean a blank cell, or are left out by a condition; a word that"
        " says something else than nothing makes rows of its own."
    )


def of_repeated(file: DraftFile, table: ChosenTable, target: str, column: ChosenColumn) -> str:
    """What to say where repeated groups would each have the whole amount of their row; or blank."""
    is_added_up = FIELDS[table.table][target].kind in ADDED_UP and not column.codes_from
    how = file.arrangement
    if how is None or not how.makes_several or PART in file.made or not is_added_up:
        return ""
    if column.source is None or column.source in file.made:
        return ""
    return (
        f'"{column.source}" stands once in a row of {how.origin}, and {file.file.name} makes'
        f" several rows of it: each would have the whole of it. Fill a table from {how.origin}"
        " with it, which has it once."
    )
