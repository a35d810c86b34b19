"""Every number that pages over a release send is one of the release, or no number of records.

Walked through by filters, a part of them every day. What is looked at is all that the pages send:
markup, texts for those who do not see, the data of charts, and what is taken away.
"""

import base64
import csv
import io
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.server import download_files
from dashboard.ui import downloads
from tests import prepared
from tests.app import released_views
from tests.app.released_numbers import (
    lengths,
    misplaced,
    of_release,
    out_of_order,
    strange,
)
from tests.app.test_pages import page
from tests.fixtures.released import MARK
from tests.soak import EVERYDAY_PART, everyday, soak_size


def test_every_number_is_one_of_the_release(
    released: str, capsys: pytest.CaptureFixture[str]
) -> None:
    began, number = time.monotonic(), len(released_views.asked(released))
    processes = min(os.cpu_count() or 1, soak_size(EVERYDAY_PART))
    if processes == 1:
        released_views.print_found(released, 0, 1)
        written = capsys.readouterr()
        assert written.out == ""
        assert MARK not in written.err
        return
    program = released_views.print_found
    begun = [prepared.Prepared(program, released, part, processes) for part in range(processes)]
    for one in begun:
        one.go()
    with ThreadPoolExecutor(processes) as each:
        all_ended = [*each.map(prepared.Prepared.ended, begun)]
    for ended in all_ended:
        assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
        assert MARK not in ended.stderr
    with capsys.disabled():
        sys.stdout.write(f" {number:,} views in {time.monotonic() - began:,.0f} s ")


def test_a_number_that_is_none_of_the_release_is_found(released: str) -> None:
    html_ = json.dumps({"html": '<p title="4,711 of 4,712">4,713 cases</p>'})
    markup = {"newElement": {"panel": {"json": html_}}}
    assert len([*strange(released, markup)]) == 4
    told = lengths(released, {"j": "XBR", "from": "2021", "to": "2023"})
    found = [[*misplaced(told, bar(one / 10))] for one in range(1, 1000)]
    assert sum(map(bool, found)) > 500
    for one, said in enumerate(found, 1):
        assert said in ([], [f"placed at {one / 10}%"])
    sent = pa.table({"value": [0.123456], "says": ["about 4,711 of 10"], "at": [2020.5]})
    stream = io.BytesIO()
    with pa.ipc.new_stream(stream, sent.schema) as writer:
        writer.write_table(sent)
    rows = {"data": {"data": base64.b64encode(stream.getvalue()).decode()}}
    spec = {"encoding": {"y": {"scale": {"domain": [0, 47.11]}, "axis": {"values": [0.0815]}}}}
    chart = {"newElement": {"chart": {"spec": json.dumps(spec), "datasets": [rows]}}}
    assert len([*strange(released, chart)]) == 5
    few = {"newElement": {"panel": {"json": json.dumps({"html": "<p>about 7 of 45</p>"})}}}
    assert [*strange(released, few)] == ["not rounded: about 7", "not rounded: 7 of 45"][:1]


def bar(length: float) -> dict[str, Any]:
    """A bar of so many percent, as pages send it."""
    drawn = json.dumps({"html": f'<i style="--length: {length}%">'})
    return {"newElement": {"panel": {"json": drawn}}}


def test_an_order_that_tells_of_what_is_hidden_is_found() -> None:
    names = ("Braskene", "Corvasse", "Drendel")
    rows = [{"label": name, "value": 0.5 if name == "Corvasse" else None} for name in names]

    def found(*order: str) -> list[str]:
        spec = {"encoding": {"y": {"scale": {"domain": [*order]}}}, "datasets": {"sent": rows}}
        return [*out_of_order(spec)]

    assert found("Corvasse", "Braskene", "Drendel") == []
    assert found("Drendel", "Corvasse", "Braskene") == ["order of ['Drendel', 'Braskene']"]


@pytest.mark.parametrize(
    "card", everyday("N01_by_form", rest=["N01_by_year", "N01_by_jurisdiction"])
)
def test_what_is_taken_away_is_what_is_shown(
    released: str, monkeypatch: pytest.MonkeyPatch, card: str
) -> None:
    laid: dict[str, Any] = {}
    monkeypatch.setattr(
        download_files.DownloadStore,
        "store",
        lambda _self, _holder, content, *, name, kind: laid.setdefault(name, content) and kind,
    )
    test: AppTest = page("measure", j="XKE", from_="2021", to="2023", m="N01")
    test.session_state[downloads.KEY.format(card)] = True
    test.run()
    assert not test.exception
    [content] = [of for name, of in laid.items() if name.endswith(".csv")]
    lines = [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    assert lines
    for line in lines:
        for name in ("value", "low", "high", "numerator", "denominator", "unknown"):
            if line[name]:
                assert np.isclose(of_release(released), float(line[name])).any(), (name, line)
    shown = b"".join(of for name, of in laid.items() if name.endswith((".csv", ".svg"))).decode()
    assert MARK not in shown
    assert "not for publication" not in shown
