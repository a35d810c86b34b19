"""Draft the tables that the files of an export seem to fill, and find who their rows are about.

Nobody is guessed to be a suspect or a victim: a word in a column, or the name of a column or file,
must say so. Callers of a hotline have a sex and an age too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from schemas import columns
from schemas.language import message, messages, sentences, t
from seed.mapping import guess_columns
from seed.mapping.column_profiles import CellKind, ColumnProfile, FileProfile
from seed.mapping.draft_columns import (
    NO_CODES,
    describe_unread,
    draft_table,
    identifies_rows,
    is_unique,
    own_id,
    with_condition,
)
from seed.mapping.draft_selects import select_one_row_each
from seed.mapping.known_words import ACCUSED, OTHERS, VICTIMS, matches_word, normalize_word
from seed.mapping.profile_model import (
    FIELDS,
    NUMERIC,
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
# The words for the persons of a table. Those of no table are not stored: witnesses and others.
NOT_STORED = ""
ROLES = {"suspects": ACCUSED, "victims": VICTIMS, NOT_STORED: OTHERS}
PERSON_IDS = {"suspects": "person_id", "victims": "victim_id"}
# This share of a column's filled cells must be words for a role, unless several roles occur.
LEAST_READ = 0.5
# Words that do not change the role that they are added to: co-accused.
TOGETHER = frozenset({"co"})
# Columns that only the accused have; LEAST_SURE is the score from which a guess counts.
OF_ACCUSED = {("suspects", "outcome"), ("suspects", "plea"), ("sanctions", "months")}
LEAST_SURE = 0.85
# A table with the source columns by record column.
LikelyTable = tuple[str, dict[str, ColumnProfile]]


def likeliest_table(
    columns: Sequence[ColumnProfile], label: str, but: Collection[str] = ()
) -> LikelyTable | None:
    """Return the likeliest table for these columns, except those in `but`; None without any.

    `label` is the file's name: a file is often named after its contents.
    """
    called = guess_columns.record_model_words(label)
    likeliest, highest = None, float("-inf")
    for table in FIELDS:
        targets = columns_for(columns, table)
        score = sum(c.suggestions[table, target] - DOUBTFUL for target, c in targets.items())
        score += table in label or guess_columns.entity_name(table) in called
        if targets and table not in but and score > highest:
            likeliest, highest = (table, targets), score
    return likeliest


def columns_for(columns: Iterable[ColumnProfile], table: str) -> dict[str, ColumnProfile]:
    """Return for one table the likeliest source column by record column.

    A source column fills the best of the record columns for which no other has a higher score.
    """
    found: dict[str, ColumnProfile] = {}
    for column in columns:
        for (of, target), score in column.suggestions.items():
            before = found.get(target)
            if of == table and (before is None or before.suggestions[table, target] < score):
                found[target] = column
                break
    return found


def draft_profile(name: str, files: Sequence[FileProfile], source: str | None = None) -> Profile:
    """Return the draft profile of all tables. `source` is the address if it is a database."""
    tables = draft_tables(files)
    once = {(how.origin, how.key): f for f in files if (how := f.arrangement) and how.key}
    lost = {one for one in PARENTS if not any(rule.table == one for rule in tables)}
    kept = []
    for rule in tables:
        one_each = once.get((rule.file, _key_of_parent(rule)))
        rule = rule if one_each is None else _drafted_again(rule, one_each)
        kept.append(_without_lost_parents(rule, lost))
    comment = HEAD.format(
        name=name,
        checked="FILE SOURCE" if source is None else "FILE",
        imported="SOURCE --mapping FILE" if source is None else "--mapping FILE",
    )
    by_row = any(find_numbered_ids(kept, (file.file for file in files)))
    return Profile(
        name,
        tuple(file.file for file in files),
        tuple(_with_unread(kept, files)),
        statement=Statement(
            jurisdiction="", unfilled=Unfilled.NOT_COLLECTED, ids="by_row" if by_row else None
        ),
        comment="\nLOOK FIRST: ".join([comment, *first_questions(files)]),
        source=source,
    )


def _without_lost_parents(rule: TableRule, lost: Collection[str]) -> TableRule:
    """Return the rule without ids of offices that no table holds; those of cases get a comment.

    An id of a row that is not stored is refused. Cases are often stored by an earlier import.
    """
    columns = {
        target: c
        for target, c in rule.columns.items()
        if not (target == "office_id" and "offices" in lost)
    }
    if "cases" in lost and (case := columns.get("case_id")) is not None:
        question = t(
            "No file has these cases, so they must be stored before. If they never will be, delete"
            " this line."
        )
        columns["case_id"] = replace(case, comment=f"{case.comment} LOOK: {question}".strip())
    return replace(rule, columns=columns)


def _with_unread(tables: Sequence[TableRule], files: Sequence[FileProfile]) -> Iterator[TableRule]:
    """Yield the tables; the first of each file names in a comment the columns that none reads."""
    by_name = {file.file.name: file for file in files}
    # A SELECT that makes several rows of a row, or takes some of them, has the columns of its file.
    origins = {
        file.file.name: how.origin
        for file in files
        if (how := file.arrangement) and (how.key or how.makes_several) and how.origin in by_name
    }
    read: dict[str, set[str]] = {}
    for table in tables:
        read.setdefault(origins.get(table.file, table.file), set()).update(table.reads)
    for table in tables:
        names = read.pop(name := origins.get(table.file, table.file), None)
        lines = [table.closing_comment] if table.closing_comment else []
        if names is not None:
            file = by_name[name]
            names |= {role.name} if (role := find_role_column(file)) is not None else set()
            unread = [c for c in _own_columns(file, files) if c.name not in names]
            lines += [describe_unread(column) for column in unread]
        yield replace(table, closing_comment="\n".join(lines))


def first_questions(files: Iterable[FileProfile]) -> Iterator[str]:
    """Yield the questions to answer before all others: who the rows of each file are about."""
    for file in files:
        if file.file.select:
            continue
        if (role := find_role_column(file)) is not None:
            question = _role_question(role)
            yield message("{file}: {question}", file=file.file.file, question=question)
        elif (columns := find_columns_of_accused(file)) and not is_role_named(file, "suspects"):
            yield message(
                "{file}: each row is read as an accused person, because only accused people have"
                " {columns}. If the file also has victims, witnesses or others, say which rows are"
                " of accused people by a condition. Is that right?",
                file=file.file.file,
                columns=", ".join(f"[{name}]" for name in columns),
            )


def draft_tables(files: Sequence[FileProfile]) -> list[TableRule]:
    """Return the rules of the tables that files fill, and of cases and offices that they refer to.

    Files that a SELECT joins are read from its result only.
    """
    joins = [file.arrangement for file in files if file.arrangement and file.arrangement.joined]
    joined = {name for how in joins for name in (how.origin, *how.joined)}
    by_name = {file.file.name: file for file in files}
    found: list[TableRule] = []
    for file in files:
        name, how = file.file.name, file.arrangement
        if name in joined or (how is not None and how.key):
            continue
        if how is not None and how.makes_several:
            if (origin := by_name.get(how.origin)) is not None:
                found += _rule_for_groups(file, origin, _own_columns(origin, files))
        elif (role := find_role_column(file)) is not None:
            found += _tables_by_role(file, _own_columns(file, files), role)
        else:
            found += _tables_of_file(file, _own_columns(file, files))
    return _with_parents(found, files)


def _own_columns(file: FileProfile, files: Iterable[FileProfile]) -> list[ColumnProfile]:
    """Return the columns of a file without those that a SELECT turns into rows."""
    groups = [
        one.names
        for one in files
        if (how := one.arrangement) and how.makes_several and how.origin == file.file.name
    ]
    return [column for column in file.columns if all(column.name in names for names in groups)]


def _tables_by_role(
    file: FileProfile, own: Sequence[ColumnProfile], role: "RoleColumn"
) -> Iterator[TableRule]:
    """Yield rules for the accused and the victims of a file, divided by its role column."""
    others = [column for column in own if column.name != role.name]
    person = columns_for(others, "suspects").get("person_id")
    for table, key in PERSON_IDS.items():
        if not role.words[table]:
            continue
        likely = columns_for(others, table).items()
        targets = {t: c for t, c in likely if t != key and c != person}
        targets |= {key: person} if person is not None else {}
        own_key = make_id(table, None) if person is None else None
        made = draft_table(file, table, targets, own_key, called=key)
        condition = t("Only the rows whose “{column}” says so.", column=role.name)
        where = has_word_condition(role.name, role.words[table])
        yield replace(made, where=where, comment=f"{made.comment} {condition}")


def _tables_of_file(file: FileProfile, own: Sequence[ColumnProfile]) -> Iterator[TableRule]:
    """Yield the rule of a file's likeliest table, and of others that many columns seem to fill."""
    unused = list(own)
    chosen: list[LikelyTable] = []
    but = file.not_of | tables_without_evidence(file)
    while (best := likeliest_table(unused, file.file.name, but)) and (
        not chosen or len(best[1]) >= LEAST_COLUMNS
    ):
        chosen.append(best)
        taken = {column.name for column in best[1].values()}
        unused = [column for column in unused if column.name not in taken]
    chosen = chosen or [(FIRST_TABLE, {})]
    main = chosen[0][1]
    for table, targets in chosen:
        # The required ids of each table come from the columns of the main table.
        ids = {t: main[t] for t in _required_ids(table) if t in main and t != table_key(table)}
        targets = {**ids, **targets}
        made = draft_table(file, table, targets, draft_key(file, table, targets))
        yield with_condition(made, file)


