"""Draft the tables that the files of an export seem to fill, and find who their rows are about.

Nobody is guessed to be a suspect or a victim: a word in a column, or the name of a column or file,
must say so. Callers of a hotline have a sex and an age too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from schemas import columns
from schemas.language import message, messages, sentences, t
from seed.mapping import guess_columns
from seed.mapping.column_profiles import CellKind, ColumnProfile, FileProfile
from seed.mapping.draft_columns import (
    NO_CODES,
    draft_table,
    identifies_rows,
    is_repeated,
    is_unique,
    own_id,
    with_condition,
)
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
from seed.mapping.profile_sql import find_numbered_ids, has_word_condition, identifier
from seed.mapping.shown_values import words_with_counts

# Scores count only above this value: one column with the exact name weighs more than two with
# similar names.
DOUBTFUL = 0.6
# A further table of a file is drafted only if at least this many columns seem to fill it.
LEAST_COLUMNS = 3
FIRST_TABLE = "cases"
# Other tables refer to rows of these tables. If no file fills them, they get a row for each id.
PARENTS = ("cases", "offices")
HEAD = """\
{name}: write here what the source is, who keeps it, and what you decided.

This is a draft. It compares names and understands nothing. Check every line. Next:
  prosecution-quality mapping check {checked}   what is still to fill, and what cannot be read
  prosecution-quality import {imported} --dry-run    what it would make
What no table fills counts as not collected, by [unfilled] below. Write "elsewhere" there if other
submissions of the jurisdiction bring it."""
# This share of a column's filled cells must be words for a role, unless several roles occur.
LEAST_READ = 0.5
# Words that do not change the role that they are added to: co-accused.
TOGETHER = frozenset({"co"})
# Columns that only the accused have; LEAST_SURE is the score from which a guess counts.
OF_ACCUSED = {("suspects", "outcome"), ("suspects", "plea"), ("sanctions", "months")}
LEAST_SURE = 0.85


class LikelyTable(NamedTuple):
    """A table that columns seem to fill: source columns by record column, and the score."""

    table: str
    columns: Mapping[str, ColumnProfile]
    score: float


def likeliest_table(
    columns: Iterable[ColumnProfile], label: str, but: Collection[str] = ()
) -> LikelyTable | None:
    """Return the likeliest table for these columns, except those in `but`; None without any.

    `label` is the file's name: a file is often named after its contents.
    """
    of_tables = likeliest_columns(columns)
    called = guess_columns.record_model_words(label)
    totals = {
        table: sum(score - DOUBTFUL for score, _ in targets.values())
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
    """Return for one table the likeliest source column by record column."""
    return {
        target: column for target, (_, column) in likeliest_columns(columns).get(table, {}).items()
    }


def likeliest_columns(
    columns: Iterable[ColumnProfile],
) -> Mapping[str, Mapping[str, tuple[float, ColumnProfile]]]:
    """Return by table and record column the likeliest source column, with its score."""
    found: dict[str, dict[str, tuple[float, ColumnProfile]]] = {}
    for column in columns:
        tables_filled: set[str] = set()
        for (table, target), score in column.suggestions.items():
            before = found.setdefault(table, {}).get(target)
            # A source column fills at most one column of each table: its best one that no other has
            # a higher score for.
            if table not in tables_filled and (before is None or before[0] < score):
                found[table][target] = (score, column)
                tables_filled.add(table)
    return found


def files_with_columns_to_look_up(
    files: Sequence[FileProfile],
) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """Yield each file with columns of other files that its likeliest table has and it does not.

    The file with the highest score comes first.
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


def draft_profile(name: str, files: Sequence[FileProfile], source: str | None = None) -> Profile:
    """Return the draft profile of all tables. `source` is the address if it is a database."""
    tables = tuple(_without_lost_parents(_with_parents(draft_tables(files), files)))
    comment = HEAD.format(
        name=name,
        checked="FILE SOURCE" if source is None else "FILE",
        imported="SOURCE --mapping FILE" if source is None else "--mapping FILE",
    )
    first = "".join(f"\nLOOK FIRST: {question}" for question in first_questions(files))
    by_row = any(find_numbered_ids(tables, (file.file for file in files)))
    return Profile(
        name,
        tuple(file.file for file in files),
        tables,
        statement=Statement(
            jurisdiction="", unfilled=Unfilled.NOT_COLLECTED, ids="by_row" if by_row else None
        ),
        comment=comment + first,
        source=source,
    )


