"""An edition of two places of the small state: one with a name as nobody should send it."""

from functools import cache
from typing import Any

import pandas as pd

from dashboard.export.edition import build_site
from dashboard.export.edition.jurisdiction_report import EditionRequest
from dashboard.records import Records
from metrics import results
from tests.unit.dashboard import result_rows
from tests.unit.dashboard.export import small

IDS = ("C03", "N01", "N02", "A03b", "V01", "P05")
OF_PLACE = ("index", *IDS, *"CNAVP")
PAGES = (
    *("index.html", "methods.html"),
    *(f"measures/{id_}.html" for id_ in IDS),
    *(f"{jurisdiction}/{of}.html" for jurisdiction in ("XAA", "XAB") for of in OF_PLACE),
)
FORMS = (("forced_labour", 0.5), ("servitude", 0.25), ("unknown", 0.1))


def rows(
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """As `small.rows`, with a share by form."""
    if not by:
        return small.rows(ids, years=years, only=only)
    if by == ("year",):
        of_years = small.rows(("N01",), by=by, years=years, only=only)
        return of_years[of_years["measure"].isin(ids)]
    of_forms = [
        result_rows.row("N01", "XAA", **(small.SHARE | {"form": form, "value": value}))
        for form, value in FORMS
    ]
    # Of other breakdowns, and of other measures, there is nothing.
    frame = pd.DataFrame(of_forms).rename(columns={"form": by[0]})
    asked_for = frame["measure"].isin(ids) & (by == ("form",))
    return frame[asked_for].assign(currency="EUR")


def records(**changed: Any) -> Records:
    """The state, with what is changed."""
    return small.records(**({"rows": rows} | changed))


def asked(ids: tuple[str, ...] = IDS) -> EditionRequest:
    """Both places over three years."""
    return EditionRequest((small.choice(j="XAB"), small.choice()), small.MADE_ON, ids)


@cache
def files() -> dict[str, bytes]:
    """The files of the edition by name, made once: drawing takes its time."""
    return dict(build_site.site_files(asked(), records()))
