"""What a jurisdiction sends and lacks, and what would make its figures comparable."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from dashboard.frames import reporting_gaps
from dashboard.frames.comparable_places import group_places
from dashboard.frames.peer_comparison import rules_by_jurisdiction
from dashboard.frames.reporting_gaps import HELP, STAY, Gaps
from dashboard.query_params import Choice
from metrics import comparability
from metrics.counting_options import DEFAULTS
from metrics.release.reading import LastChange, Origin
from metrics.results import AsOf
from tests.unit.dashboard.result_rows import NONE_HAPPENED, frame, happened, row

NAMES = {"XAA": "Zembla", "XAB": "Avaria", "XAC": "Norland", "XAD": "Ostmark"}

USUAL = dict.fromkeys(comparability.SUBJECTS, "yes") | {"charge_counted_at": "indictment"}
ROWS = [
    *(row(id_, place, coverage=0.8) for id_ in ("N01", "P02") for place in NAMES),
    *(row("F01", place, status="too_few") for place in NAMES),
    *(row("R01", place, status="not_collected") for place in ("XAA", "XAB")),
]


RECORD = "Start to record the data that these measures need."
BROKEN = happened(("XAA", date(2022, 1, 1), "Reform", True))


def gaps(
    place: str,
    happened: pd.DataFrame = NONE_HAPPENED,
    rows: Sequence[dict[str, object]] = ROWS,
    **stated: dict[str, str],
) -> Gaps:
    """What a place lacks, where all state the usual rules but those in `stated`."""
    rules = pd.DataFrame(
        [(id_, *one) for id_ in NAMES for one in (USUAL | stated.get(id_, {})).items() if one[1]],
        columns=["jurisdiction", "subject", "value"],
    )
    figures = frame(*rows)
    choice = Choice("XAA", 2020, 2024)
    found = group_places(figures, NAMES, choice, context=rules, happened=happened)
    return reporting_gaps.find_gaps(found, figures, rules_by_jurisdiction(rules), place)


def lines(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [(cells[0], cells[1], cells[2]) for cells in table.itertuples(index=False, name=None)]


def test_figures_are_counted_with_those_that_can_be_compared_and_the_rest_has_a_reason() -> None:
    of = gaps("XAA")
    assert (of.asked, of.figures, of.compared, of.coverage) == (
        *(4, ("N01", "P02"), ("N01", "P02"), 0.8),
    )
    tables = reporting_gaps.gap_tables(of)
    assert lines(tables[HELP]) == [
        (RECORD, "1", "R01 Victims with a compensation claim"),
    ]
    assert lines(tables[STAY]) == [
        (
            "There are too few cases.",
            "1",
            "F01 Financial investigation opened",
        )
    ]


def test_a_rule_that_others_do_not_share_is_a_step_and_a_law_is_none() -> None:
    other = {"charge_counted_at": "court_registration", "plea_agreements": "no"}
    of = gaps("XAB", XAB=other)
    assert of.compared == ()
    tables = reporting_gaps.gap_tables(of)
    helps, stays = ([text for text, *_ in lines(tables[key])] for key in (HELP, STAY))
    assert helps == [
        "Count as others do. Charge counted at: Indictment. Now: Court registration.",
        RECORD,
    ]
    assert stays[0].startswith("The law is different. Plea agreements exist: No, where others")
    # For those who count as most do, nothing is to be done.
    as_most = reporting_gaps.gap_tables(gaps("XAA", XAB=other))[HELP]
    assert [text for text, *_ in lines(as_most)] == helps[1:]


REGISTRATION = {"charge_counted_at": "court_registration"}


def test_a_step_for_figures_that_are_compared_already_says_that_it_adds_jurisdictions() -> None:
    """Two groups of two: each can be compared, and joining the other would add two."""
    of = gaps("XAD", XAC=REGISTRATION, XAD=REGISTRATION | {"plea_agreements": "yes"})
    assert of.compared == ("N01", "P02")
    tables = reporting_gaps.gap_tables(of)
    assert lines(tables[HELP])[0][0] == (
        "To be compared with more jurisdictions, count as they do. Charge counted at: Indictment."
        " Now: Court registration."
    )
    of_law = gaps("XAD", XAC={"plea_agreements": "no"}, XAD={"plea_agreements": "no"})
    assert of_law.compared == ("N01", "P02")
    texts = [text for text, *_ in lines(reporting_gaps.gap_tables(of_law)[STAY])]
    assert texts == ["There are too few cases.", "There are no cases to count."]


def test_another_way_to_count_is_no_step_where_the_law_differs_as_well() -> None:
    of = gaps("XAB", XAB=REGISTRATION | {"plea_agreements": "no"})
    tables = reporting_gaps.gap_tables(of)
    [of_law] = [which for text, _, which in lines(tables[STAY]) if text.startswith("The law")]
    [step] = [which for text, _, which in lines(tables[HELP]) if text.startswith("Count as")]
    assert (of_law[:3], step[:3]) == ("P02", "N01")
    assert "P02" not in step


@pytest.mark.parametrize("stated", [{}, {"XAB": REGISTRATION}, {"XAA": REGISTRATION}])
@pytest.mark.parametrize("place", NAMES)
def test_each_measure_is_compared_or_in_one_of_the_lists(
    place: str, stated: dict[str, dict[str, str]]
) -> None:
    rows = [*ROWS, row("L01", "XAA")]
    of = gaps(place, rows=rows, **stated)
    steps = (*reporting_gaps.steps_that_help(of), *reporting_gaps.permanent_obstacles(of))
    listed = {id_ for step in steps for id_ in step.measures}
    assert listed | {*of.compared} == {"N01", "P02", "F01", "R01", "L01"}
    obstacles = reporting_gaps.permanent_obstacles(of)
    assert not {id_ for step in obstacles for id_ in step.measures} & {*of.compared}


def test_figures_across_a_break_are_there_and_another_period_would_help() -> None:
    of = gaps("XAA", BROKEN)
    assert (of.figures, of.compared, of.coverage) == (("N01", "P02"), (), 0.8)
    assert lines(reporting_gaps.gap_tables(of)[HELP])[0] == (
        "Compare a period that begins after the break in series.",
        "2",
        "N01 More than one link charged; P02 Conviction rate (trafficking)",
    )


def test_all_figures_are_said_to_be_compared_only_where_they_are() -> None:
    few = gaps("XAA", rows=[row("F01", place, status="too_few") for place in NAMES])
    assert reporting_gaps.gap_tables(few)[HELP].empty
    assert reporting_gaps.empty_sentence(few, HELP) == reporting_gaps.NOTHING_HELPS
    alone = gaps("XAA", rows=[row("N01", "XAA")])
    assert (alone.figures, alone.compared) == (("N01",), ())
    assert reporting_gaps.empty_sentence(alone, HELP) == reporting_gaps.NOTHING_HELPS
    assert [text for text, *_ in lines(reporting_gaps.gap_tables(alone)[STAY])] == [
        reporting_gaps.COUNTS_ALONE
    ]
    every = gaps("XAA", rows=[row("N01", place) for place in NAMES])
    assert every.compared == ("N01",)
    assert reporting_gaps.empty_sentence(every, HELP) == reporting_gaps.ALL_COMPARED
    assert reporting_gaps.empty_sentence(every, STAY) == reporting_gaps.NO_OTHER_REASON


def test_a_rule_that_is_not_stated_comes_first_with_the_measures_that_need_it() -> None:
    of = gaps("XAC", XAC={"charge_counted_at": ""})
    [(text, number, which), *_] = lines(reporting_gaps.gap_tables(of)[HELP])
    assert text == "State this rule: Charge counted at."
    assert (number, which[:3]) == ("3", "N01")
    assert of.unstated == {"charge_counted_at": ("N01", "P02", "F01")}
    assert not of.differing


def test_a_body_reads_who_sent_what_and_since_when_in_alphabetical_order() -> None:
    every = [gaps("XAA"), gaps("XAB")]
    as_of = AsOf(date(2026, 6, 30), (("XAA", date(2026, 6, 30)), ("XAB", date(2025, 12, 31))))
    origin = Origin(3, date(2026, 7, 1), 2, "", "", "", "", DEFAULTS)
    days = {"XAA": (date(2025, 7, 2), date(2026, 7, 2))}
    table = reporting_gaps.places_table(every, NAMES, as_of, {"XAA": origin}, days)
    assert table.to_numpy().tolist() == [
        ["Avaria", "None", "", "31 December 2025", "2 of 4", "2", "80%", "1", "0"],
        [
            *("Zembla", "Release 3, 1 July 2026", "2 returns since 2 July 2025", "30 June 2026"),
            *("2 of 4", "2", "80%", "1", "0"),
        ],
    ]
    assert reporting_gaps.in_order(every, NAMES) == ["XAB", "XAA"]
    # Records are not made of returns.
    assert "Returns" not in reporting_gaps.places_table(every, NAMES, as_of, {}, {})
    assert reporting_gaps.places_sentence(every) == (
        "0 of 2 jurisdictions can be compared on more than half of the measures."
    )


def test_what_a_return_changed_is_said_with_the_rules_before_and_now() -> None:
    change = LastChange(2, (("charge_counted_at", "indictment", ""),))
    assert reporting_gaps.change_sentences(change, "Zembla") == (
        "The last return of Zembla corrects 2 figures.",
        "Charge counted at: not stated, before: Indictment.",
    )
    assert reporting_gaps.change_sentences(None, "Zembla") == (
        "Zembla has sent one return so far.",
    )
