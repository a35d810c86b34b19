"""The state of an unfinished mapping, and functions that change it step by step."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import streamlit as st

from dashboard import untrusted_text
from schemas import columns, tables
from seed.mapping import (
    cell_formats,
    column_profiles,
    draft_columns,
    draft_export,
    draft_tables,
    profile_model,
    profile_sql,
)

MOST_STEPS = 50
# Widgets that are not part of the mapping: the mapping to begin with, and the name.
BEGIN, NAME = TYPED = ("begin", "name")
HEAD_COMMENT = "Written by the page Add records."
# SQL that makes an id from the row number, for sources without ids.
ROW_NUMBER = "'R' || _row"
JURISDICTION = "jurisdiction"
# Kinds of codes: of values, of values that match a pattern, and of numbers from a limit on.
CodeKind = Literal["codes", "codes_like", "codes_from"]


class TableFill(NamedTuple):
    """A table of records that a file fills. `nth` is 1 if it is the second time."""

    file: str
    table: str
    nth: int = 0

    @property
    def widget_key(self) -> tuple[str, ...]:
        """Return the parts that identify it in widget keys."""
        return (self.file, self.table, *([str(self.nth)] if self.nth else []))


class FieldTarget(NamedTuple):
    place: TableFill
    column: str

    @property
    def field(self) -> columns.Field:
        return columns.field_of(tables.BY_NAME[self.place.table].c[self.column])

    @property
    def widget_key(self) -> tuple[str, ...]:
        """Return the parts that identify it in widget keys."""
        return (*self.place.widget_key, self.column)


@dataclass(frozen=True)
class MappingWork:
    """The draft of an export, and the mapping chosen for it.

    `added` are fields that the user asked for and that are not filled yet. `has_comments` if the
    original text has comments, which the editor loses. `was_old` if the mapping was rewritten from
    the old format.
    """

    draft: draft_export.Draft
    chosen: profile_model.Profile
    added: frozenset[FieldTarget] = field(default_factory=frozenset)
    has_comments: bool = False
    was_old: bool = False

    @property
    def places(self) -> list[TableFill]:
        """Return which file fills which table, in the order of the tables in the record model."""
        order = list(tables.BY_NAME)
        every = (place for place, _ in self.tables)
        return sorted(every, key=lambda one: (order.index(one.table), one.file, one.nth))

    @property
    def tables(self) -> list[tuple[TableFill, profile_model.TableRule]]:
        found: list[tuple[TableFill, profile_model.TableRule]] = []
        for one in self.chosen.tables:
            nth = sum((other.file, other.table) == (one.file, one.table) for _, other in found)
            found.append((TableFill(one.file, one.table, nth), one))
        return found

    def places_of(self, table: str) -> list[TableFill]:
        return [place for place, _ in self.tables if place.table == table]

    def table(self, place: TableFill) -> profile_model.TableRule:
        """Return the rule for a table; an empty one if it was removed since it was drawn."""
        nothing = profile_model.TableRule(place.table, place.file, {})
        return next((table for one, table in self.tables if one == place), nothing)

    def rule(
        self, profile: profile_model.Profile, place: TableFill
    ) -> profile_model.TableRule | None:
        """Return the rule for a table from the parsed mapping `profile`; None if it has faults."""
        same = self.places_of(place.table)
        rules = [rule for rule in profile.tables if rule.table == place.table]
        return rules[same.index(place)] if place in same and len(rules) == len(same) else None

    def column(self, target: FieldTarget) -> profile_model.ColumnRule | None:
        return self.table(target.place).columns.get(target.column)

    def file(self, label: str) -> column_profiles.FileProfile:
        """Return the profile of the file with this label; an empty one if no file has it."""
        nothing = column_profiles.FileProfile(profile_model.SourceFile(label, ""), 0, ())
        return next((one for one in self.draft.files if one.file.name == label), nothing)

    def source(self, target: FieldTarget) -> column_profiles.ColumnProfile | None:
        column = self.column(target)
        return self.file(target.place.file).column((column and column.source) or "")

    def changed(self, **parts: object) -> "MappingWork":
        """Return the work with some parts of the mapping changed.

        An id that one table replaces by pseudonyms is replaced in all, or rows would not match.
        """
        work = replace(self, chosen=replace(self.chosen, **parts))  # type: ignore[arg-type]
        replaced = [name for name, is_replaced in replaceable_ids(work).items() if is_replaced]
        every = _tables_with_pseudonyms(work, replaced)
        return replace(work, chosen=replace(work.chosen, tables=every))

    def with_table(self, place: TableFill, **parts: object) -> "MappingWork":
        every = (replace(t, **parts) if one == place else t for one, t in self.tables)  # type: ignore[arg-type]
        return self.changed(tables=tuple(every))


@dataclass
class State:
    """The mapping in work, and its earlier versions, for undo.

    `revision` is part of the widget keys: after a change, widgets take their values from the work
    again.
    """

    work: MappingWork
    before: list[MappingWork] = field(default_factory=list)
    revision: int = 0


class Editor:
    """The state of the editor in this session, with functions to change it."""

    @property
    def state(self) -> State:
        return st.session_state[self.key("state")]

    @property
    def work(self) -> MappingWork:
        return self.state.work

    def key(self, *parts: str) -> str:
        """Return a session key for something that does not depend on the mapping."""
        return ".".join(("upload", "mapping", *parts))

    def widget(self, *parts: str) -> str:
        """Return a key for a widget that shows a part of the mapping; new after each `redraw`."""
        return self.key(str(self.state.revision), *parts)

    def hold(self, *names: str) -> None:
        """Keep the values of widgets while they are not drawn, such as while files are checked."""
        for name in names:
            if (key := self.key(name)) in st.session_state:
                st.session_state[key] = st.session_state[key]

    def remember(self, value: object, *names: str) -> None:
        """Store something that is not part of the mapping, such as the table that is shown."""
        st.session_state[self.key("remembered", *names)] = value

    def remembered(self, *names: str) -> object:
        return st.session_state.get(self.key("remembered", *names))

    def is_begun(self) -> bool:
        return self.key("state") in st.session_state

    def begin(self, work: MappingWork) -> None:
        """Begin with a mapping of a new upload or a saved one; earlier versions are discarded."""
        revision = self.state.revision + 1 if self.is_begun() else 0
        st.session_state[self.key("state")] = State(work, revision=revision)

    def step(self, change: Callable[[MappingWork], MappingWork]) -> None:
        state = self.state
        if (work := change(state.work)) != state.work:
            state.before = [*state.before, state.work][-MOST_STEPS:]
            state.work = work

    def undo(self) -> None:
        if self.state.before:
            self.state.work = self.state.before.pop()
            self.redraw()

    def redraw(self) -> None:
        """Make all widgets take their values from the mapping again."""
        self.state.revision += 1

    def ask(
        self,
        widget: Callable[..., Any],
        label: str,
        names: tuple[str, ...],
        change: Callable[[MappingWork, Any], MappingWork],
        *,
        then: Literal["", "empty", "redraw"] = "",
        **look: Any,
    ) -> None:
        """Draw a Streamlit widget for a part of the mapping; its answer changes the mapping.

        `then` says what happens after an answer: the widget keeps it (""), is emptied, or all
        widgets are redrawn.
        """
        widget(
            untrusted_text.escape_markdown(label),
            key=(key := self.widget(*names)),
            on_change=self._take,
            args=(key, change, then),
            **look,
        )

    def _take(self, key: str, change: Callable[[MappingWork, Any], MappingWork], then: str) -> None:
        """Change the mapping by a widget's answer, with spaces around texts removed."""
        answer = st.session_state[key]
        text = answer.strip() if isinstance(answer, str) else answer
        self.step(lambda work: change(work, text))
        if then == "empty":
            st.session_state[key] = "" if isinstance(answer, str) else None
        elif then == "redraw":
            self.redraw()


