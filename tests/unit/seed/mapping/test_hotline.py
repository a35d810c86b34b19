"""A hotline export: drafted, filled from its questions alone, imported, the next one compared."""

import random
import re
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from dashboard.cli import cli
from dashboard.jobs import upload_jobs
from schemas import tables
from schemas.store import database
from seed.mapping import draft_export
from seed.mapping.parse_profile import parse_profile_text

ROLES = ("Acusado", "Víctima", "Víctima", "ACUSADO", "Testigo")
REFERRED = ("deriva_fiscalia", "deriva_defensoria", "deriva_patrocinio")
# Any of three columns says yes; all of them must say no.
LEGAL_AID = (
    "CASE WHEN "
    + " OR ".join(f"{name} IN ('Si', 'si')" for name in REFERRED)
    + " THEN 'yes' WHEN "
    + " AND ".join(f"{name} = 'No'" for name in REFERRED)
    + " THEN 'no' END"
)


def calls(numbers: range, rnd: random.Random) -> pl.DataFrame:
    """Calls, one row each; who called has a sex and an age as well."""
    return pl.DataFrame(
        [
            {
                "id_llamada": str(1000 + n),
                "fecha": f"{1 + n % 28:02}/{1 + n % 9:02}/2023",
                "genero_llamante": rnd.choice(["Femenino", "Masculino"]),
                "edad_llamante": str(rnd.randrange(18, 80)),
                "provincia": rnd.choice(["Salta", "Chaco", "Buenos Aires"]),
            }
            for n in numbers
        ]
    )