def first_questions(files: Iterable[FileProfile]) -> Iterator[str]:
    """Yield the questions to answer before all others: who the rows of each file are about."""
    for file in files:
        if file.file.select:
            continue
        if (role := find_role_column(file)) is not None:
            yield message("{file}: {question}", file=file.file.file, question=role.question)
        elif (columns := find_columns_of_accused(file)) and not is_role_named(file, Role.ACCUSED):
            yield message(
                "{file}: each row is read as an accused person, because only accused people have"
                " {columns}. If the file also has victims, witnesses or others, say which rows are"
                " of accused people by a condition. Is that right?",
                file=file.file.file,
                columns=", ".join(f"[{name}]" for name in columns),
            )


def draft_tables(files: Sequence[FileProfile]) -> list[TableRule]:
    """Return the rules of the tables that files fill, without cases and offices only referred to.

    If a SELECT rearranges a file, the file's columns are read from the SELECT's result only.
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
        # Columns that a SELECT turns into rows are not read here.
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
    """The role of a person. Its value is the table for such persons; "" if they are not stored."""

    ACCUSED = "suspects"
    VICTIM = "victims"
    OTHER = ""


@dataclass(frozen=True)
class RoleColumn:
    """A column that says who each row is about.

    `words` has its words by role with their number of rows; `unread` has words without a known
    role. `blank` counts blank cells.
    """

    name: str
    words: Mapping[Role, Mapping[str, int]]
    unread: Mapping[str, int]
    blank: int = 0

    def where(self, role: Role) -> str:
        """Return the SQL condition for rows of persons with this role."""
        return has_word_condition(self.name, self.words[role])

    @property
    def question(self) -> str:
        """Return a question to the user: does this column say who each row is about?"""
        roles = "; ".join(
            f"{role.value or 'not stored'}: {words_with_counts(words.items())}"
            for role, words in self.words.items()
            if words
        )
        return sentences(
            message(
                '"{column}" seems to say who each row is about (number of rows in brackets):'
                " {roles}.",
                column=self.name,
                roles=roles,
            ),
            message(
                "Rows with these words are left out: {words}.",
                words=words_with_counts(self.unread.items()),
            )
            if self.unread
            else "",
            messages(
                "{count} row with a blank cell is left out.",
                "{count} rows with a blank cell are left out.",
                self.blank,
            )
            if self.blank
            else "",
            message("Is that right?"),
        )


def _tables_by_role(
    file: FileProfile, columns_: Sequence[ColumnProfile], role: RoleColumn
) -> Iterator[TableRule]:
    """Yield rules for the accused and the victims of a file, divided by its role column."""
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
        condition = t("Only the rows whose “{column}” says so.", column=role.name)
        comment = f"{made.comment} {condition}"
        yield replace(made, where=role.where(one), comment=comment)


def _tables_of_file(file: FileProfile, columns_: Sequence[ColumnProfile]) -> Iterator[TableRule]:
    """Yield the rule of a file's likeliest table, and of others that many columns seem to fill."""
    unused = list(columns_)
    chosen: list[tuple[str, Mapping[str, ColumnProfile]]] = []
    but = file.not_of | tables_without_evidence(file)
    while (best := likeliest_table(unused, file.file.name, but)) and (
        not chosen or len(best.columns) >= LEAST_COLUMNS
    ):
        chosen.append((best.table, best.columns))
        taken = {column.name for column in best.columns.values()}
        unused = [column for column in unused if column.name not in taken]
    main = next((targets for _, targets in chosen), {})
    for position, (table, targets) in enumerate(chosen or [(FIRST_TABLE, {})]):
        # The required ids of each table come from the columns of the main table.
        fields = FIELDS[table]
        whose = {
            name: column
            for name, column in main.items()
            if name in fields
            and name != table_key(table)
            and fields[name].required
            and is_id(fields[name])
        }
        targets = {**whose, **targets}
        key = draft_key(file, table, targets)
        made = draft_table(file, table, targets, () if position else unused, key)
        yield with_condition(made, file)


def is_id(field: columns.Field) -> bool:
    """Whether a record column holds ids."""
    return field.kind is columns.Kind.ID