@dataclass(frozen=True)
class FieldEditor:
    editor: Editor
    target: FieldTarget

    @property
    def work(self) -> MappingWork:
        return self.editor.work

    @property
    def column(self) -> profile_model.ColumnRule | None:
        return self.work.column(self.target)

    @property
    def source(self) -> column_profiles.ColumnProfile | None:
        return self.work.source(self.target)

    def key(self, *parts: str) -> str:
        """Return a session key for something of the field that is not a part of the mapping."""
        return self.editor.key(*self.target.widget_key, *parts)

    def ask(
        self,
        widget: Callable[..., Any],
        label: str,
        names: tuple[str, ...],
        change: Callable[[MappingWork, Any], MappingWork],
        **look: Any,
    ) -> None:
        """Draw a widget of the field. If the source column changes, it becomes a new widget."""
        column = self.column
        of = (column.source,) if column is not None and column.source else ()
        self.editor.ask(widget, label, (*self.target.widget_key, *names, *of), change, **look)


def all_targets(place: TableFill) -> list[FieldTarget]:
    """Return the fields that a source may fill, in the order of the table."""
    return [
        FieldTarget(place, one.name) for one in tables.sent_columns(tables.BY_NAME[place.table])
    ]


def shown_targets(work: MappingWork, place: TableFill) -> list[FieldTarget]:
    """Return the fields that are filled, should be filled, or were added by the user."""
    filled = work.table(place).columns
    shown = {*filled, *draft_columns.missing_fields(place.table, filled)}
    return [one for one in all_targets(place) if one.column in shown or one in work.added]


