"""The editor says what was read otherwise than it is written, and why nothing was."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.app.test_overview import TIMEOUT, markup


def script(folder: str) -> None:
    from pathlib import Path

    from dashboard.upload.mapping import editor
    from seed import mapping

    editor.draw(mapping.draft(Path(folder)), {}, lambda *_: None)


def drawn(folder: Path, text: str) -> AppTest:
    (folder / "register.csv").write_text(text)
    test = AppTest.from_function(script, default_timeout=TIMEOUT, kwargs={"folder": str(folder)})
    return test.run()


def test_columns_that_were_numbered_are_named(tmp_path: Path) -> None:
    test = drawn(tmp_path, "Nr,Typ,Typ,\n1,a,b,<i>c\n2,a,b,d\n")
    assert not test.exception
    assert "go by another: [Typ (2)], [Column 4]." in markup(test)
    assert len(test.multiselect) == 1


def test_a_file_that_is_not_read_says_why_and_asks_for_nothing_more(tmp_path: Path) -> None:
    test = drawn(tmp_path, 'Nr,<b>Typ\n1,"a\n2,b\n')
    assert not test.exception
    assert "register.csv" in markup(test)
    assert "<b>" not in markup(test)
    assert not test.multiselect
