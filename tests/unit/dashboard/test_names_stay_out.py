"""Names of ten languages are neither stored nor repeated, on whatever way they are sent."""

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from schemas import tables
from schemas.store import database
from seed import pseudonyms
from seed.mapping import draft_columns, draft_export, profile_model
from seed.mapping.parse_profile import parse_profile_text
from tests import names, soak
from tests.command_line import Outcome, run
from tests.submissions import row_counts, write

pytestmark = pytest.mark.usefixtures("nothing_counted")
URL = "records.duckdb"
DATABASE = ("--database", URL)
HOW = [(), ("--accept-partial",), ("--dry-run",), ("--accept-partial", "--json")]
LANGUAGES = names.of_languages()
SENT = [(language, how) for language in LANGUAGES for how in HOW]
# What the message offers, for a few languages of the same letters and others; all ways for one.
OFFERED = ("--accept-partial",)
OFTEN = [(one, how) for one, how in SENT if one == "en_US" or (one == "ar_AA" and how == OFFERED)]
EACH_WAY = soak.everyday(*OFTEN, rest=[one for one in SENT if one not in OFTEN])
# Whether a column may have names of people is told by its language.
EACH_LANGUAGE = [(one, how) for one, how in SENT if how == OFFERED]
# By language, how an export calls its columns of names.
NAMED = {
    "ar_AA": ("اسم العائلة", "الاسم"),
    "en_US": ("DefLast", "DefFirst"),
    "es_ES": ("primer_apellido", "NOMBRE"),
    "fr_FR": ("Nom", "Prénom"),
    "ru_RU": ("Фамилия", "Имя"),
    "zh_CN": ("姓", "名字"),
    "pt_BR": ("sobrenome", "nome_reu"),
    "de_DE": ("Nachname", "Vorname"),
    "tr_TR": ("Soyadı", "Adı"),
    "mn": ("Овог", "Нэр"),
}
PROFILE = """
[manifest]
jurisdiction = "XAA"
[files.register]
file = "register.csv"
[files.cases]
select = "SELECT min(_row) AS _row, CaseNo FROM register GROUP BY CaseNo"
[tables.cases]
from = "cases"
[tables.cases.columns]
case_id = "CaseNo"
scope = {{ constant = "trafficking_elements" }}
[tables.suspects]
from = "register"
[tables.suspects.columns]
case_id = "CaseNo"
kind = {{ constant = "natural" }}
person_id = {person}
"""


def register(folder: Path, language: str, *headings: str) -> Path:
    """An export of two columns of names, a case for each two rows and the sex."""
    folder.mkdir()
    pairs = zip(LANGUAGES[language][::2], LANGUAGES[language][1::2], strict=False)
    rows = [f"{','.join(pair)},C-{row // 2:03},F" for row, pair in enumerate(pairs)]
    header = f"{','.join(headings)},CaseNo,sex"
    (folder / "register.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder


def profile(folder: Path, person: str) -> str:
    (folder / "register.toml").write_text(PROFILE.format(person=person))
    return str(folder / "register.toml")


def stored_texts() -> set[str]:
    """Every text in every table of the database."""
    if not Path(URL).exists():
        return set()
    with database.reading(URL).connect() as connection:
        rows = [
            row
            for table in tables.METADATA.tables.values()
            for row in connection.execute(select(table))
        ]
    return {word for row in rows for cell in row for word in words(str(cell))}


def words(text: str) -> set[str]:
    """Those of a text, but for the letters within pseudonyms and hashes."""
    return set(re.findall(r"[^\W\d_]+", re.sub("[0-9a-f]{32,}", " ", text.casefold())))


def told(language: str, of_another: Outcome, outcome: Outcome) -> set[str]:
    """The names that were said, but for words that are said of other names too."""
    said = words(outcome.out + outcome.err) - words(of_another.out + of_another.err)
    known = {
        part
        for name in LANGUAGES[language]
        for one in (name, names.typed(name))
        for part in words(one)
        if len(part) > 1
    }
    return known & (said | stored_texts())


@pytest.mark.parametrize(("language", "how"), EACH_WAY)
def test_names_in_the_tables_own_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str, how: tuple[str, ...]
) -> None:
    def sent(jurisdiction: str, ids: list[str]) -> Outcome:
        rows = "".join(f"k{row},{one},natural\n" for row, one in enumerate(ids))
        cases = "".join(f"k{row},trafficking_elements\n" for row in range(len(ids)))
        folder = write(
            tmp_path / jurisdiction / "sent",
            cases=f"case_id,scope\n{cases}",
            suspects=f"case_id,person_id,kind\n{rows}",
        )
        return run(capsys, *DATABASE, "import", str(folder), *how)

    ids = [names.typed(name) or name for name in LANGUAGES[language]]
    outcome = sent("names", ids)
    assert outcome.code == 1
    assert not told(language, sent("another", ["Zebediah"] * len(ids)), outcome)
    one = sent("one", [*(f"p{row}" for row in range(60)), ids[0]])
    assert (one.code, Path(URL).exists()) == (1, False)


