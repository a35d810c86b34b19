"""Which rows fill a table is asked before its fields, and a field may pick of several columns."""

from pathlib import Path

from tests.app.test_overview import markup
from tests.app.upload.test_editor import drawn, work

REGISTER = "Expediente,Materia,Year filed,F. elevación,Finalidad,Delito\n" + "".join(
    f"E{n},{('Trata', 'Robo', 'robo')[n % 3]},{2001 + n % 9},{2011 + n % 9},"
    f"{('trabajo forzoso', '')[n % 2]},{('art. 145', 'explotación sexual')[n // 2 % 2]}\n"
    for n in range(36)
)
CASES = "upload.mapping.0.register.cases"


def test_a_condition_and_what_is_picked_are_said_and_counted(tmp_path: Path) -> None:
    test = drawn(tmp_path, REGISTER)
    assert "A year of &#34;Year filed&#34; is no day." in markup(test)
    # Which rows are meant is asked before the first field of the table.
    begin = f"{CASES}.where.begin"
    order = [one.key for one in test.main if getattr(one, "key", None)]
    assert order.index(begin) < order.index(f"{CASES}.case_id")
    test.button(key=begin).click().run()
    test.selectbox(key=f"{CASES}.where.more.0").select("Materia").run()
    test.multiselect(key=f"{CASES}.where.0.Materia.is.values").set_value(["Trata"]).run()
    test.selectbox(key=f"{CASES}.more").select("form").run()
    test.selectbox(key=f"{CASES}.form").select("picked").run()
    assert "Choose the columns of which the first filled one is read." in markup(test)
    picked = ["Finalidad", "Delito"]
    test.multiselect(key=f"{CASES}.form.pick").set_value(picked).run()
    [table] = [one for one in work(test).chosen.tables if one.table == "cases"]
    assert table.columns["form"].pick == ("Finalidad", "Delito")
    assert "9 of 12 cells become a code." in markup(test)
    assert "Rows that the condition leaves out are not counted." in markup(test)