def is_id(field: columns.Field) -> bool:
    """Return whether a record column holds ids."""
    return field.kind is columns.Kind.ID


def _required_ids(table: str) -> list[str]:
    return [name for name, field in FIELDS[table].items() if field.required and is_id(field)]


def _rule_for_groups(
    file: FileProfile, origin: FileProfile, own: Sequence[ColumnProfile]
) -> Iterator[TableRule]:
    """Yield the rule for the table that groups of columns fill, with ids from `origin`.

    A SELECT turned the groups into rows of `file`. `own` are the other columns of `origin`.
    """
    of_origin = likeliest_table(own, origin.file.name, origin.not_of)
    made = [column for column in file.columns if column.name in file.made]
    # Groups repeated within a row belong to another table: one suspect's row is not several
    # suspects.
    but = {of_origin[0] if of_origin else ""} | file.not_of | tables_without_evidence(origin)
    best = likeliest_table(made, file.file.name, but)
    if best is None:
        return
    table, targets = best
    ids = {t: c for t, c in columns_for(file.columns, table).items() if is_id(FIELDS[table][t])}
    ids = {**_ids_of_other_tables(origin, table), **ids}
    # An id of the original row is that of each group, except the one that tells groups apart.
    missing = [t for t in _required_ids(table) if t not in ids]
    key = own_id(table) or next(iter(missing), "")
    targets = {t: c for t, c in {**ids, **targets}.items() if t != key}
    made_key = draft_group_key(file, origin, table) if key else None
    rule = draft_table(file, table, targets, made_key, called=key)
    yield with_condition(rule, file)


