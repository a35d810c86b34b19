"""Names and events that are sent in several languages are shown in the reader's, else as sent."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from metrics import national_lists, results
from metrics.rebuild import make_units
from schemas import scopes
from schemas.language import use_language
from schemas.store import database
from seed import batches, readers
from seed.mapping.mapping_pipeline import read_export
from seed.mapping.parse_profile import parse_profile_text
from seed.submission import Submission
from tests.command_line import run
from tests.filled_template import filled_template
from tests.fixtures.made_up import path_of, url_of
from tests.submissions import CASES, check, only, small

pytestmark = pytest.mark.soak

HEAD = "office_id,jurisdiction,label,label@fr,label@ar\n"
OFFICES = (
    f"{HEAD}o1,XAA,Fiscalía de Arlen,Parquet d'Arlen,نيابة آرلن\no2,XAA,Fiscalía de Vessik,,\n"
)
PLACES = "jurisdiction,name,name@fr\nXAA,Exempland,Exemplie\n"
MAPPING = """\
[manifest]
jurisdiction = "XAA"

[files.register]
file = "register.json"

[tables.cases]
from = "register"
[tables.cases.columns]
case_id = { source = "number" }
scope = { constant = "charged_as_trafficking" }

[tables.offices]
from = "register"
[tables.offices.columns]
office_id = { source = "office.office_id" }
jurisdiction = { constant = "XAA" }
label = { source = "office.label" }
"label@fr" = { source = "office.label@fr" }
"label@ar" = { source = "office.label@ar" }
"""
EVENTS = "jurisdiction,on,title,source,breaks,title@fr\nXAA,2021,New act,Gazette,no,Nouvelle loi\n"


def store(url: str, sent: Submission) -> batches.Receipt:
    [receipt] = batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=make_units)
    return receipt


def labels(url: str, language: str) -> dict[str, str]:
    with use_language(language), database.reading(url).connect() as connection:
        offices = results.offices(connection, scopes.EVERYTHING)
        places = results.jurisdictions(connection, scopes.EVERYTHING)
    named = pd.concat((offices.set_index("office_id")["label"], places["name"]))
    return {str(id_): str(name) for id_, name in named.items()}


def test_readers_see_names_in_their_language_else_as_sent(
    database_url: str, tmp_path: Path
) -> None:
    texts = {"cases": CASES, "offices": OFFICES, "jurisdictions": PLACES}
    first = store(database_url, small(tmp_path / "sent", **texts))
    assert labels(database_url, "fr") == {
        "o1": "Parquet d'Arlen",
        "o2": "Fiscalía de Vessik",
        "0": "Exemplie",
    }
    assert labels(database_url, "ar")["o1"] == "نيابة آرلن"
    as_sent = {"o1": "Fiscalía de Arlen", "o2": "Fiscalía de Vessik", "0": "Exempland"}
    assert labels(database_url, "zh") == labels(database_url, "en-XA") == as_sent
    # A correction that leaves translations out would remove them, so it is refused.
    without = texts | {"offices": "office_id,jurisdiction,label\no1,XAA,Other\no2,XAA,Other\n"}
    refused = store(
        database_url, small(tmp_path / "again", f"supersedes = [{first.batch_id}]", **without)
    )
    assert "supersedes.incomplete" in [one.rule for one in refused.findings]
    changed = texts | {"offices": OFFICES.replace("d'Arlen", "de Vessik")}
    second = store(
        database_url, small(tmp_path / "third", f"supersedes = [{first.batch_id}]", **changed)
    )
    assert labels(database_url, "fr")["o1"] == "Parquet de Vessik"
    assert second.batch_id is not None
    batches.undo(database_url, second.batch_id, refresh=make_units)
    assert labels(database_url, "fr")["o1"] == "Parquet d'Arlen"


@pytest.mark.parametrize("cell", ["me@example.org", "=1+1", "x" * 61])
def test_a_translation_is_judged_like_the_name(tmp_path: Path, cell: str) -> None:
    as_name = only(
        check(tmp_path / "name", offices=f"office_id,jurisdiction,label\no1,XAA,{cell}\n")
    )
    translated = f"office_id,jurisdiction,label,label@fr\no1,XAA,Arlen,{cell}\n"
    finding = only(check(tmp_path / "translated", offices=translated))
    assert (finding.rule, finding.row, finding.column) == (as_name.rule, 2, "label@fr")


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("label@de", "Unknown language in [label@de]. Names may be sent in these: ar, zh, en,"),
        ("kind@fr", "The column [kind] has no translations. Remove [kind@fr]."),
    ],
)
def test_another_language_or_column_is_refused(tmp_path: Path, column: str, says: str) -> None:
    finding = only(check(tmp_path, offices=f"office_id,jurisdiction,{column}\no1,XAA,court\n"))
    assert finding.rule == "schema.unknown_column"
    assert says in str(finding)


def test_events_may_be_in_several_languages(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(EVENTS)
    events = national_lists.EVENTS
    store(database_url, small(tmp_path / "sent"))
    text, _ = readers.read_exact_csv(file, events.header, events.translations)
    assert text is not None
    assert events.take_in(database_url, text, file.name) == (1, ())
    for language, title in (("fr", "Nouvelle loi"), ("ru", "New act"), ("en", "New act")):
        with use_language(language), database.reading(database_url).connect() as connection:
            listed = national_lists.load_events(connection, scopes.EVERYTHING)
        assert listed[["title", "source"]].values.tolist() == [[title, "Gazette"]]
    file.write_text(EVENTS.replace("title@fr", "title@de"))
    text, [finding] = readers.read_exact_csv(file, events.header, events.translations)
    assert text is None
    assert "title@fr" in str(finding)


Rows = dict[str, list[dict[str, str]]]


def of_parquet(folder: Path, rows: Rows) -> Submission:
    for name, of_table in rows.items():
        pl.DataFrame(of_table).write_parquet(folder / f"{name}.parquet")
    (folder / "submission.toml").write_text('jurisdiction = "XAA"\n')
    return readers.read_submission(folder)


def of_workbook(folder: Path, rows: Rows) -> Submission:
    book = folder / "sent.xlsx"
    book.write_bytes(filled_template(rows, {"jurisdiction": "XAA"}))
    return readers.read_submission(book)


def of_mapped_json(folder: Path, rows: Rows) -> Submission:
    [office] = rows["offices"]
    export = {"number": rows["cases"][0]["case_id"], "office": office}
    path = folder / "register.json"
    path.write_text(json.dumps([export], ensure_ascii=False))
    return read_export(path, parse_profile_text("register", MAPPING))


def sent_rows() -> Rows:
    [office, _] = csv.DictReader(io.StringIO(OFFICES))
    [case, *_] = csv.DictReader(io.StringIO(CASES))
    return {"cases": [case], "offices": [office]}


@pytest.mark.parametrize("sent_as", [of_parquet, of_workbook, of_mapped_json])
def test_names_come_in_by_each_format(
    database_url: str, tmp_path: Path, sent_as: Callable[[Path, Rows], Submission]
) -> None:
    receipt = store(database_url, sent_as(tmp_path, sent_rows()))
    assert receipt.status == "stored", receipt.findings
    assert labels(database_url, "fr")["o1"] == "Parquet d'Arlen"
    assert labels(database_url, "ar")["o1"] == "نيابة آرلن"


def test_names_are_copied_and_erased(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url, restored = url_of(tmp_path), str(tmp_path / "restored.duckdb")
    backup = str(tmp_path / "backup")
    folder = tmp_path / "sent"
    folder.mkdir()
    store(url, of_parquet(folder, sent_rows()))
    assert run(capsys, "--database", url, "backup", backup).code == 0
    assert run(capsys, "--database", restored, "restore", backup).code == 0
    assert labels(restored, "fr")["o1"] == "Parquet d'Arlen"
    assert labels(restored, "ar")["o1"] == "نيابة آرلن"
    assert b"Parquet" in path_of(url).read_bytes()
    erased = run(capsys, "--database", url, "erase", "1", "--reason", "sent_by_mistake", "--yes")
    assert erased.code == 0, erased.err
    assert "o1" not in labels(url, "fr")
    assert b"Parquet" not in path_of(url).read_bytes()
