"""What became of assets: which columns of a source say it, and in which words.

An amount of a register of things seized may be what was frozen, confiscated or given back. Which it
is no draft decides: it takes the word of a column, or asks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from schemas import vocabulary as v
from seed.mapping.drafting import guesses
from seed.mapping.drafting.chosen import ChosenColumn
from seed.mapping.drafting.draft_files import DraftColumn, DraftFile
from seed.mapping.drafting.profiling import Looks
from seed.mapping.language.code_words import word_of
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.sql_texts import in_list, quoted
from seed.mapping.language.targets import FIELDS

ASSETS = "assets"
# What the amounts are called that stand in text with their currencies.
AMOUNT = "amount"
# What may become of an asset; the amount of each is a column, and of most of them the day.
STAGES = ("identified", "frozen", "confiscated", "realised", "returned", "to_victims")
# Any of these says what became of it, if only that nobody knows. The first is asked for: an amount
# would be a proposal of what it is.
ASKED_BY = "order_kind"
SAYING = (ASKED_BY, *STAGES, *(f"{stage}_on" for stage in STAGES))
ASKED = (
    f"what became of these assets, which is no guess of a draft: {', '.join(STAGES)}, or days of"
    " these, such as confiscated = { sql = \"CASE WHEN COLUMN = 'WORD' THEN AMOUNT END\", number ="
    f' {{}} }}; where the source does not tell, {ASKED_BY} = {{ constant = "unknown" }}.'
)
# So many cells of a column must be words for what becomes of assets.
LEAST_READ = 0.5
# What a column of amounts is called that says no more than that.
OF_AMOUNTS = """
    amount value estimate est importe monto valor cuantia montant valeur betrag wert importo valore
    tutar deger
"""
AMOUNTS = frozenset(OF_AMOUNTS.split())


def became(file: DraftFile, filled: Collection[str]) -> dict[str, ChosenColumn]:
    """The amounts and days of assets, in the rows of which a column says what became of them.

    None that is `filled`, and none where no column says it, or columns that may contradict.
    """
    found = {
        target: column
        for outcome, read in _outcomes(file)
        for stage in dict.fromkeys(read.values())
        for target, column in _of_stage(
            file, outcome, stage, [value for value, of in read.items() if of == stage]
        )
        if target not in filled and target in FIELDS[ASSETS]
    }
    return {target: found[target] for target in FIELDS[ASSETS] if target in found}


def looked_at(file: DraftFile) -> set[str]:
    """The columns of a file that say what became of assets."""
    return {column.name for column, _ in _outcomes(file)}


def says_what_became(columns: Mapping[str, ChosenColumn]) -> bool:
    """Whether a column is filled by the word of another one."""
    return any(name in SAYING and column.sql is not None for name, column in columns.items())


def left_open(file: DraftFile) -> Iterator[str]:
    """What the columns that say it leave open: values that are no words for it, and blanks."""
    for outcome, read in _outcomes(file):
        others = [
            value
            for value, _ in outcome.values.shown
            if value not in read and outcome.looks is Looks.CODE
        ]
        if others or outcome.values.hidden:
            hidden = outcome.values.hidden
            more = [f"one of the values of {hidden:,} cells that are not shown"] if hidden else []
            either = ", ".join([*(f"[{value}]" for value in others), *more])
            yield f'what became of assets where "{outcome.name}" is {either}?'
        if outcome.filled < file.rows:
            blank = file.rows - outcome.filled
            yield f'what became of assets where "{outcome.name}" is blank, as in {blank:,} rows?'


def _outcomes(file: DraftFile) -> list[tuple[DraftColumn, Mapping[str, str]]]:
    """The columns that say what became of assets, each with its values that say it.

    One says it of all, or several say yes or no of one thing each.
    """
    said = [(column, _read(column)) for column in file.columns if _says(column)]
    if said:
        return said if len(said) == 1 else []
    flags = [(column, read) for column in file.columns if (read := _said_by_yes(column))]
    stages = [stage for _, read in flags for stage in {*read.values()}]
    return flags if len({*stages}) == len(stages) else []


def _says(column: DraftColumn) -> bool:
    cells = dict(column.values.shown)
    read = sum(cells[value] for value in _read(column))
    return column.looks is Looks.CODE and read > 0 and read >= LEAST_READ * column.filled


def _read(column: DraftColumn) -> Mapping[str, str]:
    """By value of the column, what it says that became of an asset."""
    return guesses.codes([value for value, _ in column.values.shown], STAGES)


def _said_by_yes(column: DraftColumn) -> Mapping[str, str]:
    """The values for yes of a column that is called what became of an asset; else none."""
    if column.looks is not Looks.YES_NO:
        return {}
    values = [value for value, _ in column.values.shown]
    stage = guesses.codes([column.name], STAGES).get(column.name)
    yes = guesses.codes(values, (v.YesNo.YES,))
    return dict.fromkeys(yes, stage) if stage is not None else {}


def _of_stage(
    file: DraftFile, outcome: DraftColumn, stage: str, values: Sequence[str]
) -> Iterator[tuple[str, ChosenColumn]]:
    cells = dict(outcome.values.shown)
    said = " or ".join(f"[{value}], in {cells[value]:,} rows" for value in values)

    def only_then(name: str) -> str:
        return f"CASE WHEN {in_list(outcome.name, values)} THEN {quoted(name)} END"

    if (amount := _amount(file)) is not None:
        comment = f'Where "{outcome.name}" is {said}: is "{amount.name}" what was {_WORDS[stage]}?'
        number = amount.number or NumberFormat()
        yield stage, ChosenColumn(sql=only_then(amount.name), number=number, comment=comment)
    if (day := _day(file, outcome)) is not None:
        comment = f'Where "{outcome.name}" is {said}: is "{day.name}" its day?'
        if day.may_be_either:
            comment += f" Add date = with the right one of {' and '.join(day.date)}."
        dates = () if day.may_be_either else day.date
        language = (day.language,) if day.language else ()
        yield (
            f"{stage}_on",
            ChosenColumn(sql=only_then(day.name), date=dates, language=language, comment=comment),
        )


_WORDS = {stage: stage for stage in STAGES} | {
    "returned": "given back",
    "to_victims": "paid to victims",
}


def _amount(file: DraftFile) -> DraftColumn | None:
    """The one column of amounts that does not say of what: found in text, or called so."""
    made = AMOUNT if AMOUNT in file.made else ""
    found = [
        column
        for column in file.columns
        if column.looks is Looks.NUMBER
        and (column.name == made or (not made and _is_called_amount(column)))
    ]
    return found[0] if len(found) == 1 else None


def _is_called_amount(column: DraftColumn) -> bool:
    return _words_of(column) <= AMOUNTS


def _day(file: DraftFile, outcome: DraftColumn) -> DraftColumn | None:
    """The one column of days that is called like the column that says what became of it."""
    called = _words_of(outcome)
    found = [
        column
        for column in file.columns
        if column.looks is Looks.DATE and called <= _words_of(column)
    ]
    return found[0] if len(found) == 1 else None


def _words_of(column: DraftColumn) -> set[str]:
    """The words of its name, in the letters of any language."""
    return {*word_of(column.name).split("_")}
