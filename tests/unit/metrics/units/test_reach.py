"""How far charges reach: found upstream, at the top, by network, by link of a case."""

from datetime import date

import polars as pl
from sqlalchemy import select

from metrics.units.cases import per_case, per_case_link
from metrics.units.networks import per_network
from metrics.units.suspects import per_suspect
from schemas.store import database
from tests.literals import Row
from tests.unit.metrics.small_world import World, choose, column, day, parts, read, row, store

YES, NO, UNKNOWN = True, False, None
# Of each case its suspects, `person: links`; a name with a star was charged, without a name the
# link has no person. Then whether an upstream suspect was known (N02d).
FOUND: dict[str, tuple[dict[str, str], bool | None]] = {
    "charged recruiter": ({"P*": "recruiter"}, YES),
    "recruiter not charged": ({"P*": "exploiter", "Q": "recruiter"}, YES),
    "exploiters alone": ({"P*": "exploiter", "Q": "enforcer"}, NO),
    "somebody without a link": ({"P*": "exploiter", "Q": ""}, UNKNOWN),
    "an unknown link": ({"P*": "exploiter", "Q": "unknown"}, UNKNOWN),
    "a harbourer somewhere": ({"P*": "exploiter", "Q": "harbourer"}, UNKNOWN),
    "a harbourer there": ({"P*": "exploiter", "Q": "harbourer@destination"}, NO),
    "a transferor in transit": ({"P*": "exploiter", "Q": "transferor@transit"}, YES),
    "known whatever else": ({"P*": "", "Q": "financier"}, YES),
    "a link of nobody": ({"": "agency"}, YES),
    "an unknown link of nobody": ({"": "unknown"}, UNKNOWN),
    "a user": ({"P*": "knowing_user exploiter"}, NO),
    "nobody": ({}, UNKNOWN),
}


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking", "charged": "yes"} | said


def suspect(case_id: str, person: str, **said: object) -> Row:
    name = person.rstrip("*")
    charged = "yes" if name != person else "no"
    return {"case_id": case_id, "person_id": name, "kind": "natural", "charged": charged} | said


def links(case_id: str, person: str, held: str) -> list[Row]:
    return [
        {"case_id": case_id, "person_id": person.rstrip("*") or None, "link": name}
        | {"location": jurisdiction or "unknown"}
        for one in held.split()
        for name, _, jurisdiction in [one.partition("@")]
    ]


def world_of(cases: dict[str, dict[str, str]]) -> World:
    """Charged cases of trafficking by name, with their persons and links."""
    held = [(name, *of) for name, persons in cases.items() for of in persons.items()]
    return {
        "cases": [case(name) for name in cases],
        "suspects": [suspect(name, person) for name, person, _ in held if person],
        "links": [link for name, person, all_of in held for link in links(name, person, all_of)],
    }


def test_an_upstream_suspect_is_known_whether_charged_or_not(database_url: str) -> None:
    store(database_url, world_of({name: persons for name, (persons, _) in FOUND.items()}))
    found = column(database_url, per_case, "case_id", "charged_with_upstream_known")
    assert found == {name: truth for name, (_, truth) in FOUND.items()}


def test_who_only_used_the_services_is_beyond_if_the_deployment_says_so(database_url: str) -> None:
    alone, beside = {"P*": "knowing_user"}, {"P*": "knowing_user exploiter"}
    store(database_url, world_of({"alone": alone, "beside": beside}))

    def beyond() -> list[dict[str, bool]]:
        names = ("beyond_destination", "upstream_charged", "charged_with_upstream_known")
        return [column(database_url, per_case, "case_id", name) for name in names]

    assert beyond() == [{"alone": NO, "beside": NO}] * 3
    choose(database_url, "knowing_user_is_beyond", "yes")
    assert beyond() == [{"alone": YES, "beside": NO}] + [{"alone": YES, "beside": YES}] * 2


def test_the_top_of_the_chain_is_known_of_each_person(database_url: str) -> None:
    held = {
        "organiser*": "exploiter organiser",
        "financier*": "financier unknown",
        "launderer": "launderer",
        "beneficiary*": "corporate_beneficiary",
        "exploiter*": "exploiter recruiter",
        "doubtful*": "exploiter unknown",
        "silent*": "",
    }
    world = world_of({"A": held, "of nobody": {"": "organiser"}})
    elements = case("elements", scope="trafficking_elements")
    company = suspect("A", "company*", kind="legal")
    store(
        database_url,
        world
        | {"cases": [*world["cases"], elements]}
        | {"suspects": [*world["suspects"], company, suspect("elements", "apart*")]},
    )
    top = column(database_url, per_suspect, "person_id", "apex")
    at_the_top = ("organiser", "financier", "launderer", "beneficiary")
    assert top == dict.fromkeys(at_the_top, YES) | {"exploiter": NO} | dict.fromkeys(
        ("doubtful", "silent", "company", "apart"), UNKNOWN
    )
    # Neither who was not charged nor the case of elements; a link of nobody is no defendant.
    assert parts(row(database_url, "N03p")) == (3, 3, 4)
    reached = column(database_url, per_case, "case_id", "direction_and_money_charged")
    assert reached == {"A": YES, "of nobody": YES, "elements": UNKNOWN}


