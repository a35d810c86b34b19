"""Turn rows of a source file into text rows of a table, and report what could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from schemas import columns, findings
from schemas.language import Message, marked, message, messages, sentences, t
from seed import pseudonyms
from seed.gate import column_checks
from seed.gate.row_comparison import CASE_PARENTS
from seed.mapping.cell_formats import BLANK, read_date, read_number
from seed.mapping.mapping_report import NotMapped, TableMade, Values
from seed.mapping.profile_model import FIELDS, ROW, ColumnRule, TableRule
from seed.mapping.shown_values import count_shown_values
from seed.mapping.source_table import WARNING, SourceTable
from seed.readers import COMMAND_LINE
from seed.submission import Unmapped

Finding = findings.Finding
# The limit for a file. Lists in cells could otherwise make a small file into millions of rows.
MOST_ROWS = COMMAND_LINE.most_rows
UNREADABLE = "\x1funreadable"
# How many characters of a condition a report shows.
LONGEST_SHOWN = 80
NEVER = pl.lit(value=False)
Filled = tuple[pl.Expr, pl.Expr]
# Separates the parts of a list in a cell: a character that no text has.
_PART_END = "\x1f"
# The largest share of a column's filled cells that may be unreadable and become blank.
MOST_BLANKED = 0.2
# Unreadable cells of one column that are listed one by one; the others are counted.
LISTED = 50
_UNREAD = {
    "code": marked(
        "The mapping has no code for this value. Add one, or add the value to the missing values."
    ),
    "date": marked(
        "The date is not in a format of the mapping. Add the format, or add the value to the"
        " missing values."
    ),
    "late": marked(
        "The date is after {last}, the last day that the mapping allows. Correct it at the source,"
        " or allow later days for {column}."
    ),
    "number": marked(
        "The number is not in a format of the mapping. Add the format, or add the value to the"
        " missing values."
    ),
}


@dataclass(frozen=True)
class MappedRows:
    """The rows that one rule made of a source file.

    `frame` has the table's columns as text and the source's `row_number`, without refused rows.
    `made` counts the source's rows by result. `used` are the numbers of rows that became a row or
    were refused. `not_mapped` are cells that could not be read, `unmapped` the rows refused because
    of them.
    """

    frame: pl.DataFrame
    findings: tuple[Finding, ...]
    made: TableMade
    used: pl.Series
    unmapped: Unmapped
    not_mapped: tuple[NotMapped, ...] = ()


def map_rows(rule: TableRule, source: SourceTable, jurisdiction: str, key: str = "") -> MappedRows:
    """Return the rows that `rule` makes of the source's rows.

    Pseudonyms are keyed within the jurisdiction; with `key` = "" the environment's key is used.
    Raises UserError where a key is needed and missing.
    """
    rule = replace(rule, columns=rule.filled)
    left_by = _count_left_out(rule, source.frame)
    kept, too_many = _limit_rows(rule, source.frame.filter(meets_condition(rule)), source.file)
    rows = _fill_columns(rule, _split_lists(rule, kept))
    used = rows[ROW].cast(pl.Int32).unique()
    blanked = {
        c.target for c in rule.columns.values() if c.unreadable and is_rarely_unread(c, rows)
    }
    said = [*too_many, *find_unread_cells(rule, rows, source.file, blanked)]
    missed = tuple(list_not_mapped(rule, rows, source.file))
    strict = [unread_name(c) for c in rule.columns.values() if c.target not in blanked]
    wrong = pl.any_horizontal(pl.lit(value=False), *strict)
    unread, rows = rows.filter(wrong), rows.filter(~wrong)
    frame = rows.select(
        ROW, *(pl.col(value_name(c)).alias(c.target) for c in rule.columns.values())
    )
    # A list that names a part twice, or two words for one code, is one row.
    frame = frame.unique(maintain_order=True)
    hidden = {column.target for column in rule.columns.values() if column.pseudonym}
    key = (key or pseudonyms.load_key()) if hidden else key
    unmapped = _refused_rows(rule, source, unread)
    unmapped = replace(unmapped, ids=_with_pseudonyms(unmapped.ids, hidden, key, jurisdiction))
    made = TableMade(
        rule.table,
        source.file,
        read=source.frame.height,
        rows=frame.height,
        left_out=sum(count for _, count in left_by),
        refused=unread.height,
        merged=rows.height - frame.height,
        left_by=left_by,
    )
    frame = _with_pseudonyms(frame, hidden, key, jurisdiction)
    return MappedRows(frame, tuple(said), made, used, unmapped, missed)


def _count_left_out(rule: TableRule, rows: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """Return each condition of the rule, with how many of the rows left by earlier ones fail it."""
    left = []
    if rule.where:
        words = " ".join(rule.where.split())
        shown = words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}..."
        meant = rows.filter(meets_condition(rule))
        left.append((f"[where] {shown}", rows.height - meant.height))
        rows = meant
    for column in rule.columns.values():
        if column.makes_rows:
            without = rows.height - rows.filter(_number_of_parts(column) > 0).height
            left.append((t("{column} has something", column=column.source), without))
    return tuple((words, count) for words, count in left if count)


def _with_pseudonyms(
    frame: pl.DataFrame, hidden: set[str], key: str, jurisdiction: str
) -> pl.DataFrame:
    """Return the frame with pseudonyms in the `hidden` columns, keyed within the jurisdiction."""
    names = [name for name in frame.columns if name in hidden]
    return frame.with_columns(
        pseudonyms.hash_cells(key, frame[name], scope=jurisdiction) for name in names
    )


def _number_of_parts(column: ColumnRule) -> pl.Expr:
    return split_cell(pl.col(column.source or ""), column.split).list.len().cast(pl.Int64)


def _limit_rows(
    rule: TableRule, rows: pl.DataFrame, file: str
) -> tuple[pl.DataFrame, list[Finding]]:
    """Return the rows; or none and a finding if they would become more rows than are allowed."""
    split = [_number_of_parts(column) for column in rule.columns.values() if column.makes_rows]
    made = max(rows.height, *rows.select(pl.lit(0), *split).sum().row(0))
    if made <= MOST_ROWS:
        return rows, []
    wording = (
        f"the profile would make {made:,} rows of {rows.height:,}; at most {MOST_ROWS:,} are"
        " read. Look at the cells that list what becomes a row each."
    )
    return rows.clear(), [Finding(file, "mapping.too_many_rows", wording)]


def _split_lists(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """Make a row for each part of a list in a cell."""
    for column in rule.columns.values():
        if column.makes_rows:
            name = column.source or ""
            rows = rows.with_columns(split_cell(pl.col(name), column.split)).explode(name)
            rows = rows.drop_nulls(name)
    return rows


def _fill_columns(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the source's columns with, for each target, its value and whether it is unreadable."""
    how = [(column, fill_column(column)) for column in rule.columns.values()]
    rows = rows.with_columns(
        *(value.alias(value_name(c)) for c, (value, _) in how),
        *(unread.alias(unread_name(c)) for c, (_, unread) in how),
    )
    for column in rule.columns.values():
        if column.makes_rows:
            # A part with an empty code makes no row.
            rows = rows.filter(
                pl.col(value_name(column)).is_not_null() | pl.col(unread_name(column))
            )
    return rows


