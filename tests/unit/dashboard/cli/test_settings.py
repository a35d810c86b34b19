"""What a database keeps of dates and counts by is set at any time, and holds."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from schemas import tables
from schemas.store import bookkeeping, database
from tests.command_line import run
from tests.submissions import CASES, write

CHANGED = CASES.replace("2023-03-04", "2023-04-05")


def opened(url: str, history: str = "") -> set[tuple[date, str]]:
    """The days on which cases were opened, with their precision."""
    table = tables.METADATA.tables[f"cases{history}"]
    with database.reading(url).connect() as connection:
        return {
            tuple(row)
            for row in connection.execute(select(table.c.opened_on, table.c.opened_on_precision))
        }


@pytest.mark.usefixtures("nothing_counted")
def test_months_may_be_chosen_before_anything_is_stored(
    capsys: pytest.CaptureFixture[str], database_url: str, tmp_path: Path
) -> None:
    at = ("--database", database_url)
    assert run(capsys, *at, "settings", "dates", "month").code == 0
    assert run(capsys, *at, "settings").out.startswith("dates: month\n")
    folder = write(tmp_path / "spring", cases=CASES)
    assert run(capsys, *at, "import", str(folder)).code == 0
    assert opened(database_url) == {(date(2023, 1, 1), "month"), (date(2023, 3, 1), "month")}
    # Days are kept again from then on.
    assert run(capsys, *at, "settings", "dates", "day").code == 0
    more = CASES.splitlines()[0] + "\nz5,charged_as_trafficking,no,2024-03-04\n"
    assert run(capsys, *at, "import", str(write(tmp_path / "summer", cases=more))).code == 0
    assert (date(2024, 3, 4), "day") in opened(database_url)


@pytest.mark.usefixtures("nothing_counted")
def test_stored_days_go_only_when_that_is_said(
    capsys: pytest.CaptureFixture[str], filled_url: str, tmp_path: Path
) -> None:
    at = ("--database", filled_url)
    run(capsys, *at, "import", str(write(tmp_path / "b", "updates = true", cases=CHANGED)))
    asked = run(capsys, *at, "settings", "dates", "month")
    assert (asked.code, "has 4 dates with a day" in asked.err) == (1, True)
    assert (date(2023, 4, 5), "day") in opened(filled_url)
    done = run(capsys, *at, "settings", "dates", "month", "--yes")
    assert (done.code, "The days of 4 stored dates were deleted" in done.out) == (0, True)
    assert opened(filled_url) == {(date(2023, 1, 1), "month"), (date(2023, 4, 1), "month")}
    assert opened(filled_url, "_superseded") == {(date(2023, 3, 1), "month")}
    with database.reading(filled_url).connect() as connection:
        latest = connection.execute(select(bookkeeping.batches.c.latest_event_on)).scalars()
        assert sorted(latest) == [date(2023, 4, 1), date(2023, 5, 1)]


@pytest.mark.usefixtures("nothing_counted")
def test_the_same_content_is_known_again_without_its_days(
    capsys: pytest.CaptureFixture[str], filled_url: str, tmp_path: Path
) -> None:
    at = ("--database", filled_url)
    run(capsys, *at, "settings", "dates", "month", "--yes")
    turned = "\n".join(reversed(CASES.splitlines()[1:])).join([CASES.splitlines()[0] + "\n", "\n"])
    again = run(capsys, *at, "import", str(write(tmp_path / "b", cases=turned)))
    assert "all rows are already stored" in again.out


def test_without_a_database_there_is_nothing_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--database", "none.duckdb", "settings").code == 3
    assert run(capsys, "settings", "dates", "year").code == 2


@pytest.mark.usefixtures("nothing_counted")
def test_the_options_are_listed_with_what_they_mean(
    capsys: pytest.CaptureFixture[str], filled_url: str
) -> None:
    at = ("--database", filled_url)
    assert run(capsys, *at, "settings", "options", "open_days", "80").code == 0
    listed = run(capsys, *at, "settings", "options").out
    line = next(line for line in listed.splitlines() if "open_days" in line)
    assert line.split()[:4] == ["open_days", "80", "90", "days"]
    assert line.endswith(
        "A case that has been open for this number of days should have a financial investigation"
    )
    shown = run(capsys, *at, "settings").out.splitlines()
    assert shown[0] == "dates: day"
    assert {"open_days: 80", "forced_labour_is_trafficking: no"} <= set(shown)


def test_numbers_are_counted_by_the_option_that_was_set(
    capsys: pytest.CaptureFixture[str], database_url: str, tmp_path: Path
) -> None:
    at = ("--database", database_url)
    opened = (
        "case_id,scope,opened_on,financial_investigation,financial_investigation_on\n"
        "k-1,charged_as_trafficking,2023-01-01,parallel,2023-02-15\n"
    )
    run(capsys, *at, "import", str(write(tmp_path / "a", cases=opened)))

    def prompt() -> str:
        shown = run(capsys, *at, "measures", "F02", "--format", "csv").out.splitlines()
        return dict(zip(shown[0].split(","), shown[1].split(","), strict=True))["numerator"]

    assert prompt() == "0"
    assert run(capsys, *at, "settings", "options", "financial_investigation_days", "45").code == 0
    assert prompt() == "1"


@pytest.mark.usefixtures("nothing_counted")
def test_what_files_say_about_figures_is_set_listed_copied_and_removed(
    capsys: pytest.CaptureFixture[str], filled_url: str, tmp_path: Path
) -> None:
    def listed(*at: str) -> dict[str, str]:
        lines = run(capsys, *at, "settings", "about").out.splitlines()[1:]
        cells = [re.split(" {2,}", line.strip()) for line in lines]
        return {cell[0]: cell[1] for cell in cells if len(cell) == 4}

    at = ("--database", filled_url)
    assert listed(*at) == {}
    said = {"contact": "Unit, a@b.example", "licence": "CC-BY-4.0", "next_update": "2027-03-31"}
    for name, text in said.items():
        assert run(capsys, *at, "settings", "about", name, text).code == 0
    assert listed(*at) == said
    copied = tmp_path / "copied.duckdb"
    assert run(capsys, *at, "copy", str(copied)).code == 0
    assert listed("--database", str(copied)) == said
    assert run(capsys, *at, "settings", "about", "licence", "--clear").code == 0
    assert listed(*at) == {name: text for name, text in said.items() if name != "licence"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("dates", "--clear"), 1, "Unknown setting [dates]. Use one of: contact, licence, next_"),
        (("contact", "a" * 65), 1, "Write up to 64 characters, such as: Statistics unit"),
        (("licence", "CC BY"), 1, "[CC BY] is not a value of licence. Write up to 64 characters"),
        (("next_update", "2027-3-1"), 1, "such as: 2027-03-31"),
        (("contact",), 2, "Give either a text or --clear, not both."),
    ],
)
def test_what_cannot_be_said_about_figures_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple, code: int, said: str
) -> None:
    at = ("--database", str(tmp_path / "none.duckdb"))
    outcome = run(capsys, *at, "settings", "about", *arguments)
    assert (outcome.code, said in outcome.err) == (code, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("open_day", "80"), 1, "Unknown option [open_day]. Use one of: financial_"),
        (
            ("open_days", "0"),
            1,
            "[0] is not a value of open_days. Write a whole number from 1 to 120",
        ),
        (("knowing_user_is_beyond", "perhaps"), 1, "Write yes or no"),
        (("open_days",), 2, "settings options open_days VALUE"),
    ],
)
def test_what_is_no_option_or_value_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple, code: int, said: str
) -> None:
    at = ("--database", str(tmp_path / "none.duckdb"))
    outcome = run(capsys, *at, "settings", "options", *arguments)
    assert (outcome.code, said in outcome.err) == (code, True)