# Each network's cases with their persons and links, and what N01n says.
NETWORKS: dict[str, tuple[list[dict[str, str]], bool | None]] = {
    "in two cases": ([{"P*": "recruiter"}, {"Q*": "exploiter"}], YES),
    "of one link": ([{"P*": "exploiter"}, {"Q*": "exploiter"}], NO),
    "one link unknown": ([{"P*": "exploiter"}, {"Q*": ""}], UNKNOWN),
    "known from the other case": ([{"P*": "exploiter"}, {"P*": ""}], NO),
    "charged in one, linked in another": ([{"P*": "exploiter"}, {"P": "agency", "Q*": ""}], YES),
    "not charged in any": ([{"P*": "exploiter"}, {"Q": "agency", "P*": "exploiter"}], NO),
    "with links of nobody": ([{"": "exploiter"}, {"": "launderer"}], YES),
    "with an unknown link of nobody": ([{"P*": "exploiter"}, {"": "unknown"}], UNKNOWN),
    "nobody recorded": ([{}, {}], UNKNOWN),
}


def test_a_network_is_read_as_one_case(database_url: str) -> None:
    named = {
        f"{network} {number}": (network, persons)
        for network, (cases, _) in NETWORKS.items()
        for number, persons in enumerate(cases)
    }
    world = world_of({name: persons for name, (_, persons) in named.items()})
    world["cases"] = [one | {"network_id": named[one["case_id"]][0]} for one in world["cases"]]
    store(database_url, world)
    found = column(database_url, per_network, "network_id", "more_than_one_link")
    assert found == {f"network {name}": truth for name, (_, truth) in NETWORKS.items()}


def test_a_network_is_of_the_case_that_was_charged_first(database_url: str) -> None:
    joined = {"network_id": "N"}
    cases = [
        case("late", charged_on=day("2023-01-01"), form="mixed", office_id="Y", **joined),
        case("early", charged_on=day("2022-01-01"), form="servitude", office_id="X", **joined),
        case("undated", form="other", **joined),
        case("elements", charged_on=day("2020-01-01"), **joined)
        | {"scope": "trafficking_elements"},
        case("alone"),
        case("not charged", charged="no", **joined),
    ]
    offices = [{"office_id": name, "kind": "prosecution"} for name in ("X", "Y")]
    store(database_url, {"offices": offices, "cases": cases})
    names = ("network_id", "case_id", "office", "form", "charged_on", "cases")
    with read(database_url) as connection:
        query = select(*(per_network.c[name] for name in names)).order_by(names[0])
        frame: pl.DataFrame = database.read_frame(connection, query)
    assert frame.rows() == [
        ("case alone", "alone", "unknown", "unknown", None, 1),
        ("network N", "early", "X", "servitude", date(2022, 1, 1), 3),
    ]


def test_a_link_is_charged_if_somebody_who_held_it_was(database_url: str) -> None:
    world = world_of(
        {
            "A": {"P*": "exploiter", "Q": "exploiter recruiter", "R": "", "": "agency"},
            "B": {"P": "recruiter unknown"},
            "open": {"P": "recruiter"},
        }
    )
    of_case = {name: one for one in world["cases"] for name in [one["case_id"]]}
    of_case["A"] |= {"charged_on": day("2022-05-01"), "closed_on": day("2023-05-01")}
    of_case["B"] |= {"charged": "no", "closed_on": day("2023-05-01")}
    of_case["open"] |= {"charged": "no"}
    store(database_url, world)
    names = ("case_id", "link", "charged_or_closed_on", "of_settled_case", "charged")
    with read(database_url) as connection:
        query = select(*(per_case_link.c[name] for name in names)).order_by(*names[:2])
        frame: pl.DataFrame = database.read_frame(connection, query)
    charged_on, closed_on = date(2022, 5, 1), date(2023, 5, 1)
    assert frame.rows() == [
        ("A", "agency", charged_on, True, YES),
        ("A", "exploiter", charged_on, True, YES),
        ("A", "recruiter", charged_on, True, NO),
        ("A", "unknown", charged_on, True, UNKNOWN),
        ("B", "recruiter", closed_on, True, NO),
        ("B", "unknown", closed_on, True, UNKNOWN),
        ("open", "recruiter", None, False, NO),
    ]
    assert parts(row(database_url, "N04")) == (2, 2, 4)


def test_links_of_the_deceased_are_left_out_and_fugitives_told(database_url: str) -> None:
    held = {
        "dead": "recruiter",
        "dead too": "agency",
        "alive": "agency",
        "silent": "",
        "at sea": "financier",
    }
    world = world_of({"A": held, "closed": {"P": "exploiter"}})
    dead = {"dead", "dead too", "silent"}
    world["suspects"] = [
        one
        | {"exit_reason": "deceased" if one["person_id"] in dead else "unknown"}
        | {"fugitive": "yes" if one["person_id"] == "at sea" else "no"}
        for one in world["suspects"]
    ]
    world["cases"][1] |= {"charged": "no", "closing_reason": "offender_unknown"}
    store(database_url, world)
    settled = column(database_url, per_case_link, "link", "of_settled_case")
    assert settled == {"recruiter": NO, "agency": YES, "unknown": NO, "financier": YES} | {
        "exploiter": YES
    }
    at_large = column(database_url, per_case_link, "link", "fugitive")
    assert at_large["financier"] == "yes"
    assert at_large["agency"] == "no"
