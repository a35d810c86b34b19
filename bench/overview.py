"""A warm rerun of Overview, against a page that draws one empty chart, both by AppTest."""

import os
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench.ratio import Ratio, in_turns

LIMIT = 8.0
ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120


def one_empty_chart() -> None:
    import altair as alt
    import pandas as pd
    import streamlit as st

    frame = pd.DataFrame({"x": [], "y": []})
    st.altair_chart(alt.Chart(frame).mark_bar().encode(x="x:Q", y="y:Q"))


def ratio(file: Path) -> Ratio:
    """`file` holds the made-up world."""
    os.environ["PROSECUTION_QUALITY_DATABASE"] = f"duckdb:///{file}"
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS).run()
    peer = AppTest.from_function(one_empty_chart, default_timeout=SECONDS).run()
    if page.exception or peer.exception:
        raise AssertionError("The page did not open.")
    mine, theirs = in_turns(page.run, peer.run)
    return Ratio("Overview, warm", mine, theirs, LIMIT)
