"""The peer of the measures: the same numbers as a person would write them in SQL, for DuckDB.

One statement per unit and date, of jurisdiction and year, persons and victims by their cases;
interval, status and bounds are arithmetic on these and stand on our side only.
"""

from bench.plain import cases

# The measures that are written by hand: ours is timed on the same, and no others.
WRITTEN = (
    *("C01", "C01p", "C02", "C03", "C03f", "C04", "C04s"),
    *("N01", "N01s", "N02", "N02l", "F01"),
    *("A01", "A02", "A02a", "A03", "A03b", "A03c"),
    *("R01", "R02", "R02b", "R02p", "R03", "R03b"),
    *("P02", "P02b", "P05"),
)
YEAR = "jurisdiction, year({on}) AS y"
TAIL = "GROUP BY ALL"
OF_VICTIM = "coalesce(case_id, victim_id)"


def _due(on: str, months: int) -> str:
    return f"({on} IS NULL OR {on} + INTERVAL {months} MONTH <= $as_of)" if months else "true"


def _states(admitted: str, answer: str, months: int, on: str) -> list[str]:
    due = _due(on, months)
    return [f"{admitted} AND {due} AND {answer} IS {state}" for state in ("TRUE", "FALSE", "NULL")]


def _shares(unit: str, on: str, *shares: tuple[str, str, str, int]) -> str:
    columns = ", ".join(
        f"count(*) FILTER ({condition}) AS {name}_{state}"
        for name, *share in shares
        for state, condition in zip(cases.STATES, _states(*share, on), strict=True)
    )
    return f"SELECT {YEAR.format(on=on)}, {columns} FROM {unit} {TAIL}"


def _by_case(unit: str, case_id: str, on: str, *shares: tuple[str, str, str, int]) -> str:
    """Of units that may share a case."""
    named = [(name, _states(*share, on)) for name, *share in shares]
    return cases.shares(unit, YEAR.format(on=on), case_id, named)


def _persons(on: str, *counts: tuple[str, str]) -> str:
    columns = ", ".join(
        f"count(DISTINCT person_id) FILTER ({counted}) AS {measure}_yes, "
        f"count(DISTINCT person_id) FILTER ({counted} OR {counted} IS NULL) AS {measure}_possible"
        for measure, counted in counts
    )
    return f"SELECT {YEAR.format(on=on)}, {columns} FROM per_suspect {TAIL}"


def _amounts(
    unit: str, case_id: str, on: str, months: int, *ratios: tuple[str, str, str, str]
) -> str:
    due = _due(on, months)
    named = [(name, (*sides, f"{asked} AND {due}")) for name, asked, *sides in ratios]
    return cases.amounts(unit, YEAR.format(on=on), case_id, named)


CASES = """
SELECT jurisdiction, year(opened_on) AS y, count(*) FILTER (opened),
       sum(stated_victims) FILTER (has_stated_victims)
FROM per_case GROUP BY ALL
"""
SPELLS = """
SELECT jurisdiction, year(charged_on) AS y,
       coalesce(ended_on, CASE WHEN awaits_judgment THEN $as_of END) - charged_on AS days,
       ended_on IS NOT NULL AS event, count(*)
FROM per_suspect WHERE charged_natural_person GROUP BY ALL
"""
CASES_OF_SPELLS = cases.middles(
    "per_suspect", YEAR.format(on="charged_on"), "case_id", "charged_natural_person"
)
VICTIMS = """
SELECT jurisdiction, year(counted_on) AS y, count(*) FILTER (identified_or_presumed),
       count(*) FILTER (identified_or_presumed IS NULL)
FROM per_victim GROUP BY ALL
"""

# Written without the catalogue: a peer that asked ours would be no peer.
STATEMENTS = (
    CASES,
    _shares(
        "per_case",
        "charged_on",
        ("N01", "charged_as_trafficking", "more_than_one_link", 24),
        ("N01s", "charged_as_trafficking", "more_than_one_link_by_persons", 24),
        ("N02", "charged_as_trafficking", "beyond_destination", 24),
        ("N02l", "charged_as_trafficking", "upstream_charged", 24),
        ("F01", "charged", "financially_investigated", 0),
        ("A01", "charged", "frozen_before_judgment", 0),
    ),
    _shares(
        "per_case",
        "conviction_on",
        ("A02", "convicted_of_trafficking", "confiscation_ordered", 12),
        ("A02a", "convicted_and_seeking_applies", "confiscation_sought", 12),
    ),
    _persons("person_suspected_on", ("C01p", "suspicion_started")),
    _persons("person_charged_on", ("C02", "charged_with_trafficking")),
    _persons("final_on", ("C03f", "finally_convicted_person")),
    _persons("decided_on", ("C03", "convicted_person")),
    _by_case(
        "per_suspect",
        "case_id",
        "decided_on",
        ("P02", "disposed", "convicted_of_trafficking", 0),
        ("P02b", "disposed", "convicted_of_anything", 0),
        ("R02p", "convicted", "ordered_to_compensate", 0),
    ),
    SPELLS,
    CASES_OF_SPELLS,
    VICTIMS,
    _by_case(
        "per_victim", OF_VICTIM, "first_instance_on", ("R01", "may_have_claimed", "has_claim", 0)
    ),
    _by_case(
        "per_victim", OF_VICTIM, "first_decision_on", ("R02", "has_decided_claim", "has_award", 0)
    ),
    _by_case(
        "per_victim", OF_VICTIM, "conviction_on", ("R02b", "of_convicted_case", "has_award", 12)
    ),
    _by_case("per_victim", OF_VICTIM, "first_award_on", ("R03", "awarded", "was_paid", 12)),
    _amounts(
        "per_award",
        "case_id",
        "decided_on",
        12,
        ("R03b", "awarded", "amount_paid", "amount_awarded"),
    ),
    _amounts(
        "per_asset",
        "case_id",
        "charged_on",
        0,
        ("A03", "of_charged_case", "frozen", "identified"),
        ("A03b", "of_decided_case", "confiscated", "frozen"),
        ("A03c", "of_decided_case", "realised", "confiscated"),
    ),
)
