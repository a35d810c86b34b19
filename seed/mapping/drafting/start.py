"""The suggestions for a source as a choice to begin with, with comments for whoever goes on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from schemas import columns
from seed.mapping.drafting.asked import with_rows_of_its_own
from seed.mapping.drafting.chosen import Chosen, ChosenColumn, ChosenTable
from seed.mapping.drafting.drafted import DraftColumn, DraftFile
from seed.mapping.drafting.likeliest import all_for, fullest
from seed.mapping.drafting.outcomes import ASSETS
from seed.mapping.drafting.suggested import is_unique, names_a_row, table_of
from seed.mapping.language.profile import Statement, Unfilled
from seed.mapping.language.targets import FIELDS, NAMED, key_of

# A table beside the main one of a file is worth a start where so many columns seem to be for it.
LEAST_COLUMNS = 3
FIRST_TABLE = "cases"
SANCTIONS, MONTHS = "sanctions", "months"
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

    Columns that are read elsewhere, as repeated groups or by a join, are not read here too.
    """
    files = tuple(files)
    elsewhere = _read_elsewhere(files)
    tables = [table for file in files for table in _tables(file, files, elsewhere)]
    tables = [*_said_once(tuple(_with_parents(tables, files)))]
    return Chosen(
        name,
        tuple(file.file for file in files),
        tuple(tables),
        statement=Statement(
            jurisdiction="",
            unfilled=Unfilled.NOT_COLLECTED,
            ids="by_row" if any(table.has_ids_by_row for table in tables) else None,
        ),
        comment=HEAD.format(
            name=name,
            checked="FILE SOURCE" if source is None else "FILE",
            imported="SOURCE --mapping FILE" if source is None else "--mapping FILE",
        ),
        source=source,
    )


def _said_once(tables: Sequence[ChosenTable]) -> Iterator[ChosenTable]:
    """The tables without the word that columns are not read which another table of the file reads.

    The parents of a table's rows are found after it.
    """
    for table in tables:
        read = {
            f'Not read: "{column.source}":'
            for other in tables
            if other.file == table.file
            for column in other.columns.values()
        }
        lines = table.closing_comment.splitlines()
        kept = [line for line in lines if not line.startswith(tuple(read))]
        yield replace(table, closing_comment="\n".join(kept))


def _with_parents(
    tables: Sequence[ChosenTable], files: Sequence[DraftFile]
) -> Iterator[ChosenTable]:
    """The tables with those that they name rows of: the cases of suspects, the offices of cases.

    What need not name a case does not, where no file has cases.
    """
    by_label = {file.file.name: file for file in files}
    filled = {table.table for table in tables}
    if "cases" not in filled:
        first = next((t for t in tables if t.table != "cases" and _needs_case(t)), None)
        if first is not None:
            parent = _parent("cases", first.columns["case_id"], by_label[first.file])
            tables, filled = (parent, *tables), {*filled, "cases"}
    if "offices" not in filled:
        of = next((t for t in tables if t.table == "cases" and "office_id" in t.columns), None)
        if of is not None:
            parent = _parent("offices", of.columns["office_id"], by_label[of.file])
            tables, filled = (parent, *tables), {*filled, "offices"}
    for table in tables:
        lacking = {f"{one}_id" for one in ("case", "office") if f"{one}s" not in filled}
        kept = {t: c for t, c in table.columns.items() if t not in lacking}
        nowhere = "\n".join(
            f'Not read: "{c.source}", perhaps {table.table}.{t}: nothing here fills'
            f" {t.removesuffix('_id')}s."
            for t, c in table.columns.items()
            if t in lacking
        )
        closing = "\n".join(filter(None, (table.closing_comment, nowhere)))
        yield replace(table, columns=kept, closing_comment=closing)


def _needs_case(table: ChosenTable) -> bool:
    is_named = (column := table.columns.get("case_id")) is not None and column.source is not None
    return is_named and FIELDS[table.table]["case_id"].required


def _parent(table: str, key: ChosenColumn, file: DraftFile) -> ChosenTable:
    """The rows that are named in another table's, one for each name."""
    name, source = key_of(table), key.source or ""
    targets = {t: c for t, c in all_for(file.columns, table).items() if c.name != source}
    own = next(column for column in file.columns if column.name == source)
    chosen = table_of(file, table, {name: own, **targets}, ())
    kept = {t: _kept(one, FIELDS[table][t]) for t, one in chosen.columns.items()}
    return replace(
        chosen,
        columns={**kept, name: replace(key, more={})},
        first_of=(source,),
        # What has no name is no row of its own.
        more={"of": source} if own.filled < file.rows else {},
    )


def _kept(column: ChosenColumn, field: columns.Field) -> ChosenColumn:
    """Of the rows that are one: the earliest day, of all else what is filled first."""
    keep = "min" if field.kind is columns.Kind.DATE and column.date else "first_filled"
    return replace(column, more={**column.more, "keep": keep})


def _read_elsewhere(files: Sequence[DraftFile]) -> Mapping[str, set[str]]:
    """By the label of a file, the columns of it that other files have for it."""
    elsewhere: dict[str, set[str]] = {file.file.name: set() for file in files}
    for file in files:
        for join in file.file.joins:
            elsewhere[join.file] |= set(join.columns)
        if file.file.origin is not None:
            carried = {column.name for column in file.columns}
            origin = next(one for one in files if one.file.name == file.file.origin)
            elsewhere[file.file.origin] |= {c.name for c in origin.columns} - carried
    return elsewhere


