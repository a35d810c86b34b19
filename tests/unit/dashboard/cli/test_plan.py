"""`import --plan` stores what a plan sends, quietly, again and again; databases are read so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import scopes
from schemas.store import audit, database
from seed import batches
from tests.command_line import Outcome, run
from tests.soak import everyday
from tests.source_systems import CASES, does, mapping
from tests.submissions import CASES as SENT
from tests.submissions import XAA, row_counts, write
from tests.unit.seed.test_ids_by_row import BY_ROW, FIRST, REGISTER, SECOND

URL = "records.duckdb"
PLAN = '[[submissions]]\nmapping = "court.toml"\n'
Command = Callable[..., Outcome]
pytestmark = [pytest.mark.usefixtures("nothing_counted"), pytest.mark.soak]


@pytest.fixture
def system(tmp_path: Path) -> str:
    """The address of a system with three cases, and its mapping beside the plan."""
    folder = tmp_path / "jobs"
    folder.mkdir()
    address = f"sqlite:///{tmp_path / 'court.sqlite'}"
    does(address, CASES)
    (folder / "court.toml").write_text(mapping(address))
    return address


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line on a database of its own."""
    return lambda *words: run(capsys, "--database", URL, *words)


def night(command: Command, plan: str, *words: str) -> Outcome:
    """A plan, run once."""
    Path("jobs/night.toml").write_text(plan)
    return command("import", "--plan", "jobs/night.toml", *words)


QUIET = Outcome(0, "", "")


def test_a_night_with_changes_is_a_line_and_one_without_is_silent(
    system: str, command: Command
) -> None:
    plan = f'{PLAN}supersedes = "all"\n'
    first = night(command, plan)
    assert (first.code, first.err) == (10, "")
    assert first.out.startswith("night.toml: stored (import 1). Rows: 3 new, 0 changed, 0 removed.")
    assert first.out.count("\n") == 1
    with database.reading(URL).connect() as connection:
        [kept] = batches.files_of(connection, scopes.EVERYTHING, 1).rows(named=True)
    assert (kept["file"], kept["rows_read"], len(kept["sha256"])) == ("court_cases", 3, 64)
    does(system, ["UPDATE court_cases SET remark = 'other'"])
    assert night(command, plan) == QUIET
    does(system, ["DELETE FROM court_cases WHERE id = '2-a9'"])
    does(system, ["UPDATE court_cases SET opened = '2023-01-11' WHERE id = '1-k7'"])
    changed = night(command, plan)
    assert changed.out.startswith(
        "night.toml: stored (import 2). Rows: 0 new, 1 changed, 1 removed."
    )
    assert row_counts(URL, ["cases"]) == {"cases": 2}
    outcomes = [one.outcome for one in audit.entries_of(URL) if one.action == audit.Action.IMPORT]
    assert outcomes == [audit.Outcome.BEGUN, audit.Outcome.DONE] * 3


def test_a_plan_is_one_write_what_is_good_waits_for_the_others(
    system: str, command: Command, tmp_path: Path
) -> None:
    write(tmp_path / "jobs" / "police", 'jurisdiction = "XAB"', cases=SENT.replace("yes", "maybe"))
    plan = f'{PLAN}[[submissions]]\npath = "police"\n'
    refused = night(command, plan)
    assert (refused.code, refused.err) == (1, "")
    assert refused.out.startswith("night.toml: nothing was stored.")
    assert "police: rejected" in refused.out
    assert not Path(URL).exists()
    write(tmp_path / "jobs" / "police", 'jurisdiction = "XAB"', cases=SENT)
    assert "stored (import 1, 2). Rows: 5 new" in night(command, plan).out
    assert night(command, plan) == QUIET


def held_night(system: str, command: Command) -> str:
    """A plan of a saved mapping that is held to the words of one column, after its first night."""
    text = mapping(system).replace('from = "cases"', 'from = "cases"\nwhere = "remark <> \'x\'"', 1)
    (Path("jobs") / "court.toml").write_text(text)
    does(system, ["UPDATE court_cases SET remark = 'open'"])
    assert command("mapping", "save", "jobs/court.toml").code == 0
    assert command("mapping", "accept", "court").code == 0
    plan = '[[submissions]]\nmapping = "court"\nsupersedes = "all"\n'
    assert night(command, plan).code == 10
    return plan


