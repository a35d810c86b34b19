"""Which rows fill a table, and where a field is filled: looks at columns of the source."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard import outside, words
from dashboard.upload.mapping import conditions
from dashboard.upload.mapping.conditions import Look
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Place, drafted, source_column
from seed.mapping import drafting, language

NO_MORE = "— take this away"
# What the condition becomes; None: there is none any more.
Change = Callable[[dict[str, object] | None], None]


@dataclass(frozen=True)
class Asked:
    """A condition on the page; `key` begins the keys of its widgets."""

    editor: Editor
    place: Place
    looks: tuple[Look, ...]
    change: Change
    key: tuple[str, ...]

    def say(self, number: int, look: Look | None) -> None:
        """Say one look otherwise, or no more."""
        looks = conditions.with_look(self.looks, number, look)
        self.change(conditions.said(looks) if looks else None)

    def answer(self, *key: str) -> object:
        """What a widget says."""
        return self.editor.answer(*self.key, *key)

    def widget(self, *key: str) -> str:
        """The key of a widget."""
        return self.editor.widget(*self.key, *key)


def draw(editor: Editor, place: Place, said: object, change: Change, key: tuple[str, ...]) -> None:
    """Draw a condition, to be changed where it is a list of looks; else as the mapping says it."""
    looks = conditions.looks(said)
    with st.container(border=True):
        if looks is None:
            if filled := conditions.any_filled(said):
                st.text(f"Only where one of these is filled: {words.listing([*filled])}")
            else:
                st.code(drafting.more_text({"where": said}), language="toml")
            key_away = editor.widget(*key, "away")
            st.button("Take the condition away", key=key_away, on_click=change, args=(None,))
            return
        asked = Asked(editor, place, looks, change, key)
        for number in range(len(looks)):
            _look(asked, number)
        more = ("more", str(len(looks)))
        st.selectbox(
            outside.plain("and only where" if looks else "Only where"),
            [column.name for column in drafted(editor.work, place.file).columns],
            index=None,
            placeholder="Choose a column",
            key=asked.widget(*more),
            on_change=_add,
            args=(asked, more),
        )


def _look(asked: Asked, number: int) -> None:
    look = asked.looks[number]
    own = (str(number), look.column, look.how)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.selectbox(
            outside.plain(f"Only where {look.column}"),
            [*conditions.HOWS, NO_MORE],
            index=list(conditions.HOWS).index(look.how),
            format_func=lambda how: conditions.HOWS.get(how, how),
            key=asked.widget(*own, "how"),
            on_change=_how,
            args=(asked, number, (*own, "how")),
        )
    with right:
        if look.how in conditions.NUMBERS:
            st.text_input(
                "Number",
                value=look.values[0] if look.values else "",
                key=asked.widget(*own, "values"),
                on_change=_say,
                args=(asked, number, (*own, "values")),
            )
        elif look.how not in conditions.ALONE:
            source = source_column(asked.editor.work, asked.place.file, look.column)
            known = [value for value, _ in source.values.shown] if source else []
            st.multiselect(
                "Any of",
                list(dict.fromkeys((*known, *look.values))),
                default=look.values,
                placeholder="Choose or type",
                accept_new_options=True,
                select_all=False,
                key=asked.widget(*own, "values"),
                on_change=_say,
                args=(asked, number, (*own, "values")),
            )


def _add(asked: Asked, key: tuple[str, ...]) -> None:
    column = asked.answer(*key)
    if isinstance(column, str):
        source = source_column(asked.editor.work, asked.place.file, column)
        asked.change(conditions.said((*asked.looks, begun(column, source))))


def begun(column: str, source: drafting.DraftColumn | None) -> Look:
    """A look at a column to begin with: of plain numbers, such as ages, from which on."""
    is_plain = source is not None and source.number in (None, language.NumberFormat())
    is_number = is_plain and source is not None and source.is_number
    return Look(column, conditions.FROM if is_number else conditions.IS)


def _how(asked: Asked, number: int, key: tuple[str, ...]) -> None:
    how, look = str(asked.answer(*key)), asked.looks[number]
    if how == NO_MORE:
        asked.say(number, None)
        return
    is_other = {how, look.how} & {*conditions.NUMBERS, *conditions.ALONE}
    asked.say(number, Look(look.column, how, () if is_other else look.values))


def _say(asked: Asked, number: int, key: tuple[str, ...]) -> None:
    answer = asked.answer(*key)
    values = tuple(map(str, answer)) if isinstance(answer, list) else (str(answer).strip(),)
    asked.say(number, asked.looks[number]._replace(values=values))
