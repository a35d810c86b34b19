"""The suggestions for a source as a choice to begin with, with comments for whoever goes on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from schemas import columns
from seed.mapping.drafting.chosen import Chosen, ChosenColumn, ChosenTable
from seed.mapping.drafting.draft_files import DraftColumn, DraftFile
from seed.mapping.drafting.fields import is_unique, names_a_row, table_of, with_rows_of_its_own
from seed.mapping.drafting.outcomes import ASSETS
from seed.mapping.drafting.roles import Role, RoleColumn, role_column, tables_of_nobody
from seed.mapping.drafting.selects import (
    PART,
    order_of_dates,
    select_one_row_each,
)
from seed.mapping.drafting.table_match import all_for, fullest
from seed.mapping.language.profile import SourceFile, Statement, Unfilled
from seed.mapping.language.sql_texts import quoted
from seed.mapping.language.targets import FIELDS, NAMED, key_of

# A table beside the main one of a file is worth a start where so many columns seem to be for it.
LEAST_COLUMNS = 3
FIRST_TABLE = "cases"
SANCTIONS, MONTHS = "sanctions", "months"
# Whose other rows name them: what is named is made, one row of each.
PARENTS = ("cases", "offices")
OF_A_PERSON = "A sentence is of the person, and not of each group of columns."
HEAD = """\
{name}: say here what the source is, who made it, and what was decided that it does not say itself.

This is a draft: names were compared, nothing was understood. Look at every line. Next:
  prosecution-quality mapping check {checked}   what is still to fill, and what cannot be read
  prosecution-quality import {imported} --dry-run    what it would make
