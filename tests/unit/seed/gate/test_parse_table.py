"""Whatever is sent, a row is stored as it was written or refused with a finding."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from schemas import currencies, findings
from seed import country_codes, gate
from seed.gate.checking import is_fatal
from seed.submission import Manifest, Submission, TextTable
from tests.submissions import Stored

LENGTHS = {"day": 10, "month": 7, "year": 4}
anything = st.one_of(st.none(), st.text(max_size=12))
digits = st.text("0123456789.-,", max_size=14)
days = st.dates(date(1940, 1, 1), date(2030, 1, 1)).map(date.isoformat)
rows = st.fixed_dictionaries(
    {
        "case_id": anything | st.text("abcXYZ019._-", min_size=1, max_size=66),
        "scope": anything | st.sampled_from(["charged_as_trafficking", "Trafficking_Elements "]),
        "form": anything | st.sampled_from(["mixed", "MIXED", "wset"]),
        "opened_on": anything | days | days.map(lambda day: day[:7]) | digits,
        "victims_stated": anything | digits | st.integers(0, 10**10).map(str),
        "proceeds_estimate": anything | digits | st.decimals(0, 10**13, places=2).map(str),
        "currency": anything | st.sampled_from(["EUR", "eur", "HRK"]),
    }
)


def text_of(sent: list[dict[str, str | None]]) -> TextTable:
    blank = [{name: cell or None for name, cell in row.items()} for row in sent]
    frame = pl.DataFrame(blank, schema=dict.fromkeys(sent[0], pl.String), orient="row")
    numbers = pl.int_range(2, frame.height + 2, dtype=pl.Int32, eager=True)
    return TextTable("cases.csv", "cases", frame.with_columns(row_number=numbers), "hash")


@given(st.lists(rows, min_size=1, max_size=6))
def test_a_row_is_stored_as_it_was_written_or_refused_with_a_finding(
    sent: list[dict[str, str | None]],
) -> None:
    manifest = Manifest("XAA", extracted_on=date(2025, 6, 30))
    checked = gate.check(Submission("s", manifest, (text_of(sent),), "hash"), Stored())
    stored = checked.frames.get("cases", pl.DataFrame())
    if is_fatal(checked.findings):
        # Ids that are words refuse the whole file, and the first of them is named.
        assert stored.height == 0
        return
    assert stored.height + checked.rows_refused["cases"] == len(sent)
    refused = {finding.row for finding in findings.only_errors(checked.findings)}
    kept = set(stored["row_number"]) if stored.height else set()
    assert refused == set(range(2, len(sent) + 2)) - kept
    for row in stored.iter_rows(named=True):
        written = sent[row["row_number"] - 2]
        assert row["case_id"] == written["case_id"]
        assert row["form"] == ((written["form"] or "").strip().lower() or "unknown")
        opened, precision = row["opened_on"], row["opened_on_precision"]
        assert (opened is None) == (not written["opened_on"])
        if opened is not None:
            assert opened.isoformat()[: LENGTHS[precision]] == written["opened_on"]
        if written["proceeds_estimate"]:
            assert f"{row['proceeds_estimate']:f}" == f"{float(written['proceeds_estimate']):.2f}"


def test_codes_of_places_are_known() -> None:
    assert {"USA", "NAM", "XKX", "QMA", "AAA"} <= {
        code
        for code in country_codes.iso_country_codes() | country_codes.user_assigned_codes()
        if country_codes.is_country(code)
    }
    assert not country_codes.is_country("XX")
    assert not country_codes.is_jurisdiction("USA-")
    assert not country_codes.is_jurisdiction("USA-CALI")
    assert country_codes.alpha_3("EL") == "GRC"
    assert country_codes.alpha_3("QQ") is None
    assert "XXX" not in currencies.known_codes()
    assert set(currencies.REPLACED) <= currencies.known_codes()
