"""Widgets for one table of a mapping: its rows, the source of each field, formats and codes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import untrusted_text, words
from dashboard.pages.upload.mapping import file_widgets, mapping_words, progress, state
from dashboard.pages.upload.mapping.progress import Progress
from dashboard.pages.upload.mapping.state import (
    CodeKind,
    Editor,
    FieldEditor,
    FieldTarget,
    MappingWork,
    TableFill,
)
from dashboard.ui import html_card
from schemas import columns
from schemas.language import marked, n, t
from seed.mapping import (
    cell_formats,
    draft_columns,
    draft_selects,
    guess_columns,
    profile_model,
    profile_toml,
    sql_tree,
)

# Settings for unreadable cells, as tick boxes: what a tick means, the label and the help.
TICKS: dict[str, tuple[dict[bool, object], str, str]] = {
    "unreadable": (
        {True: "blank", False: None},
        marked("Leave empty what cannot be read"),
        marked(
            "At most a fifth of the cells can be left empty, and each is listed. Otherwise the row"
            " is rejected."
        ),
    ),
    "missing_ok": (
        {True: True, False: False},
        marked("Keep dates that are in the wrong order"),
        marked("The row is stored as it is, and listed. Otherwise it is rejected."),
    ),
}
CODES_IN_A_ROW = 3
MANY_VALUES = marked(
    "This column has too many different values to list. Type values below, or use a pattern for"
    " several values."
)
COUNTS_ALL_ROWS = marked("This includes cells of rows that the condition of the table leaves out.")
HIDDEN_VALUES = marked(
    "Values that are rare, long, or can identify a person are not listed. You can type them below."
)
REFUSED_IF_REQUIRED = marked(
    "Rows with other values are rejected. Map these values, or leave these rows out with the"
    " condition of the table."
)
REFUSED = marked("Rows with other values are rejected. Map these values, or leave them empty.")
ADD_LABELS: dict[CodeKind, str] = {
    "codes": marked("Add a value, spelled as in the file"),
    "codes_like": marked("Add a pattern, such as ^[0-9]+$ for any number"),
    "codes_from": marked("Add a number from which the meaning changes, such as 18"),
}


def draw_table(
    editor: Editor, progress: Progress, place: TableFill, look: file_widgets.RunSelects
) -> None:
    html_card.draw_faults(progress.table_faults(place), key=editor.key("beside", *place.widget_key))
    # Before the fields, because the choice of rows decides about the fields.
    _ask_rows(editor, progress, place, look)
    for target in state.shown_targets(editor.work, place):
        _draw_field(FieldEditor(editor, target), progress)
    _ask_more_fields(editor, place)


def _ask_rows(
    editor: Editor, progress: Progress, place: TableFill, look: file_widgets.RunSelects
) -> None:
    """Draw which file and which of its rows fill the table.

    A button tries all SQL of the table on the first rows.
    """
    work, table = editor.work, editor.work.table(place)
    if key := state.repeated_id_column(table, work.file(place.file)):
        file_widgets.draw_one_row_each_offer(editor, place, key, look)
    labels = list(dict.fromkeys((*(file.name for file in work.chosen.files), place.file)))
    left, right = st.columns((1, 2), vertical_alignment="top")
    with left:
        editor.ask(
            st.selectbox,
            t("Filled from"),
            (*place.widget_key, "file"),
            lambda work, file: work.with_table(place, file=file),
            options=labels,
            index=labels.index(place.file),
        )
    with right:
        editor.ask(
            st.text_area,
            t("Use only rows where (SQL; leave empty for all rows)"),
            (*place.widget_key, "where"),
            lambda work, where: work.with_table(place, where=where),
            value=table.where,
            height="content",
            max_chars=sql_tree.LONGEST,
            placeholder="role = 'victim' AND age IS NOT NULL",
        )
    has_sql = table.where or any(one.sql is not None for one in table.columns.values())
    if has_sql and st.button(
        t("Try the SQL on the first rows"), key=editor.widget(*place.widget_key, "try")
    ):
        rule = work.rule(progress.profile, place)
        if rule is not None:
            shown = draft_selects.preview_rule(rule, work.draft.files)
            html_card.draw_faults(
                [t(one) for one in shown.faults], key=editor.key(*place.widget_key, "tried")
            )
            file_widgets.draw_sql_preview(editor, shown, *place.widget_key, "tried")


def _ask_more_fields(editor: Editor, place: TableFill) -> None:
    def change(by: Callable[[MappingWork, TableFill], MappingWork]) -> None:
        editor.step(lambda work: by(work, place))
        # The following tables have other numbers now.
        editor.redraw()

    with st.container(horizontal=True, vertical_alignment="bottom"):
        editor.ask(
            st.selectbox,
            t("Fill another field"),
            (*place.widget_key, "more"),
            lambda work, name: (
                state.with_shown_field(work, FieldTarget(place, name)) if name else work
            ),
            then="empty",
            options=[target.column for target in state.addable_targets(editor.work, place)],
            index=None,
            format_func=lambda name: mapping_words.named_with_meaning(
                name, FieldTarget(place, name).field.meaning
            ),
            placeholder=t("Choose a field"),
            width=420,
        )
        st.button(
            untrusted_text.escape_markdown(t("Fill {table} again", table=place.table)),
            help=t(
                "Makes more rows of this table from the same file: from other rows of the file, or"
                " from other columns."
            ),
            key=editor.widget(*place.widget_key, "once_more"),
            on_click=change,
            args=(state.with_repeated_table,),
        )
        if sum(one[:2] == place[:2] for one in editor.work.places) > 1:
            st.button(
                t("Remove this one"),
                key=editor.widget(*place.widget_key, "away"),
                on_click=change,
                args=(state.without_table,),
            )


def _draw_field(field: FieldEditor, progress: Progress) -> None:
    """Draw a field: its source, next to it the format, and below it the codes of its values.

    Parts that cannot be changed here are shown below as text of the mapping.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _ask_source(field)
    column, target = field.column, field.target
    if column is not None:
        with right:
            _draw_formats(field, column)
    wrong = [*progress.field_faults(target), *_list_doubts(field.work, target)]
    html_card.draw_faults(wrong, key=field.key("faults"))
    if column is None:
        return
    if column.codes is not None:
        draw_codes(field, column)
    elif (
        target.field.kind in (*profile_model.NUMERIC, columns.Kind.DATE) and column.constant is None
    ):
        _ask_unreadable(field, column)
    if more := profile_toml.unshown_keys(column):
        st.code(more, language="toml")