What no block fills is stated as not collected by [unfilled] below: no measure is to take it for a
no. Say unfilled = "elsewhere" where other submissions of the jurisdiction bring it."""


def chosen_of(name: str, files: Iterable[DraftFile], source: str | None = None) -> Chosen:
    """For each file the table that most of its columns seem to be for, and others with many.

    `source` is the address of the database that the files are tables of.
    """
    files = tuple(files)
    tables = [*_said_once(tuple(_named_somewhere(_with_parents(tables_of(files), files))))]
    comment = HEAD.format(
        name=name,
        checked="FILE SOURCE" if source is None else "FILE",
        imported="SOURCE --mapping FILE" if source is None else "--mapping FILE",
    )
    first = "".join(f"\nLOOK FIRST: {said}" for said in questions(files))
    return Chosen(
        name,
        tuple(file.file for file in files),
        tuple(tables),
        statement=Statement(
            jurisdiction="",
            unfilled=Unfilled.NOT_COLLECTED,
            ids="by_row" if any(table.has_ids_by_row for table in tables) else None,
        ),
        comment=comment + first,
        source=source,
    )


def questions(files: Iterable[DraftFile]) -> Iterator[str]:
    """What a person is to look at before all else: whose the rows of a file are."""
    for file in files:
        if not file.file.select and (role := role_column(file)) is not None:
            yield f"{file.file.file}: {role.question}"


def tables_of(files: Sequence[DraftFile]) -> list[ChosenTable]:
    """The tables that the files fill, without those that are named in them alone.

    What is read of a file that looks columns up, or makes rows, is not read of its origin too.
    """
    looking = {f.arrangement.origin for f in files if f.arrangement and f.arrangement.looks_up}
    found: list[ChosenTable] = []
    for file in files:
        how = file.arrangement
        if file.file.name in looking or (how is not None and how.key):
            continue
        if how is not None and how.makes_several:
            origin = next((one for one in files if one.file.name == how.origin), None)
            found += [] if origin is None else _of_made(file, origin)
            continue
        several = [one for one in files if _makes_several_of(one, file.file.name)]
        found += _of_file(file, several)
    return found


def _makes_several_of(file: DraftFile, origin: str) -> bool:
    how = file.arrangement
    return how is not None and how.makes_several and how.origin == origin


def _of_file(file: DraftFile, several: Sequence[DraftFile]) -> Iterator[ChosenTable]:
    """The tables of a file, `several` of whose columns become rows of their own elsewhere."""
    if any(PART in one.made for one in several):
        # All that the file says of things is said with their amounts.
        return
    elsewhere = {column.name for column in file.columns}.intersection(
        *({*file.names} - {*one.names} for one in several)
    )
    columns_ = [c for c in file.columns if not several or c.name not in elsewhere]
    if (role := role_column(file)) is not None:
        yield from _by_role(file, columns_, role)
        return
    own = tuple(_of_own(file, columns_))
    sentence = _sentence(columns_) if several else {}
    if not sentence or any(table.table == SANCTIONS for table in own):
        yield from own
        return
    yield from _of_own(file, [one for one in columns_ if one != sentence[MONTHS]])
    made = table_of(file, SANCTIONS, sentence, ())
    key = own_key(file, SANCTIONS, sentence)
    made = _keyed(made, key) if key is not None else made
    made = replace(made, comment=f"{made.comment} {OF_A_PERSON}")
    yield with_rows_of_its_own(made, file)


def _by_role(
    file: DraftFile, columns_: Sequence[DraftColumn], role: RoleColumn
) -> Iterator[ChosenTable]:
    """The accused and the victims of a file, by the column that says who each row is of."""
    others = [column for column in columns_ if column.name != role.name]
    person = all_for(others, Role.ACCUSED).get("person_id")
    asked_for = [one for one in Role if one is not Role.OTHER and role.words[one]]
    used: set[str] = set()
    for one in asked_for:
        key = "person_id" if one is Role.ACCUSED else "victim_id"
        targets = {t: c for t, c in all_for(others, one.value).items() if t != key and c != person}
        targets |= {key: person} if person is not None else {}
        used |= {column.name for column in targets.values()}
        unread = [c for c in others if c.name not in used] if one is asked_for[-1] else ()
        made = table_of(file, one.value, targets, unread)
        if person is None:
            made = _keyed(made, numbered(one.value, None, ""), key)
        comment = f'{made.comment} Those of whom "{role.name}" says it.'
        yield replace(made, where=role.where(one), comment=comment)


def _said_once(tables: Sequence[ChosenTable]) -> Iterator[ChosenTable]:
    """The tables without the word that columns are not read which another table reads.

    The parents of a table's rows are found after it.
    """
    read = {f'Not read: "{column.source}":' for t in tables for column in t.columns.values()}
    for table in tables:
        lines = table.closing_comment.splitlines()
        kept = [line for line in lines if not line.startswith(tuple(read))]
        yield replace(table, closing_comment="\n".join(kept))


def one_row_each(files: Sequence[DraftFile], taken: Iterable[str]) -> Iterator[SourceFile]:
    """The SELECTs that take one row of several, for tables whose rows are named again and again."""
    names = {*taken}
    for table, file, key in _repeated(tables_of(files), files):
        targets = all_for(file.columns, table)
        orders = {
            column.name: order_of_dates(column.name, column.date)
            if FIELDS[table][target].kind is columns.Kind.DATE and not column.language
            else ""
            for target, column in targets.items()
            if column.name != key
        }
        name = f"{table}_of_{file.file.name}"
        if name not in names:
            names.add(name)
            yield SourceFile(name, "", select=select_one_row_each(file.file.name, key, orders))


def _repeated(
    tables: Sequence[ChosenTable], files: Sequence[DraftFile]
) -> Iterator[tuple[str, DraftFile, str]]:
    """The tables of which a row is named several times in a file, with the column of its name."""
    by_label = {file.file.name: file for file in files}
    for table, label, key in _parents(tables):
        column = by_label[label].column(key)
        if column is not None and not is_unique(column, by_label[label]):
            yield table, by_label[label], key
    for one in tables:
        key_column = one.columns.get(key_of(one.table))
        source = key_column.source if key_column is not None else None
        of = by_label[one.file].column(source or "")
        if one.table in PARENTS and of is not None and of.distinct < of.filled:
            yield one.table, by_label[one.file], of.name


def _parents(tables: Sequence[ChosenTable]) -> Iterator[tuple[str, str, str]]:
    """The tables that others name rows of and no file has, with the file and column that do."""
    filled = {table.table for table in tables}
    if "cases" not in filled:
        first = next((t for t in tables if t.table != "cases" and _needs_case(t)), None)
        if first is not None:
            yield "cases", first.file, first.columns["case_id"].source or ""
    if "offices" not in filled:
        of = next((t for t in tables if t.table == "cases" and _names_office(t)), None)
        if of is not None:
            yield "offices", of.file, of.columns["office_id"].source or ""


def _names_office(table: ChosenTable) -> bool:
    column = table.columns.get("office_id")
    return column is not None and column.source is not None


def _with_parents(
    tables: Sequence[ChosenTable], files: Sequence[DraftFile]
) -> Sequence[ChosenTable]:
    """The tables with those that they name rows of: the cases of suspects, the offices of cases.

    Each is of the rows that a SELECT takes, one of several, where there is such.
    """
    by_label = {file.file.name: file for file in files}
    once = {
        (how.origin, how.key): file
        for file in files
        if (how := file.arrangement) is not None and how.key
    }
    every: list[ChosenTable] = []
    for table in tables:
        key = table.columns.get(key_of(table.table))
        of = once.get((table.file, key.source or "")) if key is not None else None
        is_named = table.table in PARENTS and of is not None
        every.append(replace(table, file=of.file.name) if is_named and of is not None else table)
    for _ in PARENTS:
        # The cases that suspects name may name offices themselves.
        for name, label, key_name in [*_parents(every)][:1]:
            label_ = by_label[label]
            child = next(t for t in every if t.file == label and key_of(name) in t.columns)
            file = once.get((label, key_name), label_)
            file = file if file.column(key_name) is not None else label_
            every.insert(0, _parent(name, child.columns[key_of(name)], file))
    return every


def _parent(table: str, key: ChosenColumn, file: DraftFile) -> ChosenTable:
    """The rows that are named in another table's, one for each name."""
    name, source = key_of(table), key.source or ""
    targets = {t: c for t, c in all_for(file.columns, table).items() if c.name != source}
    own = next(column for column in file.columns if column.name == source)
    chosen = table_of(file, table, {name: own, **targets}, ())
    where = f"{quoted(source)} IS NOT NULL" if own.filled < file.rows else ""
    return replace(chosen, columns={**chosen.columns, name: key}, where=where)


