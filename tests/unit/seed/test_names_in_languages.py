"""Names and events that are sent in several languages are shown in the reader's, else as sent."""

from pathlib import Path

import pandas as pd
import pytest

import metrics
from metrics import national_lists, results
from schemas import scopes
from schemas.language import use_language
from schemas.store import database
from seed import batches, readers
from seed.submission import Submission
from tests.submissions import CASES, check, only, small

HEAD = "office_id,jurisdiction,label,label@fr,label@ar\n"
OFFICES = (
    f"{HEAD}o1,XAA,Fiscalía de Arlen,Parquet d'Arlen,نيابة آرلن\no2,XAA,Fiscalía de Vessik,,\n"
)
PLACES = "jurisdiction,name,name@fr\nXAA,Exempland,Exemplie\n"
EVENTS = "jurisdiction,on,title,source,breaks,title@fr\nXAA,2021,New act,Gazette,no,Nouvelle loi\n"


def store(url: str, sent: Submission) -> batches.Receipt:
    [receipt] = batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
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
    batches.undo(database_url, second.batch_id, refresh=metrics.refresh)
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
