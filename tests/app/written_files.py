"""What files of a release say: their numbers, their words, and all of it."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator

import numpy as np
import openpyxl
from streamlit.testing.v1 import AppTest

from dashboard import data_dictionary
from tests.unit.dashboard.export.reading import pdf_text

# Numbers of releases, imports and jurisdictions, and years: no number of records.
NOT_COUNTED = {"of_release", "others_number", "batch", "period", "part"}
NUMBERS = {
    name
    for name, one in data_dictionary.BY_NAME.items()
    if one.is_number and name not in NOT_COUNTED
}
TITLES = {data_dictionary.BY_NAME[name].title for name in NUMBERS}
OTHER_TITLES = {data_dictionary.BY_NAME[name].title for name in NOT_COUNTED}
# A drawing's texts: names, numbers, and those along its axes, side by side.
DRAWN = re.compile(r"<text[^>]*>([^<]*)<")
ALONG_AN_AXIS = re.compile(r"(?:<text[^>]*>[\d,.]+(?:\s?%)?</text>){2,}")
# What an axis counts by, but for its power of ten.
STEPS_OF_AXES = (1, 2, 2.5, 5)
# What measures count, and what a file says of itself: no number of records is among it.
ABOUT = re.compile(
    r'<section id="(?:definitions|about)">.*?</section>|<h2>What it counts</h2>.*?</section>'
    r"|<(style|script|svg|head|footer|code)\b.*?</\1>|<h2>Figures as files.*?</p>"
    r"|\d+ measures of each jurisdiction|\d+ of \d+(?=</td>)|<p class=\"subject\">\d+ jurisd",
    re.DOTALL,
)


def numbers(name: str, written: bytes) -> Iterator[float]:
    """The numbers of a table, a workbook or a JSON file, those of the figures."""
    match name.rpartition(".")[2]:
        case "csv":
            for row in csv.DictReader(io.StringIO(written.decode("utf-8-sig"))):
                yield from (float(row[one]) for one in NUMBERS & row.keys() if row[one])
        case "json":
            for row in json.loads(written).get("figures", ()):
                yield from (float(row[one]) for one in NUMBERS & row.keys() if row[one] is not None)
        case "xlsx":
            for sheet in openpyxl.load_workbook(io.BytesIO(written)).worksheets:
                head, *lines = sheet.iter_rows(values_only=True)
                for line in lines:
                    for title, cell in zip(head, line, strict=True):
                        assert title in TITLES | OTHER_TITLES or not is_number(cell), (
                            sheet.title,
                            title,
                            cell,
                        )
                        if title in TITLES and is_number(cell):
                            yield float(cell)


def is_number(cell: object) -> bool:
    return isinstance(cell, int | float)


def words(name: str, written: bytes) -> Iterator[str]:
    """The words of a page, and of what is drawn on it or alone."""
    text = written.decode()
    if name.endswith("html"):
        yield html.unescape(re.sub(r"<[^>]+>", " ", ABOUT.sub(" ", text)))
    bare = ALONG_AN_AXIS.sub(lambda found: "" if _is_axis(found[0]) else found[0], text)
    yield from DRAWN.findall(bare)


def _is_axis(labels: str) -> bool:
    """Whether they count on by one round step: that of an axis is of no record."""
    said = re.sub(r"<[^>]*>", " ", labels).replace(",", "").replace("%", "").split()
    steps = np.unique(np.round(np.abs(np.diff([float(one) for one in said])), 9))
    if len(steps) != 1 or steps[0] <= 0:
        return False
    return bool(np.isclose(steps[0] / 10 ** np.floor(np.log10(steps[0])), STEPS_OF_AXES).any())


def everything(name: str, written: bytes) -> str:
    """All that a file says, also of itself."""
    match name.rpartition(".")[2]:
        case "pdf":
            return pdf_text(written)
        case "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(written))
            cells = [cell for sheet in book for row in sheet.values for cell in row]
            return repr([cells, vars(book.properties), [*book.defined_names.values()]])
        case "png" | "woff2":
            return ""
    return written.decode()


def offered_labels(test: AppTest) -> list[str]:
    """What the links to files say, from top to bottom."""
    parts = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return [part["label"] for part in parts if "href" in part]
