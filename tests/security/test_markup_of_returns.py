"""Texts of a return are another country's: files that a body makes of them show them as text."""

import csv
import io
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from metrics.release import archive, returns
from metrics.release.archive import STORE
from tests.command_line import run
from tests.unit.metrics.release import sent

NAME = "=1+1</script><b onclick=alert(1)>Q</b>"
NOTE = "<script>alert(2)</script> of a country"
REPLY = "<img src=x onerror=alert(3)> corrected"
CODES = ("QMO", "QPE", "QUL")


class Elements(HTMLParser):
    """The attributes of a page that run something, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.running: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.running += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a body's database with three returns, of which one has markup everywhere."""
    url = f"duckdb:///{tmp_path_factory.mktemp('body') / 'body.duckdb'}"
    at = archive.address(url, None)
    for code in CODES:
        content = sent.content(code)
        made = sent.made(code, content=content)
        if code == CODES[0]:
            content = content._replace(
                places=content.places.with_columns(name=pl.lit(NAME)), notes=(NOTE,)
            )
            made = made._replace(content=content, replies=sent.reply(code, REPLY), contact=NOTE)
        file = sent.country(code).send(made)
        returns.import_returns(url, at, [returns.check(at, *file)], trusts=lambda _: True)
    yield url
    STORE.close()


REPORTS = ("body",), ("ministry", "--jurisdiction", CODES[0])


@pytest.mark.parametrize(
    "command",
    [
        *((*of, "--format", "html,xlsx,csv") for of in REPORTS),
        ("site", "--jurisdiction", CODES[0], "--measure", "N01"),
    ],
    ids=lambda command: command[0],
)
def test_files_of_returns_have_their_texts_as_text(
    body: str,
    command: tuple[str, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Without further processes, which would take longer to start than an edition's pages take.
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    out = tmp_path / "made"
    made = run(capsys, "--database", body, "report", *command, "--release", "--out", str(out))
    assert made.code == 0, made.err
    found = [path for path in out.rglob("*") if path.is_file()]
    assert {path.suffix for path in found} >= {".html", ".csv"}
    _check(found)


def _check(found: list[Path]) -> None:
    named = 0
    for path in found:
        if path.suffix == ".html":
            page = Elements(path.read_text(encoding="utf-8"))
            assert page.running == [], path
            named += NAME in page.text
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
            named += any(NAME in str(cell.value) for cell in cells)
        elif path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            assert [cell for row in rows for cell in row if cell.startswith("=")] == [], path
    assert named
