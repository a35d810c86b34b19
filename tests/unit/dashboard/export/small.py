"""A small state of the records for reports: literal rows, and names as nobody should send them."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from dashboard import data, filter_options, query_params
from dashboard.export import content, template
from dashboard.export.content import Report
from dashboard.frames import trend_breaks
from dashboard.pages import PLACE_AND_TIME
from dashboard.records import Records
from metrics import comparability, counting_options, published, results, worklist
from schemas import scopes
from tests.unit.dashboard import result_rows

MADE_ON = date(2026, 7, 1)
# What a formula, typst, HTML and Markdown would each do something with, and a script without font.
HOSTILE = '=1+1 #eval("x") *b* $x$ \\ _u_ <b>&amp;</b> [l](http://evil.example) `c` @a 中'
OFFICE = '#panic("no") </svg> =cmd'
PLACES = {"XAA": HOSTILE, "XAB": "Aland", "XAC": "Bland", "XAD": "Cland"}
PLACES |= {"XAE": "Dland", "XAF": "Eland"}
DETAILS = {
    "contact": "#Unit <b>, a@b.example",
    "licence": "https://licences.example/by",
    "next_update": "2027-03-31",
}
NOTHING = dict.fromkeys(
    (
        *("numerator", "value", "low", "high", "bound_low", "bound_high", "coverage"),
        *("region_low", "region_high", "unknown", "denominator"),
    )
)
SHARE = {"numerator": 61, "denominator": 183, "unknown": 7, "value": 61 / 183}
TEMPLATE = """
title = "How *good*?"
answers = ["N01"]

[[sections]]
title = "As a whole: <every> [kind]/*?"
text = "Words of the #template."
measures = ["N01", "N02", "C03", "A03b", "P05", "V01"]

[[sections]]
title = "By year"
measures = ["N01"]
by = "year"

[[sections]]
title = "By office"
measures = ["N01"]
by = "office"
chart = "none"

[[sections]]
title = "Beside others"
measures = ["N01"]
by = "jurisdiction"
chart = "none"

