"""What is taken away from a card is what the card shows, and nothing is made before."""

import csv
import io
import re
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.server import download_files
from dashboard.ui import downloads
from metrics import catalogue, worklist
from tests.app import written_files
from tests.app.test_overview import markup
from tests.app.test_pages import cards, frames, page
from tests.soak import everyday

pytestmark = pytest.mark.soak

CHOICE = {"j": "QVE", "from_": "2018", "to": "2024"}
# A card of each kind of frame: by its name the page, the measure, how its chart is called, and the
# column of its values.
CARDS = {
    "N01_by_year": ("measure", "N01", "More than one link charged by year", "value"),
    "P05_by_year": ("measure", "P05", f"{catalogue.CATALOGUE['P05'].title} by year", "value"),
    "C03_by_form": (
        "measure",
        "C03",
        f"{catalogue.CATALOGUE['C03'].title}. Broken down by: Form",
        "value",
    ),
    "A02_by_jurisdiction": ("compare", "A02", "Confiscation ordered by jurisdiction", "value"),
    "links_charged_together": ("chain", "", "Cases by the groups of links", "Cases"),
}
OFTEN = ("N01_by_year", "links_charged_together")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What pages offer for download, by the name of the file."""
    laid: dict[str, bytes] = {}
    lay = download_files.DownloadStore.store

    def keeping(
        self: download_files.DownloadStore, holder: Any, content: Any, *, name: str, kind: str
    ) -> str:
        laid[name] = content
        return lay(self, holder, content, name=name, kind=kind)

    monkeypatch.setattr(download_files.DownloadStore, "store", keeping)
    return laid


def opened(test: AppTest, *names: str) -> AppTest:
    """The page after somebody has opened the controls of these cards."""
    for name in names:
        test.session_state[downloads.KEY.format(name)] = True
    return test.run()


def drawn(test: AppTest, called: str, column: str) -> list[float]:
    """The numbers of the chart that is called so, as the page sent them."""
    [chart] = [one for one in test.get("vega_lite_chart") if one.proto.alt.startswith(called)]
    frames = [pa.ipc.open_stream(of.data.data).read_pandas() for of in chart.proto.datasets]
    [rows] = [frame for frame in frames if column in frame.columns][:1]
    return sorted(float(value) for value in rows[column] if not pd.isna(value))


@pytest.mark.parametrize("name", everyday(*OFTEN, rest=CARDS.keys() - {*OFTEN}))
def test_each_file_holds_the_values_that_are_drawn(
    made_up: str, kept: dict[str, bytes], name: str
) -> None:
    room, measure, called, column = CARDS[name]
    test = page(room, **CHOICE, **({"m": measure} if measure else {}))
    assert kept == {}
    assert written_files.offered_labels(test) == []
    opened(test, name)
    assert not test.exception
    assert written_files.offered_labels(test) == list(downloads.LABELS.values())
    expected = drawn(test, called, column.lower())
    assert expected
    # Rarer combinations stand in the table alone.
    last = -len(expected)
    taken = {file.rpartition(".")[2]: content for file, content in kept.items()}
    lines = csv.DictReader(io.StringIO(taken["csv"].decode("utf-8-sig")))
    of_csv = sorted(float(line[column]) for line in lines if line[column])
    # Charts are sent with fifteen digits, and files have twelve.
    in_files = pytest.approx([float(f"{one:.12g}") for one in expected], rel=1e-15)
    assert of_csv[last:] == in_files
    sheet = openpyxl.load_workbook(io.BytesIO(taken["xlsx"])).worksheets[1]
    head, *cells = sheet.iter_rows(values_only=True)
    at = list(head).index(column.capitalize())
    of_book = sorted(line[at] for line in cells if line[at] is not None)
    assert of_book[last:] == in_files
    assert taken["png"].startswith(b"\x89PNG")
    assert b"Velmora, " in taken["svg"]


def test_what_was_opened_follows_the_filters(made_up: str, kept: dict[str, bytes]) -> None:
    test = opened(page("measure", **CHOICE, m="N01"), "N01_by_form")
    test.selectbox(key="filters.j").select("QPE").run()
    called = "more-than-one-link-charged-broken-down-by-form-2018-2024"
    assert set(kept) == {f"N01-by-form-{j}-{called}.{s}" for j in ("QVE", "QPE") for s in FORMATS}


def one_file(kept: dict[str, bytes], card: str, ending: str) -> bytes:
    """The file of a card of Velmora, whatever its title."""
    [name] = [one for one in kept if one.startswith(f"{card}-QVE-") and one.endswith(ending)]
    return kept[name]


def lines(kept: dict[str, bytes], name: str) -> list[dict[str, str]]:
    [content] = [of for file, of in kept.items() if re.match(rf"{name}.*\.csv$", file)]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


FORMATS = ("svg", "png", "xlsx", "csv")


def test_overview_gives_its_whole_profile_and_strips_the_numbers_of_their_pages(
    made_up: str, kept: dict[str, bytes]
) -> None:
    overview = page("overview", **CHOICE)
    assert written_files.offered_labels(overview) == []
    opened(overview, "quality_profile", "chain_by_group", "money_by_step")
    assert not overview.exception
    profile, steps, groups = (
        lines(kept, f"{name}-QVE-")
        for name in ("quality-profile", "money-by-step", "chain-by-group")
    )
    assert len({line["measure"] for line in profile}) == len(profile) > 30
    assert {line["of_period"] for line in profile} == {"2018-2024"}
    assert all(line["status"] for line in profile)
    # What the card shows beside each number, and where it stands.
    assert {line["verdict"] for line in profile} >= {"better", "no_clear_difference"}
    assert {line["change"] for line in profile} > {"no_clear_change"}
    [link] = {line["link_to_this_state"] for line in profile}
    assert link.startswith("./?j=QVE&from=2018&to=2024&")
    assert link.endswith("#take-quality_profile")
    [of_overview] = [kept.pop(name) for name in [*kept] if re.match(r"money-by-step.*csv$", name)]
    money, chain = page("money", **CHOICE), page("chain", **CHOICE)
    opened(money, "money_by_step")
    of_money = one_file(kept, "money-by-step", "csv").replace(b"money?", b"./?")
    assert of_money == of_overview
    # What is drawn on both pages is what the file says.
    for step in steps:
        label, _, told = step["In words"].partition(": ")
        amount, _, known = told.partition(", recorded for ")
        heading = rf"<tr[^>]*>\s*<th[^>]*>{re.escape(label)}</th>"
        row = re.findall(rf"{heading}.*?</tr>", markup(money), re.S)
        assert amount in row[0]
        assert known in row[0]
    shares = drawn(chain, "Cases by the groups of links", "value")
    found = sorted(float(group["Value"]) for group in groups if group["Value"])
    assert found == pytest.approx(shares, rel=1e-14)
    assert one_file(kept, "chain-by-group", "svg")
    assert one_file(kept, "money-by-step", "png")


def test_my_caseload_gives_its_numbers_and_no_case(made_up: str, kept: dict[str, bytes]) -> None:
    test = page("caseload", j="QVE", from_="2018", to="2024")
    opened(test, "caseloads")
    offices = lines(kept, "caseloads-QVE")
    assert len(offices) == 6
    for line in offices:
        row = rf'{line["Office"]}</a>.*?data-heading="Open cases">{int(float(line["Open cases"]))}<'
        assert re.search(row, markup(test), re.S)
    office = test.selectbox(key="filters.office")
    office.select_index(1).run()
    assert [title for title, gives in cards(test) if not gives] == ["Open cases"]
    ids = set(re.findall(r'data-case="([^"]+)"', markup(test)))
    opened(test, "steps_possible", "office_profile")
    [steps] = [file for file in kept if file.startswith("steps-possible") and file.endswith("csv")]
    told = lines(kept, steps.removesuffix(".csv"))
    assert [line["Step"] for line in told] == [one.title for one in worklist.STEPS.values()]
    for line, id_ in zip(told, worklist.STEPS, strict=True):
        row = re.search(rf'data-step="{id_}".*?"possible"[^>]*>(\d+) case', markup(test), re.S)
        assert row is not None
        assert float(line["Cases in which it is possible"]) == int(row[1]), line
    of_profile = {file.rpartition(".")[2]: file for file in kept if "office-profile" in file}
    own = lines(kept, of_profile["csv"].removesuffix(".csv"))
    # Whose numbers they are stands in each row and in the picture.
    assert {line["place"] for line in own} == {f"{offices[0]['Office']}, Velmora"}
    assert offices[0]["Office"].encode() in kept[of_profile["svg"]]
    book = openpyxl.load_workbook(io.BytesIO(kept[of_profile["xlsx"]]))
    said = " ".join(str(row) for sheet in book for row in sheet.values)
    assert "Victims given or offered legal aid: the median of 3 other offices is " in said
    assert ids
    for content in kept.values():
        assert not [id_ for id_ in ids if id_.encode() in content]


def test_the_matrix_of_counting_is_taken_as_it_stands(made_up: str, kept: dict[str, bytes]) -> None:
    test = opened(page("compare", j="QVE", m="N01", from_="2018", to="2024"), "counting_rules")
    told = {line["Jurisdiction"]: line for line in lines(kept, "counting-rules-QVE")}
    assert next(iter(told)) == "Velmora"
    stated = [one for one in frames(test) if "Charge counted at" in one.columns]
    assert stated
    for rows in stated:
        for row in rows.to_dict("records"):
            assert row.items() <= told[row["Jurisdiction"]].items()
