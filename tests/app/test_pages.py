"""The pages behind Overview: each answers its question and says what is missing."""

import functools
import html
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache, query_params
from dashboard.pages import EVERY_CARD, Page, all_pages, find_page
from dashboard.pages.quality import sections
from metrics import catalogue
from tests.app.test_overview import TIMEOUT, markup, text
from tests.fixtures.surroundings import ROOT
from tests.quick_pages import turn_to
from tests.soak import everyday, soak_size, some_of_each

SOURCELESS = "a source that is not known"
# In every run of the kinds of which `test_measure.py` and `test_filters_that_act.py` show none.
SOME_MEASURES = [
    id_
    for id_ in some_of_each(catalogue.CATALOGUE, lambda id_: catalogue.CATALOGUE[id_].kind)
    if soak_size(2) > 1
    or catalogue.CATALOGUE[id_].kind not in ("Share", "Count", "Duration", "AmountRatio")
]
WITH_CHARTS = ("chain", "victims", "measure", "compare", "quality")


def page(name: str, **address: str) -> AppTest:
    """A page, opened at an address."""
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=TIMEOUT)
    for key, value in address.items():
        test.query_params["from" if key == "from_" else key] = value
    return turn_to(test, name).run()


@functools.cache
def seen(jurisdiction: str, name: str, **address: str) -> AppTest:
    """A page of the made-up world in 2018 to 2024; once, for all that only look at it."""
    return page(name, j=jurisdiction, from_="2018", to="2024", **address)


velmora = partial(seen, "QVE")


def frames(test: AppTest) -> list[pd.DataFrame]:
    """The tables under the charts, as frames of their text."""
    return list(map(frame_of, re.findall(r"<table.*?</table>", markup(test), re.DOTALL)))