def _refused_rows(rule: TableRule, source: SourceTable, unread: pl.DataFrame) -> Unmapped:
    """Return the refused rows, with those of their ids that are readable."""
    fields = FIELDS[rule.table]
    ids = [
        column for column in rule.columns.values() if fields[column.target].kind is columns.Kind.ID
    ]
    lost = (unread_name(column) for column in ids if column.target in CASE_PARENTS)
    told = unread.select(
        pl.col(ROW).cast(pl.Int32),
        *(pl.when(~pl.col(unread_name(c))).then(value_name(c)).alias(c.target) for c in ids),
        pl.any_horizontal(pl.lit(value=False), *lost).alias(UNREADABLE),
    )
    return Unmapped(rule.table, source.file, told.drop(UNREADABLE), told[UNREADABLE])


def value_name(column: ColumnRule) -> str:
    """Return the name of the helper column with the value for a record column."""
    return f"\x1fmade {column.target}"


def unread_name(column: ColumnRule) -> str:
    """Return the name of the helper column that says whether a cell could not be read."""
    return f"\x1funread {column.target}"


def fill_column(rule: ColumnRule) -> Filled:
    """Return expressions: a column's text (NULL where blank), and whether a cell is unreadable."""
    if rule.constant is not None:
        return pl.lit(rule.constant), NEVER
    cell = read_cell(rule)
    return _fill_several(rule, cell) if rule.several is not None else _fill_one(rule, cell)