def persons(numbers: range, rnd: random.Random) -> pl.DataFrame:
    """Persons of the calls, several of one, with what was done for each."""
    return pl.DataFrame(
        [
            {
                "id_llamada": str(1000 + n),
                "rol": rnd.choice(ROLES),
                "sexo": rnd.choice("FM"),
                "edad": str(rnd.randrange(5, 60)),
                **{name: rnd.choice(["Si", "si", "No", ""]) for name in REFERRED},
            }
            for n in numbers
            for _ in range(1 + n % 3)
        ]
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rnd = random.Random(7)
    write(tmp_path, calls(range(60), rnd), persons(range(60), rnd))
    return tmp_path / "export"


def write(folder: Path, *frames: pl.DataFrame) -> None:
    (folder / "export").mkdir(exist_ok=True)
    for name, frame in zip(("llamadas", "personas"), frames, strict=True):
        frame.write_csv(folder / "export" / f"{name}.csv")


def filled(text: str) -> str:
    """The draft with the first answer that each of its questions proposes."""
    text = text.replace('jurisdiction = ""', 'jurisdiction = "XAA"')
    return re.sub(r"# TO FILL: \w+, such as (\w+ = \{ [^}]* \})", r"\1\n#", text)


def test_nobody_becomes_a_suspect_or_a_victim_without_a_word_for_it(tmp_path: Path) -> None:
    calls(range(60), random.Random(7)).write_csv(tmp_path / "llamadas.csv")
    draft = draft_export.draft_from_path(tmp_path / "llamadas.csv")
    assert {table.table for table in draft.chosen.tables} == {"cases"}
    assert '# Not read: "provincia": code, 60 filled, 3 different: [' in draft.toml
    # A heading or the name of the file is such a word.
    renamed = calls(range(60), random.Random(7)).rename({"genero_llamante": "Genero del imputado"})
    renamed.write_csv(tmp_path / "llamadas.csv")
    accused = draft_export.draft_from_path(tmp_path / "llamadas.csv").chosen.tables
    assert "suspects" in {table.table for table in accused}


@pytest.mark.parametrize(
    ("accused", "victim", "witness"),
    [
        ("Defendant", "Victim", "Witness"),
        ("prévenue", "victime", "témoin"),
        ("Réu", "Vítima", "Testemunha"),
        ("Beschuldigter", "Opfer", "Zeugin"),
        ("обвиняемый", "Потерпевший", "свидетель"),
        ("SANIK", "mağdur", "tanık"),
        ("被告人", "被害人", "证人"),
        ("المتهم", "ضحية", "شاهد"),
        ("Яллагдагч", "хохирогч", "гэрч"),
        ("Imputada", "Víctima", "testigo"),
    ],
)
def test_who_somebody_is_parts_the_rows_in_ten_languages(
    tmp_path: Path, accused: str, victim: str, witness: str
) -> None:
    rows = "".join(f"{n},{(accused, victim, witness)[n % 3]},{'FM'[n % 2]}\n" for n in range(30))
    (tmp_path / "lista.csv").write_text(f"n,x,sexo\n{rows}", encoding="utf-8")
    draft = draft_export.draft_from_path(tmp_path / "lista.csv")
    where = {t.table: t.where for t in parse_profile_text("x", draft.toml).tables}
    assert where["suspects"] == f"x = '{accused}'"
    assert where["victims"] == f"x = '{victim}'"
    assert (
        '# LOOK FIRST: lista.csv: "x" seems to say who each row is about (number of rows in'
        f" brackets): suspects: [{accused}] (10); victims: [{victim}] (10);"
        f" not stored: [{witness}] (10). Is that right?"
    ) in draft.toml


def test_files_that_share_an_id_are_cases_where_it_is_unique(folder: Path) -> None:
    draft = draft_export.draft_from_path(folder)
    by_name = {t.table: (t.file, t.columns["case_id"].source) for t in draft.chosen.tables}
    assert by_name == {
        "cases": ("llamadas", "id_llamada"),
        "suspects": ("personas", "id_llamada"),
        "victims": ("personas", "id_llamada"),
    }
    assert not any(file.file.select for file in draft.files)


def stored(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the database holds of persons, by table."""
    columns = {"suspects": ("sex", "age_group"), "victims": ("sex", "age_group", "legal_aid")}
    with database.reading(url(folder)).connect() as connection:
        found = {
            name: connection.execute(select(*(tables.BY_NAME[name].c[c] for c in of))).all()
            for name, of in columns.items()
        }
        cases = connection.execute(select(tables.BY_NAME["cases"].c.case_id)).all()
    every = {name: sorted(map(tuple, rows), key=repr) for name, rows in found.items()}
    return {**every, "cases": sorted(map(tuple, cases))}


def counted(export: Path) -> dict[str, list[tuple[object, ...]]]:
    """The same, counted from the files with nothing of the project."""
    people = [
        {key: value or "" for key, value in row.items()}
        for row in pl.read_csv(export / "personas.csv", infer_schema=False).iter_rows(named=True)
    ]
    calls_ = pl.read_csv(export / "llamadas.csv", infer_schema=False)

    def of(*words: str) -> list[dict[str, str]]:
        return [row for row in people if row["rol"].lower() in words]

    def alike(row: dict[str, str]) -> tuple[str, str]:
        return {"F": "female", "M": "male"}[row["sexo"]], (
            "adult" if int(row["edad"]) >= 18 else "child"
        )

    def aid(row: dict[str, str]) -> str:
        said = [row[name].lower() for name in REFERRED]
        return "yes" if "si" in said else "no" if {*said} == {"no"} else "unknown"

    return {
        "suspects": sorted((alike(row) for row in of("acusado")), key=repr),
        "victims": sorted(((*alike(r), aid(r)) for r in of("víctima", "victima")), key=repr),
        "cases": sorted((name,) for name in calls_["id_llamada"]),
    }


def url(folder: Path) -> str:
    return f"duckdb:///{folder.parent / 'records.duckdb'}"


def ask(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--database", url(folder), *arguments])


def test_an_export_is_drafted_filled_imported_and_the_next_one_held_against_it(
    folder: Path,
) -> None:
    mapping = folder.parent / "hotline.toml"
    assert ask(folder, "mapping", "new", str(folder), "--out", str(mapping)).exit_code == 0
    text = filled(mapping.read_text())
    # What the draft cannot know is a line more: any of three columns says yes.
    aid = f'[tables.victims.columns.legal_aid]\nsql = """\n{LEGAL_AID}\n"""\n'
    mapping.write_text(f"{text}\n{aid}")
    assert ask(folder, "mapping", "check", str(mapping)).exit_code == 0
    imported = ("import", str(folder), "--mapping", str(mapping))
    first = ask(folder, *imported)
    assert first.exit_code == 0, first.output
    assert stored(folder) == counted(folder)
    # The page examines it by the same text.
    request = upload_jobs.UploadRequest(folder, url(folder), mapping.read_text(), "hotline")
    report = upload_jobs.dry_run_upload(request, lambda *_: None).mapped
    assert report is not None
    rows = {name: len(of) for name, of in counted(folder).items()}
    assert {one.table: one.rows for one in report.tables} == rows
    assert ask(folder, "mapping", "accept", str(mapping), str(folder)).exit_code == 0
    _next_quarter(folder, mapping)


def _next_quarter(folder: Path, mapping: Path) -> None:
    """Another order, new rows, another spelling, and columns more."""
    rnd = random.Random(8)
    more = persons(range(90), rnd).with_columns(
        pl.col("rol").replace("Víctima", "VICTIMA"), pl.lit("x").alias("deriva_otra")
    )
    every = calls(range(90), rnd)
    write(folder.parent, every.reverse(), more.sample(fraction=1, shuffle=True, seed=3))
    imported = ("import", str(folder), "--mapping", str(mapping))
    refused = ask(folder, *imported)
    assert refused.exit_code == 1
    said = " ".join(refused.output.split())
    assert f"[VICTIMA] ({(more['rol'] == 'VICTIMA').sum()})" in said
    assert "New columns: deriva_otra." in said
    text = mapping.read_text().replace("rol = 'Víctima'", "rol IN ('Víctima', 'VICTIMA')")
    mapping.write_text(text)
    assert ask(folder, *imported).exit_code == 0
    # The numbers of rows are no ids: nobody is there twice.
    assert stored(folder) == counted(folder)