def _tables(
    file: DraftFile, files: Sequence[DraftFile], elsewhere: Mapping[str, set[str]]
) -> Iterator[ChosenTable]:
    if file.file.origin is not None:
        origin = next(one for one in files if one.file.name == file.file.origin)
        yield from _made(file, origin)
        return
    columns_ = [one for one in file.columns if one.name not in elsewhere[file.file.name]]
    amounts = next((f for f in files if f.file.origin == file.file.name and f.file.extract), None)
    if amounts is not None and amounts.file.extract is not None:
        # Things of unknown amount are things too.
        rest = all_for(columns_, ASSETS)
        taken = {amounts.file.extract.column, *(column.name for column in rest.values())}
        unread = [column for column in columns_ if column.name not in taken]
        where = {amounts.file.extract.column: {"blank": True}}
        yield replace(table_of(file, ASSETS, rest, unread), more={"where": where})
        return
    own = tuple(_of_own(file, columns_))
    is_repeated = any(f.file.origin == file.file.name and f.file.unpivot for f in files)
    sentence = _sentence(columns_) if is_repeated else {}
    if not sentence or any(table.table == SANCTIONS for table in own):
        yield from own
        return
    yield from _of_own(file, [one for one in columns_ if one != sentence[MONTHS]])
    made = table_of(file, SANCTIONS, sentence, ())
    key = own_key(file, SANCTIONS, sentence)
    made = _keyed(made, key) if key is not None else made
    comment = f"{made.comment} A sentence is of the person, and not of each group of columns."
    yield with_rows_of_its_own(replace(made, comment=comment), file)


def _sentence(columns_: Sequence[DraftColumn]) -> dict[str, DraftColumn]:
    """What seems to be the sentence of each person of a file, with whose it is; empty without."""
    months = all_for(columns_, SANCTIONS).get(MONTHS)
    whose = _whose(SANCTIONS, all_for(columns_, "suspects"))
    return {**whose, MONTHS: months} if months is not None and "person_id" in whose else {}


def _of_own(file: DraftFile, columns_: Sequence[DraftColumn]) -> Iterator[ChosenTable]:
    unused = list(columns_)
    chosen: list[tuple[str, Mapping[str, DraftColumn]]] = []
    while (best := fullest(unused, file.file.name)) and (
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


def _made(file: DraftFile, origin: DraftFile) -> Iterator[ChosenTable]:
    """The table of rows made of another file's; what that file says beside them goes along.

    Of repeated groups that is whose they are; of an amount in a cell all that is said of the thing.
    """
    own = [column for column in file.columns if column.name in file.file.makes]
    if file.file.extract is not None:
        table = ASSETS
        targets = all_for(file.columns, table)
        targets |= {"currency": own[1]} if len(own) > 1 else {}
    else:
        of_origin = fullest(origin.columns, origin.file.name)
        # A row of suspects is not several suspects: what it repeats is of another table.
        best = fullest(own, file.file.name, of_origin.table if of_origin else "")
        if best is None or file.file.unpivot is None:
            return
        table = best.table
        of_ids = {
            target: column
            for target, column in all_for(file.columns, table).items()
            if FIELDS[table][target].kind is columns.Kind.ID and target not in best.columns
        }
        targets = {**of_ids, **best.columns}
    key = key_of(table)
    targets = {target: column for target, column in targets.items() if target != key}
    chosen = table_of(file, table, targets, ())
    yield _keyed(chosen, key_of_made(file, origin, table))


def key_of_made(file: DraftFile, origin: DraftFile, table: str) -> ChosenColumn:
    """An id for each row that is made of a row of `origin`, a file of the source."""
    own_id = next((c for c in origin.columns if names_a_row(c, origin)), None)
    part = file.file.unpivot.part if file.file.unpivot is not None else "part"
    return _numbered(table, own_id, part)


def _keyed(table: ChosenTable, key: ChosenColumn) -> ChosenTable:
    """The table with its key filled so, which is then not to fill any more."""
    name = key_of(table.table)
    lines = table.closing_comment.splitlines()
    closing = "\n".join(line for line in lines if not line.startswith(f"TO FILL: {name},"))
    return replace(table, columns={name: key, **table.columns}, closing_comment=closing)


def _numbered(table: str, own: DraftColumn | None, part: str) -> ChosenColumn:
    """An id for each row that is made of one row, by that one's `own` id, or its number."""
    sign, end = table[0].upper(), f"-{{{part}}}" if part else ""
    if own is None:
        comment = (
            "No column names a row of its own: the number of the row stands here, so that each"
            " import replaces the last one as a whole ([ids] above)."
        )
        return ChosenColumn(compose=f"{sign}{{row_number}}{end}", comment=comment)
    comment = f'Put together of "{own.name}", which names a row.'
    if own.is_code and not (own.number and own.number.after):
        return ChosenColumn(compose=f"{sign}{{{own.name}}}{end}", comment=comment)
    comment += " Its cells are not proven to be codes: it becomes a pseudonym."
    return ChosenColumn(compose=f"{sign}{{{own.name}}}{end}", pseudonym=True, comment=comment)


def own_key(file: DraftFile, table: str, targets: Mapping[str, DraftColumn]) -> ChosenColumn | None:
    """An id for each row where nothing names what it is about, but something whose it is."""
    key = key_of(table)
    if key in targets or table in NAMED or key not in FIELDS[table]:
        return None
    whose = {c.name for t, c in targets.items() if FIELDS[table][t].kind is columns.Kind.ID}
    of = next((c for c in file.columns if c.name in whose and is_unique(c, file)), None)
    return _numbered(table, of, "") if of is not None else None
