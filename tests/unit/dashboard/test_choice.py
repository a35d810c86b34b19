"""A choice and its address say the same, and what is not there is named."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboard import choice
from dashboard.choice import Choice, Options, Part
from dashboard.server import access

OPTIONS = Options(
    jurisdictions={"XAA": "Exampleland", "XAB": "Borduria"},
    years=(2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024),
    last_full_year={"XAA": 2023, "XAB": 2018},
    forms={"forced_labour": "Forced labour", "servitude": "Servitude"},
    offices={"XAA": {"O1": "North", "O2": "South"}},
    measures={"N01": "More than one link charged", "R02": "Compensation awarded"},
)
WHOLE = Choice("XAA", 2019, 2023, "servitude", "O1", "R02")


def test_an_address_that_asks_for_nothing_gets_the_first_place_and_the_last_full_years() -> None:
    assert choice.decode({}, OPTIONS) == (Choice("XAA", 2019, 2023), {})


def test_another_places_last_full_years_are_those_of_its_own_records() -> None:
    assert choice.decode({"j": "XAB"}, OPTIONS) == (Choice("XAB", 2016, 2018), {})
    assert choice.decode({"j": "XZZ"}, OPTIONS)[0] == Choice("XAA", 2019, 2023)


def test_an_address_is_read_into_the_choice_it_was_made_of() -> None:
    chosen = Choice("XAA", 2017, 2020, "servitude", "O2", "R02")
    assert choice.decode(choice.encode(chosen), OPTIONS) == (chosen, {})


def test_what_is_empty_is_not_written() -> None:
    assert choice.encode(Choice("XAB", 2020, 2021)) == {
        "j": "XAB",
        "from": "2020",
        "to": "2021",
        "m": "N01",
    }


def test_a_page_writes_its_own_parts_only() -> None:
    chosen = Choice("XAB", 2020, 2021)
    assert choice.encode(chosen, (Part.FROM, Part.TO)) == {"from": "2020", "to": "2021"}


@pytest.mark.parametrize(
    ("part", "wanted", "notice"),
    [
        ("j", "XZZ", "There is no jurisdiction [XZZ] in these records."),
        ("from", "1990", "There are no records of the year [1990]."),
        ("to", "soon", "There are no records of the year [soon]."),
        ("form", "theft", "There is no form of exploitation [theft]."),
        ("m", "Z99", "There is no measure [Z99]."),
    ],
)
def test_what_is_not_found_is_named(part: str, wanted: str, notice: str) -> None:
    _, notices = choice.decode({part: wanted}, OPTIONS)
    assert notices == {Part(part): notice}


def test_an_office_of_another_jurisdiction_is_not_found() -> None:
    _, notices = choice.decode({"j": "XAB", "office": "O1"}, OPTIONS)
    assert notices == {Part.OFFICE: "There is no office [O1] in this jurisdiction."}


def test_a_period_that_ends_before_it_begins_is_said() -> None:
    _, notices = choice.decode({"from": "2021", "to": "2018"}, OPTIONS)
    assert notices == {Part.TO: "The period [2021–2018] in this link ends before it begins."}


def test_a_choice_says_what_records_are_restricted_to() -> None:
    chosen = Choice("XAA", 2019, 2023, form="servitude", office="O1")
    assert chosen.years == (2019, 2023)
    assert chosen.only == (("form", "servitude"),)
    assert chosen.only_here == (("form", "servitude"), ("office", "O1"))
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
    link = urlsplit(choice.link(page, WHOLE, "R02"))
    written = {"j": "XAA", "from": "2019", "to": "2023", "form": "servitude"}
    written |= {"office": "O1", "m": "R02"}
    assert link.path == path
    assert dict(parse_qsl(link.query)) == {part: written[part] for part in parts}
    assert [part for part, _ in parse_qsl(link.query)] == parts


def test_a_link_says_nothing_of_parts_that_the_choice_does_not_hold() -> None:
    here = replace(WHOLE, parts=(Part.JURISDICTION, Part.OFFICE))
    assert choice.link("measure", here, "R02") == "measure?j=XAA&office=O1&m=R02"
    assert choice.link("chain", replace(WHOLE, parts=()), "R02") == "chain"


def test_of_an_address_the_parts_of_the_page_alone_are_read() -> None:
    parts = choice.PARTS["compare"]
    address = choice.encode(WHOLE) | {"office": "nowhere"}
    found, notices = choice.decode(address, OPTIONS, parts)
    assert notices == {}
    assert found == replace(WHOLE, office="", parts=parts)
    assert found.only_here == (("form", "servitude"),)
    assert "office" not in choice.encode(found)


def test_where_no_period_can_be_chosen_it_is_every_year() -> None:
    found, _ = choice.decode(choice.encode(WHOLE), OPTIONS, choice.PARTS["quality"])
    assert (found.years, found.period, found.only) == ((None, None), "all years", ())


def test_every_page_has_its_parts() -> None:
    assert set(choice.PARTS) == {name for name, _ in access.PAGES}