def test_a_night_is_refused_by_a_new_word_until_the_saved_mapping_has_accepted_it(
    system: str, command: Command
) -> None:
    plan = held_night(system, command)
    does(system, ["UPDATE court_cases SET remark = 'Closed'"])
    refused = night(command, plan)
    assert refused.code == 1
    assert "[Closed] (3)." in refused.out
    assert "prosecution-quality mapping accept court" in refused.out
    assert command("mapping", "accept", "court").code == 0
    assert night(command, plan) == QUIET


def test_a_night_goes_on_by_the_mapping_that_was_rewritten(system: str, command: Command) -> None:
    plan = held_night(system, command)
    assert command("mapping", "upgrade", "court").code == 0
    # The same rows, as nobody asked for others; and held against what they were as before.
    assert night(command, plan) == QUIET
    does(system, ["UPDATE court_cases SET remark = 'Closed'"])
    refused = night(command, plan)
    assert (refused.code, "[Closed] (3)." in refused.out) == (1, True)


POLICE = '[[submissions]]\npath = "police"\n'
BY_ITS_ROWS = {"jurisdictions": "jurisdiction,name\nXAA,Of nobody\n"}
# Plans of two submissions of one jurisdiction, of which one replaces all: what they say, what is
# said in the other one's manifest, and its rows.
BESIDE_ANOTHER: tuple[tuple[str, str, dict[str, str]], ...] = (
    (f'{PLAN}supersedes = "all"\n{POLICE}updates = true\n', XAA, {}),
    (f'{POLICE}updates = true\n{PLAN}supersedes = "all"\n', XAA, {}),
    (f'{POLICE}updates = true\n{PLAN}supersedes = "all"\n', "", BY_ITS_ROWS),
    (f"{POLICE}{PLAN}updates = true\n", f'{XAA}\nsupersedes = "all"', {}),
    (f'{POLICE}supersedes = "all"\n{PLAN}updates = true\n', "", BY_ITS_ROWS),
)
# Where the other one is stored already, and where nothing is.
EACH_REFUSED = [(*one, is_stored) for one in BESIDE_ANOTHER for is_stored in (True, False)]


@pytest.mark.parametrize(
    ("plan", "manifest", "rows", "is_stored"),
    everyday(EACH_REFUSED[0], EACH_REFUSED[-1], rest=EACH_REFUSED[1:-1]),
)
def test_what_replaces_all_of_a_jurisdiction_is_the_only_one_of_it(
    system: str, command: Command, plan: str, manifest: str, rows: dict[str, str], is_stored: bool
) -> None:
    """Else one night would take out what the other one's night had brought."""
    write(Path("jobs/police"), cases=SENT, **rows)
    Path("jobs/police/submission.toml").write_text(manifest)
    if is_stored:
        assert command("import", "jobs/police").code == 0
    for words in ((), (), ("--dry-run",)):
        refused = night(command, plan, *words)
        assert refused.code == 1, refused
        assert "are both of [XAA], and one of them replaces all its" in refused.out
        assert "updates = true for each. [supersedes.beside_another]" in refused.out
        assert (row_counts(URL, ["cases"]) if is_stored else Path(URL).exists()) == (
            {"cases": 2} if is_stored else False
        )


def test_a_table_that_is_gone_takes_no_record_along(system: str, command: Command) -> None:
    plan = f'{PLAN}supersedes = "all"\n'
    night(command, plan)
    does(system, ["ALTER TABLE court_cases RENAME TO court_case"])
    gone = night(command, plan)
    assert gone.code == 1
    assert "no such table: court_cases." in gone.out
    assert "[database.table]" in gone.out
    assert row_counts(URL, ["cases"]) == {"cases": 3}