def _table_of_groups(file: FileProfile, origin: FileProfile) -> Iterator[TableRule]:
    """Yield the rule for the table of repeated groups, with ids from the original file."""
    of_origin = likeliest_table(origin.columns, origin.file.name, origin.not_of)
    own = [column for column in file.columns if column.name in file.made]
    # Groups repeated within a row belong to another table: one suspect's row is not several
    # suspects.
    but = {of_origin.table if of_origin else ""} | file.not_of | tables_without_evidence(origin)
    best = likeliest_table(own, file.file.name, but)
    if best is None:
        return
    table, key = best.table, table_key(best.table)
    ids = {t: c for t, c in columns_for(file.columns, table).items() if is_id(FIELDS[table][t])}
    targets = {t: c for t, c in {**ids, **best.columns}.items() if t != key}
    made = draft_table(file, table, targets, key=draft_group_key(file, origin, table))
    yield with_condition(made, file)


def draft_chosen_table(file: FileProfile, table: str, origin: FileProfile) -> TableRule:
    """Return the rule by which a file fills a table that the user chose.

    Each column fills at most what it is likeliest for. `origin` is the file whose rows a SELECT
    turned into those of `file`, or `file` itself.
    """
    fields = FIELDS[table]
    likeliest = {c.name: c.suggestion[1] for c in file.columns if c.suggestion is not None}
    targets = {t: c for t, c in columns_for(file.columns, table).items() if likeliest[c.name] == t}
    for column in file.columns:
        # A required id may be that of another table, such as the case_id of a suspect.
        target = likeliest.get(column.name, "")
        if target in fields and fields[target].required and is_id(fields[target]):
            targets.setdefault(target, column)
    # An amount of the original row would be counted in each row made of it.
    targets = {
        t: c for t, c in targets.items() if not is_repeated(file, table, t, ColumnRule(c.name))
    }
    key = draft_key(file, table, targets)
    is_one_of_several = file.arrangement is not None and file.arrangement.makes_several
    has_own_ids = own_id(table) != "" and table not in REFERENCED_TABLES
    if key is None and is_one_of_several and has_own_ids and own_id(table) not in targets:
        key = draft_group_key(file, origin, table)
    return with_condition(draft_table(file, table, targets, key=key), file)


def write_one_row_selects(
    files: Sequence[FileProfile], taken: Iterable[str]
) -> Iterator[SourceFile]:
    """Yield SELECTs that take one row for each case or office that many rows name."""
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
    """Yield tables whose rows a file names several times, with the file and its id column."""
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
    """Yield tables that no file fills but another table refers to, with the file and id column."""
    filled = {table.table for table in tables}
    for parent in PARENTS:
        key = table_key(parent)
        naming = (
            (table, column.source)
            for table in tables
            if (column := table.columns.get(key)) is not None
            and column.source is not None
            # Only cases may introduce an office, and only a required case id a case.
            and (
                table.table == "cases" or (parent == "cases" and FIELDS[table.table][key].required)
            )
        )
        first = next(naming, None) if parent not in filled else None
        if first is not None:
            yield parent, first[0].file, first[1]


