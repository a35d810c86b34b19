"""A small questionnaire, and literal rows that answer it."""

from typing import Any

import pandas as pd

from dashboard.export.questionnaire import questionnaire_file
from dashboard.records import Records
from metrics import results
from tests.unit.dashboard import result_rows
from tests.unit.dashboard.export import small

TEXT = """
# What somebody asks
title = "Asked of =1+1"
version = "Second edition"
source = "a shelf"
verify = "Not seen."
notes = ["0 is a known none."]

[categories.form]
"Labour" = ["forced_labour", "servitude"]
"Anything else" = ["sexual_exploitation", "forced_criminality", "forced_begging",
  "forced_marriage", "organ_removal", "illegal_adoption", "mixed", "other"]

[[tables]]
name = "1 Victims"
title = "Victims"
measure = "C04"
columns = "sex"
rows = ["form"]

[[tables.lines]]
says = "By organisation"
why = "The records do not say it."

[[tables]]
name = "2 Others: [all]"
title = "Others"

[[tables.lines]]
says = "With a claim"
measure = "R01"
takes = "numerator"

[[tables.lines]]
says = "Median"
measure = "D01m"
"""
NOTHING: dict[str, Any] = dict.fromkeys(("value", "numerator", "denominator", "unknown"))
LABOUR = (("form", "forced_labour"), ("form", "servitude"))
UNRECORDED = (("form", "unknown"),)
Asked = tuple[str, tuple[str, ...], results.Only]


def questionnaire() -> questionnaire_file.Questionnaire:
    return questionnaire_file.parse_questionnaire("asked", TEXT)


def count(number: int, **given: Any) -> dict[str, Any]:
    return {"value": float(number), "numerator": number, "unknown": 0, "kind": "Count"} | given


class Rows:
    """Answers as `dashboard.data.rows` does; what is not told has no units."""

    def __init__(self, told: dict[Asked, list[dict[str, Any]]]) -> None:
        self.told = told
        self.years: set[results.Years] = set()

    def __call__(
        self,
        ids: tuple[str, ...],
        *,
        by: tuple[str, ...] = (),
        years: results.Years = results.EVER,
        only: results.Only = (),
    ) -> pd.DataFrame:
        self.years.add(years)
        empty = [] if by else [NOTHING | {"status": "empty"}]
        rows = [
            result_rows.row(ids[0], jurisdiction, **(NOTHING | {"kind": "Count"} | given))
            for jurisdiction in ("XAA", "XAB")
            for given in self.told.get((ids[0], by, only), empty)
        ]
        columns = [*result_rows.row(ids[0], "XAA"), *by]
        return pd.DataFrame(rows, columns=list(dict.fromkeys(columns)))


def told() -> dict[Asked, list[dict[str, Any]]]:
    """Nine victims: of two women and one other the form is labour; of three the sex is unknown."""
    by_sex = [count(5, sex="female"), count(1, sex="other"), count(3, sex="unknown")]
    return {
        ("C04", (), ()): [count(9, unknown=4)],
        ("C04", ("sex",), ()): by_sex,
        ("C04", ("form",), ()): [count(3, form="servitude"), count(6, form=None)],
        ("C04", (), LABOUR): [count(3)],
        ("C04", ("sex",), LABOUR): [count(2, sex="female"), count(1, sex="other")],
        ("C04", (), UNRECORDED): [count(6, unknown=4)],
        ("C04", ("sex",), UNRECORDED): [count(3, sex="female"), count(3, sex="unknown")],
        ("R01", (), ()): [
            {"kind": "Share", "numerator": 3, "denominator": 7, "value": 3 / 7}
            | {"unknown": 1, "status": "too_few"}
        ],
        ("D01m", (), ()): [{"kind": "Median", "value": 31.5, "denominator": 12, "unknown": 0}],
    }


def records(changed: dict[Asked, list[dict[str, Any]]] | None = None) -> Records:
    return small.records(rows=Rows(told() | (changed or {})))
