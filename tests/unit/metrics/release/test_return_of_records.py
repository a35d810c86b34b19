"""A return of a release that was made of records holds what the release shows, and nothing else."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import select

from metrics.catalogue import CATALOGUE
from metrics.release import (
    archive,
    attack,
    figure_notes,
    gate,
    key,
    plan,
    publication,
    reading,
    release_memory,
    return_file,
    returns,
)
from metrics.release.archive import STORE
from metrics.release.return_file import CSV, MANIFEST, PARQUET, PLAN, SCHEMAS
from schemas.errors import UserError
from tests.unit.metrics.release import country, sent

REPLY = figure_notes.Said(figure_notes.Role.MINISTRY, "Two courts were closed.", sent.DAY)
CHANGED = {2022: (90, 20), 2023: (60, 30)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a country with two releases, a reply, and the return of the second."""
    home = tmp_path_factory.mktemp("country")
    url = country.url_of(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "latest", lambda: country.FEW)
        country.give_key(home, patch)
        for position, cases in enumerate(({2022: (60, 20), 2023: (60, 10)}, CHANGED)):
            before = ["supersedes = [1]"][:position]
            country.store(url, home / f"sent{position}", cases, *before)
            country.released(url)
    about = figure_notes.About("XAA", "C01", "2023")
    figure_notes.add(url, archive.address(url, None), about, REPLY)
    (home / "r.zip").write_bytes(return_file.pack(exported(home)))
    yield home
    country.let_go()


def exported(home: Path, number: int | None = None) -> return_file.Return:
    url = archive.address(country.url_of(home), None)
    with archive.reading(url).connect() as connection:
        return return_file.of_release(connection, number, contact="us", licence="CC BY 4.0")


