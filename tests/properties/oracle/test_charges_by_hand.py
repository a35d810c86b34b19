"""Charges, networks and the course of proceedings, reckoned by hand from the definitions."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.small_worlds import World

CHARGED_ON = date(2020, 3, 1)
JUDGED_ON = date(2021, 3, 1)
CHARGED = {"charged": "yes", "charged_on": CHARGED_ON}


def charged_world(**of_person: Any) -> World:
    world = World()
    world.case(charged_on=CHARGED_ON)
    world.person(**(CHARGED | of_person))
    return world


def test_a_stated_unknown_is_not_a_blank() -> None:
    for stated, expected in (("unknown", "unknown"), ("yes", "yes")):
        world = World()
        world.case()
        world.person(charged=stated)
        world.victim(first_contact_on=CHARGED_ON)
        assert world.answer("V06") == expected
        assert world.periods("F01") == {"undated"}
    blank = World()
    blank.case()
    blank.person()
    assert blank.is_empty("F01")
    assert blank.is_empty("N01")


def test_a_day_of_a_charge_row_is_a_charge() -> None:
    for stated in (None, "unknown"):
        world = World()
        world.case(financial_investigation="basic")
        world.person(charged=stated)
        world.of_person("charges", charge_id="B1", offence="trafficking", charged_on=CHARGED_ON)
        assert world.answer("F01") == "yes"
        assert world.periods("F01") == {"2020"}


def test_the_case_decides_where_nobody_is_known_to_be_charged() -> None:
    world = World()
    world.case(charged="no")
    world.person(charged="unknown")
    assert world.is_empty("F01")
    stated = World()
    stated.case(charged="unknown")
    assert stated.answers("F01") == (0, 0, 1)


@pytest.mark.parametrize(
    ("perhaps", "expected"),
    [
        ([], ("unknown", "unknown", "unknown")),
        (["exploiter"], ("no", "no", "no")),
        (["recruiter"], ("unknown", "unknown", "unknown")),
        (["exploiter", "organiser"], ("unknown", "unknown", "no")),
    ],
)
def test_somebody_perhaps_charged_unsettles_a_no(
    perhaps: list[str], expected: tuple[str, ...]
) -> None:
    world = charged_world()
    world.of_person("links", link="exploiter")
    world.person("P2", charged="unknown")
    for link in perhaps:
        world.of_person("links", "P2", link=link)
    assert tuple(world.answer(name) for name in ("N01", "N01s", "N02")) == expected
    apex = "no" if perhaps in (["exploiter"], ["recruiter"]) else "unknown"
    assert world.answer("N03") == apex
    assert world.answer("N01n") == expected[0]


def test_somebody_perhaps_charged_never_unsettles_a_yes() -> None:
    world = charged_world()
    world.of_person("links", link="exploiter")
    world.of_person("links", link="organiser")
    world.person("P2", charged="unknown")
    assert world.answer("N01") == world.answer("N03") == world.answer("N02l") == "yes"
    assert world.answers("N03p") == (1, 0, 1)


def test_laundering_and_legal_persons_where_somebody_is_perhaps_charged() -> None:
    world = World()
    world.case(charged_on=CHARGED_ON, form="forced_labour", enterprise_involved="yes")
    world.person(**CHARGED)
    world.of_person("charges", charge_id="B1", offence="trafficking", charged_on=CHARGED_ON)
    world.person("P2", charged="unknown", kind="legal")
    assert (world.answer("F03"), world.answer("D03")) == ("unknown", "unknown")
    world.of_person("charges", "P2", charge_id="B2", offence="tax_fraud")
    assert (world.answer("F03"), world.answer("F03f")) == ("no", "yes")


def test_links_of_somebody_perhaps_charged_are_not_yet_due_while_the_case_is_open() -> None:
    for closed_on, expected in ((None, None), (JUDGED_ON, (0, 0, 1))):
        world = World()
        world.case(closed_on=closed_on)
        world.person(charged="unknown")
        world.of_person("links", link="recruiter")
        assert world.is_empty("N04") == (expected is None)
        if expected:
            assert world.answers("N04") == expected
            assert world.periods("N04") == {"2021"}


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((["recruiter"], ["exploiter"]), "yes"),
        ((["recruiter", "exploiter"], []), "yes"),
        ((["recruiter"], []), "unknown"),
        ((["recruiter"], ["unknown"]), "unknown"),
        ((["recruiter"], ["recruiter"]), "no"),
    ],
)
def test_more_than_one_link_convicted(links: tuple[list[str], list[str]], expected: str) -> None:
    world = World()
    world.case()
    world.person("P1", outcome="convicted_trafficking", decided_on=JUDGED_ON)
    world.person("P2", outcome="convicted_other", decided_on=JUDGED_ON)
    # Whoever was not convicted is not read, nor a row without a person.
    world.person("P3", outcome="acquitted", decided_on=JUDGED_ON, charged="yes")
    world.of_person("links", "P3", link="organiser")
    world.of_person("links", None, link="financier")
    for person, of_person in zip(("P1", "P2"), links, strict=True):
        for link in of_person:
            world.of_person("links", person, link=link)
    assert world.answer("N05") == expected
    assert world.periods("N05") == {"2021"}


def test_without_a_trafficking_conviction_no_links_are_convicted() -> None:
    world = charged_world(outcome="convicted_other", decided_on=JUDGED_ON)
    assert world.is_empty("N05")


def of_hundred() -> World:
    """Of 100 charged, 40 convicted and 60 discontinued, half of these dated by their leaving."""
    world = World()
    world.case()
    for n in range(100):
        end = {"outcome": "convicted_trafficking", "decided_on": JUDGED_ON}
        if n >= 40:
            day = "decided_on" if n < 70 else "left_on"
            end = {"outcome": "discontinued", day: JUDGED_ON + timedelta(365)}
        world.person(f"P{n}", **(CHARGED | end))
    return world


def test_the_discontinued_were_not_convicted() -> None:
    world = of_hundred()
    found = world.count("P02b")
    assert (found.numerator, found.denominator, found.unknown) == (40, 100, 0)
    assert world.answers("P02b", period="2021") == (40, 0, 0)
    assert world.answers("P02b", period="2022") == (0, 60, 0)
    # Without a charge row nobody knows whether it was of trafficking.
    assert world.answers("P02") == (0, 0, 100)


def test_convicted_of_trafficking_of_those_charged_with_it() -> None:
    world = charged_world(outcome="convicted_other", decided_on=JUDGED_ON)
    world.of_person("charges", charge_id="B1", offence="trafficking")
    world.person("P2", **CHARGED, outcome="convicted_other", decided_on=JUDGED_ON)
    world.of_person("charges", "P2", charge_id="B2", offence="tax_fraud")
    world.person("P3", **CHARGED, outcome="pending")
    world.person("P4", **CHARGED, outcome="acquitted", exit_reason="abroad_or_unknown")
    assert world.answers("P02") == (0, 1, 0)
    assert world.answers("P02b") == (2, 0, 0)


def flow_world() -> World:
    """Four cases charged in 2020: closed before judgment, given up, going on, ended on no day."""
    world = World()
    ends = {"first_instance_on": date(2022, 5, 1), "closed_on": date(2021, 5, 1)}
    world.case("K1", charged_on=CHARGED_ON, **ends)
    for case_id in ("K2", "K3", "K4"):
        world.case(case_id, charged_on=CHARGED_ON)
    for person, left_on in (("P1", date(2020, 6, 1)), ("P2", date(2021, 2, 1))):
        world.person(person, "K2", **CHARGED, outcome="discontinued", left_on=left_on)
    world.person("P3", "K3", **CHARGED, outcome="pending")
    world.person("P4", "K4", **CHARGED, outcome="convicted_trafficking")
    return world


def test_whatever_ends_a_case_first_resolves_it() -> None:
    world = flow_world()
    whole = world.count("P04")
    assert (whole.numerator, whole.denominator, whole.unknown) == (2, 3, 1)
    assert whole.value == Fraction(2, 3)
    first, second = world.count("P04", period="2020"), world.count("P04", period="2021")
    assert (first.numerator, first.denominator, first.unknown) == (0, 3, 1)
    assert (second.numerator, second.denominator, second.value) == (2, 0, None)
    assert world.periods("P04") == {"2020", "2021"}


def test_the_days_that_the_pending_would_take() -> None:
    world = flow_world()
    assert world.count("P04d").value is None
    second = world.count("P04d", period="2021")
    assert (second.numerator, second.denominator) == (1, 2)
    assert second.value == Fraction(365, 2)
    last = date(2021, 12, 31)
    assert world.count("P04d", last, "2021").value == Fraction(365, 2)
    assert world.count("P04d", last - timedelta(1), "2021").value is None


def test_a_charged_person_who_is_not_recorded_may_go_on() -> None:
    world = flow_world()
    world.add("links", case_id="K2", link="recruiter")
    whole = world.count("P04")
    assert (whole.numerator, whole.denominator, whole.unknown) == (1, 3, 1)
    last = date(2021, 12, 31)
    assert world.count("P04d", last, "2021").numerator == 2


def test_a_flow_of_fewer_than_ten_is_too_few() -> None:
    world = World()
    for at in range(10):
        ended = {"first_instance_on": date(2021, 5, 1)} if at < 9 else {}
        world.case(f"K{at}", charged_on=CHARGED_ON, **ended)
    assert world.count("P04").status == "too_few"
    world.case("K10", charged_on=CHARGED_ON, first_instance_on=date(2021, 5, 1))
    assert world.count("P04").status == "ok"
    # Ten were resolved in a year in which none came in.
    assert world.count("P04d", period="2021").status == "too_few"


def test_a_case_perhaps_charged_is_an_unknown_of_the_flow() -> None:
    world = flow_world()
    world.case("K5", charged="unknown", closed_on=date(2021, 1, 1))
    assert world.count("P04").unknown == 2
    assert world.count("P04", period="undated").unknown == 1


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ({"outcome": "acquitted", "decided_on": JUDGED_ON}, (1, 1, 365)),
        ({"outcome": "discontinued", "left_on": JUDGED_ON}, (1, 1, 365)),
        ({"outcome": "unknown", "left_on": JUDGED_ON}, (1, 1, 365)),
        ({"outcome": "pending", "left_on": JUDGED_ON}, (1, 1, 365)),
        ({"outcome": "pending"}, (0, 1, None)),
        ({"outcome": "discontinued"}, (0, 0, None)),
        ({"outcome": "unknown"}, (0, 0, None)),
    ],
)
def test_the_wait_ends_with_any_end(end: dict[str, Any], expected: tuple[Any, ...]) -> None:
    found = charged_world(**end).count("P05")
    assert (found.numerator, found.denominator, found.value) == expected
    assert found.unknown == 1 - int(str(found.denominator))


def test_from_the_opening_in_the_year_of_the_charge() -> None:
    world = World()
    world.case(opened_on=date(2019, 3, 2))
    world.person(**CHARGED, outcome="discontinued", left_on=JUDGED_ON)
    world.person("P2", charged="unknown", outcome="pending")
    found = world.count("P05o")
    assert (found.value, found.numerator, found.unknown) == (730, 1, 1)
    assert world.periods("P05o") == {"2020", "undated"}


def test_days_to_the_judgment_of_those_judged() -> None:
    world = World()
    world.case()
    for n, days in enumerate((100, 200, 400)):
        on = CHARGED_ON + timedelta(days)
        world.person(f"P{n}", **CHARGED, outcome="acquitted", decided_on=on)
    world.person("P3", **CHARGED, outcome="discontinued", decided_on=JUDGED_ON)
    world.person("P4", charged="yes", outcome="acquitted", decided_on=JUDGED_ON)
    found = world.count("P05j")
    assert (found.numerator, found.denominator, found.unknown) == (None, 3, 1)
    assert (found.value, found.quartile_1, found.quartile_3) == (200, 150, 300)
    assert world.periods("P05j") == {"2020", "2021"}


def test_judged_within_a_year() -> None:
    for end, expected in (
        ({"outcome": "acquitted", "decided_on": JUDGED_ON}, "yes"),
        ({"outcome": "acquitted", "decided_on": JUDGED_ON + timedelta(1)}, "no"),
        ({"outcome": "discontinued", "left_on": JUDGED_ON}, "no"),
        ({"outcome": "unknown", "decided_on": JUDGED_ON}, "unknown"),
    ):
        assert charged_world(**end).answer("P05y") == expected


def test_starts_of_the_financial_investigation_within_a_year() -> None:
    world = World()
    opened = date(2020, 1, 10)
    starts = (date(2019, 12, 1), date(2020, 1, 30), date(2021, 1, 10), date(2021, 1, 11), None)
    for n, start in enumerate(starts):
        said = {"financial_investigation": "parallel", "financial_investigation_on": start}
        world.case(f"K{n}", opened_on=opened, **said)
    found = world.count("F02m")
    assert (found.denominator, found.unknown, found.value) == (3, 1, 20)
    assert world.is_empty("F02m", date(2021, 1, 9))


def test_an_answer_is_execution_or_refusal() -> None:
    world = World()
    world.case(cross_border="yes")
    sent = date(2020, 1, 1)
    for n, answer in enumerate(({"executed_on": date(2020, 1, 11)}, {}, {"refused_on": sent})):
        world.add("requests", request_id=f"R{n}", case_id="K1", sent_on=sent, **answer)
    found = world.count("T03c")
    assert (found.numerator, found.denominator, found.value) == (2, 3, 10)


def test_the_first_charge_of_the_persons_dates_a_case() -> None:
    world = World()
    world.case(charged_on=date(2021, 1, 1))
    assert world.periods("F01") == {"2021"}
    world.person(charged="yes")
    world.of_person("charges", charge_id="B1", charged_on=date(2022, 1, 1))
    assert world.periods("F01") == {"2022"}


def test_persons_perhaps_charged_are_unknowns_of_persons_charged() -> None:
    world = World()
    world.case()
    world.case("K2", scope="trafficking_elements")
    world.person("P1", charged="unknown")
    world.person("P2", charged="unknown", kind="legal")
    world.person("P3", "K2", charged="unknown")
    world.person("P4")
    # None is known, which is no number of none.
    assert (world.count("C02").value, world.count("C02").unknown) == (None, 1)
    assert (world.count("C02e").value, world.count("C02e").unknown) == (None, 1)
    # Of unknown outcome, in cases of both scopes; who was not charged was not convicted.
    assert world.count("C03").unknown == 2
    world.of_person("charges", charge_id="B1", offence="smuggling")
    assert world.is_empty("C02")


def test_persons_perhaps_charged_are_unknowns_of_their_proceedings() -> None:
    world = World()
    world.case()
    world.person(charged="unknown", outcome="acquitted", decided_on=JUDGED_ON)
    world.person("P2", outcome="acquitted", decided_on=JUDGED_ON)
    for measure in ("P01b", "P02", "P02b", "P05y"):
        assert world.answers(measure) == (0, 0, 1)
    assert world.answers("P01") == (0, 1, 1)
    assert world.count("P05j").unknown == world.count("P05").unknown == 1


def test_assets_of_a_case_perhaps_charged_are_unknown() -> None:
    world = World()
    world.case(charged="unknown", special_techniques="used", cross_border="no")
    asset = {"asset_id": "A1", "case_id": "K1", "role": "proceeds"}
    world.add("assets", **asset, identified=100, frozen=100)
    assert world.answer("A01") == world.answer("T01") == world.answer("T02") == "unknown"
    found = world.count("A03")
    assert (found.numerator, found.denominator, found.unknown) == (0, 0, 1)
    assert world.is_empty("T03")
