"""Days on which jurisdictions are judged are said where they differ."""

from datetime import date

from dashboard.shared.frames import days

EARLY, MIDDLE, LATE = date(2014, 3, 14), date(2020, 1, 1), date(2026, 6, 30)


def test_one_day_for_all_needs_no_word() -> None:
    assert days.each({"A": EARLY, "B": EARLY}) == ""
    assert days.each({}) == ""
    assert days.beside("A", EARLY, {"A": EARLY, "B": EARLY}) == ""
    assert days.beside("A", EARLY, {}) == ""


def test_each_day_names_the_jurisdictions_it_is_of() -> None:
    said = days.each({"Velmora": LATE, "USA": EARLY, "Braskene": LATE})
    assert said == "State of the records: 14 March 2014 (USA); 30 June 2026 (Braskene and Velmora)."


def test_the_chosen_ones_day_stands_first_and_the_others_behind_it() -> None:
    said = days.beside("USA", EARLY, {"USA": EARLY, "Velmora": LATE})
    assert said == "State of the records: 14 March 2014 (USA); other jurisdictions 30 June 2026."
    said = days.beside("USA", EARLY, {"USA": EARLY, "Velmora": LATE, "Braskene": MIDDLE})
    assert said.endswith("other jurisdictions from 1 January 2020 to 30 June 2026.")