def addable_targets(work: MappingWork, place: TableFill) -> list[FieldTarget]:
    shown = set(shown_targets(work, place))
    return [one for one in all_targets(place) if one not in shown]


def suggested_mapping(draft: draft_export.Draft) -> MappingWork:
    chosen = draft.chosen
    statement = profile_model.Statement(
        unfilled=profile_model.Unfilled.NOT_COLLECTED, ids=chosen.statement.ids
    )
    every = tuple(map(_without_comments, chosen.tables))
    said = replace(chosen, name="", comment=HEAD_COMMENT, statement=statement)
    return MappingWork(draft, said).changed(tables=every)


def _without_comments(table: profile_model.TableRule) -> profile_model.TableRule:
    """Return a drafted table without its comments, because the page shows these at the fields."""
    columns_ = {name: _without_comment(one) for name, one in table.columns.items()}
    return replace(table, columns=columns_, comment="", closing_comment="")


def _without_comment(column: profile_model.ColumnRule) -> profile_model.ColumnRule:
    return replace(column, comment="", code_comments={})


def carry_over_mapping(work: MappingWork, draft: draft_export.Draft) -> MappingWork:
    """Return the mapping after the same files were read again.

    Files that were read differently get the new suggestions.
    """
    before = {one.file.name: (one.file.header_rows, one.file.skip_rows) for one in work.draft.files}
    filling = {one.file for one in work.chosen.tables}
    own = [one.file for one in draft.files if not one.file.select]
    # A SELECT without result stays, so that the user can correct it.
    made = [one for one in draft.said or [f.file for f in draft.files] if one.select]
    same = {one.name for one in own if before.get(one.name) == (one.header_rows, one.skip_rows)}
    same |= {one.name for one in own if one.name in filling - before.keys()}
    same |= {one.name for one in made if draft.said is not None}
    kept = [one for one in work.chosen.tables if one.file in same]
    new = [one for one in suggested_mapping(draft).chosen.tables if one.file not in same]
    return replace(work, draft=draft).changed(files=(*own, *made), tables=(*kept, *new))


def suggested_table(work: MappingWork, place: TableFill) -> profile_model.TableRule:
    """Return the rule for a table as suggested for the file, with an id."""
    file = work.file(place.file)
    origin = work.file(file.arrangement.origin) if file.arrangement is not None else file
    drafted = _without_comments(draft_tables.draft_chosen_table(file, place.table, origin))
    filled = dict(drafted.columns)
    fields = {one.column: one.field for one in all_targets(place)}
    said = work.chosen.statement.jurisdiction
    if said and JURISDICTION in fields and fields[JURISDICTION].required:
        filled.setdefault(JURISDICTION, profile_model.ColumnRule(constant=said))
    return replace(drafted, columns={name: filled[name] for name in fields if name in filled})


def repeated_id_column(table: profile_model.TableRule, file: column_profiles.FileProfile) -> str:
    """Return the id column of a table if several rows have the same id; else blank."""
    filled = table.columns.get(draft_columns.own_id(table.table))
    source = file.column(filled.source or "") if filled is not None else None
    return source.name if source is not None and source.distinct < source.filled else ""


def with_shown_field(work: MappingWork, target: FieldTarget) -> MappingWork:
    return replace(work, added=work.added | {target})


def with_tables(work: MappingWork, file: str, names: Iterable[str]) -> MappingWork:
    """Return the mapping where `file` fills just the tables `names`; new ones as suggested."""
    chosen = set(names)
    kept = [one for one in work.chosen.tables if one.file != file or one.table in chosen]
    new = chosen - {one.table for one in kept if one.file == file}
    every = (
        *kept,
        *(suggested_table(work, TableFill(file, n)) for n in tables.BY_NAME if n in new),
    )
    return work.changed(tables=every)


def with_repeated_table(work: MappingWork, place: TableFill) -> MappingWork:
    """Return the mapping with a second rule, first a copy, by which the file fills the table."""
    every = [(table,) * (2 if one == place else 1) for one, table in work.tables]
    return work.changed(tables=tuple(table for several in every for table in several))


def without_table(work: MappingWork, place: TableFill) -> MappingWork:
    return work.changed(tables=tuple(table for one, table in work.tables if one != place))


def with_field_rule(
    work: MappingWork, target: FieldTarget, column: profile_model.ColumnRule | None
) -> MappingWork:
    """Return the mapping with this rule for a field; None empties the field.

    The suggested condition on rows is adapted, unless the user has changed it.
    """
    table, file = work.table(target.place), work.file(target.place.file)
    filled = {**table.columns, target.column: column}
    in_order = {
        one.column: said for one in all_targets(target.place) if (said := filled.get(one.column))
    }
    after = replace(table, columns=in_order)
    if table.where == draft_columns.with_condition(table, file).where:
        after = draft_columns.with_condition(after, file)
    work = work.with_table(target.place, columns=in_order, where=after.where)
    return with_shown_field(work, target)