def _needs_case(table: ChosenTable) -> bool:
    is_named = (column := table.columns.get("case_id")) is not None and column.source is not None
    return is_named and FIELDS[table.table]["case_id"].required


def _named_somewhere(tables: Sequence[ChosenTable]) -> Iterator[ChosenTable]:
    """The tables without the names of cases and offices that no file has."""
    filled = {table.table for table in tables}
    lacking = {key_of(one) for one in PARENTS if one not in filled}
    for table in tables:
        kept = {t: c for t, c in table.columns.items() if t not in lacking}
        nowhere = "\n".join(
            f'Not read: "{c.source}", perhaps {table.table}.{t}: nothing here fills'
            f" {t.removesuffix('_id')}s."
            for t, c in table.columns.items()
            if t in lacking
        )
        closing = "\n".join(filter(None, (table.closing_comment, nowhere)))
        yield replace(table, columns=kept, closing_comment=closing)


def _sentence(columns_: Sequence[DraftColumn]) -> dict[str, DraftColumn]:
    """What seems to be the sentence of each person of a file, with whose it is; empty without."""
    months = all_for(columns_, SANCTIONS).get(MONTHS)
    whose = _whose(SANCTIONS, all_for(columns_, "suspects"))
    return {**whose, MONTHS: months} if months is not None and "person_id" in whose else {}


def _of_own(file: DraftFile, columns_: Sequence[DraftColumn]) -> Iterator[ChosenTable]:
    unused = list(columns_)
    chosen: list[tuple[str, Mapping[str, DraftColumn]]] = []
    but = file.not_of | tables_of_nobody(file)
    while (best := fullest(unused, file.file.name, but)) and (
        not chosen or len(best.columns) >= LEAST_COLUMNS
    ):
        chosen.append((best.table, best.columns))
        taken = {column.name for column in best.columns.values()}
        unused = [column for column in unused if column.name not in taken]
    main = next((targets for _, targets in chosen), {})
    for position, (table, targets) in enumerate(chosen or [(FIRST_TABLE, {})]):
        targets = {**_whose(table, main), **targets}
        made = table_of(file, table, targets, () if position else unused)
        key = own_key(file, table, targets)
        made = _keyed(made, key) if key is not None else made
        yield with_rows_of_its_own(made, file)


