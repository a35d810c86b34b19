"""`mapping new`, `check`, `list`, and what `import --mapping --dry-run` says."""

import shlex
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from dashboard.cli import cli
from schemas import errors
from schemas.store import bookkeeping, database
from seed import batches
from seed.mapping import mapping_pipeline

pytestmark = pytest.mark.usefixtures("nothing_counted")

PROFILE = """\
# The register of one court.
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
[files.register]
file = "register.csv"
[tables.cases]
from = "register"
where = "kind <> 'civil'"
[tables.cases.columns]
case_id = "docket"
scope = { constant = "trafficking_elements" }
cross_border = { source = "abroad", codes = { J = "yes", N = "no" } }
"""
REGISTER = "docket,abroad,kind,name\n" + "".join(
    f"k{number},{abroad},{'civil' if number == 5 else 'crime'},Maria Silva\n"
    for number, abroad in enumerate(["J", "N", "perhaps", "perhaps", "perhaps", "J", "Ana Lima"])
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "register.csv").write_text(REGISTER)
    (tmp_path / "court.toml").write_text(PROFILE)
    return tmp_path


def ask(folder: Path, *arguments: str) -> Result:
    url = f"duckdb:///{folder / 'records.duckdb'}"
    return CliRunner().invoke(cli, ["--database", url, *arguments])


def dry_run(folder: Path) -> Result:
    asked = ("--mapping", str(folder / "court.toml"), "--dry-run")
    return ask(folder, "import", str(folder / "register.csv"), *asked)


def squeezed(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines())


def test_a_dry_run_says_rows_in_and_rows_out(folder: Path) -> None:
    shown = squeezed(dry_run(folder).output)
    assert "Mapping court: rows read\nfile rows columns rows not used\nregister.csv 7 4 1" in shown
    assert (
        "table from read left out rejected duplicates made\ncases register.csv 7 1 4 0 2" in shown
    )


def test_a_dry_run_counts_what_is_not_mapped_and_shows_no_name(folder: Path) -> None:
    shown = dry_run(folder)
    assert (
        "Not mapped: register.csv, abroad, to cases.cross_border (code). 4 cells: [perhaps] 3, 1"
        " with a value that is rare, long or private" in shown.output
    )
    assert "Ana Lima" not in shown.output
    assert "Maria" not in shown.output
    assert "Not read from register.csv: name" in shown.output
    assert "First rows of cases, from" in shown.output
    assert "row 7: Nothing is made of 1 row: 7. Check that this is right" in shown.output
    assert (
        "Rows left out of cases, from register.csv, by condition: [where] kind <> 'civil': 1"
        in shown.output
    )
    assert shown.exit_code == 1


def test_new_prints_a_draft_that_check_goes_through_line_by_line(folder: Path) -> None:
    printed = ask(folder, "mapping", "new", str(folder / "register.csv"))
    assert printed.exit_code == 0
    assert '# Not read: "name"' in printed.output
    out = folder / "draft.toml"
    written = ask(folder, "mapping", "new", str(folder / "register.csv"), "--out", str(out))
    assert f"Next: prosecution-quality mapping check {shlex.quote(str(out))}" in written.output
    assert out.read_text() == printed.output
    again = ask(folder, "mapping", "new", str(folder / "register.csv"), "--out", str(out))
    assert "File already exists: draft.toml" in str(again.exception)
    assert out.read_text() == printed.output
    checked = ask(folder, "mapping", "check", str(out))
    assert checked.exit_code == 1
    assert "draft.toml: line " in checked.output
    assert "must be filled" in checked.output


def test_check_says_what_it_did_not_try_and_offers_the_nearest_name(
    folder: Path,
) -> None:
    shown = ask(folder, "mapping", "check", str(folder / "court.toml"))
    assert shown.output.startswith("court.toml is valid and fills these tables: cases. ")
    assert "Use import --dry-run to check ids" in shown.output
    (folder / "court.toml").write_text(PROFILE.replace("cross_border", "cross_boarder"))
    shown = ask(folder, "mapping", "check", str(folder / "court.toml"))
    assert "line 13" in shown.output
    assert "Did you mean cross_border?" in shown.output


def test_shipped_and_saved_profiles_are_listed_and_shown(folder: Path) -> None:
    shipped = squeezed(ask(folder, "mapping", "list").output)
    assert "mongolia_sentencing shipped Sentencing of Mongolia, all crime" in shipped
    batches.save_profile(f"duckdb:///{folder / 'records.duckdb'}", "court_2", PROFILE)
    shown = squeezed(ask(folder, "mapping", "list").output)
    assert "court_2 saved The register of one court." in shown
    assert ask(folder, "mapping", "show", "court_2").output == PROFILE
    of_sherloc = mapping_pipeline.load_profile_text("sherloc")
    assert ask(folder, "mapping", "show", "sherloc").output == of_sherloc


