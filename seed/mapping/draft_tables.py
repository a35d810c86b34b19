"""The tables that the files of an export seem to fill, and who their rows are about.

Nobody becomes a suspect or a victim by a guess. A word in a column, or the name of a column or a
file, must say so: the callers of a hotline have a sex and an age too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from schemas import columns
from seed.mapping import guess_columns
from seed.mapping.column_profiles import CellKind, ColumnProfile, FileProfile
from seed.mapping.draft_columns import NO_CODES, draft_table, is_unique, names_a_row, with_condition
from seed.mapping.draft_selects import select_one_row_each
from seed.mapping.known_words import ACCUSED, OTHERS, VICTIMS, matches_word, normalize_word
from seed.mapping.profile_model import (
    FIELDS,
    REFERENCED_TABLES,
    ColumnRule,
    Profile,
    SourceFile,
    Statement,
    TableRule,
    Unfilled,
    table_key,
)
from seed.mapping.profile_sql import condition_in, has_ids_by_row, identifier

# One column with the very name says more of a table than two with names like it.
DOUBTFUL = 0.6
# A table beside the main one of a file is drafted where so many columns seem to be for it.
LEAST_COLUMNS = 3
FIRST_TABLE = "cases"
# Rows of other tables name these, so they get a row of each name.
PARENTS = ("cases", "offices")
HEAD = """\
{name}: write here what the source is, who keeps it, and what you decided.

This is a draft. It compares names and understands nothing. Check every line. Next:
  prosecution-quality mapping check {checked}   what is still to fill, and what cannot be read
  prosecution-quality import {imported} --dry-run    what it would make
