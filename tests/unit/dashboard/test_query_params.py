"""A view and its address say the same, and what is not there is named."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard import pages, query_params
from dashboard.filter_options import Options, read_choice
from dashboard.query_params import (
    CaseloadView,
    CaseOrder,
    Choice,
    CompareView,
    MeasureView,
    MethodsView,
    OverviewView,
    Part,
    ProfileOrder,
    QualityView,
    RecordsState,
    ReportView,
    build_query,
    choice_query,
    parse_query,
)
from schemas import language

OPTIONS = Options(
    jurisdictions={"XAA": "Exampleland", "XAB": "Borduria"},
    years=(2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024),
    last_full_year={"XAA": 2023, "XAB": 2018},
    forms=("forced_labour", "servitude"),
    offices={"XAA": {"O1": "North", "O2": "South"}},
    measures=("N01", "R02"),
)
WHOLE_NUMBER = "Use a whole number above 0."
WHOLE = Choice("XAA", 2019, 2023, "servitude", "O1", "R02")


def test_an_address_that_asks_for_nothing_gets_the_first_place_and_the_last_full_years() -> None:
    assert read_choice({}, OPTIONS) == (Choice("XAA", 2019, 2023), {})


def test_another_places_last_full_years_are_those_of_its_own_records() -> None:
    assert read_choice({"j": "XAB"}, OPTIONS) == (Choice("XAB", 2016, 2018), {})
    assert read_choice({"j": "XZZ"}, OPTIONS)[0] == Choice("XAA", 2019, 2023)


def test_an_address_is_read_into_the_choice_it_was_made_of() -> None:
    chosen = Choice("XAA", 2017, 2020, "servitude", "O2", "R02")
    assert read_choice(choice_query(chosen), OPTIONS) == (chosen, {})


@pytest.mark.parametrize(
    ("part", "wanted", "notice"),
    [
        ("j", "XZZ", "No jurisdiction with the code [XZZ]. Choose one from the list."),
        ("from", "1990", "No records for the year [1990]."),
        ("to", "soon", "No records for the year [soon]."),
        ("form", "theft", "No form of exploitation with the code [theft]."),
        ("m", "Z99", "No measure with the code [Z99]."),
    ],
)
def test_what_is_not_found_is_named(part: str, wanted: str, notice: str) -> None:
    _, notices = read_choice({part: wanted}, OPTIONS)
    assert notices == {Part(part): notice}


def test_an_office_of_another_jurisdiction_is_not_found() -> None:
    _, notices = read_choice({"j": "XAB", "office": "O1"}, OPTIONS)
    assert notices == {Part.OFFICE: "This jurisdiction has no office [O1]."}


def test_a_period_that_ends_before_it_begins_is_said() -> None:
    _, notices = read_choice({"from": "2021", "to": "2018"}, OPTIONS)
    assert notices == {Part.TO: "The period from 2021 to 2018 in this link ends before it begins."}


def test_a_choice_says_what_records_are_restricted_to() -> None:
    chosen = Choice("XAA", 2019, 2023, form="servitude", office="O1")
    assert chosen.years == (2019, 2023)
    assert chosen.only == (("form", "servitude"),)
    assert chosen.only_here == (("form", "servitude"), ("office", "O1"))
    assert chosen.only_jurisdiction == (("jurisdiction", "XAA"), *chosen.only_here)
    assert Choice("XAA", 2019, 2023).only_here == ()


@pytest.mark.parametrize(
    ("page", "path", "parts"),
    [
        ("measure", "measure", ["j", "from", "to", "form", "office", "m"]),
        ("overview", "./", ["j", "from", "to", "form", "office"]),
        ("compare", "compare", ["j", "from", "to", "form", "m"]),
        ("caseload", "caseload", ["j", "from", "to", "office", "m"]),
        ("methods", "methods", []),
    ],
)
def test_a_link_carries_what_the_page_has_of_a_choice_and_another_measure(
    page: str, path: str, parts: list[str]
) -> None:
    link = urlsplit(query_params.page_link(page, WHOLE, "R02"))
    written = {"j": "XAA", "from": "2019", "to": "2023", "form": "servitude"}
    written |= {"office": "O1", "m": "R02"}
    assert link.path == path
    assert dict(parse_qsl(link.query)) == {part: written[part] for part in parts}
    assert [part for part, _ in parse_qsl(link.query)] == parts


def test_a_link_says_nothing_of_parts_that_the_choice_does_not_hold() -> None:
    here = replace(WHOLE, parts=(Part.JURISDICTION, Part.OFFICE))
    assert query_params.page_link("measure", here, "R02") == "measure?j=XAA&office=O1&m=R02"
    assert query_params.page_link("chain", replace(WHOLE, parts=()), "R02") == "chain"


def test_of_an_address_the_parts_of_the_page_alone_are_read() -> None:
    parts = pages.find_page("compare").filters
    address = choice_query(WHOLE) | {"office": "nowhere"}
    found, notices = read_choice(address, OPTIONS, parts)
    assert notices == {}
    assert found == replace(WHOLE, office="", parts=parts)
    assert found.only_here == (("form", "servitude"),)
    assert "office" not in choice_query(found)


def test_where_no_period_can_be_chosen_it_is_every_year() -> None:
    found, _ = read_choice(choice_query(WHOLE), OPTIONS, pages.find_page("quality").filters)
    assert (found.years, found.period, found.only) == ((None, None), "all years", ())


NAMES = {"XAA": "Zembla", "XAB": "Avaria", "XAC": "Norland"}
OF_OFFICE = Choice("QMA", 2019, 2024, office="north")


@pytest.mark.parametrize(
    ("view", "query"),
    [
        (OverviewView(), {}),
        (OverviewView(order=ProfileOrder.FAMILY), {"order": "family"}),
        (MeasureView("sector"), {"by": "sector"}),
        (CompareView(), {}),
        (CompareView(("XAC", "XAB"), alike=True), {"with": "XAC,XAB", "alike": "yes"}),
        (CompareView(("XAB",), before=True), {"with": "XAB", "before": "yes"}),
        (CaseloadView(), {}),
        (CaseloadView(case="c-1"), {"case": "c-1"}),
        (
            CaseloadView(step="claim", order=CaseOrder.AGE, shown=75),
            {"step": "claim", "order": "age", "show": "75"},
        ),
        (CaseloadView(on_paper=True), {"print": "yes"}),
        (ReportView("annex"), {"report": "annex"}),
        (QualityView("late"), {"see": "late"}),
        (QualityView(table="victims", text="age"), {"table": "victims", "q": "age"}),
        (MethodsView("link", "N01"), {"q": "link", "m": "N01"}),
        (RecordsState("1-2_0123abcd_4567abcd"), {"state": "1-2_0123abcd_4567abcd"}),
    ],
)
def test_a_view_and_its_address_say_the_same(view: object, query: dict[str, str]) -> None:
    assert build_query(view) == query
    assert parse_query(type(view)(), query) == (view, {})


@pytest.mark.parametrize(
    ("asked", "read_as", "notice"),
    [
        ({"order": "<b>"}, OverviewView(), "Cannot sort by [<b>]."),
        ({"by": "sex"}, MeasureView(), "This measure is not split by [sex]."),
        (
            {"with": "XAB,<b>,XAB,,QQQ", "alike": "1"},
            CompareView(("XAB",)),
            (
                "No jurisdiction [<b>] to compare with. "
                "No jurisdiction [QQQ] to compare with. "
                "This link has [alike=1], which means nothing here. Use [alike=yes], or leave it"
                " out."
            ),
        ),
        ({"step": "pray"}, CaseloadView(), "No step with the code [pray]."),
        ({"order": "size"}, CaseloadView(), "Cannot sort by [size]."),
        ({"show": "0"}, CaseloadView(), f"Cannot show [0] cases. {WHOLE_NUMBER}"),
        ({"show": "-5"}, CaseloadView(), f"Cannot show [-5] cases. {WHOLE_NUMBER}"),
        ({"show": "9" * 5000}, CaseloadView(), f"Cannot show [{'9' * 5000}] cases. {WHOLE_NUMBER}"),
        (
            {"print": "1"},
            CaseloadView(),
            "This link has [print=1], which means nothing here. Use [print=yes], or leave it out.",
        ),
        (
            {"see": "moon<b>"},
            QualityView(),
            "No section [moon<b>]. The section about missing data is shown instead.",
        ),
        (
            {"m": "<b>Z9", "q": "link"},
            MethodsView("link"),
            "No measure with the code [<b>Z9]. Search for it by a word.",
        ),
    ],
)
def test_what_is_not_there_is_named_and_never_replaced_in_silence(
    asked: dict[str, str], read_as: object, notice: str
) -> None:
    known = {"by": ["form", "sector"], "with": NAMES, "see": ["missing", "late"]}
    view, notices = parse_query(type(read_as)(), asked, known)
    assert view == read_as
    assert " ".join(notices.values()) == notice


def test_of_what_is_very_long_the_beginning_is_looked_for() -> None:
    for view in (QualityView(), MethodsView()):
        assert parse_query(view, {"q": "a" * 10_000}) == (replace(view, text="a" * 200), {})


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            OverviewView(order=ProfileOrder.FAMILY).link(WHOLE),
            "./?j=XAA&from=2019&to=2023&form=servitude&office=O1&order=family",
        ),
        # Without an order it would be the one before.
        (OverviewView().link(OF_OFFICE), "./?j=QMA&from=2019&to=2024&office=north&order=room"),
        (
            CaseloadView().link(OF_OFFICE),
            "caseload?j=QMA&from=2019&to=2024&office=north&m=N01",
        ),
        # A case, and cases on paper, are of no period.
        (CaseloadView(case="c 1").link(OF_OFFICE), "caseload?j=QMA&office=north&case=c+1"),
        (CaseloadView(on_paper=True).link(OF_OFFICE), "caseload?j=QMA&office=north&print=yes"),
        (QualityView(table="victims").link(), "quality?see=missing&table=victims"),
        (QualityView("changes").link("XAA"), "quality?see=changes&j=XAA"),
        (MethodsView(measure="N01").link(), "methods?m=N01"),
    ],
)
def test_links_between_pages_stay_as_they_are(link: str, address: str) -> None:
    assert link == address


def test_the_list_of_cases_is_gone_back_to_as_it_was() -> None:
    view = CaseloadView(case="c", step="claim", order=CaseOrder.AGE, shown=50, on_paper=True)
    assert view.listing == CaseloadView(step="claim", order=CaseOrder.AGE, shown=50)
    assert CaseloadView().more.shown == 2 * CaseloadView().shown


def test_without_peers_in_the_address_all_stand_beside_by_name() -> None:
    assert CompareView().peers_shown(NAMES, "XAA") == ("XAB", "XAC")
    # The chosen one is no peer of its own, whatever a link says.
    assert CompareView(("XAC", "XAA")).peers_shown(NAMES, "XAA") == ("XAC",)


def test_a_link_names_english_only_for_a_browser_that_asks_for_another_language() -> None:
    assert query_params.language_query() == {}
    with language.use_language("fr"):
        assert query_params.language_query() == {"lang": "fr"}
    try:
        language.set_language_source(lambda: "en", lambda: "fr")
        assert query_params.language_query() == {"lang": "en"}
    finally:
        language.set_language_source(lambda: "en")
