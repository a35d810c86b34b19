"""What is taken away from a card is what the card shows, and nothing is made before."""

import csv
import io
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from dashboard.shared import take_away
from metrics import catalogue
from tests.app.test_pages import page

CHOICE = {"j": "QVE", "from_": "2018", "to": "2024"}
# A card of each kind of frame: page, measure, the card's name, how its chart is called, and the
# column of its values.
CARDS = [
    ("measure", "N01", "N01_by_year", "More than one link charged by year", "value"),
    ("measure", "P05", "P05_by_year", f"{catalogue.CATALOGUE['P05'].title} by year", "value"),
    ("measure", "C03", "C03_by_form", f"{catalogue.CATALOGUE['C03'].title} by form", "value"),
    ("compare", "A02", "A02_by_jurisdiction", "Confiscation ordered by jurisdiction", "value"),
    ("money", "", "money_by_step", "The money by step", "Amount"),
    ("chain", "", "links_charged_together", "Cases by the link groups", "Cases"),
]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What pages offer for download, by the name of the file."""
    files: dict[str, bytes] = {}
    load = MemoryMediaFileStorage.load_and_get_id

    def keeping(self: Any, content: Any, kind: Any, mime: Any, filename: str | None = None) -> str:
        if filename:
            files[filename] = content
        return load(self, content, kind, mime, filename)

    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", keeping)
    return files


def opened(test: AppTest, name: str) -> AppTest:
    """The page after somebody has opened the card's control."""
    test.session_state[take_away.KEY.format(name)] = True
    return test.run()


def drawn(test: AppTest, called: str, column: str) -> list[float]:
    """The numbers of the chart that is called so, as the page sent them."""
    [chart] = [one for one in test.get("vega_lite_chart") if one.proto.alt.startswith(called)]
    frames = [pa.ipc.open_stream(of.data.data).read_pandas() for of in chart.proto.datasets]
    [rows] = [frame for frame in frames if column in frame.columns][:1]
    return sorted(float(value) for value in rows[column] if not pd.isna(value))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card[2])
def test_each_file_holds_the_values_that_are_drawn(
    made_up: str, kept: dict[str, bytes], card: tuple[str, ...]
) -> None:
    room, measure, name, called, column = card
    test = page(room, **CHOICE, **({"m": measure} if measure else {}))
    assert kept == {}
    assert test.get("download_button") == []
    opened(test, name)
    assert not test.exception
    assert [one.label for one in test.get("download_button")] == list(take_away.LABELS.values())
    expected = drawn(test, called, column.lower())
    assert expected
    # Rarer combinations stand in the table alone.
    last = -len(expected)
    files = {file.rpartition(".")[2]: content for file, content in kept.items()}
    lines = csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))
    of_csv = sorted(float(line[column]) for line in lines if line[column])
    # Charts are sent with fifteen digits, and workbooks keep as many.
    assert of_csv[last:] == pytest.approx(expected, rel=1e-14)
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).worksheets[1]
    head, *cells = sheet.iter_rows(values_only=True)
    at = list(head).index(column.capitalize())
    of_book = sorted(line[at] for line in cells if line[at] is not None)
    assert of_book[last:] == pytest.approx(expected, rel=1e-14)
    assert files["png"].startswith(b"\x89PNG")
    assert b"Velmora, " in files["svg"]


def test_what_was_opened_follows_the_filters(made_up: str, kept: dict[str, bytes]) -> None:
    test = opened(page("measure", **CHOICE, m="N01"), "N01_by_form")
    test.selectbox(key="filters.j").select("QPE").run()
    assert set(kept) == {f"N01-by-form-{j}.{s}" for j in ("QVE", "QPE") for s in FORMATS}


FORMATS = ("svg", "png", "xlsx", "csv")


def test_the_profile_of_overview_is_taken_whole(made_up: str, kept: dict[str, bytes]) -> None:
    test = page("overview", **CHOICE)
    assert test.get("download_button") == []
    opened(test, "quality_profile")
    lines = list(csv.DictReader(io.StringIO(kept["quality-profile-QVE.csv"].decode("utf-8-sig"))))
    assert len({line["measure"] for line in lines}) == len(lines) > 30
    assert {line["of_period"] for line in lines} == {"2018–2024"}
    assert all(line["status"] for line in lines)


def test_the_strips_of_overview_give_the_numbers_of_their_pages(
    made_up: str, kept: dict[str, bytes]
) -> None:
    overview = opened(opened(page("overview", **CHOICE), "chain_by_group"), "money_by_step")
    assert not overview.exception
    [step, *_], groups = (
        list(csv.DictReader(io.StringIO(kept[f"{name}-QVE.csv"].decode("utf-8-sig"))))
        for name in ("money-by-step", "chain-by-group")
    )
    money, chain = page("money", **CHOICE), page("chain", **CHOICE)
    assert float(step["Amount"]) in drawn(money, "The money by step", "amount")
    shares = drawn(chain, "Cases by the link groups", "value")
    found = sorted(float(group["Value"]) for group in groups if group["Value"])
    assert found == pytest.approx(shares, rel=1e-14)
    assert {"chain-by-group-QVE.svg", "money-by-step-QVE.png"} <= set(kept)