What no table fills counts as not collected, by [unfilled] below. Write "elsewhere" there if other
submissions of the jurisdiction bring it."""
# So many of the filled cells of a column must be words for who somebody is, unless these stand for
# several roles.
LEAST_READ = 0.5
# A word that makes no other role of the one behind it: co-accused.
TOGETHER = frozenset({"co"})
# What nobody has but who is accused, as far as a column seems to be for it.
OF_ACCUSED = {("suspects", "outcome"), ("suspects", "plea"), ("sanctions", "months")}
LEAST_SURE = 0.85


class LikelyTable(NamedTuple):
    """A table that columns seem to be for, which of them fill what, and how sure that is."""

    table: str
    columns: Mapping[str, ColumnProfile]
    score: float


def likeliest_table(
    columns: Iterable[ColumnProfile], label: str, but: Collection[str] = ()
) -> LikelyTable | None:
    """The likeliest table of these columns, except those in `but`."""
    of_tables = likeliest_columns(columns)
    called = guess_columns.our_words(label)
    totals = {
        table: sum(score - DOUBTFUL for score, _ in targets.values())
        # A file is mostly called what it holds.
        + (1 if table in label or guess_columns.entity_name(table) in called else 0)
        for table, targets in of_tables.items()
        if table not in but
    }
    best = max((t for t in FIELDS if t in totals), key=lambda table: totals[table], default=None)
    if best is None:
        return None
    filled = {target: column for target, (_, column) in of_tables[best].items()}
    return LikelyTable(best, filled, totals[best])


def columns_for(columns: Iterable[ColumnProfile], table: str) -> dict[str, ColumnProfile]:
    """By column of one table, the source column that seems to be for it."""
    return {
        target: column for target, (_, column) in likeliest_columns(columns).get(table, {}).items()
    }


def likeliest_columns(
    columns: Iterable[ColumnProfile],
) -> Mapping[str, Mapping[str, tuple[float, ColumnProfile]]]:
    """By table and its column, the likeliest source column, with its score."""
    found: dict[str, dict[str, tuple[float, ColumnProfile]]] = {}
    for column in columns:
        tables_filled: set[str] = set()
        for (table, target), score in column.scored:
            before = found.setdefault(table, {}).get(target)
            # A column fills one of each table, the likeliest that no other is likelier for.
            if table not in tables_filled and (before is None or before[0] < score):
                found[table][target] = (score, column)
                tables_filled.add(table)
    return found


def lacking_columns(files: Sequence[FileProfile]) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """By file, the columns of other files that its likeliest table lacks.

    The file with the surest table comes first.
    """
    best = [(file, likeliest_table(file.columns, file.file.name, file.not_of)) for file in files]
    sure = [(file, one) for file, one in best if one is not None]
    for file, (table, targets, _) in sorted(sure, key=lambda one: -one[1].score):
        wanted: dict[str, list[str]] = {}
        for other in files:
            for target, column in columns_for(other.columns, table).items():
                is_wanted = other is not file and target not in targets
                if is_wanted and FIELDS[table][target].kind is not columns.Kind.ID:
                    wanted.setdefault(other.file.name, []).append(column.name)
        if wanted:
            yield file.file.name, wanted


def draft_choice(name: str, files: Sequence[FileProfile], source: str | None = None) -> Profile:
    """The draft of all tables. `source` is the address of the database, where it is one."""
    tables = _with_parents(draft_tables(files), files)
    tables = _without_what_is_read(_without_lost_parents(tables))
    comment = HEAD.format(
        name=name,
        checked="FILE SOURCE" if source is None else "FILE",
        imported="SOURCE --mapping FILE" if source is None else "--mapping FILE",
    )
    first = "".join(f"\nLOOK FIRST: {question}" for question in first_questions(files))
    by_row = any(map(has_ids_by_row, tables))
    return Profile(
        name,
        tuple(file.file for file in files),
        tuple(tables),
        statement=Statement(
            jurisdiction="", unfilled=Unfilled.NOT_COLLECTED, ids="by_row" if by_row else None
        ),
        comment=comment + first,
        source=source,
    )


def first_questions(files: Iterable[FileProfile]) -> Iterator[str]:
    """What a person is asked before all else: who the rows of a file are about."""
    for file in files:
        if file.file.select:
            continue
        if (role := find_role_column(file)) is not None:
            yield f"{file.file.file}: {role.question}"
        elif (columns := find_columns_of_accused(file)) and not is_role_named(file, Role.ACCUSED):
            few = ", ".join(f"[{name}]" for name in columns)
            yield (
                f"{file.file.file}: a row is taken for an accused person, because only the accused"
                f" have {few}. If victims, witnesses or others are in the file too, say which rows"
                " are of the accused in [where]. Is that right?"
            )


def draft_tables(files: Sequence[FileProfile]) -> list[TableRule]:
    """The tables that the files fill, without cases and offices that are only named in them.

    What a SELECT looks up or makes of a file is not read from that file too.
    """
    looking = {f.arrangement.origin for f in files if f.arrangement and f.arrangement.looks_up}
    by_name = {file.file.name: file for file in files}
    found: list[TableRule] = []
    for file in files:
        name, how = file.file.name, file.arrangement
        if name in looking or (how is not None and how.key):
            continue
        if how is not None and how.makes_several:
            origin = by_name.get(how.origin)
            found += _table_of_groups(file, origin) if origin is not None else ()
            continue
        # The columns that become rows elsewhere are not read here.
        groups = [
            one.names
            for one in files
            if (of := one.arrangement) and of.makes_several and of.origin == name
        ]
        own = [c for c in file.columns if all(c.name in names for names in groups)]
        if (role := find_role_column(file)) is not None:
            found += _tables_by_role(file, own, role)
        else:
            found += _tables_of_file(file, own)
    return found


class Role(StrEnum):
    """The role of a person; its value is the table that holds such persons, blank for others."""

    ACCUSED = "suspects"
    VICTIM = "victims"
    OTHER = ""


@dataclass(frozen=True)
class RoleColumn:
    """A column that says who each row is about; `words` has its words by role, with their rows."""

    name: str
    words: Mapping[Role, Mapping[str, int]]
    unread: Mapping[str, int]
    blank: int = 0

    def where(self, role: Role) -> str:
        """The condition on the rows of somebody with this role."""
        return condition_in(self.name, self.words[role])

    @property
    def question(self) -> str:
        """What a person is asked before anything else."""
        roles = "; ".join(
            f"{role.value or 'not stored'}: {_words_with_rows(words)}"
            for role, words in self.words.items()
            if words
        )
        left = [_words_with_rows(self.unread)] if self.unread else []
        left += [f"a blank ({self.blank:,})"] if self.blank else []
        nothing = f" Nothing is made of rows with {' or '.join(left)}." if left else ""
        return f'"{self.name}" seems to say who each row is about: {roles}.{nothing} Is that right?'


def _tables_by_role(
    file: FileProfile, columns_: Sequence[ColumnProfile], role: RoleColumn
) -> Iterator[TableRule]:
    """The accused and the victims of a file, by the column that says who each row is about."""
    others = [column for column in columns_ if column.name != role.name]
    person = columns_for(others, Role.ACCUSED).get("person_id")
    roles = [one for one in (Role.ACCUSED, Role.VICTIM) if role.words[one]]
    used: set[str] = set()
    for one in roles:
        key = "person_id" if one is Role.ACCUSED else "victim_id"
        targets = {
            t: c for t, c in columns_for(others, one.value).items() if t != key and c != person
        }
        targets |= {key: person} if person is not None else {}
        used |= {column.name for column in targets.values()}
        unread = [c for c in others if c.name not in used] if one is roles[-1] else ()
        own = make_id(one.value, None, "") if person is None else None
        made = draft_table(file, one.value, targets, unread, own, called=key)
        comment = f'{made.comment} Only the rows whose "{role.name}" says so.'
        yield replace(made, where=role.where(one), comment=comment)


def _tables_of_file(file: FileProfile, columns_: Sequence[ColumnProfile]) -> Iterator[TableRule]:
    """Draft the likeliest table of a file, and others that many columns seem to be for."""
    unused = list(columns_)
    chosen: list[tuple[str, Mapping[str, ColumnProfile]]] = []
    but = file.not_of | tables_without_words(file)
    while (best := likeliest_table(unused, file.file.name, but)) and (
        not chosen or len(best.columns) >= LEAST_COLUMNS
    ):
        chosen.append((best.table, best.columns))
        taken = {column.name for column in best.columns.values()}
        unused = [column for column in unused if column.name not in taken]
    main = next((targets for _, targets in chosen), {})
    for position, (table, targets) in enumerate(chosen or [(FIRST_TABLE, {})]):
        # The ids that its rows cannot be without, as the main table has them.
        fields = FIELDS[table]
        whose = {
            name: column
            for name, column in main.items()
            if name in fields
            and name != table_key(table)
            and fields[name].required
            and _is_id(fields[name])
        }
        targets = {**whose, **targets}
        key = draft_key(file, table, targets)
        made = draft_table(file, table, targets, () if position else unused, key)
        yield with_condition(made, file)


def _is_id(field: columns.Field) -> bool:
    return field.kind is columns.Kind.ID


def _table_of_groups(file: FileProfile, origin: FileProfile) -> Iterator[TableRule]:
    """Draft the table of repeated groups of columns, with the ids of the file they come from."""
    of_origin = likeliest_table(origin.columns, origin.file.name, origin.not_of)
    own = [column for column in file.columns if column.name in file.made]
    # A row of suspects is not several suspects: what it repeats is of another table.
    but = {of_origin.table if of_origin else ""} | file.not_of | tables_without_words(origin)
    best = likeliest_table(own, file.file.name, but)
    if best is None:
        return
    table, key = best.table, table_key(best.table)
    ids = {t: c for t, c in columns_for(file.columns, table).items() if _is_id(FIELDS[table][t])}
    targets = {t: c for t, c in {**ids, **best.columns}.items() if t != key}
    made = draft_table(file, table, targets, key=draft_group_key(file, origin, table))
    yield with_condition(made, file)


def write_one_row_selects(
    files: Sequence[FileProfile], taken: Iterable[str]
) -> Iterator[SourceFile]:
    """Write SELECTs that take one row each for cases and offices named in many rows."""
    names = {*taken}
    for table, file, key in _repeated_parents(draft_tables(files), files):
        name = f"{table}_of_{file.file.name}"
        if name not in names:
            names.add(name)
            filled = [c.name for c in columns_for(file.columns, table).values() if c.name != key]
            select = select_one_row_each(file.file.name, key, filled)
            yield SourceFile(name, "", select=select)


def _repeated_parents(
    tables: Sequence[TableRule], files: Sequence[FileProfile]
) -> Iterator[tuple[str, FileProfile, str]]:
    """The tables of which a file names a row several times, with the file and the column."""
    by_label = {file.file.name: file for file in files}
    for table, label, key in _named_parents(tables):
        column = by_label[label].column(key)
        if column is not None and not is_unique(column, by_label[label]):
            yield table, by_label[label], key
    for one in tables:
        key_column = one.columns.get(table_key(one.table))
        source = key_column.source if key_column is not None else None
        of = by_label[one.file].column(source or "")
        if one.table in PARENTS and of is not None and of.distinct < of.filled:
            yield one.table, by_label[one.file], of.name


def _named_parents(tables: Sequence[TableRule]) -> Iterator[tuple[str, str, str]]:
    """The tables that are only named in others, with the file and the column that name them."""
    filled = {table.table for table in tables}
    for parent in PARENTS:
        key = table_key(parent)
        naming = (
            (table, column.source)
            for table in tables
            if (column := table.columns.get(key)) is not None
            and column.source is not None
            # An office may be named by cases alone, and a case where it must be.
            and (
                table.table == "cases" or (parent == "cases" and FIELDS[table.table][key].required)
            )
        )
        first = next(naming, None) if parent not in filled else None
        if first is not None:
            yield parent, first[0].file, first[1]


def _with_parents(tables: Sequence[TableRule], files: Sequence[FileProfile]) -> Sequence[TableRule]:
    """The tables, with cases and offices that are only named in them.

    Where a SELECT takes one row of each, they are filled from that.
    """
    by_label = {file.file.name: file for file in files}
    once = {(how.origin, how.key): f for f in files if (how := f.arrangement) and how.key}
    every: list[TableRule] = []
    for table in tables:
        key = table.columns.get(table_key(table.table))
        of = once.get((table.file, key.source or "")) if key is not None else None
        is_parent = of is not None and table.table in PARENTS
        every.append(replace(table, file=of.file.name) if of is not None and is_parent else table)
    for _ in PARENTS:
        # The cases that suspects name may name offices themselves.
        for name, label, source in [*_named_parents(every)][:1]:
            file = once.get((label, source), by_label[label])
            file = file if file.column(source) is not None else by_label[label]
            child = next(t for t in every if t.file == label and table_key(name) in t.columns)
            every.insert(0, _parent(name, child.columns[table_key(name)], file))
    return every


def _parent(table: str, key: ColumnRule, file: FileProfile) -> TableRule:
    """A table of cases or offices that another table names."""
    name, source = table_key(table), key.source or ""
    targets = {t: c for t, c in columns_for(file.columns, table).items() if c.name != source}
    own = next(column for column in file.columns if column.name == source)
    chosen = draft_table(file, table, {name: own, **targets})
    where = f"{identifier(source)} IS NOT NULL" if own.filled < file.rows else ""
    return replace(chosen, columns={**chosen.columns, name: key}, where=where)


def _without_lost_parents(tables: Sequence[TableRule]) -> Iterator[TableRule]:
    """The tables without ids of cases and offices where no table holds these."""
    filled = {table.table for table in tables}
    lacking = {table_key(one) for one in PARENTS if one not in filled}
    for table in tables:
        kept = {t: c for t, c in table.columns.items() if t not in lacking}
        lost = [
            f'Not read: "{c.source}", perhaps {table.table}.{t}: nothing here fills'
            f" {t.removesuffix('_id')}s."
            for t, c in table.columns.items()
            if t in lacking
        ]
        closing = "\n".join([*table.closing_comment.splitlines(), *lost])
        yield replace(table, columns=kept, closing_comment=closing)


def _without_what_is_read(tables: Iterable[TableRule]) -> list[TableRule]:
    """The tables, without the comment on a column that another table reads."""
    every = list(tables)
    read = tuple(f'Not read: "{c.source}":' for t in every for c in t.columns.values())
    return [
        replace(
            table,
            closing_comment="\n".join(
                line for line in table.closing_comment.splitlines() if not line.startswith(read)
            ),
        )
        for table in every
    ]


def draft_key(
    file: FileProfile, table: str, targets: Mapping[str, ColumnProfile]
) -> ColumnRule | None:
    """An id for each row, made of another id that is unique in the file, if there is one."""
    key = table_key(table)
    if key in targets or table in REFERENCED_TABLES or key not in FIELDS[table]:
        return None
    whose = {c.name for t, c in targets.items() if _is_id(FIELDS[table][t])}
    of = next((c for c in file.columns if c.name in whose and is_unique(c, file)), None)
    return make_id(table, of, "") if of is not None else None


def draft_group_key(file: FileProfile, origin: FileProfile, table: str) -> ColumnRule:
    """An id for each row that a SELECT makes of a row of `origin`."""
    own_id = next((c for c in origin.columns if names_a_row(c, origin)), None)
    numbers = (c.name for c in file.columns if c.name in file.made & {"n", "number", "nth"})
    number = next(numbers, None)
    return make_id(table, own_id, f" || '-' || {identifier(number)}" if number is not None else "")


def make_id(table: str, own: ColumnProfile | None, end: str) -> ColumnRule:
    """An id for each row, of its `own` id or its number, and of `end`."""
    sign = f"'{table[0].upper()}' || "
    if own is None:
        comment = (
            "No column has an id for each row, so this is the number of the row. Each import then"
            " replaces the last one as a whole ([ids] above)."
        )
        return ColumnRule(sql=f"{sign}_row{end}", comment=comment)
    comment = f'Made of "{own.name}", which names a row.'
    sql = f"{sign}{identifier(own.name)}{end}"
    if own.is_code and not (own.number and own.number.after):
        return ColumnRule(sql=sql, comment=comment)
    comment += NO_CODES
    return ColumnRule(sql=sql, pseudonym=True, comment=comment)


ROLE_WORDS_BY_ROLE = {Role.ACCUSED: ACCUSED, Role.VICTIM: VICTIMS, Role.OTHER: OTHERS}


def _words_with_rows(words: Mapping[str, int]) -> str:
    return ", ".join(f"[{word}] {rows:,}" for word, rows in words.items())


def find_role_column(file: FileProfile) -> RoleColumn | None:
    """The column of few words that says who is accused, a victim or somebody else."""
    for column in file.columns:
        if column.looks not in {CellKind.CODE, CellKind.TEXT, CellKind.ID} or not column.counts:
            continue
        shown = dict(column.values.shown)
        words = {role: {w: n for w, n in shown.items() if find_role(w) is role} for role in Role}
        read = sum(n for of_role in words.values() for n in of_role.values())
        has_table = words[Role.ACCUSED] or words[Role.VICTIM]
        are_several = sum(map(bool, words.values())) > 1
        if has_table and (are_several or read >= LEAST_READ * column.filled):
            unread = {word: n for word, n in shown.items() if find_role(word) is None}
            return RoleColumn(column.name, words, unread, file.rows - column.filled)
    return None


def find_role(word: str) -> Role | None:
    """The role of a word, if it has one: `victim-survivor` has, `victim's father` has none."""
    parts = [part for part in normalize_word(word).split("_") if part not in TOGETHER]
    for role, words in ROLE_WORDS_BY_ROLE.items():
        if matches_word(word, words, whole=True):
            return role
        if parts and all(matches_word(part, words, whole=True) for part in parts):
            return role
    return None


def find_columns_of_accused(file: FileProfile) -> list[str]:
    """The columns that only the accused have: how a charge ended, a plea, a sentence."""
    return [
        column.name
        for column in file.columns
        if any(target in OF_ACCUSED and score >= LEAST_SURE for target, score in column.scored)
    ]


def tables_without_words(file: FileProfile) -> frozenset[str]:
    """The tables of persons that nothing in a file gives a ground for."""
    says_accused = is_role_named(file, Role.ACCUSED) or bool(find_columns_of_accused(file))
    said = {Role.ACCUSED: says_accused, Role.VICTIM: is_role_named(file, Role.VICTIM)}
    return frozenset(role.value for role, is_said in said.items() if not is_said)


def is_role_named(file: FileProfile, role: Role) -> bool:
    """Whether the name of the file or a column, or a word in a column, says it."""
    names: Iterable[str] = (file.file.name, *file.names)
    column = find_role_column(file)
    has_word = column is not None and bool(column.words[role])
    return has_word or any(
        matches_word(name, ROLE_WORDS_BY_ROLE[role], whole=False) for name in names
    )