@pytest.mark.parametrize(
    ("language", "how"),
    soak.everyday(*EACH_LANGUAGE, rest=[one for one in SENT if one not in EACH_LANGUAGE]),
)
def test_a_column_named_like_a_name_is_no_id(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str, how: tuple[str, ...]
) -> None:
    family, given = NAMED[language]
    source = register(tmp_path / "export", language, family, given)
    key = tmp_path / "key"
    pseudonyms.make_key(key)
    ways = (
        f'"{family}"',
        f'{{ source = "{given}", pseudonym = true }}',
        f'{{ sql = \'"{family}" || "{given}"\', pseudonym = true }}',
        f"{{ sql = '\"{family}\" || CaseNo' }}",
    )
    # How the column is read is no matter of its language: every day one language has all ways.
    for person in ways if language == "en_US" or soak.soak_size(2) > 1 else ways[:1]:
        text = profile(tmp_path, person)
        outcome = run(capsys, *DATABASE, "import", str(source), "--mapping", text, *how)
        assert outcome.code == 1
        assert "may have names of people" in outcome.out
        assert run(capsys, "mapping", "check", text).code == 1
        assert not told(language, Outcome(0, "", ""), outcome)
        assert not Path(URL).exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_reads_no_column_of_names_and_shows_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    source = register(tmp_path / "export", language, *NAMED[language])
    drafted = run(capsys, "mapping", "new", str(source))
    read = parse_profile_text("draft", drafted.out).tables
    assert not {c for t in read for column in t.columns.values() for c in column.named} & {
        *NAMED[language]
    }
    assert not told(language, Outcome(0, " ".join(NAMED[language]), ""), drafted)


@pytest.mark.parametrize(
    "language", soak.everyday("en_US", "zh_CN", rest=[*LANGUAGES.keys() - {"en_US", "zh_CN"}])
)
def test_names_under_another_heading_become_pseudonyms_or_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    source = register(tmp_path / "export", language, "Defendant", "x")
    person = draft_export.draft_from_path(source).files[0].columns[0]
    assert not person.is_code
    # Alone it would take two persons of one name for one, also as a pseudonym.
    assert not {column for _, column in person.suggestions} & {"person_id", "victim_id"}
    bare = profile(tmp_path, '"Defendant"')
    outcome = run(capsys, *DATABASE, "import", str(source), "--mapping", bare, "--accept-partial")
    assert (outcome.code, Path(URL).exists()) == (1, False)
    assert not told(language, Outcome(0, "", ""), outcome)
    key = tmp_path / "key"
    pseudonyms.make_key(key)
    keyed = profile(tmp_path, '{ source = "Defendant", pseudonym = true }')
    asked = (*DATABASE, "import", str(source), "--mapping", keyed)
    outcome = run(capsys, *asked, "--key-file", str(key))
    assert outcome.code == 0, outcome.out
    assert row_counts(URL, ["suspects"])["suspects"] > 10
    assert not told(language, Outcome(0, "", ""), outcome)
    assert key.read_text().strip() not in stored_texts()