def _ids_of_other_tables(file: FileProfile, table: str) -> dict[str, ColumnProfile]:
    """Return columns for required ids that refer to another table, as a suspect's case_id does."""
    likeliest = [(c.suggestion[1], c) for c in file.columns if c.suggestion is not None]
    required = _required_ids(table)
    return {target: column for target, column in reversed(likeliest) if target in required}


def draft_chosen_table(file: FileProfile, table: str, origin: FileProfile) -> TableRule:
    """Return the rule by which a file fills a table that the user chose.

    Each column fills at most what it is likeliest for. `origin` is the file whose rows a SELECT
    turned into those of `file`, or `file` itself.
    """
    likeliest = {c.name: c.suggestion[1] for c in file.columns if c.suggestion is not None}
    targets = {t: c for t, c in columns_for(file.columns, table).items() if likeliest[c.name] == t}
    targets = {**_ids_of_other_tables(file, table), **targets}
    key = None
    if file.arrangement is not None and file.arrangement.makes_several:
        # An amount of the original row would be counted in each row made of it.
        amounts = [t for t in targets if FIELDS[table][t].kind in NUMERIC]
        targets = {t: c for t, c in targets.items() if t not in amounts or c.name in file.made}
        if table not in REFERENCED_TABLES and own_id(table) not in ("", *targets):
            key = draft_group_key(file, origin, table)
    key = draft_key(file, table, targets) or key
    return with_condition(draft_table(file, table, targets, key), file)


