"""A table and a column of the record model as a file of a source would fill them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from schemas import columns
from seed.mapping.drafting import doubts, guesses, outcomes
from seed.mapping.drafting.asked import SCOPE, asked
from seed.mapping.drafting.chosen import ChosenColumn, ChosenTable
from seed.mapping.drafting.drafted import DraftColumn, DraftFile
from seed.mapping.drafting.looks import YEAR, Looks
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.targets import FIELDS, codes_of, key_of
from seed.mapping.reading import fillers

MOST_OFFERED = 3
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
    used = {column.source for column in filled.values()} | outcomes.looked_at(of_assets)
    comments += [
        f'Not read: "{c.name}": {_words(c)}.{_offered(c)}' for c in unread if c.name not in used
    ]
    return ChosenTable(
        table,
        file.file.name,
        filled,
        comment=f"{file.file.file}: {file.rows:,} rows.",
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
        if column.may_be_either:
            comment += f" Add date = with the right one of {' and '.join(column.date)}."
        date_format = () if column.may_be_either else column.date
        language = (column.language,) if column.language else ()
        chosen = ChosenColumn(column.name, date=date_format, language=language)
        return replace(chosen, comment=comment + _look(of_years(chosen)))
    if field.kind in (columns.Kind.INTEGER, columns.Kind.MONEY):
        chosen = ChosenColumn(column.name, number=column.number or NumberFormat())
        look = _look(doubts.of_fillers(column, chosen)) + _look(doubts.of_texts(column, chosen))
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
        far = fillers.apart(column.counts, number)
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
        numbered = name.removesuffix("_id") + "-{row_number}"
        how += f', or, without ids, {name} = {{ compose = "{numbered}" }}'
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


def _offered(column: DraftColumn) -> str:
    offered = [f"{table}.{target}" for table, target in column.suggestions[:MOST_OFFERED]]
    return f" Perhaps {', '.join(offered)}." if offered else ""


def names_a_row(column: DraftColumn, file: DraftFile) -> bool:
    """Whether it is called a number, and each row has its own."""
    return is_unique(column, file) and "id" in guesses.words_of(column.name)


def is_unique(column: DraftColumn, file: DraftFile) -> bool:
    """Whether it is filled in each row, and each time otherwise."""
    return column.distinct == column.filled == file.rows > 1