def meets_condition(rule: TableRule) -> pl.Expr:
    """Return a boolean expression: whether a row meets the rule's `where`; NULL counts as false."""
    if not rule.where:
        return pl.lit(value=True)
    return (pl.col(rule.where_column) == "true").fill_null(value=False)


def read_cell(rule: ColumnRule) -> pl.Expr:
    """Return an expression for the cell, NULL where its value means missing."""
    cell = pl.col(rule.column or "")
    return pl.when(cell.is_in(rule.missing)).then(BLANK).otherwise(cell)


def split_cell(cell: pl.Expr, ends: tuple[str, ...]) -> pl.Expr:
    """Return an expression for the list in a cell: its stripped parts, without blank ones.

    `ends` are the separators.
    """
    for end in ends:
        cell = cell.str.replace_all(end, _PART_END, literal=True)
    stripped = cell.str.split(_PART_END).list.eval(pl.element().str.strip_chars())
    return stripped.list.eval(pl.element().filter(pl.element() != ""))


def _fill_one(rule: ColumnRule, cell: pl.Expr) -> Filled:
    """Return a cell's value, by its code or else its format, and whether it could not be read."""
    if rule.codes is not None:
        uncoded = cell if rule.is_formatted else BLANK
        coded = _unless_empty(_code_expression(rule, cell, uncoded))
        if not rule.is_formatted:
            return coded, cell.is_not_null() & ~has_code(rule, cell)
        cell = coded
    if rule.dates:
        value = pl.when(~_is_late(rule, cell)).then(_date_expression(rule, cell)).otherwise(BLANK)
    elif rule.number is not None:
        value = read_number(cell, rule.number)
    else:
        return cell, NEVER
    return value, cell.is_not_null() & value.is_null()