def test_names_composed_with_a_case_are_read_under_a_key(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source = register(tmp_path / "export", "en_US", *NAMED["en_US"])
    key = tmp_path / "key"
    pseudonyms.make_key(key)
    made = '[files.keyed]\nselect = """SELECT *, DefLast || DefFirst || CaseNo AS key\nFROM '
    text = profile(tmp_path, '{ source = "key", pseudonym = true }')
    keyed = Path(text).read_text().replace('"CaseNo"', '{ source = "CaseNo", pseudonym = true }')
    keyed = keyed.replace('from = "register"', 'from = "keyed"')
    keyed = keyed.replace("[tables.cases]", f'{made}register"""\n[tables.cases]')
    Path(text).write_text(keyed)
    asked = (*DATABASE, "import", str(source), "--mapping", text, "--key-file", str(key))
    outcome = run(capsys, *asked)
    assert outcome.code == 0, outcome.out
    assert not told("en_US", Outcome(0, "", ""), outcome)


def test_the_key_is_asked_for_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(pseudonyms.KEY_VARIABLE, raising=False)
    source = tmp_path / "export"
    source.mkdir()
    # A file that cannot be read: nothing is said of it.
    (source / "register.csv").write_bytes(b"\0\0")
    text = profile(tmp_path, '{ source = "CaseNo", pseudonym = true }')
    outcome = run(capsys, *DATABASE, "import", str(source), "--mapping", text)
    assert outcome.code != 0
    assert "--key-file" in outcome.err
    assert "--make-key" in outcome.err
    assert "register.csv" not in outcome.out + outcome.err


def test_a_key_that_nothing_needs_is_a_fault_of_usage(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "sent", cases="case_id,scope\nk7,trafficking_elements\n"))
    assert run(capsys, *DATABASE, "import", folder, "--key-file", "key").code == 2


def test_dockets_are_codes_of_cases_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def sent(person: str) -> Outcome:
        cases = "case_id,scope\n13-cr-00123,trafficking_elements\n"
        suspects = f"case_id,person_id,kind\n13-cr-00123,{person},natural\n"
        folder = str(write(tmp_path / person, cases=cases, suspects=suspects))
        return run(capsys, *DATABASE, "import", folder, "--accept-partial")

    assert sent("13-cr-00123-1").code == 1
    outcome = sent("P1")
    assert outcome.code == 0
    assert "Anybody can find the case" in outcome.out


def test_originals_stand_beside_pseudonyms_for_the_sender_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file, out, lookup = (tmp_path / name for name in ("a.csv", "b.csv", "lookup.csv"))
    file.write_text("docket,sex\n13-cr-1,F\n=1+1,M\n13-cr-1,F\n")
    asked = ("pseudonymise", str(file), "--column", "docket", "--key-file", str(tmp_path / "key"))
    outcome = run(capsys, *asked, "--make-key", "--out", str(out), "--lookup", str(lookup))
    assert outcome.code == 0
    assert "never send it" in outcome.err
    assert stat.S_IMODE(lookup.stat().st_mode) == 0o600
    rows = lookup.read_text("utf-8-sig").splitlines()
    assert len(rows) == 3
    made = out.read_text().splitlines()[1].partition(",")[0]
    assert rows[1] == f"docket,13-cr-1,{made}"
    assert rows[2].startswith("docket,'=1+1,")
    again = run(capsys, *asked, "--out", str(tmp_path / "c.csv"), "--lookup", str(lookup))
    assert again.code == 2
    assert not (tmp_path / "c.csv").exists()
    assert "13-cr" not in outcome.out + outcome.err


def test_a_case_id_with_more_values_than_the_sources_own_cases_is_told(tmp_path: Path) -> None:
    rows = [f"Quux{row % 9},Zeb{row},{row % 281},{row % 50}" for row in range(562)]
    (tmp_path / "a.csv").write_text("\n".join(["DefLast,DefFirst,CaseDef,Case", *rows]))
    said = '"CaseDef" has 281 different values, but "Case" has only 50'
    file = draft_export.draft_from_path(tmp_path / "a.csv").files[0]
    [question] = draft_columns.list_doubts(
        file, "cases", "case_id", profile_model.ColumnRule("CaseDef")
    )
    assert said in question
    assert (
        draft_columns.list_doubts(file, "cases", "case_id", profile_model.ColumnRule("Case")) == []
    )


def test_the_draft_says_so_beside_the_case_id(tmp_path: Path) -> None:
    rows = [f"{row % 281},{row % 50}" for row in range(562)]
    (tmp_path / "a.csv").write_text("\n".join(["case_id,CaseName", *rows]))
    text = draft_export.draft_from_path(tmp_path / "a.csv").toml
    assert "# LOOK: " in text
    assert "has 281 different values" in text