def _list_doubts(work: MappingWork, target: FieldTarget) -> list[str]:
    """Return texts on what the user should check in a field; they need not be faults."""
    column, file = work.column(target), work.file(target.place.file)
    if column is None:
        return []
    if column.source is not None and file.columns and work.source(target) is None:
        return [
            t("This file has no column “{column}”. Choose another column.", column=column.source)
        ]
    said = draft_columns.list_doubts(file, target.place.table, target.column, column)
    return [t(one) for one in said]


def _ask_source(field: FieldEditor) -> None:
    target, column = field.target, field.column
    source_columns = field.work.file(target.place.file).columns
    chosen = mapping_words.NOTHING
    if column is not None:
        of_column = mapping_words.COLUMN + (column.source or "")
        chosen = mapping_words.SQL if column.sql is not None else mapping_words.CONSTANT
        chosen = of_column if column.source is not None else chosen
    every = (
        *mapping_words.WAYS,
        *(mapping_words.COLUMN + one.name for one in source_columns),
        chosen,
    )
    options = list(dict.fromkeys(every))
    field.editor.ask(
        st.selectbox,
        mapping_words.field_label(target),
        target.widget_key,
        lambda work, way: with_fill_method(work, target, way),
        options=options,
        index=options.index(chosen),
        format_func=lambda option: mapping_words.way_label(option, source_columns),
    )


def with_fill_method(work: MappingWork, target: FieldTarget, way: str) -> MappingWork:
    """Return the mapping with a field filled in the way `way`: nothing, constant, SQL or column."""
    match way:
        case mapping_words.NOTHING:
            return state.with_field_rule(work, target, None)
        case mapping_words.CONSTANT:
            return state.with_field_rule(work, target, profile_model.ColumnRule(constant=""))
        case mapping_words.SQL:
            return state.with_sql(work, target)
    return state.with_source(work, target, way.removeprefix(mapping_words.COLUMN))


def _draw_formats(field: FieldEditor, column: profile_model.ColumnRule) -> None:
    kind, source = field.target.field.kind, field.source
    if column.constant is not None:
        _ask_constant(field, column.constant)
        return
    if column.sql is not None:
        look: dict[str, Any] = {"placeholder": "'K' || number || '-' || year", "height": "content"}
        label, most = t("SQL that makes the text"), sql_tree.LONGEST
        _ask_part(field, st.text_area, label, "sql", value=column.sql, max_chars=most, **look)
    if kind is columns.Kind.DATE:
        label, hint = t("Dates are written as"), t("Choose or type, such as DD/MM/YYYY")
        known = (*(source.date if source else ()), *column.date, *mapping_words.DATES)
        _ask_list(field, label, "date", known, hint, accept_new_options=True)
    elif kind in profile_model.NUMERIC:
        now = column.number or cell_formats.NumberFormat()
        # Each number format also with the signs around numbers, such as $1,234.50.
        signed = (replace(one, before=now.before, after=now.after) for one in mapping_words.NUMBERS)
        ways = list(dict.fromkeys((now, *signed, *mapping_words.NUMBERS)))
        label = t("Numbers are written as")
        _ask_part(
            field,
            st.selectbox,
            label,
            "number",
            options=ways,
            format_func=lambda written: written.example,
        )
    elif column.codes is not None and (said := code_sentence(field.work, field.target)):
        html_card.draw_note(said, key=field.key("codes"))


