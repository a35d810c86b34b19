"""The editor says what was read otherwise than it is written, and why nothing was."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.upload.mapping.whole import BY_ROW
from tests.app.test_overview import TIMEOUT, markup


def script(folder: str) -> None:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import streamlit as st

    from dashboard.upload.mapping import editor, keeping
    from seed.mapping import drafting, language, reading

    def again(
        heads: Mapping[str, reading.Head], arranged: Sequence[language.SourceFile] | None
    ) -> None:
        st.session_state["told"] = heads
        st.session_state["arranged"] = arranged
        st.rerun()

    told = st.session_state.get("told", {})
    arranged = st.session_state.get("arranged")
    nothing = keeping.Shelf({}, lambda *_: None, lambda _: None)
    # A child drafts once for what it was told, and not at each run of the page.
    drafts = st.session_state.setdefault("drafts", {})
    if (key := repr((told, arranged))) not in drafts:
        drafts[key] = drafting.draft(Path(folder), told=told, arranged=arranged)
    editor.draw(drafts[key], nothing, again)


def drawn(folder: Path, text: str) -> AppTest:
    (folder / "register.csv").write_text(text)
    test = AppTest.from_function(script, default_timeout=TIMEOUT, kwargs={"folder": str(folder)})
    return test.run()


def test_columns_that_were_numbered_are_named(tmp_path: Path) -> None:
    test = drawn(tmp_path, "Nr,Typ,Typ,\n1,a,b,<i>c\n2,a,b,d\n")
    assert not test.exception
    assert "go by another: [Typ (2)], [Column 4]." in markup(test)
    # By the words of the field that stands there.
    assert "say which: [Names from row] on the page" in markup(test)
    assert any(one.label == "Names from row" for one in test.number_input)
    assert len(test.multiselect) == 1


def test_a_file_that_is_not_read_says_why_and_asks_for_nothing_more(tmp_path: Path) -> None:
    test = drawn(tmp_path, 'Nr,<b>Typ\n1,"a\n2,b\n')
    assert not test.exception
    assert "register.csv" in markup(test)
    assert "<b>" not in markup(test)
    assert not test.multiselect


REGISTER = """\
Register of the court,,,,,
,,,,,
,,Sentence,,Fine,
Docket,Decided,Months,Type,Amount,Currency
,,1-600,,> 0,
K-1,2023-05-12,24,custody,,
K-2,2023-06-01,,fine,300,EUR
K-3,2023-06-30,,fine,1500,EUR
"""
HEAD = "upload.beginning.register.(3, 4).0"


def columns(test: AppTest) -> list[str]:
    files = test.session_state["upload.mapping.state"].work.draft.files
    return [column.name for column in files[0].columns]


def test_where_the_names_stand_is_said_and_can_be_said_otherwise(tmp_path: Path) -> None:
    test = drawn(tmp_path, REGISTER)
    assert "rows 1-2 are titles; the names of the columns stand in rows 3 and 4" in markup(test)
    assert not test.expander[0].proto.expanded
    assert columns(test)[2:4] == ["Sentence Months", "Sentence Type"]
    assert test.button(key=f"{HEAD}.again").disabled
    test.text_input(key="upload.mapping.0.jurisdiction").set_value("XAA").run()
    test.number_input(key=f"{HEAD}.first").set_value(4)
    test.number_input(key=f"{HEAD}.skipped").set_value(1).run()
    test.button(key=f"{HEAD}.again").click().run()
    assert not test.exception
    assert columns(test)[2:4] == ["Months", "Type"]
    work = test.session_state["upload.mapping.state"].work
    assert (work.draft.files[0].rows, work.chosen.statement.jurisdiction) == (3, "XAA")
    assert "are titles" not in markup(test)


def test_a_file_that_is_not_read_shows_its_first_rows(tmp_path: Path) -> None:
    """Of two columns a title is not told by itself."""
    test = drawn(tmp_path, "Register,\n\nDocket\tMonths\nK-1\t2\nK-2\t3\n")
    assert not test.exception
    assert test.expander[0].proto.expanded
    assert not test.multiselect
    assert "Read as" in markup(test)
    key = "upload.beginning.register.(1,).0"
    test.number_input(key=f"{key}.first").set_value(3)
    test.number_input(key=f"{key}.last").set_value(3).run()
    assert not test.button(key=f"{key}.again").disabled


def test_a_file_without_a_cell_says_so_where_the_mapping_stands(tmp_path: Path) -> None:
    test = drawn(tmp_path, "Nr,Typ,Art\nNULL,NULL,NULL\nNULL,NULL,NULL\n")
    assert not test.exception
    assert "No column of these files holds anything." in markup(test)


GROUPS = """\
Case No.,Defendant ID,Sex,Art 1,Plea 1,Art 2,Plea 2,Seized
100,501,M,177,si,189,no,3 CAD and 60 USD
100,502,F,177,no,,,5 EUR
101,503,M,189,si,177,,7 USD
"""
ROWS = "upload.mapping.0.rows"


def work(test: AppTest):  # type: ignore[no-untyped-def]
    return test.session_state["upload.mapping.state"].work


def test_rows_are_made_of_groups_and_of_matches_and_taken_away_again(tmp_path: Path) -> None:
    test = drawn(tmp_path, GROUPS)
    assert not test.exception
    assert "register_groups: a row for each n of [Art {n}] and [Plea {n}]; 5 rows of the 3" in (
        markup(test)
    )
    away = "upload.mapping.0.rows.away.register_groups."
    test.text_input(key="upload.mapping.0.jurisdiction").set_value("XAA").run()
    test.button(key=away).click().run()
    assert not test.exception
    assert [file.file.name for file in work(test).draft.files] == ["register"]
    # What was chosen stays.
    assert work(test).chosen.statement.jurisdiction == "XAA"
    again = "upload.mapping.1.rows"
    test.selectbox(key=f"{again}.way").select("matches").run()
    test.selectbox(key=f"{again}.column.register").select("Seized").run()
    assert "4 rows are made of the first 3." in markup(test)
    assert "at is left there" in markup(test)
    test.multiselect(key=f"{again}.between.register").set_value(["and"]).run()
    assert "at is left there" not in markup(test)
    test.button(key=f"{again}.make").click().run()
    assert not test.exception
    assert [file.file.name for file in work(test).draft.files] == ["register", "register_seized"]
    assert work(test).draft.files[1].rows == 4


def test_columns_are_looked_up_and_it_is_said_how_many_rows_find_one(tmp_path: Path) -> None:
    (tmp_path / "judged.csv").write_text("Person,Decision\n501,acquitted\n503,pending\n")
    test = drawn(tmp_path, GROUPS)
    test.selectbox(key=f"{ROWS}.file").select("register").run()
    test.selectbox(key=f"{ROWS}.way").select("join").run()
    test.selectbox(key=f"{ROWS}.other.register").select("judged").run()
    test.selectbox(key=f"{ROWS}.here.register").select("Defendant ID").run()
    test.selectbox(key=f"{ROWS}.there.register.judged").select("Person").run()
    test.multiselect(key=f"{ROWS}.columns.register.judged").set_value(["Decision"]).run()
    test.button(key=f"{ROWS}.look_up").click().run()
    assert not test.exception
    assert "where Person is Defendant ID: 2 of 3 rows find a row there." in markup(test)
    register = next(f for f in work(test).draft.files if f.file.name == "register")
    assert [column.name for column in register.columns][-1] == "Decision"


def test_what_was_open_and_chosen_stays_when_the_files_are_read_anew(tmp_path: Path) -> None:
    (tmp_path / "judged.csv").write_text("Person,Decision\n501,acquitted\n503,pending\n")
    (tmp_path / "zeta.csv").write_text("Person,Note\n501,a\n503,b\n")
    test = drawn(tmp_path, GROUPS)
    [panel] = [one for one in test.expander if one.label.startswith("How rows are read")]
    assert not panel.proto.expanded
    last = test.button_group[0].options[-1]
    assert test.button_group[0].set_value(last).run().button_group[0].value == "suspects from zeta"
    test.selectbox(key=f"{ROWS}.file").select("register").run()
    test.selectbox(key=f"{ROWS}.way").select("join").run()
    test.selectbox(key=f"{ROWS}.other.register").select("zeta").run()
    test.selectbox(key=f"{ROWS}.here.register").select("Defendant ID").run()
    test.multiselect(key=f"{ROWS}.columns.register.zeta").set_value(["Note"]).run()
    test.button(key=f"{ROWS}.look_up").click().run()
    assert not test.exception
    again = ROWS.replace(".0.", ".1.")
    chosen = [test.selectbox(key=f"{again}.{name}").value for name in ("file", "way")]
    assert chosen == ["register", "join"]
    assert test.selectbox(key=f"{again}.other.register").value == "zeta"
    [panel] = [one for one in test.expander if one.label.startswith("How rows are read")]
    assert panel.proto.expanded
    assert test.button_group[0].value == "suspects from zeta"


BY_GROUPS = """\
Docket,Opened,Art.1,Plea1,Art.2,Plea2
K-1,2023-05-12,177,si,178,no
K-1,2023-06-01,177,no,,
K-2,2023-07-01,177,no,179,si
"""


def test_a_source_without_ids_says_so_and_can_take_it_back(tmp_path: Path) -> None:
    test = drawn(tmp_path, BY_GROUPS)
    assert not test.exception
    [box] = [one for one in test.checkbox if one.label == BY_ROW]
    assert box.value
    assert "tick above that it has none" not in markup(test)
    box.uncheck().run()
    assert test.session_state["upload.mapping.state"].work.chosen.statement.ids is None
    assert "tick above that it has none" in markup(test)