def test_a_profile_that_makes_no_row_is_an_error(folder: Path) -> None:
    (folder / "court.toml").write_text(PROFILE.replace("<> 'civil'", "= 'nothing'"))
    shown = dry_run(folder)
    assert shown.exit_code == 1
    assert "The mapping makes no row of this export. Check its conditions." in shown.output


def test_a_saved_profile_imports_by_its_name_until_it_is_forgotten(folder: Path) -> None:
    saved = ask(folder, "mapping", "save", str(folder / "court.toml"), "--name", "court_2")
    assert saved.output.startswith("Saved as court_2. Next: prosecution-quality import SOURCE")
    asked = ("--mapping", "court_2", "--accept-partial")
    shown = ask(folder, "import", str(folder / "register.csv"), *asked)
    assert "stored as import 1" in shown.output, shown.output
    assert (
        ask(folder, "mapping", "forget", "court_2").output == "The profile court_2 was removed.\n"
    )
    gone = ask(folder, "import", str(folder / "register.csv"), *asked)
    assert 'Mapping "court_2" not found' in str(gone.exception)


def test_check_with_the_export_says_what_it_cannot_read_and_needs_no_database(folder: Path) -> None:
    court, register = str(folder / "court.toml"), str(folder / "register.csv")
    shown = ask(folder, "mapping", "check", court, register)
    assert shown.exit_code == 1
    assert "1 error, found 4 times" in shown.output
    assert (
        "Rows left out of cases, from register.csv, by condition: [where] kind <> 'civil': 1"
        in shown.output
    )
    assert "Not read from register.csv: name" in shown.output
    assert "Maria" not in shown.output
    (folder / "court.toml").write_text(PROFILE.replace('"docket"', '"dockets"'))
    shown = ask(folder, "mapping", "check", court, register)
    assert shown.exit_code == 1
    assert (
        "The mapping reads [dockets], but this column is missing. Did you mean docket?"
        in shown.output
    )
    assert not (folder / "records.duckdb").exists()
    # A pseudonym needs no key here, since nothing leaves.
    text = PROFILE.replace('"docket"', '{ source = "docket", pseudonym = true }')
    text = text.replace(', N = "no"', ', N = "no", like = { "^[a-zA-Z]+" = "" }')
    (folder / "court.toml").write_text(text)
    shown = ask(folder, "mapping", "check", court, register)
    assert (shown.exit_code, "1 warning" in shown.output) == (0, True)


def test_keys_are_listed_by_place_with_their_meaning(folder: Path) -> None:
    shown = ask(folder, "mapping", "keys", "files.select")
    assert shown.output.startswith("files.select: [files.NAME] with select\n")
    assert "  select: text. One SELECT in the SQL of DuckDB." in shown.output
    everywhere = ask(folder, "mapping", "keys").output
    assert shown.output.strip() in everywhere
    assert len(everywhere) > 10 * len(shown.output)
    with pytest.raises(errors.UserError, match=r"no place “fils”.* files,"):
        raise ask(folder, "mapping", "keys", "fils").exception or AssertionError


def accept(folder: Path, name: str) -> Result:
    return ask(folder, "mapping", "accept", name, str(folder / "register.csv"))


def readable(folder: Path) -> None:
    """Let each cell of the register have a code."""
    rows = "".join(f"k{n},{'JN'[n % 2]},{'crime' if n % 3 else 'civil'}\n" for n in range(30))
    (folder / "register.csv").write_text(f"docket,abroad,kind\n{rows}")


def test_accept_writes_what_the_profile_was_made_for_into_its_file(folder: Path) -> None:
    readable(folder)
    before = dry_run(folder)
    assert (
        "If this export is right, run: prosecution-quality mapping accept court.toml"
        in before.output
    )
    shown = accept(folder, str(folder / "court.toml"))
    assert shown.exit_code == 0, shown.output
    assert "register, kind: civil, crime" in shown.output
    assert "cases from register: 66.7% of the rows" in shown.output
    written = (folder / "court.toml").read_text()
    assert written.startswith(PROFILE)
    assert 'words = { kind = ["civil", "crime"] }' in written
    again = dry_run(folder)
    assert (again.exit_code, "mapping accept" in again.output) == (0, False)


def test_accept_takes_no_export_that_cannot_be_read(folder: Path) -> None:
    (folder / "register.csv").write_text("docket,kind\nk1,crime\n")
    unread = accept(folder, str(folder / "court.toml"))
    assert unread.exit_code == 1
    assert "The mapping reads [abroad], but this column is missing" in unread.output
    assert (folder / "court.toml").read_text() == PROFILE


