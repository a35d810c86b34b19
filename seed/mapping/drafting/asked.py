"""What a table must be asked for beside what no record can be without, and which rows it is for."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from schemas import columns
from seed.mapping.drafting import outcomes
from seed.mapping.drafting.chosen import ChosenTable
from seed.mapping.drafting.drafted import DraftFile
from seed.mapping.language.targets import FIELDS, NAMED, key_of

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
WHERE = "where"


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
    if table.table in NAMED or table.first_of or (key is not None and key.source is not None):
        return table
    others = {name: said for name, said in table.more.items() if name != WHERE}
    saying = tuple(_saying(table, file))
    if not saying:
        return replace(table, more=others)
    looks = [{name: {"blank": False}} for name in saying]
    return replace(table, more={**others, WHERE: looks[0] if len(looks) == 1 else looks})


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