def with_field_settings(work: MappingWork, target: FieldTarget, **parts: object) -> MappingWork:
    """Return the mapping with changed settings of a field; unchanged if the field has no rule."""
    column = work.column(target)
    changed = column and replace(column, **parts)  # type: ignore[arg-type]
    return work if changed is None else with_field_rule(work, target, changed)


def with_source(work: MappingWork, target: FieldTarget, name: str) -> MappingWork:
    """Return the mapping with a field filled from a column, with guessed formats and codes."""
    source = work.file(target.place.file).column(name)
    if source is None:
        return with_field_rule(work, target, profile_model.ColumnRule(source=name))
    drafted = draft_columns.draft_column(source, target.column, target.field)
    return with_field_rule(work, target, _without_comment(drafted))


def with_sql(work: MappingWork, target: FieldTarget) -> MappingWork:
    """Return the mapping with a field filled by SQL: at first its column, else the row number."""
    before = work.column(target)
    if before is None or before.source is None:
        return with_field_rule(work, target, profile_model.ColumnRule(sql=ROW_NUMBER))
    return with_field_settings(work, target, source=None, sql=profile_sql.identifier(before.source))


def with_codes(
    work: MappingWork, target: FieldTarget, said: Mapping[str, str | None], kind: CodeKind = "codes"
) -> MappingWork:
    """Return the mapping with codes for values of a field: a code, "" for blank, None to remove.

    Codes by number ranges also set how the file writes numbers, if it is not set yet.
    """
    column = work.column(target)
    if column is None:
        return work
    every = {**(getattr(column, kind) or {}), **said}
    parts: dict[str, object] = {
        kind: {value: code for value, code in every.items() if code is not None}
    }
    source = work.source(target)
    if kind == "codes_from" and column.number is None and source is not None:
        parts["number"] = None if source.number == cell_formats.NumberFormat() else source.number
    return with_field_settings(work, target, **parts)


def unmapped_values(work: MappingWork, target: FieldTarget) -> list[str]:
    """Return the values without a code (also by pattern or number range) that may be shown."""
    column, source = work.column(target), work.source(target)
    if column is None or source is None:
        return []
    shown = [value for value, _ in source.values.shown]
    with_code = draft_columns.values_with_code(column, shown) | (column.codes or {}).keys()
    return [value for value in shown if value not in with_code]


def with_submission_facts(work: MappingWork, **said: object) -> MappingWork:
    """Return the mapping with facts about the whole submission, such as jurisdiction and day.

    Tables whose rows must name a jurisdiction get this one too, unless a column fills it.
    """
    before = work.chosen.statement
    now = replace(before, **said)  # type: ignore[arg-type]
    work = work.changed(statement=now)
    if now.jurisdiction == before.jurisdiction:
        return work
    for target in (FieldTarget(place, JURISDICTION) for place in work.places):
        column, was = work.column(target), before.jurisdiction or ""
        is_asked = target in all_targets(target.place) and target.field.required
        if is_asked and (column is None or column.constant == was):
            constant = now.jurisdiction
            column = None if constant is None else profile_model.ColumnRule(constant=constant)
            work = replace(with_field_rule(work, target, column), added=work.added)
    return work


def replaceable_ids(work: MappingWork) -> dict[str, bool]:
    """Return the id fields filled from columns, and whether pseudonyms replace their values."""
    found: dict[str, bool] = {}
    for place in work.places:
        for name, column in work.table(place).columns.items():
            if _is_replaceable(FieldTarget(place, name), column):
                found[name] = found.get(name, False) or column.pseudonym
    return found


def with_pseudonyms(work: MappingWork, names: Iterable[str]) -> MappingWork:
    """Return the mapping where keyed pseudonyms replace exactly these ids, in every table."""
    return work.changed(tables=_tables_with_pseudonyms(work, names))


def _tables_with_pseudonyms(
    work: MappingWork, names: Iterable[str]
) -> tuple[profile_model.TableRule, ...]:
    chosen = set(names)
    return tuple(
        replace(
            table,
            columns={
                name: replace(one, pseudonym=name in chosen)
                if _is_replaceable(FieldTarget(place, name), one)
                else one
                for name, one in table.columns.items()
            },
        )
        for place, table in work.tables
    )


def _is_replaceable(target: FieldTarget, column: profile_model.ColumnRule) -> bool:
    is_read = column.source is not None or column.sql is not None
    return (
        is_read
        and draft_tables.is_id(target.field)
        and target.column not in draft_columns.OF_OFFICES
    )