def test_the_day_of_extraction_is_asked_for_and_goes_before_that_of_the_profile(
    folder: Path,
) -> None:
    readable(folder)
    asked = ("import", str(folder / "register.csv"), "--mapping", str(folder / "court.toml"))
    assert "The extraction date is missing" in ask(folder, *asked, "--dry-run").output
    (folder / "court.toml").write_text(
        PROFILE.replace("[files", "extracted_on = 2020-01-31\n[files", 1)
    )
    stored = ask(folder, *asked, "--extracted-on", "2026-06-30")
    assert stored.exit_code == 0, stored.output
    assert "extraction date" not in stored.output
    with database.reading(f"duckdb:///{folder / 'records.duckdb'}").connect() as connection:
        days = connection.execute(select(bookkeeping.batches.c.extracted_on)).scalars().all()
    assert days == [date(2026, 6, 30)]
    alone = ask(folder, "import", str(folder), "--extracted-on", "2026-06-30")
    assert "--extracted-on needs --mapping" in alone.output


OLD = (
    PROFILE.replace("[tables.cases]", '[[tables]]\ntable = "cases"')
    .replace("where = \"kind <> 'civil'\"", 'where = { kind = { not = "civil" } }')
    .replace("tables.cases.columns", "tables.columns")
)
UNDECIDED = f'{OLD}\n[files.kinds]\nfrom = "register"\nunpivot = {{ sort = "kin{{n}}" }}\n'
PLAN = '[[submissions]]\npath = "register.csv"\nmapping = "{}"\n'


@pytest.mark.parametrize("name", ["court.toml", "saved"])
def test_what_is_done_by_a_profile_of_the_old_form_ends_with_the_command_that_rewrites_it(
    folder: Path, name: str
) -> None:
    (folder / "court.toml").write_text(OLD)
    url = f"duckdb:///{folder / 'records.duckdb'}"
    batches.save_profile(url, "saved", OLD)
    (folder / "night.toml").write_text(PLAN.format(name))
    mapping = name if name == "saved" else str(folder / name)
    register, plan = str(folder / "register.csv"), str(folder / "night.toml")
    for asked in (
        ("import", register, "--mapping", mapping),
        ("import", "--plan", plan),
        ("mapping", "check", mapping, register),
        ("mapping", "accept", mapping, register),
    ):
        shown = ask(folder, *asked)
        assert shown.exit_code == 1
        told = f"{shown.output}{shown.exception}"
        assert "This mapping has keys of an old version ([[tables]])" in told
        assert f"prosecution-quality mapping upgrade {name}" in told
    with database.reading(url).connect() as connection:
        assert connection.execute(select(bookkeeping.batches)).all() == []


def upgrade(folder: Path, *arguments: str) -> Result:
    return ask(folder, "mapping", "upgrade", *arguments)


def test_upgrade_rewrites_a_file_and_keeps_what_it_was(folder: Path) -> None:
    readable(folder)
    before = squeezed(dry_run(folder).output)
    (folder / "court.toml").write_text(OLD)
    shown = upgrade(folder, str(folder / "court.toml"))
    assert shown.exit_code == 0, shown.output
    assert "court.toml was rewritten. The old text is in court.toml.old." in shown.output
    assert (folder / "court.toml.old").read_text() == OLD
    assert "[tables.cases]" in (folder / "court.toml").read_text()
    after = squeezed(dry_run(folder).output)
    made = [line for line in before.splitlines() if line.startswith("cases register.csv")]
    assert made
    assert made == [line for line in after.splitlines() if line.startswith("cases register.csv")]
    again = upgrade(folder, str(folder / "court.toml"))
    assert (again.exit_code, "Nothing was changed" in again.output) == (0, True)


def test_upgrade_replaces_a_saved_profile_under_the_name_that_plans_know(folder: Path) -> None:
    url = f"duckdb:///{folder / 'records.duckdb'}"
    batches.save_profile(url, "court", OLD)
    batches.save_profile(url, "court-old", "# of another day")
    shown = upgrade(folder, "court")
    assert "and plans use the new text. The old text is saved as court-old-2." in shown.output
    assert ask(folder, "mapping", "show", "court-old-2").output == OLD
    assert ask(folder, "mapping", "show", "court-old").output == "# of another day"
    assert "[tables.cases]" in ask(folder, "mapping", "show", "court").output


def test_upgrade_replaces_nothing_where_a_person_must_decide(folder: Path) -> None:
    readable(folder)
    (folder / "court.toml").write_text(UNDECIDED)
    shown = upgrade(folder, str(folder / "court.toml"))
    assert shown.exit_code == 1
    assert "[unpivot] cannot be rewritten. Write a SELECT with UNPIVOT" in shown.output
    assert (folder / "court.toml").read_text() == UNDECIDED
    shown = upgrade(folder, str(folder / "court.toml"), "--out", str(folder / "new.toml"))
    assert shown.exit_code == 1
    assert "TO DECIDE" in (folder / "new.toml").read_text()