[[sections]]
title = "Notes"
notes = true
"""


def _of_place(jurisdiction: str, value: float) -> list[dict[str, Any]]:
    """Each kind and each status once."""
    limits = {"low": value - 0.07, "high": value + 0.07, "currency": "EUR"}
    days = {"kind": "Duration", "value": 477.0, "low": 436.0, "high": None, "unknown": 2}
    ratio = {"kind": "AmountRatio", "value": 0.61, "numerator": 1.82e6, "denominator": 2.99e6}
    few = {"status": "too_few", "numerator": 3, "denominator": 7, "value": 3 / 7}
    return [
        result_rows.row("N01", jurisdiction, **(SHARE | limits | {"value": value})),
        result_rows.row("N02", jurisdiction, **(few | limits)),
        result_rows.row(
            "C03", jurisdiction, **(NOTHING | {"kind": "Count", "value": 1109.0, "numerator": 1109})
        ),
        result_rows.row(
            "A03b", jurisdiction, **(NOTHING | ratio | limits | {"largest_share": 0.44})
        ),
        result_rows.row(
            "P05", jurisdiction, **(NOTHING | days | {"denominator": 302, "numerator": 237})
        ),
        result_rows.row(
            "V01", jurisdiction, **(NOTHING | {"status": "not_collected", "value": None})
        ),
    ]


def rows(
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """Rows as `dashboard.data.rows` returns them; years and restrictions change nothing."""
    every = {
        (): [
            one
            for n, jurisdiction in enumerate(PLACES)
            for one in _of_place(jurisdiction, 1 / (n + 3))
        ],
        ("year",): [
            result_rows.row(
                "N01", "XAA", **(SHARE | {"period": str(year), "value": 0.3 + 0.01 * n})
            )
            for n, year in enumerate(range(2016, 2020))
        ],
        ("office",): [
            result_rows.row("N01", "XAA", **(SHARE | {"office": office, "value": value}))
            for office, value in (("o1", 0.4), ("o2", 0.2), ("unknown", 0.1))
        ],
    }[by]
    frame = pd.DataFrame([row for id_ in ids for row in every if row["measure"] == id_])
    return frame.assign(currency="EUR")


def rows_of_spans(
    ids: tuple[str, ...], *, spans: tuple[results.Span, ...], only: results.Only = ()
) -> pd.DataFrame:
    """The same rows in each period."""
    return pd.concat([rows(ids).assign(period=results.span_name(span)) for span in spans])


def _caseload(jurisdiction: str, office: str) -> worklist.Caseload:
    raise AssertionError("no report here lists cases")


def batches(*, made_up: bool = True, refused: int = 0) -> pd.DataFrame:
    """One submission of each place, and one of the first that was undone."""
    stored = [
        {
            "batch_id": number,
            "source": "her-name.csv",
            "jurisdiction": jurisdiction,
            "content_hash": f"{number:064x}",
            "made_up": made_up,
            "extracted_on": date(2026, 6, 30),
            "rows_stored": 1234,
            "rows_refused": refused,
            "accepted_share": 0.94,
            "cases_held_back": refused,
            "undone_at": None,
            "replaced_by": None,
        }
        for number, jurisdiction in enumerate(PLACES, start=1)
    ]
    undone = stored[0] | {"batch_id": 9, "undone_at": datetime(2026, 7, 1, tzinfo=UTC)}
    return pd.DataFrame([*stored, undone])


def context() -> pd.DataFrame:
    """All places count alike."""
    stated = [(id_, subject, "yes") for id_ in PLACES for subject in comparability.SUBJECTS]
    return pd.DataFrame(stated, columns=["jurisdiction", "subject", "value"])


def published_figures() -> pd.DataFrame:
    """What others published of the first place: convictions in each year, victims in one."""
    ends = [
        f"{name} {end}" for name in published.NEAREST_INDICATORS.values() for end in ("low", "high")
    ]
    years = [
        ("XAA", 2017, "GLOTIP", "data.xlsx", None, None, 12, 12, None, None),
        ("XAA", 2018, "GLOTIP", "data.xlsx", None, None, 0, 4, 70, 70),
        ("XAA", 2019, "GLOTIP", "data.xlsx", None, None, 3, 3, None, None),
    ]
    columns = ["iso3", "year", "source", "file", *ends]
    return pd.DataFrame(years, columns=columns).astype(dict.fromkeys(ends, float))


NO_TARGETS = pd.DataFrame(columns=["measure", "jurisdiction", "value", "due", "source"])


class _Answers(NamedTuple):
    """A source that has an answer to each question, or a function that gives it."""

    scope: scopes.Scope
    of: dict[Any, Any]


class _WithoutMarks(Records):
    """Records with ready answers, whose cases have no marked steps, which lie in a file."""

    source: Any

    def ask(self, question: Any, /, *asked: Any, **how: Any) -> Any:
        answer = self.source.of[question]
        return answer(*asked, **how) if callable(answer) else answer

    def caseload(self, jurisdiction: str, office: str) -> worklist.Caseload:
        return self.ask(data.caseload, jurisdiction, office)


# What is asked for, by the name that the records have for it.
QUESTIONS = {
    "rows": data.rows,
    "rows_of_spans": data.overlapping,
    "caseload": data.caseload,
    "places": data.jurisdictions,
    "batches": data.listed_batches,
    "corrections": data.corrected,
    "received": data.received,
    "last_change": data.changed_by_return,
    **{
        name: getattr(data, name)
        for name in (
            *("offices", "years", "covered", "as_of", "chosen", "events", "beside", "release"),
            *("notes", "details", "context", "targets", "published"),
        )
    },
}


def records(**changed: Any) -> Records:
    """The state, with what is changed."""
    made_up = changed.pop("made_up", True)
    jurisdictions = [
        {"jurisdiction": id_, "name": name, "currency": "EUR", "made_up": made_up}
        for id_, name in PLACES.items()
    ]
    offices = [
        {"jurisdiction": "XAA", "office_id": id_, "label": label, "kind": "prosecution"}
        for id_, label in (("o1", OFFICE), ("o2", "Office of the West"))
    ]
    scope, others = changed.pop("scope", scopes.EVERYTHING), changed.pop("others", None)
    state: dict[str, Any] = {
        "rows": rows,
        "rows_of_spans": rows_of_spans,
        "caseload": _caseload,
        "places": pd.DataFrame(jurisdictions),
        "offices": pd.DataFrame(offices),
        "years": list(range(2016, 2020)),
        "covered": dict.fromkeys(PLACES, range(2016, 2020)),
        "as_of": results.AsOf(
            MADE_ON, tuple((jurisdiction, date(2026, 6, 30)) for jurisdiction in PLACES)
        ),
        "chosen": counting_options.DEFAULTS,
        "events": pd.DataFrame(columns=list(trend_breaks.MARK_COLUMNS)),
        "batches": batches(made_up=made_up),
        "beside": "0" * 64,
        "details": DETAILS,
        "context": context(),
        "targets": NO_TARGETS,
        "release": None,
        "notes": (),
        "corrections": None,
        "received": {},
        "published": published_figures(),
        "last_change": None,
    }
    answers = {QUESTIONS[name]: answer for name, answer in (state | changed).items()}
    return _WithoutMarks(_Answers(scope, answers), others)


def choice(**changed: str) -> query_params.Choice:
    """The first place over three years, with what is changed."""
    address = {"j": "XAA", "from": "2017", "to": "2019"} | changed
    chosen, notices = filter_options.read_choice(address, records().offered, PLACE_AND_TIME)
    assert not notices
    return chosen


@cache
def report() -> Report:
    """The report of the template above, made once: drawing takes its time."""
    return content.make_report(
        template.parse_template("own", TEMPLATE), choice(), records(), made_on=MADE_ON, notes=NOTES
    )


def drawn_in_words() -> list[str]:
    """What tells of each drawing of the report: rows with a scale, else the chart."""
    said: list[str] = []
    for block in (block for part in report().parts for block in part.blocks):
        said += [track.spoken for track in block.tracks]
        said += [block.picture.alt] if block.picture and not block.tracks else []
    return said


NOTES = "First *line* =1+1\n\n  #eval second </style> line"