def _ask_part(
    field: FieldEditor,
    widget: Callable[..., Any],
    label: str,
    part: str,
    read: Callable[[Any], object] = lambda answer: answer,
    **look: Any,
) -> None:
    def say(work: MappingWork, answer: object) -> MappingWork:
        return state.with_field_settings(work, field.target, **{part: read(answer)})

    field.ask(widget, label, (part,), say, **look)


def _ask_list(
    field: FieldEditor, label: str, part: str, options: Sequence[str], hint: str, **look: Any
) -> None:
    default = getattr(field.column, part)
    options = list(dict.fromkeys((*options, *default)))
    look |= {"options": options, "default": default, "placeholder": hint, "select_all": False}
    _ask_part(field, st.multiselect, label, part, tuple, **look)


def _ask_constant(field: FieldEditor, value: str) -> None:
    codes_ = [code.value for code in field.target.field.codes or ()]
    label, part = t("Value for every row"), "constant"
    if not codes_:
        _ask_part(field, st.text_input, label, part, value=value)
        return
    index = codes_.index(value) if value in codes_ else None
    look = {"options": codes_, "index": index, "placeholder": t("Choose a code")}
    _ask_part(field, st.selectbox, label, part, lambda answer: answer or "", **look)


def _ask_unreadable(field: FieldEditor, column: profile_model.ColumnRule) -> None:
    said = len(column.missing) + sum(bool(getattr(column, key)) for key in TICKS)
    heading = t("Empty and unreadable cells")
    if said:
        heading = n(
            "Empty and unreadable cells ({count} set)",
            "Empty and unreadable cells ({count} set)",
            said,
        )
    with st.popover(untrusted_text.escape_markdown(heading)):
        label, hint = t("Words that mean an empty cell"), t("Type, such as n.c.")
        _ask_list(field, label, "missing", (), hint, accept_new_options=True)
        for key in TICKS if field.target.field.kind is columns.Kind.DATE else ("unreadable",):
            meaning, label, help_ = TICKS[key]
            is_ticked = getattr(column, key) == meaning[True]
            look = {"value": is_ticked, "help": t(help_)}
            _ask_part(field, st.checkbox, t(label), key, meaning.__getitem__, **look)


def draw_codes(field: FieldEditor, column: profile_model.ColumnRule) -> None:
    source, left = field.source, state.unmapped_values(field.work, field.target)
    every = [value for value, _ in source.values.shown] if source else []
    # Values with a code from a pattern or as numbers are not listed.
    shown = [value for value in every if value in (column.codes or {}) or value in left]
    with st.container(border=True):
        entries = [*_assignable_entries(field, column, shown)]
        for first in range(0, len(entries), CODES_IN_A_ROW):
            for place, entry in zip(st.columns(CODES_IN_A_ROW), entries[first:], strict=False):
                with place:
                    _ask_code(field, column, *entry)
        kinds: list[CodeKind] = []
        if source is None or source.values.hidden or shown != every or not shown:
            kinds += ["codes", "codes_like"]
        if column.codes_from or (source is not None and source.is_number):
            kinds.append("codes_from")
        for place, kind in zip(st.columns(len(kinds)) if kinds else (), kinds, strict=True):
            with place:
                _ask_new_code(field, kind)
        _ask_remaining_values(field, left)


def _assignable_entries(
    field: FieldEditor, column: profile_model.ColumnRule, shown: list[str]
) -> Iterator[tuple[CodeKind, str, str]]:
    """Yield (kind, text, label) for each value or pattern to which the user may assign a code."""
    source, counted = field.source, progress.count_coded_cells(field.work, field.target)
    known = [code.value for code in field.target.field.codes or ()]
    by_value = counted.by_value if counted is not None else {}
    for value in shown:
        meant = guess_columns.possible_codes(value, known)
        yield "codes", value, _value_label(value, by_value[value], meant)
    for value in column.codes or {}:
        if value not in shown:
            # The number of cells is only known if the values of the column are counted.
            is_known = source is not None and source.counts
            label = t("{value} · typed in", value=value)
            if is_known:
                label = n(
                    "{value} · {count} cell, typed in",
                    "{value} · {count} cells, typed in",
                    by_value.get(value, 0),
                    value=value,
                )
            yield "codes", value, label
    for like in column.codes_like:
        yield "codes_like", like, t("{pattern} · pattern", pattern=like)
    for one in column.codes_from:
        yield "codes_from", one, t("Numbers from {number} on", number=one)


