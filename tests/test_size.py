"""The count of lines, files and words."""

from pathlib import Path

from tests import size


def test_lines_files_importers_and_words_are_counted(tmp_path: Path) -> None:
    written = {
        "dashboard/__init__.py": "",
        "dashboard/page.py": "from dashboard import card\nimport dashboard.text\n",
        "dashboard/card.py": "from dashboard.text import value\n\n# Two.\n",
        "dashboard/text.py": "value = 1\n",
        "dashboard/styles/page.css": "p {\n}\n",
        "dashboard/font.ttf": "no text",
        "streamlit_app.py": "import dashboard.page\n",
        "tests/test_page.py": "from dashboard import text\n\n\n",
        "docs/desk.md": "Start it. Open it.\n",
    }
    for name, text in written.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    counted = [" ".join(line.split()) for line in size.table(tmp_path)]
    assert "product 6 4" in counted
    assert "dashboard 6 4" in counted
    assert "streamlit_app.py 1 1" in counted
    assert "tests 3 1" in counted
    assert "product .css 2 1" in counted
    assert "docs 4 1" in counted
    # The card by the page, the page by the frame; the text by two.
    assert size.one_importer(tmp_path) == ["dashboard.card", "dashboard.page"]
