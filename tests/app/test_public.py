"""The application over a release alone: every state of a number, and no way to records."""

import functools
import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, cache, data
from dashboard import released_data as answers
from schemas import scopes
from schemas.store import database
from tests.app.test_measure import headings
from tests.app.test_overview import markup, text
from tests.app.test_pages import frames, tables
from tests.app.test_pages import page as opened
from tests.compare_checkouts import collect
from tests.soak import everyday

# Those that a release can answer; what is asked for beyond them is refused.
PAGES = [page.url_path for page in access.pages_of_scope(scopes.RELEASE.id)]
# All pages have one header and one footer; the numbers of each are walked through in
# `test_numbers_of_a_release.py`.
OFTEN = ("overview", "measure")
EACH_PAGE = everyday(*OFTEN, rest=set(PAGES) - {*OFTEN})
WINDOW = {"from_": "2021", "to": "2023"}
PLACE = "XBR"
SAID = "Not part of a release: "


@functools.cache
def page(name: str, **address: str) -> AppTest:
    test = opened(name, **address)
    assert not test.exception, (name, address)
    return test


def words_of(test: AppTest) -> str:
    return html.unescape(text(test)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("name", EACH_PAGE)
def test_a_page_says_which_release_it_is_and_how_it_was_rounded(released: str, name: str) -> None:
    said = words_of(page(name, j=PLACE, **WINDOW))
    assert re.search(r"Release 1, of \d+ \w+ \d{4}, hash [0-9a-f]{12}; made-up", said)
    assert "Every count is rounded to a multiple of five, always in the same way" in said
    assert "nan" not in said.lower().split()


@pytest.mark.parametrize("name", ["overview", "chain", "money", "measure"])
def test_what_no_release_holds_is_named_and_not_drawn(released: str, name: str) -> None:
    assert SAID in words_of(page(name, j=PLACE, **WINDOW))


def test_records_cannot_be_asked(released: str) -> None:
    assert access.scope_id() == scopes.RELEASE.id
    for question in (data.combinations, data.steps, data.corrections):
        with pytest.raises(answers.NotReleased):
            question()
    # Where the records would be there is nothing, and every page above was shown.
    with pytest.raises(database.DatabaseMissing):
        database.reading("duckdb:////nowhere/records.duckdb")


def test_one_box_offers_the_periods_and_peers_are_the_others_of_the_release(released: str) -> None:
    test = page("overview", j=PLACE, **WINDOW)
    assert [box.label for box in test.selectbox] == [
        *("Jurisdiction", "Period", "Form of exploitation")
    ]
    offered = test.selectbox(key="filters.from").options
    assert {"2021 to 2023", "2023", "2018 to 2020"} <= {*offered}
    assert "2020 to 2023" not in offered
    said = words_of(test)
    assert "11 other jurisdictions" in said
    assert "Compared with other jurisdictions" in said
    # Nobody takes a link for one to records.
    assert "copy" not in markup(test).partition("frame-foot")[2]


@pytest.mark.parametrize(
    "name",
    everyday("overview", rest=[name for name in PAGES if name not in ("overview", "methods")]),
)
def test_a_period_that_lies_between_two_is_answered_by_those_that_there_are(
    released: str, name: str
) -> None:
    said = words_of(page(name, j=PLACE, from_="2020", to="2023"))
    assert "The release does not include 2020 to 2023. It includes " in said
    assert "2018 to 2020" in said


def test_of_one_form_there_are_windows_alone(released: str) -> None:
    said = words_of(page("overview", j=PLACE, from_="2022", to="2022", form="forced_labour"))
    assert "does not include 2022 for one form of exploitation. It includes" in said


def test_choosing_a_form_takes_the_window_that_holds_the_year(released: str) -> None:
    test = opened("victims", j=PLACE, from_="2022", to="2022")
    test.selectbox(key="filters.form").select("forced_labour").run()
    assert not test.exception
    asked = {part: test.query_params[part] for part in ("from", "to", "form")}
    assert asked == {"from": "2021", "to": "2023", "form": "forced_labour"}
    # Measures that no table has by form are named.
    assert "not available by form of exploitation" in words_of(test)
    test.selectbox(key="filters.from").select((2018, 2020)).run()
    assert test.query_params["from"] == "2018"


def test_how_far_charges_reach_is_told_by_group_and_year(released: str) -> None:
    strip = markup(page("overview", j=PLACE, **WINDOW))
    shown = re.search(r'<section class="card chain".*?</section>', strip, re.DOTALL)
    assert shown is not None
    assert len(re.findall("data-group=", shown[0])) == 6
    assert re.search(r"Based on about \d*[05] cases charged as trafficking", shown[0])
    chain = page("chain", j=PLACE, **WINDOW)
    assert "How far charges reach, by year" in headings(chain)
    assert "which links were charged together" in words_of(chain).partition(SAID)[2]
    of_form = page("chain", j=PLACE, form="forced_labour", **WINDOW)
    assert "How far charges reach, by year" not in headings(of_form)
    assert "how far charges reach, by group and year" in words_of(of_form)


def test_what_became_of_a_cohort_is_told(released: str) -> None:
    test = page("measure", j=PLACE, m="P01b", **WINDOW)
    assert "What happened to the people suspected in the period" in headings(test)
    assert "How proceedings ended" not in headings(test)
    [steps] = [one for one in frames(test) if "Step" in one.columns]
    assert [*steps["Step"]] == [
        *("Suspected", "Charged", "Convicted or acquitted", "Convicted"),
        "Convicted, with a final decision",
    ]
    assert "nan" not in steps.to_string().lower()


def test_who_counts_alike_can_be_asked_of_a_release(released: str) -> None:
    stated = data.context()
    assert {"charge_counted_at", "plea_agreements"} <= set(stated["subject"])
    test = page("compare", j=PLACE, m="N01", alike="yes", **WINDOW)
    said = words_of(test)
    assert re.search(
        r"\d+ of 11 other jurisdictions counts? in the same way as \w+ for this measure", said
    )
    assert "Do they count in the same way?" in headings(test)
    assert "Left out: Drendel (Charge counted at: Court registration)" in said
    assert SAID not in said


def test_counts_are_about_so_many_and_never_zero(released: str) -> None:
    said = words_of(page("measure", j=PLACE, m="C02", **WINDOW))
    assert re.search(r"about \d*[05] people were charged with trafficking", said)
    assert "<10" in tables(page("measure", j="QUL", m="C03", **WINDOW))


def test_another_scope_that_reads_a_release_gets_the_same(
    released: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_public = [*collect.sent("compare", {"j": PLACE})]
    monkeypatch.delenv("PROSECUTION_QUALITY_PUBLIC")
    monkeypatch.setattr(access, "scope_id", lambda: scopes.RELEASE.id)
    cache.clear()
    assert [*collect.sent("compare", {"j": PLACE})] == in_public