def test_a_plan_can_be_tried_and_told_as_json(system: str, command: Command) -> None:
    tried = night(command, PLAN, "--dry-run")
    assert tried.code == 0
    assert (
        "sqlite:///court.sqlite: can be stored. Nothing was stored yet. 3 rows were read"
        in tried.out
    )
    [receipt] = json.loads(night(command, PLAN, "--json").out)
    assert (receipt["source"], receipt["status"]) == ("sqlite:///court.sqlite", "stored")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("", "A plan lists its imports, each under [[submissions]]."),
        ("[[submission]]\n", "A plan has no key “submission”. Use submissions."),
        ("submissions = 1", "A plan lists its imports"),
        ("[[submissions]]\nupdates = true", "line 1, submissions.0: Give a path, the mapping"),
        (PLAN + "updats = true", "line 3, submissions.0.updats: Unknown key “updats”. Use one of"),
        (PLAN + 'updates = "yes"', "Write true or false here"),
        (PLAN + 'supersedes = "3"', 'Write "all", or leave this out'),
        (PLAN + 'updates = true\nsupersedes = "all"', "An update removes nothing"),
        (PLAN + 'supersedes = "all"\n' + PLAN, "They would remove each other's rows"),
        (PLAN.replace("court", "curt"), 'Mapping "curt.toml" not found.'),
        ("[[", "Not valid TOML"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_before_anything_is_read(
    system: str, command: Command, plan: str, words: str
) -> None:
    refused = night(command, plan)
    assert (refused.code, refused.out) == (1, "")
    assert words in refused.err
    assert not Path(URL).exists()


def test_the_plan_says_what_is_sent_and_nothing_beside_it(system: str, command: Command) -> None:
    for words in (("jobs",), ("--updates",), ("--supersedes", "all"), ("--mapping", "x")):
        assert night(command, PLAN, *words).code == 2
    assert "Nothing to import. Give a PATH, a --plan FILE, or" in command("import").err


def test_a_database_is_drafted_checked_saved_and_imported_by_its_mapping(
    system: str, command: Command
) -> None:
    does(system, ["ALTER TABLE court_cases RENAME TO cases"])
    drafted = command("mapping", "new", system, "--out", "draft.toml")
    assert drafted.code == 0
    text = Path("draft.toml").read_text()
    assert f'source = "{system}"' in text
    assert '[files.cases]\nfile = "cases"\n' in text
    assert "mapping check FILE   what" in text
    filled = text.replace('jurisdiction = ""', 'jurisdiction = "XAA"').replace(
        "# TO FILL: scope,", 'scope = { constant = "charged_as_trafficking" } #'
    )
    Path("court.toml").write_text(filled)
    checked = command("mapping", "check", "court.toml")
    assert (checked.code, checked.err) == (0, "")
    assert "cases  cases     3 " in checked.out
    saved = command("mapping", "save", "court.toml")
    assert "Next: prosecution-quality import --mapping court" in saved.out
    stored = command("import", "--mapping", "court")
    assert stored.out.startswith("sqlite:///court.sqlite: stored as import 1.")
    assert "already stored as import 1." in command("import", "--mapping", "court").out


def test_a_password_is_taken_nowhere(system: str, command: Command) -> None:
    with_password = "postgresql://reader:hunter2@127.0.0.1:1/court"
    Path("bad.toml").write_text(mapping(with_password))
    for words in (
        ("mapping", "new", with_password),
        ("mapping", "check", "bad.toml"),
        ("mapping", "save", "bad.toml"),
        ("import", "--mapping", "bad.toml"),
    ):
        refused = command(*words)
        assert refused.code == 1
        assert "PGPASSWORD" in refused.out + refused.err
        assert "hunter2" not in refused.out + refused.err
    assert not Path(URL).exists()


def test_a_source_without_ids_replaces_its_last_import_each_night(command: Command) -> None:
    Path("jobs").mkdir()
    Path("jobs/register.toml").write_text(
        REGISTER.format(said=BY_ROW, sign="R", jurisdiction="XAA")
    )
    plan = '[[submissions]]\npath = "register.csv"\nmapping = "register.toml"\n'
    for rows, out in ((FIRST, "Rows: 8 new, 0 changed, 0 removed."), (SECOND[:2], "4 removed")):
        Path("jobs/register.csv").write_text("\n".join(["opened,sex,outcome", *rows]) + "\n")
        outcome = night(command, plan)
        assert (outcome.code, out in outcome.out) == (10, True), outcome
        assert night(command, plan) == QUIET
    assert row_counts(f"duckdb:///{URL}") == {"cases": 2, "suspects": 2}