def parts(home: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(home / "r.zip") as file:
        return {name: file.read(name) for name in file.namelist()}


def released(home: Path, name: str, column: str) -> set[str]:
    """All texts that the table of the database of releases has in a column, of release 2."""
    table = return_file.TABLES[name]
    query = select(table.c[column]).where(table.c.release == 2)
    url = archive.address(country.url_of(home), None)
    with archive.reading(url).connect() as connection:
        found = connection.execute(query).scalars().all()
    return {"" if one is None else _text(one) for one in found}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", return_file.TABLES)
def test_each_value_is_one_of_the_release(home: Path, name: str) -> None:
    lines = list(csv.DictReader(io.StringIO(parts(home)[name + CSV].decode())))
    # This country states nothing of its law.
    assert bool(lines) == (name != "context")
    for column in SCHEMAS[name]:
        assert {line[column] for line in lines} <= released(home, name, column)


def test_what_is_no_table_of_the_release_is_of_the_program_or_its_owner(home: Path) -> None:
    given = parts(home)
    with archive.reading(archive.address(country.url_of(home), None)).connect() as connection:
        found = reading.shown(connection)
        first = reading.shown(connection, 1)
    assert given[PLAN].decode() == (plan.PLANS / f"{found.release.plan}.toml").read_text()
    assert list(csv.reader(io.StringIO(given["notes.csv"].decode())))[1:] == [
        [line] for line in found.content.notes
    ]
    for line in csv.DictReader(io.StringIO(given["definitions.csv"].decode())):
        known = CATALOGUE[line["measure"]]
        assert (line["title"], line["question"]) == (known.title, known.question)
    # What a release corrects is told by both releases together.
    of_both = reading.release_differences(first.content, found.content)
    told = of_both.filter(pl.col("before") != reading.NOT_SHOWN)
    corrected = [*csv.reader(io.StringIO(given["corrections.csv"].decode()))]
    assert {*map(tuple, corrected)} == {(*told.columns,), *told.rows()}
    assert len(corrected) == told.height + 1 > 1
    assert json.loads(given[MANIFEST]) == {
        "format": return_file.FORMAT,
        "release": 2,
        "made_on": found.release.made_at.date().isoformat(),
        "content_hash": found.release.content_hash,
        "plan": found.release.plan,
        "made_up": True,
        "jurisdictions": {"XAA": found.content.places["name"].item()},
        "contact": "us",
        "licence": "CC BY 4.0",
        "parts": {
            name: {"bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in given.items()
            if name != MANIFEST
        },
    }


def test_there_are_no_further_bytes(home: Path) -> None:
    given = parts(home)
    assert {*given} == {MANIFEST, PLAN, *(n + end for n in SCHEMAS for end in (CSV, PARQUET))}
    for name in SCHEMAS:
        frame = pl.read_parquet(io.BytesIO(given[name + PARQUET]))
        assert frame.write_csv().encode() == given[name + CSV]
    # Uncompressed: what lies between the members would be seen by the length of the file.
    headers = sum(30 + 46 + 2 * len(name) for name in given) + 22
    assert len((home / "r.zip").read_bytes()) == headers + sum(map(len, given.values()))


def test_equal_releases_give_equal_bytes(home: Path) -> None:
    assert return_file.pack(exported(home)) == (home / "r.zip").read_bytes()
    assert exported(home, 1).release == 1


def test_whoever_has_three_returns_of_a_country_proves_no_count(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body has all returns that came: each cell of each release keeps five possible values."""
    country.let_go()
    here = Path(shutil.copytree(home, tmp_path / "country"))
    url, trials = country.url_of(here), []
    of_gate = gate.suppress_until_safe

    def watched(trial: gate.Trial) -> gate.Suppressions:
        trials.append(trial)
        return of_gate(trial)

    monkeypatch.setattr(gate, "suppress_until_safe", watched)
    monkeypatch.setattr(publication, "latest", lambda: country.FEW)
    monkeypatch.setenv(key.KEY_FILE, str(here / "release.key"))
    country.store(url, here / "sent2", {2022: (103, 31), 2023: (75, 3)}, "supersedes = [2]")
    country.released(url)
    sent_ = [return_file.unpack(return_file.pack(exported(here, number))) for number in (1, 2, 3)]
    published = gate._published([one.content for one in sent_], "XAA")
    known = {one.cell for one in published}
    bounds = attack.bounds(published, *gate._relations_among(trials[-1].relations, known))
    releases = archive.all_releases(archive.address(url, None))
    counts = release_memory.load_memory(url, releases).counts
    truth = counts.select("release", "cell", count="x").unique()
    judged = bounds.join(truth, on=["release", "cell"])
    assert set(judged["release"]) == {1, 2, 3}
    assert judged.filter(pl.col("count").is_between(1, 4)).height > 0
    assert attack.cells_with_too_few_values(bounds, truth).rows() == []


def test_a_body_shows_what_the_country_shows_and_has_no_record(home: Path, tmp_path: Path) -> None:
    body = f"duckdb:///{tmp_path / 'body.releases.duckdb'}"
    of = sent.country("XAA")
    file = (home / "r.zip").read_bytes()
    returns.import_returns(
        f"duckdb:///{tmp_path / 'body.duckdb'}",
        body,
        [returns.check(body, file, of.sign(file))],
        trusts=lambda _: True,
    )
    asked = (
        (("C01", "N01", "F01", "C04r", "X01m"), {"by": ("year",)}),
        (("C01", "F01"), {"by": ("form",)}),
    )
    for ids, how in asked:
        own, here = (
            rows_of(url, ids, how) for url in (archive.address(country.url_of(home), None), body)
        )
        assert own.equals(here)
        assert len(own)
    with archive.reading(body).connect() as connection:
        assert [one.text for one in figure_notes.notes_of_measures(connection)] == [REPLY.text]
    STORE.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    ids = [
        f"{what}-{sha256(f'{year} {position}'.encode()).hexdigest()[:12]}"
        for year, (number, _) in CHANGED.items()
        for position in range(number)
        for what in ("CASE", "VICTIM")
    ]
    records = (home / "sent1" / "cases.csv").read_bytes()
    assert sum(one.encode() in records for one in ids) == len(ids) / 2
    assert not [one for one in ids if one.encode() in everything]


def rows_of(url: str, ids: tuple[str, ...], how: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    with archive.reading(url).connect() as connection:
        return pl.from_pandas(reading.rows(connection, ids, **how))


def test_a_release_made_of_returns_is_not_handed_on(tmp_path: Path) -> None:
    body = f"duckdb:///{tmp_path / 'body.releases.duckdb'}"
    of = sent.country("QMA")
    returns.import_returns(
        f"duckdb:///{tmp_path / 'body.duckdb'}",
        body,
        [returns.check(body, *of.send(sent.made()))],
        trusts=lambda _: True,
    )
    with (
        archive.reading(body).connect() as connection,
        pytest.raises(UserError, match="Hand on the returns themselves"),
    ):
        return_file.of_release(connection, None, contact="", licence="")
    STORE.close()
