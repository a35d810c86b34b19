"""How far a questionnaire is filled, and why no further."""

from dashboard.report.questionnaire import filled, summary
from dashboard.report.questionnaire.declared import Table
from dashboard.report.questionnaire.filled import Cell, Filled

NOT_SAID = "The records do not say it."
VICTIMS = Filled(
    Table("1 Victims", "Victims", ()),
    (filled.TOTAL,),
    (
        Cell(2024, "Victims", "child", filled.TOTAL, value=0.0),
        Cell(2024, "By organisation", "", filled.TOTAL, why=NOT_SAID),
        Cell(2025, "By organisation", "", filled.TOTAL, why=NOT_SAID),
        Cell(2025, "By citizenship", "own", filled.TOTAL, why="Recorded of none."),
        Cell(2025, "By citizenship", "another", filled.TOTAL, why="Recorded of none."),
    ),
)
OTHERS = Filled(
    Table("2 Others", "Others", ()),
    (filled.TOTAL,),
    (Cell(2024, "Claims", "", filled.TOTAL, value=7.0),),
)


def test_a_known_none_is_filled() -> None:
    assert summary.by_table([VICTIMS, OTHERS]).to_numpy().tolist() == [
        ["1 Victims", "5", "1", "4"],
        ["2 Others", "1", "1", "0"],
    ]
    told = "2 of 6 cells are filled from these records; 4 not, with the reason of each."
    assert summary.sentence([VICTIMS, OTHERS]) == told
    assert summary.sentence([OTHERS]) == "1 of 1 cell is filled from these records."


def test_what_is_not_filled_is_told_by_question_with_its_reason() -> None:
    assert summary.why([VICTIMS, OTHERS]).to_numpy().tolist() == [
        ["1 Victims", "By organisation", "2 cells: 2024 and 2025", NOT_SAID],
        ["1 Victims", "By citizenship", "2 cells: own and another, 2025", "Recorded of none."],
    ]
