"""A view not seen before, by page and choice: seconds of the processor, beside an empty chart."""

import gc
import os
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench.overview import ROOT, SECONDS, one_empty_chart
from dashboard import pages
from dashboard.query_params import Part
from metrics import catalogue, results
from schemas import language, scopes, vocabulary
from schemas.store import database

Address = Mapping[str, str]
# Those with figures of a period: a report is made, not viewed.
PAGES = [
    page.url_path
    for page in pages.all_pages()
    if Part.FROM in page.filters and page.url_path != "report"
]
# The first of each is opened before; a page is warm, and its other views are not.
MEASURES = ("N01", "N02", "P05j", "F03", "R04", "V01")
FORMS = tuple(form.value for form in list(vocabulary.Form)[:4])
EACH = 4
CHOICES = {
    "another place": Part.JURISDICTION,
    "other years": Part.FROM,
    "another form": Part.FORM,
    "another measure": Part.MEASURE,
}


def report(file: Path) -> Iterator[str]:
    """A line for each page: the median of a few views of each choice. `file` is a made-up world."""
    os.environ["PROSECUTION_QUALITY_DATABASE"] = f"duckdb:///{file}"
    # As a server does before anybody asks.
    catalogue.precompute_columns_read()
    empty = AppTest.from_function(one_empty_chart, default_timeout=SECONDS).run()
    peer = statistics.median(_spent(empty) for _ in range(EACH))
    yield f"  one empty chart: {peer:.3f} s"
    addresses = _addresses(file)
    for page in PAGES:
        first, others = addresses[page]
        session = _opened(page, first)
        spent = {
            choice: statistics.median(_seen(session, address) for address in others[choice])
            for choice, part in CHOICES.items()
            if _has(page, part)
        }
        # What Streamlit itself and the wire cost: no view of the page is had for less.
        spent["seen again"] = min(_spent(session) for _ in range(EACH))
        of_each = (f"{name} {took:.2f} s ({took / peer:.0f})" for name, took in spent.items())
        yield f"  {page}: {', '.join(of_each)}"


def by_language(file: Path) -> Iterator[str]:
    """A line for each language: views of all pages against English, new and seen again.

    Each view is seen in all languages in turns, and is new to each: answers are kept by language.
    """
    os.environ["PROSECUTION_QUALITY_DATABASE"] = f"duckdb:///{file}"
    catalogue.precompute_columns_read()
    spent = {spoken: ([0.0], [0.0]) for spoken in language.LANGUAGES}
    addresses = _addresses(file)
    for page in PAGES:
        first, others = addresses[page]
        views = [others[choice][0] for choice, part in CHOICES.items() if _has(page, part)]
        sessions = {spoken: _opened(page, first | {"lang": spoken}) for spoken in spent}
        for view in views:
            for spoken, session in sessions.items():
                spent[spoken][0].append(_seen(session, view | {"lang": spoken}))
        for _ in range(EACH):
            for spoken, session in sessions.items():
                spent[spoken][1].append(_seen(session, views[-1] | {"lang": spoken}))
    new, again = (sum(of) for of in spent[language.ENGLISH])
    for spoken, (of_new, of_again) in spent.items():
        yield (
            f"  {spoken}: {sum(of_new):.2f} s ({sum(of_new) / new:.2f} of English),"
            f" seen again {sum(of_again):.2f} s ({sum(of_again) / again:.2f})"
        )


def _has(page: str, part: Part) -> bool:
    return part in pages.find_page(page).filters


def _addresses(file: Path) -> dict[str, tuple[Address, dict[str, list[Address]]]]:
    """By page the address it is opened at, and those of each choice."""
    with database.reading(f"duckdb:///{file}").connect() as connection:
        offices = results.offices(connection, scopes.EVERYTHING)
        years = results.years_on_record(connection, scopes.EVERYTHING)
    prosecuting = offices[offices["kind"] == "prosecution"].groupby("jurisdiction")["office_id"]
    places = [
        {"j": str(jurisdiction), "office": str(ids.iloc[0])} for jurisdiction, ids in prosecuting
    ]
    plain = [{"j": jurisdiction["j"]} for jurisdiction in places]
    return {page: _of(places if page == "caseload" else plain, years) for page in PAGES}


def _of(jurisdictions: list[Address], years: list[int]) -> tuple[Address, dict[str, list[Address]]]:
    first, others = {**jurisdictions[0], "m": MEASURES[0]}, jurisdictions[1 : EACH + 1]
    return first, {
        "another place": [first | jurisdiction for jurisdiction in others],
        "other years": [first | {"from": str(year)} for year in years[1 : EACH + 1]],
        "another form": [first | {"form": form} for form in FORMS],
        "another measure": [first | {"m": id_} for id_ in MEASURES[1:]],
    }


def _opened(page: str, address: Address) -> AppTest:
    session = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS).run()
    if not pages.find_page(page).is_first:
        session.switch_page(f"dashboard/pages/{page}/page.py")
    _seen(session, address)
    gc.collect()
    gc.freeze()
    return session


def _seen(session: AppTest, address: Address) -> float:
    """Seconds of the processor for a view. AppTest words choices outside of the session too."""
    with language.use_language(address.get("lang", language.ENGLISH)):
        return _seen_in_language(session, address)


def _seen_in_language(session: AppTest, address: Address) -> float:
    session.query_params.clear()
    for name, value in address.items():
        session.query_params[name] = value
    spent = _spent(session)
    if session.exception:
        raise AssertionError(f"The page did not open at {address}.")
    return spent


def _spent(session: AppTest) -> float:
    """Of the processor, all threads of it: a machine that others work on too takes longer."""
    before = time.process_time()
    session.run()
    return time.process_time() - before


if __name__ == "__main__":
    for part in (report, by_language):
        for line in part(Path(sys.argv[1]).resolve()):
            print(line, flush=True)