def frame_of(table: str) -> pd.DataFrame:
    """A table of the page as a frame of its text."""
    lines = [
        [html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ]
    return pd.DataFrame(
        [line for line in lines[1:] if len(line) == len(lines[0])], columns=lines[0]
    )


def tables(test: AppTest) -> str:
    """The words of the tables under the charts."""
    return "\n".join(table.to_string() for table in frames(test))


def charts(test: AppTest) -> list[dict[str, object]]:
    """The specifications of the charts on the page."""
    return [json.loads(chart.proto.spec) for chart in test.get("vega_lite_chart")]


@pytest.mark.parametrize("declared", all_pages(), ids=lambda declared: declared.url_path)
def test_a_page_opens_with_its_question_and_an_answer(made_up: str, declared: Page) -> None:
    test = velmora(declared.url_path)
    question = declared.question or catalogue.CATALOGUE["N01"].question
    assert [title.value for title in test.title] == [question]
    [answer] = re.findall(r"data-answer>(.*?)</div>", markup(test), re.S)
    assert re.sub(r"<[^>]+>", "", answer).strip()


# The card of a measure itself has its definition.
DEFINED = {catalogue.CATALOGUE[id_].title for id_ in ("N01", "P05")}
# Where a page shows its cards under several addresses, the others beside the plain one.
ADDRESSES = {
    "measure": [{"m": "P05"}],
    "quality": [{"see": section} for section in sections.SECTIONS],
}
VIEWS = [
    (declared.url_path, address)
    for declared in all_pages()
    if EVERY_CARD not in declared.without_download
    for address in [{}, *ADDRESSES.get(declared.url_path, [])]
]


def blocks(of: Any) -> Iterator[Any]:
    """A container and all that is in it."""
    yield of
    for child in getattr(of, "children", {}).values():
        yield from blocks(child)


def is_bordered(block: Any) -> bool:
    return block.type == "flex_container" and block.proto.flex_container.border


def cards(test: AppTest) -> Iterator[tuple[str, bool | None]]:
    """The cards of a page: the heading, and whether anything can be taken away.

    None of an empty state, a border within the card: there is nothing to take.
    """
    for block in blocks(test.main):
        if not is_bordered(block):
            continue
        inside = list(blocks(block))
        titles = [str(one.value) for one in inside if one.type == "header"] or re.findall(
            r"<h2[^>]*>(.*?)</h2>", "".join(str(getattr(one, "proto", "")) for one in inside)
        )
        gives = any(
            one.type == "popover" and one.proto.popover.label == "Download" for one in inside
        )
        if titles:
            yield titles[0], None if any(map(is_bordered, inside[1:])) else gives


@pytest.mark.parametrize(("name", "address"), some_of_each(VIEWS, lambda view: view[0]), ids=str)
def test_every_card_gives_its_files_or_has_its_reason(
    made_up: str, name: str, address: dict[str, str]
) -> None:
    found = dict(cards(velmora(name, **address)))
    assert found
    told = {title: gives for title, gives in found.items() if gives is not None}
    reasons = find_page(name).without_download.keys() | (DEFINED if name == "measure" else set())
    assert {title for title, gives in told.items() if not gives} == reasons & told.keys()


def test_a_language_stays_from_page_to_page_and_no_cached_text_of_another_is_shown(
    made_up: str,
) -> None:
    english = text(page("chain", j="QVE", from_="2018", to="2024"))
    test = page("overview", j="QVE", from_="2018", to="2024", lang="en-XA")
    assert "lang=en-XA" in markup(test)
    del test.query_params["lang"]
    assert "⟦Îñ Velmora" in text(turn_to(test, "chain").run())
    assert "⟦" not in english
    assert text(page("chain", j="QVE", from_="2018", to="2024")) == english


@pytest.mark.parametrize(
    "name", everyday("overview", rest={one.url_path for one in all_pages()} - {"overview"})
)
def test_every_link_of_a_page_keeps_the_language(made_up: str, name: str) -> None:
    shown = markup(page(name, j="QVE", from_="2018", to="2024", lang="fr"))
    links = set(re.findall(r'href="(?!#|https?:|mailto:|/)([^"]+)"', shown))
    # The list of languages, and the page in English, name others.
    assert {link for link in links if "lang=" not in link} == set()
    assert any("lang=fr" in link for link in links)


def test_links_of_a_cached_card_have_the_language_that_their_reader_needs(
    made_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lang=" not in "".join(re.findall(r'href="measure[^"]*"', markup(page("overview"))))
    monkeypatch.setattr(query_params, "unasked_language", lambda: "fr")
    links = re.findall(r'href="measure[^"]*"', markup(page("overview", lang="en")))
    assert links
    assert all("lang=en" in link for link in links)


@pytest.mark.parametrize(("name", "address"), some_of_each(VIEWS, lambda view: view[0]), ids=str)
def test_a_view_seen_again_has_all_that_it_had_at_first(
    made_up: str, name: str, address: dict[str, str]
) -> None:
    def drawn() -> list[str]:
        test = page(name, j="QVE", from_="2018", to="2024", **address)
        # Each session has its own addresses of files.
        shown = [one for one in blocks(test.main) if one.type != "download_button"]
        return [f"{one.type} {getattr(one, 'proto', '')}" for one in shown]

    cache.clear()
    assert drawn() == drawn()


@pytest.mark.parametrize("name", WITH_CHARTS)
def test_every_chart_has_a_name_and_its_numbers_as_a_table(made_up: str, name: str) -> None:
    test = velmora(name)
    drawn = test.get("vega_lite_chart")
    assert drawn
    assert all(chart.proto.alt for chart in drawn)
    assert "Show as a table" in [expander.label for expander in test.expander]
    assert all(chart["usermeta"]["embedOptions"]["renderer"] == "svg" for chart in charts(test))  # type: ignore[index]


@pytest.mark.parametrize("id_", SOME_MEASURES)
def test_every_measure_has_its_page(made_up: str, id_: str) -> None:
    test = velmora("measure", m=id_)
    measure = catalogue.CATALOGUE[id_]
    words = html.unescape(text(test))
    assert [title.value for title in test.title] == [measure.question]
    assert charts(test)
    for caveat in measure.caveats:
        assert caveat in words
    assert measure.guard in words


def test_the_worked_example_is_stepped_through_by_the_real_code(made_up: str) -> None:
    test = page("measure", j="QVE", from_="2018", to="2024", m="N01")
    assert "too recent" in text(test)
    test.slider[0].set_value(1).run()
    assert not test.exception
    assert re.search(r"How these examples are counted on [^:]+: yes: 1\.", text(test))


def test_who_paid_is_told_apart_from_nobody_and_from_what_is_not_recorded(made_up: str) -> None:
    test = seen("QMO", "money")
    [paid] = [table for table in frames(test) if "Paid by" in table.columns]
    assert list(paid["Paid by"])[-3:] == [
        "the perpetrator",
        "a State fund",
        SOURCELESS,
    ]
    assert len(set(paid["Paid by"])) == len(paid)
    # Velmora's victims were paid nothing, and all but one of the awards say so.
    said = "Velmora: nothing was paid under the awards of 2018 to 2024 that have recorded payments."
    assert said in [each.value for each in velmora("money").text]
    # Zephrane's made-up records hold no payments.
    unpaid = seen("QZE", "money")
    assert "Not recorded" in text(unpaid)
    assert "—" in text(unpaid)
    assert any(
        each.value == "Not collected: the records of Zephrane do not include this in 2018 to 2024."
        for each in unpaid.text
    )


def test_the_victims_have_each_measure_about_them(made_up: str) -> None:
    test = velmora("victims")
    for family in "RV":
        for measure in catalogue.CATALOGUE.values():
            # Who paid whom, and what the convicted are ordered, are on The money.
            if measure.family == family and not measure.id.startswith(("R04m", "R02p")):
                assert f"m={measure.id}&#34;" in markup(test) or f'm={measure.id}"' in markup(test)


def test_places_are_compared_in_alphabetical_order_with_their_counting_rules(made_up: str) -> None:
    test = velmora("compare")
    [compared] = charts(test)
    domain = compared["layer"][0]["encoding"]["y"]["scale"]["domain"]  # type: ignore[index]
    assert domain == sorted(domain)
    assert "Velmora" in domain
    assert "Prosecution is mandatory" in text(test)


def test_methods_opens_at_a_measure_and_narrows_by_word(made_up: str) -> None:
    test = page("methods", m="R02")
    [marked] = re.findall(r"<tr[^>]* data-here[^>]*>.*?</tr>", markup(test), re.S)
    assert "R02 Victims whose claim succeeded" in marked
    test.text_input(key="search.words").set_value("frozen before").run()
    assert not test.exception
    assert (test.query_params["q"], "m" in test.query_params) == ("frozen before", False)
    words = text(test)
    assert catalogue.CATALOGUE["A01"].question in html.unescape(words)
    assert catalogue.CATALOGUE["R02"].question not in html.unescape(words)
    assert "No measure with the code [&lt;b&gt;]" in markup(page("methods", m="<b>"))


def test_a_breakdown_that_a_measure_has_not_is_named(made_up: str) -> None:
    test = velmora("measure", m="N01", by="moon<b>")
    assert "This measure is not split by [moon&lt;b&gt;]. Shown instead: " in markup(test)
    assert 'href="methods?m=N01"' in markup(test)


def test_comparable_only_keeps_those_that_count_alike_and_names_the_others_rule(
    made_up: str,
) -> None:
    test = page("compare", j="QVE", from_="2018", to="2024")
    # Drendel counts charges from the court's registration on.
    [compared] = frames(test)[:1]
    drendel = compared.set_index("Jurisdiction").loc["Drendel"]
    assert drendel["Compared with Velmora"] == ""
    assert drendel["Counts differently"] == "Charge counted at: Court registration"
    assert "Hollow: counts differently or does not say how" in text(test)
    test.toggle(key="compare.alike").set_value(True).run()
    assert not test.exception
    assert test.query_params["alike"] == "yes"
    words = text(test)
    assert (
        "10 of 11 other jurisdictions count in the same way as Velmora for this measure." in words
    )
    assert "Left out: Drendel (Charge counted at: Court registration)." in words
    [compared] = frames(test)[:1]
    assert "Drendel" not in list(compared["Jurisdiction"])
    test.multiselect(key="compare.with").set_value(["QPE", "QMO"]).run()
    test.toggle(key="compare.before").set_value(True).run()
    assert test.query_params["with"] == "QPE,QMO"
    [compared] = frames(test)[:1]
    assert list(compared["Jurisdiction"]) == ["Morvask", "Pellandro", "Velmora"]
    assert "2015 to 2017" in compared.columns
    address = {key: test.query_params[key] for key in ("alike", "with", "before")}
    again = page("compare", j="QVE", from_="2018", to="2024", **address)
    assert markup(again) == markup(test)


def test_the_matrix_says_who_can_be_compared_on_each_measure_and_why_not(made_up: str) -> None:
    test = page("compare", j="QVE", from_="2018", to="2024", see="matrix")
    assert not test.exception
    assert "Velmora can be compared with other jurisdictions on" in text(test)
    [matrix] = frames(test)
    line = matrix.set_index("Measure").loc["F01 Financial investigation opened"]
    assert [line["QVE"], line["XCO"], line["XDR"]] == ["a", "a", "≠"]
    assert "Charge counted at: Court registration (Drendel)" in line["Why not"]
    assert "Break in series (Braskene and Zephrane)" in line["Why not"]
    test.multiselect(key="compare.with").set_value(["QPE", "XDR"]).run()
    [matrix] = frames(test)
    assert list(matrix.columns[3:-1]) == ["QVE", "XDR", "QPE"]
    assert test.query_params["with"] == "QPE,XDR"


def test_a_set_of_jurisdictions_is_in_the_address_and_in_the_key_of_the_chart(
    made_up: str,
) -> None:
    years = {"from_": "2018", "to": "2024"}
    test = page("compare", j="QVE", see="matrix", set="law", **years)
    # Of the fictional countries these two must prosecute.
    assert list(frames(test)[0].columns[3:-1]) == ["QVE", "XCO"]
    test = page("compare", j="QVE", **years)
    test.selectbox(key="compare.set").select("law").run()
    assert test.query_params["set"] == "law"
    assert list(frames(test)[0]["Jurisdiction"]) == ["Corvasse", "Velmora"]
    assert "Jurisdictions: Same duty to prosecute." in text(test)
    assert "No other jurisdiction is in this group." in text(
        page("compare", j="QVE", set="region", **years)
    )
    assert "No set of jurisdictions [nosuch]." in text(page("compare", j="QVE", set="nosuch"))


def test_a_body_sees_who_sends_what_and_what_would_help_one_jurisdiction(made_up: str) -> None:
    test = page("compare", j="XDR", from_="2018", to="2024", see="places")
    assert not test.exception
    _places, helps, _stays = frames(test)
    assert any("Charge counted at: Indictment." in text for text in helps["What would help"])
    # Made-up records at a desk came by no return.
    assert "Last return" not in markup(test)
    assert "compare?j=XBR&amp;from=2018&amp;to=2024&amp;see=places" in markup(test)


@pytest.mark.parametrize("name", ["measure", "compare"])
def test_amounts_in_several_currencies_are_listed_and_drawn_on_no_axis(
    made_up: str, name: str
) -> None:
    title = f"{catalogue.CATALOGUE['D05m'].title} by jurisdiction"

    def drawn(measure: str) -> list[str]:
        test = velmora(name, m=measure)
        return [one.proto.alt for one in test.get("vega_lite_chart") if title in one.proto.alt]

    assert drawn("D05m") == []
    [beside, *_] = [of for of in frames(velmora(name, m="D05m")) if "Jurisdiction" in of]
    assert {*beside["Value"].str.partition("\xa0")[0]} > {"CAD", "CHF"}