def _with_parents(tables: Sequence[TableRule], files: Iterable[FileProfile]) -> list[TableRule]:
    """Return the tables, with rules added for cases and offices that are only referred to.

    Only cases may introduce an office, and only a required case id a case.
    """
    by_name = {file.file.name: file for file in files}
    every = [*tables]
    # Cases added for suspects may refer to offices.
    for parent in PARENTS:
        key = table_key(parent)
        naming = [
            rule
            for rule in every
            if (column := rule.columns.get(key)) is not None
            and column.source is not None
            and (rule.table == "cases" or (parent == "cases" and key in _required_ids(rule.table)))
        ]
        if naming and all(rule.table != parent for rule in every):
            first = naming[0]
            every.insert(0, _draft_parent_table(parent, first.columns[key], by_name[first.file]))
    return every


def _draft_parent_table(table: str, key: ColumnRule, file: FileProfile) -> TableRule:
    """Return the rule for a table of cases or offices that another table refers to."""
    name, source = table_key(table), key.source or ""
    targets = {t: c for t, c in columns_for(file.columns, table).items() if c.name != source}
    own = next(column for column in file.columns if column.name == source)
    chosen = draft_table(file, table, {name: own, **targets})
    where = f"{identifier(source)} IS NOT NULL" if own.filled < file.rows else ""
    return replace(chosen, columns={**chosen.columns, name: key}, where=where)


def _drafted_again(rule: TableRule, file: FileProfile) -> TableRule:
    """Return the rule for cases or offices, read from `file`: a SELECT of one row of each."""
    key = table_key(rule.table)
    likely = {target: file.column(one.source or "") for target, one in rule.columns.items()}
    targets = {target: column for target, column in likely.items() if column is not None}
    made = draft_table(file, rule.table, targets)
    return replace(made, columns={**made.columns, key: rule.columns[key]})


def write_one_row_selects(
    files: Sequence[FileProfile], taken: Iterable[str]
) -> Iterator[SourceFile]:
    """Yield SELECTs that take one row for each case or office that many rows name."""
    by_name = {file.file.name: file for file in files}
    names = {*taken}
    for rule in draft_tables(files):
        key = _key_of_parent(rule)
        column = by_name[rule.file].column(key)
        name = f"{rule.table}_of_{rule.file}"
        if column is not None and column.distinct < column.filled and name not in names:
            names.add(name)
            filled = [c.source for c in rule.columns.values() if c.source not in (None, key)]
            yield SourceFile(name, "", select=select_one_row_each(rule.file, key, filled))


def _key_of_parent(rule: TableRule) -> str:
    """Return the source column of the ids of cases or offices; "" for other tables' rules."""
    column = rule.columns.get(table_key(rule.table)) if rule.table in PARENTS else None
    return (column.source or "") if column is not None else ""


def draft_key(
    file: FileProfile, table: str, targets: Mapping[str, ColumnProfile]
) -> ColumnRule | None:
    """Return a rule that makes the table's id from another id that is unique; None without one."""
    key = table_key(table)
    if key in targets or table in REFERENCED_TABLES or key not in FIELDS[table]:
        return None
    ids = {c.name for t, c in targets.items() if is_id(FIELDS[table][t])}
    unique = [c for c in file.columns if c.name in ids and is_unique(c, file)]
    return make_id(table, unique[0]) if unique else None


def draft_group_key(file: FileProfile, origin: FileProfile, table: str) -> ColumnRule:
    """Return a rule for ids of `file`'s rows: a SELECT made several of each row of `origin`."""
    own = next((c for c in origin.columns if identifies_rows(c, origin)), None)
    number = next((n for n in file.names if n in file.made & {"n", "number", "nth"}), None)
    return make_id(table, own, f" || '-' || {identifier(number)}" if number is not None else "")


