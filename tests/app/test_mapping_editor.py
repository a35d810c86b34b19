"""A person maps a source's columns and codes on the page, goes back, and keeps the mapping."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from seed.mapping import cell_formats, draft_columns, parse_profile
from tests.app.test_overview import TIMEOUT, markup

pytestmark = pytest.mark.soak

COURT = "upload.mapping.0.court"


def script() -> None:
    import streamlit as st

    from dashboard.pages.upload.mapping import editor, saved_mappings
    from schemas import errors
    from tests.unit.dashboard.pages.upload.mapping.drafts import DRAFT

    kept = st.session_state.setdefault("kept", {})

    def save(name: str, text: str) -> None:
        if name == "full":
            raise errors.UserError("There is no place for it.")
        kept[name] = text

    def forget(name: str) -> None:
        del kept[name]

    shelf = saved_mappings.SavedMappings(dict(kept), save, forget)
    st.session_state["ready"] = editor.draw_editor(DRAFT, shelf, lambda *_: None)


@pytest.fixture
def test() -> AppTest:
    """The editor over a court's export, at its changes."""
    return AppTest.from_function(script, default_timeout=TIMEOUT).run()


def labels(test: AppTest) -> list[str]:
    """The labels of the selects on show."""
    return [select.label for select in test.selectbox]


def replaced(test: AppTest):  # type: ignore[no-untyped-def]
    """The ids that are replaced by pseudonyms."""
    return next(one for one in test.multiselect if one.label.startswith("Ids to replace"))


def wrong(test: AppTest) -> list[str]:
    """What is said to be wrong."""
    return [html.unescape(one) for one in re.findall(r"▲</span> (.*)</li>", markup(test))]


def fill(test: AppTest) -> AppTest:
    """What the suggestions lack."""
    test.text_input(key="upload.mapping.0.jurisdiction").set_value("XAA").run()
    test.selectbox(key=f"{COURT}.cases.scope").select("constant").run()
    constant = f"{COURT}.cases.scope.constant"
    test.selectbox(key=constant).select("charged_as_trafficking").run()
    test.multiselect(key=f"{COURT}.cases.charged_on.date.filed").set_value(["DD/MM/YYYY"])
    return test.run()


def test_what_is_wrong_stands_beside_its_field(test: AppTest) -> None:
    assert not test.exception
    assert wrong(test) == [
        "Enter the jurisdiction of the records.",
        draft_columns.SCOPE,
        "Does the day or the month come first? Choose one of DD/MM/YYYY and MM/DD/YYYY.",
    ]
    assert test.session_state["ready"] is None
    assert test.button(key="upload.mapping.save").disabled


def of_suspects(test: AppTest, column: str):  # type: ignore[no-untyped-def]
    """What is chosen for a column of the suspects."""
    work = test.session_state["upload.mapping.state"].work
    return next(one for one in work.chosen.tables if one.table == "suspects").columns[column]


def test_a_table_more_brings_its_fields_and_its_codes(test: AppTest) -> None:
    test.multiselect(key="upload.mapping.0.tables.court").set_value(["cases", "suspects"]).run()
    test.segmented_control[0].set_value("suspects").run()
    assert "sex · Sex" in labels(test)
    assert "F · 70 cells" in labels(test)
    assert r"x\*y · 4 cells" in labels(test)
    code = test.selectbox(key=f"{COURT}.suspects.sex.codes.x*y.gender")
    assert code.value == "not said"
    code.select("blank").run()
    test.text_input(key=f"{COURT}.suspects.sex.add.codes.gender").set_value("Z z").run()
    assert "Z z · typed in" in labels(test)
    test.selectbox(key=f"{COURT}.suspects.sex.codes.Z z.gender").select("unknown").run()
    assert of_suspects(test, "sex").codes == {
        "F": "female",
        "M": "male",
        "x*y": "",
        "Z z": "unknown",
    }
    # Numbers become codes from a number on.
    test.selectbox(key=f"{COURT}.suspects.more").select("age_group").run()
    age = f"{COURT}.suspects.age_group"
    test.selectbox(key=age).select("column:proceeds").run()
    test.text_input(key=f"{age}.add.codes_from.proceeds").set_value("21").run()
    test.text_input(key=f"{age}.add.codes_from.proceeds").set_value("grown up").run()
    test.selectbox(key=f"{age}.codes_from.21.proceeds").select("adult").run()
    assert not test.exception
    assert "Numbers from 21 on" in labels(test)
    column = of_suspects(test, "age_group")
    assert column.codes_from == {"1": "child", "18": "adult", "21": "adult"}
    assert column.number == cell_formats.NumberFormat(decimal=",", thousands=".")


def test_steps_are_undone(test: AppTest) -> None:
    assert test.button(key="upload.mapping.undo").disabled
    test.selectbox(key=f"{COURT}.cases.scope").select("sql").run()
    assert test.text_area(key=f"{COURT}.cases.scope.sql").value == "'R' || _row"
    test.button(key="upload.mapping.undo").click().run()
    assert test.selectbox(key="upload.mapping.1.court.cases.scope").value == "nothing"
    test.selectbox(key="upload.mapping.1.court.cases.more").select("proceeds_estimate").run()
    amount = "upload.mapping.1.court.cases.proceeds_estimate"
    test.selectbox(key=amount).select("column:proceeds").run()
    assert test.selectbox(key=f"{amount}.number.proceeds").value == cell_formats.NumberFormat(
        ",", "."
    )
    test.button(key="upload.mapping.undo").click().run()
    work = test.session_state["upload.mapping.state"].work
    assert "proceeds_estimate" not in work.chosen.tables[0].columns


