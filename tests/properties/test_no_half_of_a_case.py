"""Whichever rows are bad: of each case all rows of a submission may be stored, or none."""

import random
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from seed import gate
from tests.soak import soak_size
from tests.submissions import check

Row = dict[str, str]
Rows = dict[str, list[Row]]
# By table the column that is made bad, and what of it can be read.
BAD = {
    "cases": ("form", "other"),
    "suspects": ("kind", "natural"),
    "sanctions": ("kind", "probation"),
    "victims": ("sex", "female"),
    "protections": ("kind", "screen"),
    "claims": ("result", "granted"),
    "payments": ("paid", "5"),
}
UNREADABLE = "?"
# In every run a few: `tests/unit/seed/gate/test_quarantine.py` has each rule by hand.
EXAMPLES = 600 if soak_size(2) > 1 else 10


def world(chance: random.Random) -> Rows:
    """Some cases; persons, networks, victims and awards may be of several, victims of none."""
    cases = [f"c{number}" for number in range(chance.randint(1, 5))]
    persons = sorted({(chance.choice(cases), f"p{chance.randint(0, 4)}") for _ in range(4)})
    victims = [(f"v{number}", chance.choice([*cases, ""])) for number in range(3)]
    claims = [(f"k{number}", chance.choice(cases), chance.choice(victims)[0]) for number in "01"]
    awards = ["", "j1", "j1"]
    return {
        "cases": [
            {"case_id": case, "scope": "trafficking_elements", "network_id": network}
            for case in cases
            for network in [chance.choice(["", "", "n1", "n2"])]
        ],
        "suspects": [{"case_id": case, "person_id": person} for case, person in persons],
        "sanctions": [
            {"sanction_id": f"s{number}", "case_id": case, "person_id": person}
            for number, (case, person) in enumerate(chance.choices(persons, k=3))
        ],
        "victims": [{"victim_id": victim, "case_id": case} for victim, case in victims],
        "protections": [{"victim_id": victim} for victim, _ in chance.sample(victims, 2)],
        "claims": [
            {"claim_id": claim, "case_id": case, "victim_id": victim}
            | {"joint_award_id": chance.choice(awards)}
            for claim, case, victim in claims
        ],
        "payments": [
            {"payment_id": f"y{number}", "claim_id": chance.choice(claims)[0], "currency": "EUR"}
            for number in range(2)
        ],
    }


def with_some_bad(chance: random.Random, rows: Rows) -> Rows:
    return {
        table: [
            row | {BAD[table][0]: UNREADABLE if chance.random() < 0.07 else BAD[table][1]}
            for row in of_table
        ]
        for table, of_table in rows.items()
    }


def csv(rows: Iterable[Row]) -> str:
    first, *_ = rows = list(rows)
    return "".join(",".join(line) + "\n" for line in ([*first], *(row.values() for row in rows)))


def parts(row: Row, rows: Rows) -> set[str]:
    """What the row is part of, by names that are not the gate's."""
    claims = [one for one in rows["claims"] if one["claim_id"] == row.get("claim_id")]
    of = [row, *claims]
    victims = {one["victim_id"] for one in of if one.get("victim_id")}
    of += [one for one in rows["victims"] if one["victim_id"] in victims]
    cases = {one["case_id"] for one in of if one.get("case_id")}
    of += [one for one in rows["cases"] if one["case_id"] in cases]
    joining = {
        one.get(name) for one in of for name in ("network_id", "person_id", "joint_award_id")
    }
    return cases | victims | {one for one in joining if one}


def kept(rows: Rows) -> dict[str, list[int]]:
    """The rows that have nothing to do with a bad one, by their number in the file."""
    every = [
        (table, number, UNREADABLE in row.values(), parts(row, rows))
        for table, of_table in rows.items()
        for number, row in enumerate(of_table, start=2)
    ]
    out: set[str] = set()
    before = -1
    while len(out) != before:
        before = len(out)
        out |= {one for *_, bad, of in every if bad or of & out for one in of}
    found: dict[str, list[int]] = {}
    for table, number, bad, of in every:
        if not (bad or of & out):
            found.setdefault(table, []).append(number)
    return found


def checked_by_gate(rows: Rows) -> gate.Checked:
    with TemporaryDirectory() as folder:
        return check(Path(folder), **{name: csv(of_table) for name, of_table in rows.items()})


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32))
def test_of_each_case_all_rows_are_stored_or_none(seed: int) -> None:
    chance = random.Random(seed)
    rows = with_some_bad(chance, world(chance))
    checked = checked_by_gate(rows)
    assert not gate.is_fatal(checked.findings), checked.findings
    stored = {name: frame["row_number"].to_list() for name, frame in checked.frames.items()}
    assert stored == kept(rows)
    cases = {row["case_id"] for row in rows["cases"]}
    left = {rows["cases"][number - 2]["case_id"] for number in stored.get("cases", [])}
    assert checked.held_back.cases == len(cases - left)