def make_id(table: str, own: ColumnProfile | None, end: str = "") -> ColumnRule:
    """Return a rule that makes ids of `own`, or of the row number if None, and the SQL `end`."""
    sign = f"'{table[0].upper()}' || "
    if own is None:
        comment = t(
            "No column has an id for each row, so this is the number of the row. Each import then"
            " replaces the last one as a whole ([ids] above)."
        )
        return ColumnRule(sql=f"{sign}_row{end}", comment=comment)
    comment = t("Made from “{column}”, which identifies a row.", column=own.name)
    comment += "" if own.is_code else f" {t(NO_CODES)}"
    sql = f"{sign}{identifier(own.name)}{end}"
    return ColumnRule(sql=sql, pseudonym=not own.is_code, comment=comment)


class RoleColumn(NamedTuple):
    """A column that says who each row is about.

    `words` has its words with their number of rows, by the table for such persons. `unread` are
    words without a known role. `blank` counts blank cells.
    """

    name: str
    words: Mapping[str, Mapping[str, int]]
    unread: Mapping[str, int]
    blank: int


def find_role_column(file: FileProfile) -> RoleColumn | None:
    """Return the column whose words say who is accused, a victim or another person; or None."""
    for column in file.columns:
        if column.looks not in {CellKind.CODE, CellKind.TEXT, CellKind.ID} or not column.counts:
            continue
        words: dict[str, dict[str, int]] = {table: {} for table in ROLES}
        unread: dict[str, int] = {}
        for word, rows in column.values.shown:
            table = find_role(word)
            (unread if table is None else words[table])[word] = rows
        read = sum(rows for of_role in words.values() for rows in of_role.values())
        are_several = sum(map(bool, words.values())) > 1
        is_stored = words["suspects"] or words["victims"]
        if is_stored and (are_several or read >= LEAST_READ * column.filled):
            return RoleColumn(column.name, words, unread, file.rows - column.filled)
    return None


def find_role(word: str) -> str | None:
    """Return the table for persons whom a word names, "" if they are not stored; else None.

    `victim-survivor` names a victim, `victim's father` does not.
    """
    parts = [part for part in normalize_word(word).split("_") if part not in TOGETHER]
    for table, words in ROLES.items():
        is_whole = matches_word(word, words, whole=True)
        if is_whole or (parts and all(matches_word(part, words, whole=True) for part in parts)):
            return table
    return None


def _role_question(role: RoleColumn) -> str:
    """Return a question to the user: does this column say who each row is about?"""
    roles = "; ".join(
        f"{table or 'not stored'}: {words_with_counts(words.items())}"
        for table, words in role.words.items()
        if words
    )
    said = [
        message(
            '"{column}" seems to say who each row is about (number of rows in brackets): {roles}.',
            column=role.name,
            roles=roles,
        )
    ]
    if role.unread:
        words = words_with_counts(role.unread.items())
        said.append(message("Rows with these words are left out: {words}.", words=words))
    if role.blank:
        said.append(
            messages(
                "{count} row with a blank cell is left out.",
                "{count} rows with a blank cell are left out.",
                role.blank,
            )
        )
    return sentences(*said, message("Is that right?"))


def find_columns_of_accused(file: FileProfile) -> list[str]:
    """Return columns that only the accused have: the outcome of a charge, a plea, a sentence."""
    return [
        column.name
        for column in file.columns
        if any(column.suggestions.get(target, 0) >= LEAST_SURE for target in OF_ACCUSED)
    ]


def tables_without_evidence(file: FileProfile) -> frozenset[str]:
    """Return the tables (suspects, victims) to which no name or word in the file points."""
    without = {table for table in PERSON_IDS if not is_role_named(file, table)}
    return frozenset(without - {"suspects"} if find_columns_of_accused(file) else without)


def is_role_named(file: FileProfile, table: str) -> bool:
    """Return whether a name of the file or a column, or a word in it, names a table's persons."""
    column = find_role_column(file)
    has_word = column is not None and bool(column.words[table])
    names = (file.file.name, *file.names)
    return has_word or any(matches_word(name, ROLES[table], whole=False) for name in names)