def save(test: AppTest, name: str) -> AppTest:
    """Save the mapping under a name."""
    test.text_input(key="upload.mapping.name").set_value(name).run()
    return test.button(key="upload.mapping.save").click().run()


def test_a_saved_mapping_is_begun_with_next_time_taken_away_and_brought_back(
    test: AppTest,
) -> None:
    save(fill(test), "full")
    assert wrong(test) == ["There is no place for it."]
    save(test, "Court of X")
    assert list(test.session_state["kept"]) == ["court-of-x"]
    text = test.session_state["ready"].text
    test.run()
    test.text_area(key=f"{COURT}.cases.where").set_value("docket IS NOT NULL").run()
    assert test.session_state["ready"].text != text
    begin = "upload.mapping.begin"
    test.selectbox(key=begin).select("court-of-x").run()
    begun = parse_profile.parse_profile_text("x", test.session_state["ready"].text)
    assert begun.tables[0].where == ""
    assert test.text_input(key="upload.mapping.name").value == "court-of-x"
    test.button(key=f"{begin}.take").click().run()
    assert not test.exception
    assert test.session_state["kept"] == {}
    assert "court-of-x was deleted." in markup(test)
    # What is chosen stays, whatever it was begun with.
    assert test.session_state["ready"] is not None
    test.button(key=f"{begin}.bring_back").click().run()
    assert list(test.session_state["kept"]) == ["court-of-x"]
    assert "was deleted" not in markup(test)


def test_a_shipped_profile_is_used_as_it_stands(test: AppTest) -> None:
    test.selectbox(key="upload.mapping.begin").select("htd_federal").run()
    assert not test.exception
    assert labels(test) == ["Begin with"]
    assert test.session_state["ready"] is None
    [said] = wrong(test)
    assert "cases.csv" in said
    test.selectbox(key="upload.mapping.begin").select("Suggestions for this file").run()
    assert draft_columns.SCOPE in wrong(test)


def test_a_composed_id_becomes_a_pseudonym_like_a_single_one(test: AppTest) -> None:
    replaced(test).set_value(["case_id"]).run()
    test.selectbox(key=f"{COURT}.cases.case_id").select("sql").run()
    assert replaced(test).value == ["case_id"]
    test.text_area(key=f"{COURT}.cases.case_id.sql").set_value("docket || '-' || filed").run()
    fill(test)
    profile = parse_profile.parse_profile_text("court", test.session_state["ready"].text)
    assert profile.needs_key
    assert profile.tables[0].columns["case_id"].sql == "docket || '-' || filed"
    replaced(test).set_value([]).run()
    assert not parse_profile.parse_profile_text("court", test.session_state["ready"].text).needs_key


def test_a_condition_in_sql_is_text_and_tried_on_ten_rows(test: AppTest) -> None:
    fill(test)
    where = f"{COURT}.cases.where"
    test.text_area(key=where).set_value("gender < 'M'").run()
    assert any("compares texts" in one for one in wrong(test))
    test.text_area(key=where).set_value("gender = 'F'").run()
    assert wrong(test) == []
    table = test.session_state["upload.mapping.state"].work.chosen.tables[0]
    assert table.where == "gender = 'F'"
    assert "where = \"gender = 'F'\"" in test.session_state["ready"].text
    test.button(key=f"{COURT}.cases.try").click().run()
    assert not test.exception


OLD = """\
[files.court]
file = "court.csv"
[[tables]]
table = "cases"
from = "court"
{rows}
[tables.columns]
case_id = "docket"
scope = {{ constant = "trafficking_elements" }}
"""


def test_a_mapping_of_the_old_form_is_opened_in_sql_or_says_what_a_person_must_decide(
    test: AppTest,
) -> None:
    test.session_state["kept"] |= {
        "old": OLD.format(rows='of = "defendant"'),
        "undecided": OLD.format(rows='repeat = "proceeds"'),
    }
    test.run()
    test.selectbox(key="upload.mapping.begin").select("old").run()
    assert not test.exception
    assert "This mapping had an old format." in markup(test)
    assert "defendant IS NOT NULL" in test.text_area(key="upload.mapping.1.court.cases.where").value
    test.selectbox(key="upload.mapping.begin").select("undecided").run()
    assert not test.exception
    old, said = wrong(test)
    assert "mapping upgrade NAME --out FILE" in old
    assert "[repeat] cannot be rewritten" in said
    assert test.session_state["ready"] is None


def test_ids_by_row_are_said_and_the_mapping_gets_a_name(test: AppTest) -> None:
    fill(test).selectbox(key=f"{COURT}.cases.case_id").select("sql").run()
    test.text_area(key=f"{COURT}.cases.case_id.sql").set_value("'C' || _row").run()
    [told] = wrong(test)
    assert "tick the box above. Each import by this mapping then replaces the last one" in told
    [box] = [one for one in test.checkbox if one.label.startswith("The source has no ids")]
    box.check().run()
    assert wrong(test) == []
    assert test.session_state["ready"] is None
    assert "Give this mapping a name" in markup(test)
    test.text_input(key="upload.mapping.name").set_value("court").run()
    assert test.session_state["ready"].name == "court"
    assert 'ids = "by_row"' in test.session_state["ready"].text
