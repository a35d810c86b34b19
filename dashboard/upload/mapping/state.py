"""The mapping in the making: what was found, what is chosen, and where the page keeps it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import streamlit as st

from dashboard import outside
from schemas import columns, tables
from seed.mapping import column_profiles, draft_export, profile_model, profile_toml

MOST_STEPS = 50
PAGE = "upload"
# What a person typed or chose beside the mapping: which one it begins with, and its own name.
BEGIN, NAME = HELD = ("begin", "name")


class Place(NamedTuple):
    """A table of the record model as one file of the source fills it, the `nth` time from 0."""

    file: str
    table: str
    nth: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """What tells it from others, for keys."""
        return (self.file, self.table, *([str(self.nth)] if self.nth else []))


class Target(NamedTuple):
    """A column of such a table."""

    place: Place
    column: str

    @property
    def field(self) -> columns.Field:
        """What the column may hold."""
        return columns.field_of(tables.BY_NAME[self.place.table].c[self.column])

    @property
    def parts(self) -> tuple[str, ...]:
        """What tells it from others, for keys."""
        return (*self.place.parts, self.column)


@dataclass(frozen=True)
class Work:
    """What was found in the source, and what is chosen for it.

    `added` are columns that were asked for and are not filled yet. `has_comments`: the profile that
    it was begun with has comments that a choice cannot hold; `was_old`: it was rewritten in SQL.
    """

    draft: draft_export.Draft
    chosen: profile_toml.ProfileChoice
    added: frozenset[Target] = field(default_factory=frozenset)
    has_comments: bool = False
    was_old: bool = False

    @property
    def places(self) -> list[Place]:
        """Which tables are filled from which files, in the order of the record model."""
        order = list(tables.BY_NAME)
        every = (place for place, _ in self.tables)
        return sorted(every, key=lambda one: (order.index(one.table), one.file, one.nth))

    @property
    def tables(self) -> list[tuple[Place, profile_toml.TableChoice]]:
        """The tables in the order of the profile, each with its place."""
        found: list[tuple[Place, profile_toml.TableChoice]] = []
        for one in self.chosen.tables:
            nth = sum((other.file, other.table) == (one.file, one.table) for _, other in found)
            found.append((Place(one.file, one.table, nth), one))
        return found

    def places_of(self, table: str) -> list[Place]:
        """Where a table is filled, in the order of the profile."""
        return [place for place, _ in self.tables if place.table == table]

    def table(self, place: Place) -> profile_toml.TableChoice:
        """What is chosen for the table; nothing, where it was removed since it was drawn."""
        nothing = profile_toml.TableChoice(place.table, place.file, {})
        return next((table for one, table in self.tables if one == place), nothing)

    def rule(self, profile: profile_model.Profile, place: Place) -> profile_model.TableRule | None:
        """What the profile says of the table, as far as it can be read."""
        same = self.places_of(place.table)
        rules = [rule for rule in profile.tables if rule.table == place.table]
        return rules[same.index(place)] if place in same and len(rules) == len(same) else None

    def column(self, target: Target) -> profile_toml.ColumnChoice | None:
        """How the column is filled; None where it is not."""
        return self.table(target.place).columns.get(target.column)

    def file(self, label: str) -> column_profiles.FileProfile:
        """What was found in the file with this label; nothing, where it could not be made."""
        nothing = column_profiles.FileProfile(profile_model.SourceFile(label, ""), 0, ())
        return next((one for one in self.draft.files if one.file.name == label), nothing)

    def source(self, target: Target) -> column_profiles.ColumnProfile | None:
        """What was found of the source's column that fills another; None where none does."""
        column = self.column(target)
        return self.file(target.place.file).column((column and column.source) or "")

    def changed(self, **parts: object) -> "Work":
        """The work with parts of the choice said otherwise."""
        return replace(self, chosen=replace(self.chosen, **parts))  # type: ignore[arg-type]

    def with_table(self, place: Place, **parts: object) -> "Work":
        """The work with parts of one table said otherwise."""
        every = (replace(t, **parts) if one == place else t for one, t in self.tables)  # type: ignore[arg-type]
        return self.changed(tables=tuple(every))


@dataclass(frozen=True)
class State:
    """The work, and what it was before each step.

    `revision` is part of the keys of the widgets: they take their values again from the work where
    it was set from elsewhere than the widget itself.
    """

    work: Work
    before: tuple[Work, ...] = ()
    revision: int = 0