def _whose(table: str, main: Mapping[str, DraftColumn]) -> Mapping[str, DraftColumn]:
    """The ids that the table's rows cannot be without, as the file's main table has them."""
    fields, key = FIELDS[table], key_of(table)
    return {
        name: column
        for name, column in main.items()
        if name in fields
        and name != key
        and fields[name].required
        and fields[name].kind is columns.Kind.ID
    }


def _of_made(file: DraftFile, origin: DraftFile) -> Iterator[ChosenTable]:
    """The table of rows made of another file's; what that file says beside them goes along.

    Of repeated groups that is whose they are; of an amount in a cell all that is said of the thing.
    """
    if PART in file.made:
        table = ASSETS
        targets = all_for(file.columns, table)
        targets |= {c.name: c for c in file.columns if c.name == "currency"}
    else:
        of_origin = fullest(origin.columns, origin.file.name, origin.not_of)
        own = [column for column in file.columns if column.name in file.made]
        # A row of suspects is not several suspects: what it repeats is of another table.
        but = {of_origin.table if of_origin else ""} | file.not_of | tables_of_nobody(origin)
        best = fullest(own, file.file.name, but)
        if best is None:
            return
        table = best.table
        of_ids = {
            target: column
            for target, column in all_for(file.columns, table).items()
            if FIELDS[table][target].kind is columns.Kind.ID and target not in best.columns
        }
        targets = {**of_ids, **best.columns}
    targets = {target: column for target, column in targets.items() if target != key_of(table)}
    made = _keyed(table_of(file, table, targets, ()), key_of_made(file, origin, table))
    yield made if table == ASSETS else with_rows_of_its_own(made, file)


def key_of_made(file: DraftFile, origin: DraftFile, table: str) -> ChosenColumn:
    """An id for each row that is made of a row of `origin`, a file of the source."""
    own_id = next((c for c in origin.columns if names_a_row(c, origin)), None)
    if PART in file.made:
        # One that names no amount is one thing.
        return numbered(table, own_id, f" || coalesce('-' || {PART}, '')")
    number = next((c.name for c in file.columns if c.name in file.made and _counts(c)), None)
    return numbered(table, own_id, f" || '-' || {quoted(number)}" if number is not None else "")


def _counts(column: DraftColumn) -> bool:
    """Whether it holds the numbers of groups: none is blank, and they are few."""
    return column.name in {"n", "number", "nth"} and column.is_number


def _keyed(table: ChosenTable, key: ChosenColumn, name: str = "") -> ChosenTable:
    """The table with its key filled so, which is then not to fill any more."""
    name = name or key_of(table.table)
    lines = table.closing_comment.splitlines()
    closing = "\n".join(line for line in lines if not line.startswith(f"TO FILL: {name},"))
    return replace(table, columns={name: key, **table.columns}, closing_comment=closing)


def numbered(table: str, own: DraftColumn | None, end: str) -> ChosenColumn:
    """An id for each row that is made of one row, by that one's `own` id, or its number."""
    sign = f"'{table[0].upper()}' || "
    if own is None:
        comment = (
            "No column names a row of its own: the number of the row stands here, so that each"
            " import replaces the last one as a whole ([ids] above)."
        )
        return ChosenColumn(sql=f"{sign}_row{end}", comment=comment)
    comment = f'Put together of "{own.name}", which names a row.'
    sql = f"{sign}{quoted(own.name)}{end}"
    if own.is_code and not (own.number and own.number.after):
        return ChosenColumn(sql=sql, comment=comment)
    comment += " Its cells are not proven to be codes: it becomes a pseudonym."
    return ChosenColumn(sql=sql, pseudonym=True, comment=comment)


def own_key(file: DraftFile, table: str, targets: Mapping[str, DraftColumn]) -> ChosenColumn | None:
    """An id for each row where nothing names what it is about, but something whose it is."""
    key = key_of(table)
    if key in targets or table in NAMED or key not in FIELDS[table]:
        return None
    whose = {c.name for t, c in targets.items() if FIELDS[table][t].kind is columns.Kind.ID}
    of = next((c for c in file.columns if c.name in whose and is_unique(c, file)), None)
    return numbered(table, of, "") if of is not None else None
