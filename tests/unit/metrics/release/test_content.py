"""The hash of a release is that of what it says, whatever the order, the machine and the place."""

import os
import subprocess
import sys
from datetime import date

import polars as pl
import pytest

from metrics.release.archive import Content, content_hash
from tests.fixtures.surroundings import ROOT
from tests.soak import everyday

KEYS = {"measure": "N01", "split": "", "jurisdiction": "XAA", "period": "2021", "category": ""}


def content(*, reverse: bool = False, value: float | None = 0.36, note: str = "said") -> Content:
    rows = [{**KEYS, "period": str(year), "value": value, "low": 1 / 3} for year in (2021, 2022)]
    cells = [
        {**KEYS, "part": part, "cell": f"ı|{part}", "shown": shown, "withheld": False}
        for part, shown in (("yes", 10), ("no", None))
    ]
    step = -1 if reverse else 1
    return Content(
        plan=1,
        made_up=True,
        options=pl.DataFrame(
            [("open_days", "90"), ("a", "no")][::step], ["name", "value"], orient="row"
        ),
        places=pl.DataFrame([{"jurisdiction": "XAA", "name": "İl", "as_of": date(2024, 6, 30)}]),
        context=pl.DataFrame(
            [("XAA", "plea_agreements", "no"), ("XAA", "case_splitting", "person")][::step],
            ["jurisdiction", "subject", "value"],
            orient="row",
        ),
        effects=pl.DataFrame([{"measure": "N01", "deff": 1.5}]),
        rows=pl.DataFrame(rows[::step]).select(*[*KEYS, "value", "low"][::step]),
        cells=pl.DataFrame(cells[::step]),
        notes=(note,),
    )


def test_the_order_of_rows_and_columns_is_no_matter() -> None:
    assert content_hash(content()) == content_hash(content(reverse=True))


def test_every_change_is_another_hash() -> None:
    hashes = {
        content_hash(one)
        for one in (
            content(),
            content(value=0.37),
            content(value=None),
            content(note="said otherwise"),
            content()._replace(made_up=False),
            content()._replace(plan=2),
            content()._replace(context=content().context.head(1)),
            content()._replace(options=content().options.head(1)),
            content()._replace(cells=content().cells.with_columns(pl.lit(1).alias("shown"))),
        )
    }
    assert len(hashes) == 9


@pytest.mark.parametrize(
    "surroundings",
    everyday(
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "ar"},
        rest=[{"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}],
    ),
)
def test_it_is_the_same_in_other_surroundings(surroundings: dict[str, str]) -> None:
    program = (
        "from tests.unit.metrics.release.test_content import content, content_hash;"
        "print(content_hash(content()))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | surroundings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == content_hash(content())
