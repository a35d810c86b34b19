"""The editor says what was read otherwise than it is written, and why nothing was."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.upload.mapping.editor import BY_ROW
from tests.app.test_overview import TIMEOUT, markup

pytestmark = pytest.mark.soak


def script(folder: str) -> None:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import streamlit as st

    from dashboard.pages.upload.mapping import editor, saved_mappings
    from seed.mapping import draft_export, profile_model, source_layout

    def again(
        heads: Mapping[str, source_layout.HeaderRows],
        arranged: Sequence[profile_model.SourceFile] | None,
    ) -> None:
        st.session_state["told"] = heads
        st.session_state["arranged"] = arranged
        st.rerun()

    told = st.session_state.get("told", {})
    arranged = st.session_state.get("arranged")
    nothing = saved_mappings.SavedMappings({}, lambda *_: None, lambda _: None)
    # A child drafts once for what it was told, and not at each run of the page.
    drafts = st.session_state.setdefault("drafts", {})
    if (key := repr((told, arranged))) not in drafts:
        drafts[key] = draft_export.draft_from_path(Path(folder), told=told, arranged=arranged)
    editor.draw_editor(drafts[key], nothing, again)


def drawn(folder: Path, text: str) -> AppTest:
    (folder / "register.csv").write_text(text)
    test = AppTest.from_function(script, default_timeout=TIMEOUT, kwargs={"folder": str(folder)})
    return test.run()


def test_columns_that_were_numbered_are_named(tmp_path: Path) -> None:
    test = drawn(tmp_path, "Nr,Typ,Typ,\n1,a,b,<i>c\n2,a,b,d\n")
    assert not test.exception
    assert "Their new names are [Typ (2)], [#4]." in markup(test)
    # By the words of the field that stands there.
    assert "say which one: [Names from row] on the page" in markup(test)
    assert any(one.label == "Names from row" for one in test.number_input)
    assert len(test.multiselect) == 1


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
    assert "The names of the columns are in rows 3, 4" in markup(test)
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
    assert "in rows 3, 4" not in markup(test)


def test_a_file_that_is_not_read_says_why_and_shows_its_first_rows(tmp_path: Path) -> None:
    """Of two columns a title is not told by itself."""
    test = drawn(tmp_path, "Register,\n\n<b>Docket\tMonths\nK-1\t2\nK-2\t3\n")
    assert not test.exception
    assert "register.csv" in markup(test)
    assert "<b>" not in markup(test)
    assert test.expander[0].proto.expanded
    assert not test.multiselect
    assert "Read as" in markup(test)
    key = "upload.beginning.register.(1,).0"
    test.number_input(key=f"{key}.first").set_value(3)
    test.number_input(key=f"{key}.last").set_value(3).run()
    assert not test.button(key=f"{key}.again").disabled


GROUPS = """\
Case No.,Defendant ID,Sex,Art 1,Plea 1,Art 2,Plea 2,Seized
100,501,M,177,si,189,no,3 CAD and 60 USD
100,502,F,177,no,,,5 EUR
101,503,M,189,si,177,,7 USD
"""
SELECTS = "upload.mapping.{}.select"


def work(test: AppTest):  # type: ignore[no-untyped-def]
    return test.session_state["upload.mapping.state"].work


def made_files(test: AppTest) -> dict[str, int]:
    """The files that SELECTs make, with their rows."""
    return {one.file.name: one.rows for one in work(test).draft.files if one.file.select}


def test_a_select_is_text_that_can_be_put_right_and_taken_away(tmp_path: Path) -> None:
    test = drawn(tmp_path, GROUPS)
    assert not test.exception
    assert made_files(test) == {"register_groups": 6, "cases_of_register": 2}
    groups = ".register_groups"
    assert "UNPIVOT INCLUDE NULLS" in test.text_area(key=SELECTS.format(0) + groups).value
    test.text_input(key="upload.mapping.0.jurisdiction").set_value("XAA").run()
    cases = ".cases_of_register"
    test.text_area(key=SELECTS.format(0) + cases).set_value('SELECT "Case No." FROM register').run()
    test.button(key=f"{SELECTS.format(0)}{cases}.make").click().run()
    assert not test.exception
    # It is said beside the text, which is not folded away.
    assert markup(test).count("_row is missing") == 1
    assert next(one for one in test.expander if one.label.startswith("Rows made")).proto.expanded
    assert list(made_files(test)) == ["register_groups"]
    # The text and the tables that are filled from it stay.
    assert test.text_area(key=SELECTS.format(1) + cases).value.startswith('SELECT "Case No."')
    assert "cases_of_register" in {table.file for table in work(test).chosen.tables}
    test.text_area(key=SELECTS.format(1) + cases).set_value("SELECT * FROM register").run()
    test.button(key=f"{SELECTS.format(1)}{cases}.make").click().run()
    assert made_files(test) == {"register_groups": 6, "cases_of_register": 3}
    assert "_row is missing" not in markup(test)
    test.button(key=f"{SELECTS.format(2)}{groups}.away").click().run()
    assert not test.exception
    assert made_files(test) == {"cases_of_register": 3}
    # What was chosen stays.
    assert work(test).chosen.statement.jurisdiction == "XAA"


def test_columns_are_looked_up_by_those_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "judged.csv").write_text(
        "Sex,defendant_id,Decision\nM,501,acquitted\nM,503,pending\n"
    )
    test = drawn(tmp_path, GROUPS)
    selects = "upload.mapping.0.selects"
    test.selectbox(key=f"{selects}.file").select("register").run()
    test.selectbox(key=f"{selects}.other.register").select("judged").run()
    test.button(key=f"{selects}.write").click().run()
    assert not test.exception
    written = test.text_area(key=SELECTS.format(1) + ".register_with_judged").value
    assert 't."Defendant ID" = o.defendant_id' in written
    assert made_files(test)["register_with_judged"] == 3
    made = next(one for one in work(test).draft.files if one.file.name == "register_with_judged")
    assert made.names[-1] == "Decision"
    assert "acquitted" in markup(test)


def test_one_row_of_several_is_offered_where_a_name_comes_again(tmp_path: Path) -> None:
    test = drawn(tmp_path, GROUPS)
    test.multiselect(key="upload.mapping.0.tables.register").set_value(["offices", "cases"]).run()
    jurisdiction = [
        one for one in test.button_group[0].options if one.startswith("cases from register")
    ]
    test.button_group[0].set_value(jurisdiction[0]).run()
    source = "upload.mapping.0.register.cases"
    assert "have the same “Case No.”" in markup(test)
    test.button(key=f"{source}.one_each").click().run()
    assert not test.exception
    assert made_files(test)["cases_of_register_"] == 2
    assert "cases_of_register_" in {table.file for table in work(test).chosen.tables}


BY_GROUPS = """\
Docket,Opened,Art.1,Plea1,Art.2,Plea2
K-1,2023-05-12,177,si,178,no
K-1,2023-06-01,177,no,,
K-2,2023-07-01,177,no,179,si
"""


def test_a_name_of_rows_may_have_two_underscores(tmp_path: Path) -> None:
    test = drawn(tmp_path, GROUPS)
    for revision, name in enumerate(("register", "register", "register_rows_")):
        selects = f"upload.mapping.{revision}.selects"
        test.selectbox(key=f"{selects}.file").select(name).run()
        test.button(key=f"{selects}.write").click().run()
        assert not test.exception
    assert made_files(test)["register_rows__rows"] == 3


def test_a_source_without_ids_says_so_and_can_take_it_back(tmp_path: Path) -> None:
    test = drawn(tmp_path, BY_GROUPS)
    assert not test.exception
    [box] = [one for one in test.checkbox if one.label == BY_ROW]
    assert box.value
    assert "tick the box above" not in markup(test)
    box.uncheck().run()
    assert test.session_state["upload.mapping.state"].work.chosen.statement.ids is None
    assert "tick the box above" in markup(test)
