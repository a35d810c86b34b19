"""All that the pages say of the made-up world, in a file to be read by people.

`python -m tests.all_sentences FILE` makes the world, opens each page for each jurisdiction and
several periods, and each measure's page once per jurisdiction (half an hour). A line is a page, the
place, the years, and a text that differs from those before it in more than its numbers and names.
"""

import html
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.cli import demo
from dashboard.server import access
from metrics import catalogue
from seed.made_up.world import TRUTH
from tests.app.test_filters_that_act import opened
from tests.app.test_overview import markup

CASES, SEED = 12_000, 1
PERIODS = (("2015", "2019"), ("2018", "2024"), ("2021", "2025"), ("2023", "2023"), ("2026", "2026"))
ENDS_OF_LINES = re.compile(r"</(?:p|li|div|tr|h\d|summary|dt|dd|figcaption|td|th)>")
DRAWN = re.compile(r"<(style|svg)\b.*?</\1>", re.DOTALL)
NUMBER = re.compile(r"\d[\d,.]*")
# Shorter ones are labels and cells of tables.
SHORTEST = 28


def main(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"duckdb:///{folder}/records.duckdb"
        demo.store_world(url, cases=CASES, seed=SEED)
        os.environ["PROSECUTION_QUALITY_DATABASE"] = url
        names = re.compile("|".join(place.name for place in TRUTH.values()))
        seen = set()
        with file.open("w", encoding="utf-8") as written:
            for page, address in _addresses():
                for text in _texts(opened(page, address)):
                    shape = page, names.sub("N", NUMBER.sub("0", text))
                    if len(text) >= SHORTEST and shape not in seen:
                        seen.add(shape)
                        written.write("\t".join((page, *address.values(), text)) + "\n")


def _addresses() -> Iterator[tuple[str, dict[str, str]]]:
    period = cycle(PERIODS)
    for place in TRUTH:
        for page, _ in access.PAGES:
            of_page = [{"m": id_} for id_ in catalogue.CATALOGUE] if page == "measure" else [{}]
            for more in of_page:
                for first, last in (next(period),) if more else PERIODS:
                    yield page, {"j": place, "from": first, "to": last} | more


def _texts(test: AppTest) -> Iterator[str]:
    shown = (markup(test), *(one.value for one in (*test.markdown, *test.caption)))
    for part in shown:
        for line in ENDS_OF_LINES.split(DRAWN.sub("", part)):
            plain = html.unescape(re.sub(r"<[^>]+>", " ", line))
            yield re.sub(r"\s+", " ", plain).strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
