"""The hash of a release is that of what it says, whatever the order, the machine and the place."""

import os
import pickle
import subprocess
import sys

import polars as pl
import pytest

from metrics.release.archive import Content, content_hash
from tests.fixtures.surroundings import ROOT
from tests.soak import everyday
from tests.unit.metrics.release import sent


def content(*, reverse: bool = False, value: float | None = 0.36, note: str = "said") -> Content:
    of = sent.content("XAA", value=value, low=1 / 3)
    options = pl.concat([of.options, pl.DataFrame({"name": ["a"], "value": ["no"]})])
    stated = pl.concat([of.context, of.context.with_columns(subject=pl.lit("case_splitting"))])
    of = of._replace(options=options, context=stated, notes=(note,))
    if not reverse:
        return of
    reversed_ = {
        name: getattr(of, name).reverse() for name in ("options", "context", "rows", "cells")
    }
    return of._replace(**reversed_)._replace(rows=of.rows.reverse().select(of.rows.columns[::-1]))


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
        "import pickle, sys; from metrics.release.archive import content_hash;"
        "print(content_hash(pickle.load(sys.stdin.buffer)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | surroundings,
        cwd=ROOT,
        input=pickle.dumps(content()),
        capture_output=True,
        check=True,
    )
    assert ended.stdout.decode().strip() == content_hash(content())