def _date_expression(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    return pl.coalesce(read_date(cell, written) for written in rule.dates)


def _is_late(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    if rule.not_after is None:
        return NEVER
    # ISO dates of any precision sort as text.
    late = _date_expression(rule, cell) > rule.not_after.isoformat()
    return late.fill_null(value=False)


def _code_expression(rule: ColumnRule, cell: pl.Expr, uncoded: pl.Expr) -> pl.Expr:
    """Return the code of the cell, else of the first pattern, else by number, else `uncoded`."""
    codes = rule.codes or {}
    value = uncoded
    for start, code in rule.code_steps:
        value = pl.when(_number_expression(rule, cell) >= start).then(pl.lit(code)).otherwise(value)
    for pattern, code in reversed([*rule.codes_like.items()]):
        value = pl.when(cell.str.contains(pattern)).then(pl.lit(code)).otherwise(value)
    own = cell.replace_strict(codes, default=None, return_dtype=pl.String)
    return pl.when(cell.is_in(list(codes))).then(own).otherwise(value)


def has_code(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    """Return an expression: whether the rule has a code for the cell, even an empty one."""
    own = cell.is_in(list(rule.codes or {}))
    numbers = [_number_expression(rule, cell) >= start for start, _ in rule.code_steps[:1]]
    found = (cell.str.contains(like) for like in rule.codes_like)
    return pl.any_horizontal(own, *found, *(one.fill_null(value=False) for one in numbers))


def _number_expression(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    plain = cell if rule.number is None else read_number(cell, rule.number)
    return plain.cast(pl.Float64, strict=False)


def _fill_several(rule: ColumnRule, cell: pl.Expr) -> Filled:
    """Return one code for a list (`several` if its parts differ); whether a part has no code."""
    listed = split_cell(cell, rule.split)
    coded = listed.list.eval(_unless_empty(_code_expression(rule, pl.element(), BLANK)))
    coded = coded.list.drop_nulls().list.unique(maintain_order=True)
    value = pl.when(coded.list.len() > 1).then(pl.lit(rule.several)).otherwise(coded.list.first())
    unread = listed.list.eval(~has_code(rule, pl.element())).list.any()
    return _unless_empty(value), unread.fill_null(value=False)


def _unless_empty(value: pl.Expr) -> pl.Expr:
    """Return NULL for the empty code, which means blank."""
    return pl.when(value != "").then(value).otherwise(BLANK)


def is_rarely_unread(column: ColumnRule, rows: pl.DataFrame) -> bool:
    """Return whether at most a fifth of filled cells are unreadable. Else the profile is wrong."""
    unread, filled = _count_unread(column, rows)
    return unread <= MOST_BLANKED * filled


def _count_unread(column: ColumnRule, rows: pl.DataFrame) -> tuple[int, int]:
    """Return the number of unreadable cells of a column, and of its filled cells."""
    filled = rows if column.column is None else rows.drop_nulls(column.column)
    return rows.filter(pl.col(unread_name(column))).height, filled.height


def find_unread_cells(
    rule: TableRule, rows: pl.DataFrame, file: str, blanked: set[str]
) -> Iterator[Finding]:
    """Yield a finding per unreadable cell; only a warning if its target is `blanked`.

    The last finding listed for a column also counts all further ones.
    """
    for column in rule.columns.values():
        is_blanked = column.target in blanked
        severity = WARNING if is_blanked else findings.Severity.ERROR
        for kind, wrong in _unread_rows(column, rows):
            becomes = _outcome_words(column, rows, is_blanked=is_blanked)
            unread = Message((_UNREAD[kind],), {"column": column.target, "last": column.not_after})
            wording = sentences(unread, becomes)
            numbers = wrong[ROW].unique(maintain_order=True)
            for position, row in enumerate(numbers[:LISTED], start=1):
                more = max(numbers.len() - LISTED, 0) if position == LISTED else 0
                name = column.column or ""
                yield Finding(
                    file, f"mapping.{kind}", wording, severity, row, name, occurrences=1 + more
                )


def _unread_rows(column: ColumnRule, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the unreadable rows by kind of fault.

    A date after the last one allowed is a kind of its own: its form is right, and something else
    must be corrected.
    """
    wrong = rows.filter(pl.col(unread_name(column)))
    late = _is_late(column, read_cell(column)) if column.dates else NEVER
    number = "number" if column.is_formatted else "code"
    kinds = {"date" if column.dates else number: wrong.filter(~late), "late": wrong.filter(late)}
    yield from ((kind, of_kind) for kind, of_kind in kinds.items() if of_kind.height)


def _outcome_words(column: ColumnRule, rows: pl.DataFrame, *, is_blanked: bool) -> str:
    """Return what happens to rows with unreadable cells; "" if these can never become blank."""
    if is_blanked:
        return message("{column} was left blank, as the mapping says.", column=column.target)
    if not column.unreadable:
        return ""
    unread, filled = _count_unread(column, rows)
    return messages(
        "The mapping leaves up to a fifth of the filled cells blank if they cannot be read. Here"
        " {count} of {filled:,} cannot be read, so the row was rejected.",
        "The mapping leaves up to a fifth of the filled cells blank if they cannot be read. Here"
        " {count} of {filled:,} cannot be read, so the rows were rejected.",
        unread,
        filled=filled,
    )


def list_not_mapped(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[NotMapped]:
    """Yield for each column the cells that could not be read, without values that may be names."""
    for column in rule.columns.values():
        name = column.column or ""
        # The column, or the columns that SQL makes it of, may hold names.
        is_shown = not column.hides and not any(
            map(column_checks.names_a_person, {name, *column.sql_reads})
        )
        for kind, wrong in _unread_rows(column, rows):
            cells = count_shown_values(wrong[name]) if is_shown else Values(hidden=wrong.height)
            yield NotMapped(file, name, rule.table, column.target, kind, cells)
