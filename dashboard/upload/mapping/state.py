"""Where the mapping editor keeps a choice in the making between runs, with the steps before it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from dashboard.upload.mapping.work import Work

MOST_STEPS = 50
PAGE = "upload"
# What a person said beside the choice: the mapping begun with, and the name to keep it by.
BEGIN, NAME = HELD = ("begin", "name")


@dataclass(frozen=True)
class State:
    """The choice, the one it began with, and those before it.

    `revision` is part of the keys of the widgets: they take their values anew where a choice was
    set from elsewhere than the widget itself.
    """

    work: Work
    first: Work
    before: tuple[Work, ...] = ()
    revision: int = 0


class Editor:
    """The state of one editor on one page; `page` begins all its keys."""

    def __init__(self, page: str) -> None:
        self.page = page

    @property
    def state(self) -> State:
        return st.session_state[self.key("state")]

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

    def shown(self, *names: str) -> object:
        """What was on show there, whatever was read anew since; None at first."""
        return st.session_state.get(self.key("shown", *names))

    def show(self, value: object, *names: str) -> None:
        """Remember what is on show there."""
        st.session_state[self.key("shown", *names)] = value

    def redraw(self) -> None:
        """Let all widgets take their values anew from the choice."""
        state = self.state
        st.session_state[self.key("state")] = replace(state, revision=state.revision + 1)

    def begin(self, work: Work) -> None:
        """Set a choice from elsewhere: a new upload, a saved mapping."""
        old = st.session_state.get(self.key("state"))
        revision = old.revision + 1 if isinstance(old, State) else 0
        st.session_state[self.key("state")] = State(work, work, revision=revision)

    def begun(self) -> bool:
        """Whether there is a choice."""
        return self.key("state") in st.session_state

    def step(self, change: Callable[[Work], Work]) -> None:
        """Change the choice by one step."""
        state = self.state
        work = change(state.work)
        if work != state.work:
            before = (*state.before, state.work)[-MOST_STEPS:]
            st.session_state[self.key("state")] = replace(state, work=work, before=before)

    def undo(self) -> None:
        """Go back one step."""
        state = self.state
        if state.before:
            self._set(state, state.before[-1], state.before[:-1])

    def reset(self) -> None:
        """Go back to the beginning; that can be undone too."""
        state = self.state
        self._set(state, state.first, (*state.before, state.work))

    def _set(self, state: State, work: Work, before: tuple[Work, ...]) -> None:
        st.session_state[self.key("state")] = replace(
            state, work=work, before=before, revision=state.revision + 1
        )

    def answer(self, *parts: str) -> object:
        """What a widget of the choice says."""
        return st.session_state.get(self.widget(*parts))