def _value_label(value: str, cells: int, meant: Sequence[str]) -> str:
    if not meant:
        return n("{value} · {count} cell", "{value} · {count} cells", cells, value=value)
    return n(
        "{value} · {count} cell. Does it mean {codes}?",
        "{value} · {count} cells. Does it mean {codes}?",
        cells,
        value=value,
        codes=" / ".join(meant),
    )


def _ask_code(
    field: FieldEditor, column: profile_model.ColumnRule, kind: CodeKind, value: str, label: str
) -> None:
    code = (getattr(column, kind) or {}).get(value)
    chosen = mapping_words.NOT_SAID if code is None else (code or mapping_words.BLANK)
    options = list(dict.fromkeys((mapping_words.NOT_SAID, *code_options(field.target), chosen)))

    def become(work: MappingWork, option: str) -> MappingWork:
        return state.with_codes(work, field.target, {value: _option_code(option)}, kind)

    look = {"options": options, "index": options.index(chosen)}
    names = (kind, value)
    field.ask(st.selectbox, label, names, become, format_func=mapping_words.code_label, **look)


def code_options(target: FieldTarget) -> list[str]:
    codes = [code.value for code in target.field.codes or ()]
    # Records without a required field are refused, so it cannot be left empty.
    return codes if target.field.required else [mapping_words.BLANK, *codes]


def _option_code(option: str) -> str | None:
    return {mapping_words.NOT_SAID: None, mapping_words.BLANK: ""}.get(option, option)


def _ask_new_code(field: FieldEditor, kind: CodeKind) -> None:
    def add(work: MappingWork, text: str) -> MappingWork:
        if not text or (kind == "codes_from" and not cell_formats.is_number_text(text)):
            return work
        return state.with_codes(work, field.target, {text: ""}, kind)

    field.ask(st.text_input, t(ADD_LABELS[kind]), ("add", kind), add, then="empty")


def _ask_remaining_values(field: FieldEditor, left: list[str]) -> None:
    """Draw a choice for all values without a code; after the choice, draw what was done."""
    editor, target = field.editor, field.target
    if not left:
        if said := editor.remembered(*target.widget_key, "left"):
            html_card.draw_note(str(said), key=field.key("left_said"))
        return

    def become(work: MappingWork, option: str | None) -> MappingWork:
        if option is None:
            return work
        editor.remember(_remaining_done(left, option), *target.widget_key, "left")
        return state.with_codes(work, target, dict.fromkeys(left, _option_code(option)))

    label = n("Map {count} remaining value to", "Map all {count} remaining values to", len(left))
    look: dict[str, Any] = {
        "options": code_options(target),
        "index": None,
        "placeholder": t("Choose"),
    }
    # The select boxes of these values still show their earlier choice.
    look |= {"format_func": mapping_words.code_label, "then": "redraw"}
    field.ask(st.selectbox, label, ("left",), become, **look)


def _remaining_done(left: Sequence[str], option: str) -> str:
    listed = mapping_words.column_names_text(left)
    if option == mapping_words.BLANK:
        return n(
            "{count} value is now left empty: {values}.",
            "{count} values are now left empty: {values}.",
            len(left),
            values=listed,
        )
    return n(
        "{count} value is now mapped to {code}: {values}.",
        "{count} values are now mapped to {code}: {values}.",
        len(left),
        code=option,
        values=listed,
    )


def code_sentence(work: MappingWork, target: FieldTarget) -> str:
    """Return how many cells have a code, and what happens to the other cells; blank if unknown.

    For required fields no cell may be left empty.
    """
    counted, source = progress.count_coded_cells(work, target), work.source(target)
    if counted is None or source is None:
        return ""
    parts = [
        n(
            "{part} of {count} cell has a code.",
            "{part} of {count} cells have a code.",
            counted.cells,
            part=words.count(counted.mapped),
        )
    ]
    if counted.mapped != counted.cells or not counted.cells:
        parts.append(t(REFUSED_IF_REQUIRED) if target.field.required else t(REFUSED))
        if not source.values.shown:
            parts.append(t(MANY_VALUES))
        elif source.values.hidden:
            parts.append(t(HIDDEN_VALUES))
    if work.table(target.place).where:
        parts.append(t(COUNTS_ALL_ROWS))
    return " ".join(parts)
