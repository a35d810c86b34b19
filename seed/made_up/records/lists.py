"""The made-up world's targets, events and wages, written as people would set them."""

import csv
import io
from pathlib import Path

PLAN, LAW, MINISTRY = "Made-up: plan 2023–2027", "Made-up: official gazette", "Made-up: ministry"

TARGETS = (
    ("measure", "jurisdiction", "value", "by", "source"),
    ("N01", "QMO", "0.6", "2027", PLAN),
    ("F01", "QMO", "0.7", "2027", PLAN),
    ("V03", "QMO", "0.8", "2025", PLAN),
    ("P05", "QMO", "365", "2027", PLAN),
    ("N01", "QVE", "0.4", "2027", PLAN),
    ("A02", "QVE", "0.3", "2027", PLAN),
    ("R02", "QVE", "0.5", "2026-12", PLAN),
    ("R03", "QPE", "0.5", "2027", PLAN),
    ("N01", "XIS", "0.5", "2025-06-30", PLAN),
    ("F01", "XIS", "0.6", "2025-06-30", PLAN),
    ("N01", "XBR", "0.45", "2026", PLAN),
    ("F01", "XBR", "0.6", "2026", PLAN),
    ("V03", "XBR", "0.6", "2025", PLAN),
    ("R02", "XBR", "0.55", "2026", PLAN),
)

EVENTS = (
    ("jurisdiction", "on", "title", "source", "breaks"),
    ("QMO", "2019-03", "Advance payments to victims begin", LAW, "no"),
    ("QPE", "2020-09-01", "Office for recovered assets opens", MINISTRY, "no"),
    ("QZE", "2020", "Financial intelligence is recorded from here on", MINISTRY, "yes"),
    ("XBR", "2021-07-01", "Reform of plea agreements in force", LAW, "yes"),
    ("XIS", "2018-01", "Prosecutors specialise in trafficking", MINISTRY, "no"),
    ("XIS", "2021", "Chains become the aim of investigations", MINISTRY, "no"),
)

# The wage of 2016 and by how much it rose each year since, in the jurisdiction's currency.
_MONTHLY = (
    ("QMO", "minimum", 1850, 260, "PLN"),
    ("QMO", "median", 3500, 420, "PLN"),
    ("QVE", "minimum", 2600, 130, "NZD"),
    ("XBR", "minimum", 9900, 1180, "CZK"),
)

WAGES = (
    ("jurisdiction", "year", "kind", "monthly", "currency", "source"),
    *(
        (place, str(year), kind, str(first + rise * (year - 2016)), currency, MINISTRY)
        for place, kind, first, rise, currency in _MONTHLY
        for year in range(2016, 2027)
    ),
)


LISTS = {"targets": TARGETS, "events": EVENTS, "wages": WAGES}


def write_lists(out: Path) -> dict[str, Path]:
    """Write a file of each list into `out`, always the same bytes: the files by the list's name."""
    written = {}
    for name, rows in LISTS.items():
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        written[name] = out / f"{name}.csv"
        written[name].write_bytes(text.getvalue().encode())
    return written