class Editor:
    """The state of the editor on one page; `page` begins all its keys."""

    def __init__(self, page: str) -> None:
        self.page = page

    @property
    def state(self) -> State:
        return st.session_state[self.key("state")]

    @state.setter
    def state(self, state: State) -> None:
        st.session_state[self.key("state")] = state

    @property
    def work(self) -> Work:
        return self.state.work

    def key(self, *parts: str) -> str:
        """A key for something that stays the same whatever is chosen."""
        return ".".join((self.page, "mapping", *parts))

    def widget(self, *parts: str) -> str:
        """A key for a widget that shows a part of the choice."""
        return self.key(str(self.state.revision), *parts)

    def hold(self, *names: str) -> None:
        """Keep what these widgets say while they are not drawn, as while files are checked."""
        for name in names:
            if (key := self.key(name)) in st.session_state:
                st.session_state[key] = st.session_state[key]

    def remember(self, value: object, *names: str) -> None:
        """Remember something that is no part of the choice, such as which table is on show."""
        st.session_state[self.key("remembered", *names)] = value

    def remembered(self, *names: str) -> object:
        """What was remembered by this name; None at first."""
        return st.session_state.get(self.key("remembered", *names))

    def is_begun(self) -> bool:
        """Whether there is a choice."""
        return self.key("state") in st.session_state

    def begin(self, work: Work) -> None:
        """Set a choice from elsewhere: a new upload, a saved mapping."""
        self.state = State(work, revision=self.state.revision + 1 if self.is_begun() else 0)

    def step(self, change: Callable[[Work], Work]) -> None:
        """Change the choice by one step."""
        state = self.state
        if (work := change(state.work)) != state.work:
            self.state = replace(state, work=work, before=(*state.before, state.work)[-MOST_STEPS:])

    def undo(self) -> None:
        """Go back one step."""
        if self.state.before:
            *before, work = self.state.before
            self.state = State(work, tuple(before), self.state.revision + 1)

    def redraw(self) -> None:
        """Let all widgets take their values again from the choice."""
        self.state = replace(self.state, revision=self.state.revision + 1)

    def ask(
        self,
        widget: Callable[..., Any],
        label: str,
        names: tuple[str, ...],
        change: Callable[[Work, Any], Work],
        *,
        then: Literal["", "empty", "redraw"] = "",
        **look: Any,
    ) -> None:
        """Draw a widget of Streamlit for a part of the choice, which its answer changes.

        `then` says what becomes of the widget: it keeps its answer, is empty for the next one, or
        takes its value again from the choice with all others.
        """
        widget(
            outside.plain(label),
            key=(key := self.widget(*names)),
            on_change=self._take,
            args=(key, change, then),
            **look,
        )

    def _take(self, key: str, change: Callable[[Work, Any], Work], then: str) -> None:
        """Take over what a widget says. A text is without blanks around it."""
        answer = st.session_state[key]
        text = answer.strip() if isinstance(answer, str) else answer
        self.step(lambda work: change(work, text))
        if then == "empty":
            st.session_state[key] = "" if isinstance(answer, str) else None
        elif then == "redraw":
            self.redraw()


@dataclass(frozen=True)
class FieldEditor:
    """One field on the page: what fills it, and widgets for it."""

    editor: Editor
    target: Target

    @property
    def work(self) -> Work:
        return self.editor.work

    @property
    def column(self) -> profile_toml.ColumnChoice | None:
        """How the field is filled; None where it is not."""
        return self.work.column(self.target)

    @property
    def source(self) -> column_profiles.ColumnProfile | None:
        """What was found of the source's column that fills it; None where none does."""
        return self.work.source(self.target)

    def key(self, *parts: str) -> str:
        """A key for something of the field that is no widget of the choice."""
        return self.editor.key(*self.target.parts, *parts)

    def ask(
        self,
        widget: Callable[..., Any],
        label: str,
        names: tuple[str, ...],
        change: Callable[[Work, Any], Work],
        **look: Any,
    ) -> None:
        """Draw a widget of the field; another column that fills it has other widgets."""
        column = self.column
        of = (column.source,) if column is not None and column.source else ()
        self.editor.ask(widget, label, (*self.target.parts, *names, *of), change, **look)
