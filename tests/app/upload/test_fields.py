"""Which rows fill a table is asked before its fields, and its SQL is tried on the first rows."""

from pathlib import Path

from tests.app.test_overview import markup
from tests.app.upload.test_editor import drawn, work

REGISTER = "Expediente,Materia,Year filed,Finalidad,Delito\n" + "".join(
    f"E{n},{('Trata', 'Robo', 'robo')[n % 3]},{2001 + n % 9},"
    f"{('trabajo forzoso', '')[n % 2]},{('art. 145', 'explotación sexual')[n // 2 % 2]}\n"
    for n in range(36)
)
CASES = "upload.mapping.0.register.cases"


def test_a_condition_and_a_text_of_sql_are_tried_on_ten_rows(tmp_path: Path) -> None:
    test = drawn(tmp_path, REGISTER)
    assert "&#34;Year filed&#34; has only years." in markup(test)
    # Which rows are meant is asked before the first field of the table.
    where = f"{CASES}.where"
    order = [one.key for one in test.main if getattr(one, "key", None)]
    assert order.index(where) < order.index(f"{CASES}.case_id")
    test.text_area(key=where).set_value("Materia = 'Trata'").run()
    test.selectbox(key=f"{CASES}.more").select("form").run()
    test.selectbox(key=f"{CASES}.form").select("sql").run()
    text = "coalesce(Finalidad, Delito)"
    test.text_area(key=f"{CASES}.form.sql").set_value(text).run()
    [table] = [one for one in work(test).chosen.tables if one.table == "cases"]
    assert (table.where, table.columns["form"].sql) == ("Materia = 'Trata'", text)
    test.button(key=f"{CASES}.try").click().run()
    assert not test.exception
    assert "Meant" in markup(test)
    assert "trabajo forzoso" in markup(test)
    test.text_area(key=f"{CASES}.form.sql").set_value("Nothing || Delito").run()
    test.button(key=f"{CASES}.try").click().run()
    assert "Nothing" in markup(test)


def test_what_was_done_with_all_values_that_were_left_is_said(tmp_path: Path) -> None:
    test = drawn(tmp_path, REGISTER)
    test.selectbox(key=f"{CASES}.more").select("form").run()
    test.selectbox(key=f"{CASES}.form").select("column:Delito").run()
    left = f"{CASES}.form.left.Delito"
    test.selectbox(key=left).select("other").run()
    assert not test.exception
    assert "1 value is now mapped to other: art. 145." in markup(test)
    column = next(one for one in work(test).chosen.tables if one.table == "cases").columns["form"]
    assert column.codes == {"explotación sexual": "sexual_exploitation", "art. 145": "other"}


def test_who_the_rows_are_of_is_asked_before_all_else(tmp_path: Path) -> None:
    rows = "".join(f"{n},{('Acusado', 'Víctima')[n % 2]},{'FM'[n % 3 % 2]}\n" for n in range(30))
    (tmp_path / "personas.csv").write_text(f"n,rol,sexo\n{rows}", encoding="utf-8")
    test = drawn(tmp_path, REGISTER)
    asked = "suspects: [Acusado] (15)"
    shown = markup(test)
    assert asked in shown
    assert shown.index(asked) < shown.index("not filled")
    where = {table.table: table.where for table in work(test).chosen.tables}
    assert (where["suspects"], where["victims"]) == ("rol = 'Acusado'", "rol = 'Víctima'")
