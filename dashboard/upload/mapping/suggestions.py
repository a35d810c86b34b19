"""What a choice begins with: the draft's suggestions, and what was chosen before it."""

from dataclasses import replace

from dashboard.upload.mapping import ids
from dashboard.upload.mapping.work import Place, Target, Work, changed, drafted, source_column
from schemas import columns, tables
from seed.mapping import drafting, language

MADE_BY = "Written by the page Add records."


def begun(draft: drafting.Draft) -> Work:
    """The suggestions, to go on from."""
    chosen = draft.chosen
    statement = language.Statement(
        unfilled=language.Unfilled.NOT_COLLECTED, ids=chosen.statement.ids
    )
    nothing = replace(chosen, name="", comment=MADE_BY, tables=(), statement=statement)
    work = Work(draft, nothing)
    return ids.alike(changed(work, tables=tuple(_begun(work, table) for table in chosen.tables)))


def _begun(work: Work, table: drafting.ChosenTable) -> drafting.ChosenTable:
    """A table of the draft: what names it before all, what must be there, and what is made."""
    place = Place(table.file, table.table)
    suggested = table_of(work, place)
    made = drafted(work, table.file).made
    fields = {c.name: columns.field_of(c) for c in tables.sent_columns(tables.BY_NAME[table.table])}
    kept = {
        name: _without_comment(one)
        for name, one in table.columns.items()
        if name in suggested.columns
        or fields[name].required
        or one.source in made
        or one.sql is not None
        or table.where
    }
    needed = {n: one for n, one in suggested.columns.items() if fields[n].required}
    filled = {**needed, **kept}
    ordered = {name: filled[name] for name in fields if name in filled}
    return replace(suggested, columns=ordered, where=table.where)


def carried(work: Work, draft: drafting.Draft) -> Work:
    """What was chosen, for the same files looked at again; of a file read otherwise: anew."""
    before = {one.file.name: one.file for one in work.draft.files}
    chosen = {table.file for table in work.chosen.tables}
    same = {file.name for file in draft.said or () if file.select} | {
        file.name
        for one in draft.files
        for file, was in [(one.file, before.get(one.file.name))]
        if (was is None and file.name in chosen)
        or (
            was is not None
            and (was.header_rows, was.skip_rows) == (file.header_rows, file.skip_rows)
        )
    }
    kept = tuple(table for table in work.chosen.tables if table.file in same)
    fresh = begun(draft)
    new = tuple(table for table in fresh.chosen.tables if table.file not in same)
    # A SELECT that makes nothing stays, to be put right.
    own = [one.file for one in draft.files if not one.file.select]
    made = [file for file in draft.said or [f.file for f in draft.files] if file.select]
    files = (*own, *made)
    labels = {file.name for file in files}
    kept = tuple(table for table in kept if table.file in labels)
    return ids.alike(replace(changed(work, files=files, tables=(*kept, *new)), draft=draft))


def table_of(work: Work, place: Place) -> drafting.ChosenTable:
    """A table from the suggestions that name it, with an id of its own."""
    file = drafted(work, place.file)
    sources = _sources(file, place.table)
    filled = {name: column_of(work, Target(place, name), of) for name, of in sources.items()}
    by_name = {column.name: column for column in file.columns}
    named_by = language.key_of(place.table)
    own = drafting.own_key(file, place.table, {t: by_name[of] for t, of in sources.items()})
    # The one row of jurisdictions has no key.
    if named_by and own is None and named_by not in filled:
        own = _key_of_made(work, file, place.table)
    if own is not None:
        filled[named_by] = _without_comment(own)
    if place.table == drafting.ASSETS:
        became = drafting.became(file, filled)
        filled |= {name: _without_comment(column) for name, column in became.items()}
    jurisdiction = Target(place, "jurisdiction")
    fields = [c.name for c in tables.sent_columns(tables.BY_NAME[place.table])]
    said = work.chosen.statement.jurisdiction
    if said and "jurisdiction" in fields and jurisdiction.field.required:
        filled.setdefault("jurisdiction", drafting.ChosenColumn(constant=said))
    filled = {name: filled[name] for name in fields if name in filled}
    return drafting.ChosenTable(place.table, place.file, filled)


def _key_of_made(work: Work, file: drafting.DraftFile, table: str) -> drafting.ChosenColumn | None:
    """An id for rows of which several are made of one, whose number is no id of theirs."""
    how = file.arrangement
    is_named = table in language.NAMED or len(tables.key_of(tables.BY_NAME[table])) > 1
    if how is None or not how.makes_several or is_named:
        return None
    return drafting.key_of_made(file, drafted(work, how.origin), table)


def _sources(file: drafting.DraftFile, table: str) -> dict[str, str]:
    """By column of the table, the first source column that seems to be for it most of all.

    An id that must be there takes one that seems to be for its namesake elsewhere: the case_id of a
    suspect is that of a case.
    """
    fields = {c.name: columns.field_of(c) for c in tables.sent_columns(tables.BY_NAME[table])}
    ids = {name for name, one in fields.items() if one.required and one.kind is columns.Kind.ID}
    likeliest = [
        (target, column)
        for column in file.columns
        if column.suggestion is not None
        for target in [column.suggestion[1]]
        if ((table, target) in column.suggestions or target in ids)
        # Each row made of one would have the whole of its sentence: that is for a person to say.
        and not drafting.of_repeated(
            file,
            drafting.ChosenTable(table, file.file.name, {}),
            target,
            drafting.ChosenColumn(column.name),
        )
    ]
    # Those that are for this table before all come first.
    likeliest.sort(key=lambda one: one[1].suggestion != (table, one[0]))
    sources: dict[str, str] = {}
    for target, column in likeliest:
        sources.setdefault(target, column.name)
    return sources


def repeated_key(table: drafting.ChosenTable, file: drafting.DraftFile) -> str:
    """The column that names the rows of a table, where several rows have the same; else blank."""
    keys = tables.key_of(tables.BY_NAME[table.table])
    filled = table.columns.get(keys[0]) if len(keys) == 1 else None
    source = file.column(filled.source or "") if filled is not None else None
    return source.name if source is not None and source.distinct < source.filled else ""


def column_of(work: Work, target: Target, name: str) -> drafting.ChosenColumn:
    source = source_column(work, target.place.file, name)
    if source is None:
        return drafting.ChosenColumn(source=name)
    return _without_comment(drafting.chosen_column(source, target.column, target.field))


def _without_comment(column: drafting.ChosenColumn) -> drafting.ChosenColumn:
    """What is guessed is commented for those who edit the text; here it is on screen."""
    return replace(column, comment="", code_comments={})