def _with_parents(tables: Sequence[TableRule], files: Sequence[FileProfile]) -> Sequence[TableRule]:
    """Return the tables, with rules added for cases and offices that are only referred to.

    If a SELECT takes one row for each id, they are filled from its result.
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
        # Cases added for suspects may refer to offices, so this is repeated.
        for name, label, source in [*_named_parents(every)][:1]:
            file = once.get((label, source), by_label[label])
            file = file if file.column(source) is not None else by_label[label]
            child = next(t for t in every if t.file == label and table_key(name) in t.columns)
            every.insert(0, _parent(name, child.columns[table_key(name)], file))
    return every


def _parent(table: str, key: ColumnRule, file: FileProfile) -> TableRule:
    """Return the rule for a table of cases or offices that another table refers to."""
    name, source = table_key(table), key.source or ""
    targets = {t: c for t, c in columns_for(file.columns, table).items() if c.name != source}
    own = next(column for column in file.columns if column.name == source)
    chosen = draft_table(file, table, {name: own, **targets})
    where = f"{identifier(source)} IS NOT NULL" if own.filled < file.rows else ""
    return replace(chosen, columns={**chosen.columns, name: key}, where=where)


def _without_lost_parents(tables: Sequence[TableRule]) -> Iterator[TableRule]:
    """Yield the tables without ids of cases and offices that no table holds.

    Comments name these columns, and of the columns that are not read those that no table reads.
    """
    filled = {table.table for table in tables}
    lacking = {table_key(one) for one in PARENTS if one not in filled}
    kept = [{t: c for t, c in one.columns.items() if t not in lacking} for one in tables]
    read = tuple(f'Not read: "{c.source}":' for columns_ in kept for c in columns_.values())
    for table, columns_ in zip(tables, kept, strict=True):
        lines = [one for one in table.closing_comment.splitlines() if not one.startswith(read)]
        lines += [
            f'Not read: "{c.source}", perhaps {table.table}.{t}: nothing here fills'
            f" {t.removesuffix('_id')}s."
            for t, c in table.columns.items()
            if t in lacking
        ]
        yield replace(table, columns=columns_, closing_comment="\n".join(lines))


def draft_key(
    file: FileProfile, table: str, targets: Mapping[str, ColumnProfile]
) -> ColumnRule | None:
    """Return a rule that makes an id for each row from another unique id; None without one."""
    key = table_key(table)
    if key in targets or table in REFERENCED_TABLES or key not in FIELDS[table]:
        return None
    whose = {c.name for t, c in targets.items() if is_id(FIELDS[table][t])}
    of = next((c for c in file.columns if c.name in whose and is_unique(c, file)), None)
    return make_id(table, of, "") if of is not None else None


def draft_group_key(file: FileProfile, origin: FileProfile, table: str) -> ColumnRule:
    """Return a rule that makes an id for each of several rows made of one row of `origin`."""
    own_id = next((c for c in origin.columns if identifies_rows(c, origin)), None)
    numbers = (c.name for c in file.columns if c.name in file.made & {"n", "number", "nth"})
    number = next(numbers, None)
    return make_id(table, own_id, f" || '-' || {identifier(number)}" if number is not None else "")


def make_id(table: str, own: ColumnProfile | None, end: str) -> ColumnRule:
    """Return a rule that makes ids of a column, or of the row number, followed by `end`."""
    sign = f"'{table[0].upper()}' || "
    if own is None:
        comment = t(
            "No column has an id for each row, so this is the number of the row. Each import then"
            " replaces the last one as a whole ([ids] above)."
        )
        return ColumnRule(sql=f"{sign}_row{end}", comment=comment)
    comment = t("Made from “{column}”, which identifies a row.", column=own.name)
    sql = f"{sign}{identifier(own.name)}{end}"
    if own.is_code and not (own.number and own.number.after):
        return ColumnRule(sql=sql, comment=comment)
    comment += f" {t(NO_CODES)}"
    return ColumnRule(sql=sql, pseudonym=True, comment=comment)


ROLE_WORDS_BY_ROLE = {Role.ACCUSED: ACCUSED, Role.VICTIM: VICTIMS, Role.OTHER: OTHERS}


def find_role_column(file: FileProfile) -> RoleColumn | None:
    """Return the column whose words say who is accused, a victim or another person; or None."""
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
    """Return the role that a word names; None for other words.

    `victim-survivor` names one, `victim's father` does not.
    """
    parts = [part for part in normalize_word(word).split("_") if part not in TOGETHER]
    for role, words in ROLE_WORDS_BY_ROLE.items():
        if matches_word(word, words, whole=True):
            return role
        if parts and all(matches_word(part, words, whole=True) for part in parts):
            return role
    return None


def find_columns_of_accused(file: FileProfile) -> list[str]:
    """Return columns that only the accused have: the outcome of a charge, a plea, a sentence."""
    return [
        column.name
        for column in file.columns
        if any(column.suggestions.get(target, 0) >= LEAST_SURE for target in OF_ACCUSED)
    ]


def tables_without_evidence(file: FileProfile) -> frozenset[str]:
    """Return the tables (suspects, victims) to which no name or word in the file points."""
    says_accused = is_role_named(file, Role.ACCUSED) or bool(find_columns_of_accused(file))
    said = {Role.ACCUSED: says_accused, Role.VICTIM: is_role_named(file, Role.VICTIM)}
    return frozenset(role.value for role, is_said in said.items() if not is_said)


def is_role_named(file: FileProfile, role: Role) -> bool:
    """Whether the name of the file or of a column, or a word in a column, names the role."""
    names: Iterable[str] = (file.file.name, *file.names)
    column = find_role_column(file)
    has_word = column is not None and bool(column.words[role])
    return has_word or any(
        matches_word(name, ROLE_WORDS_BY_ROLE[role], whole=False) for name in names
    )
