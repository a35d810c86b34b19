"""Keep what this version makes, for later ones: `python -m tests.battery.upgrades`.

It is run once for each version of the tables, with the program that made the version, and what it
wrote is never made again: an older program's files are what they are.
"""

import csv
import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from sqlalchemy import make_url

import metrics
from metrics.release import archive, key, publication
from schemas.store import compatibility, database, database_copy, row_scope, server
from seed import batches, readers, synthetic
from tests.battery.upgrades import kept
from tests.machine import postgres_folder
from tests.postgres_server import plain, served

# As few cases as a made-up world can have, and of these a few jurisdictions.
CASES, PLACES, SEED = 12, 4, 1
NAME = "kept"
OPTIONS = ("--inserts", "--restrict-key=kept")
# Counted anew whenever a version is left.
COUNTED_ANEW = [f"--exclude-table-data={one}" for one in metrics.derived_tables.tables]


def main() -> int:
    version = compatibility.newest_version()
    folder = kept.FOLDER / version
    if folder.exists():
        sys.stderr.write(f"What version {version} left is kept already.\n")
        return 1
    programs = postgres_folder()
    assert programs is not None, "PostgreSQL is not installed on this machine."
    with tempfile.TemporaryDirectory() as name, served(programs) as own:
        home = Path(name)
        url = _file(home)
        texts = {
            kept.RECORDS: (home / kept.RECORDS).read_bytes(),
            kept.RELEASES: (home / kept.RELEASES).read_bytes(),
            kept.SERVER: _server(own.url, url, programs),
        }
        figures, hashes = kept.counted(url), kept.made(url)
        database.close_readers()
    folder.mkdir(parents=True)
    for name, content in texts.items():
        (folder / f"{name}{kept.PACKED}").write_bytes(lzma.compress(content, preset=9))
    with (folder / kept.FIGURES).open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(kept.COLUMNS)
        writer.writerows([*of, *numbers] for of, numbers in figures.items())
    (folder / kept.RELEASED).write_text(f"{json.dumps(hashes, indent=1)}\n")
    return 0


def _file(home: Path) -> str:
    """Records with a batch that another took the place of, one that was undone, and a release."""
    url = f"duckdb:///{home / kept.RECORDS}"
    first, *others = synthetic.write_submissions(home / "world", cases=CASES, seed=SEED)[:PLACES]
    for one in (first, *others):
        _store(url, one)
    batches.undo(url, PLACES, refresh=metrics.refresh)
    cases = first / "cases.csv"
    cases.write_text(cases.read_text().replace(",no,", ",yes,", 1))
    with (first / "submission.toml").open("a") as manifest:
        manifest.write("supersedes = [1]\n")
    _store(url, first)
    key.make(home / "release.key")
    os.environ[key.KEY_FILE] = str(home / "release.key")
    releases = archive.address(url, None)
    publication.publish_draft(url, releases, publication.draft_release(url, releases))
    return url


def _store(url: str, folder: Path) -> None:
    [receipt] = batches.store(
        url,
        [readers.read_submission(folder)],
        partial=batches.Partial.REFUSE,
        refresh=metrics.refresh,
    )
    assert receipt.status == "stored", receipt.findings


def _server(server_url: str, source: str, programs: Path) -> bytes:
    """The same records on a server that was set up for several people, as SQL."""
    with psycopg.connect(plain(server_url), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}".encode())
    url = make_url(server_url).set(database=NAME)
    passwords, named = server.new_passwords(server.Roles), url.render_as_string(hide_password=False)
    server.init(named, kept.beside(), bytes(row_scope.KEY_BYTES), passwords)
    importer = url.set(username=f"{NAME}_importer", password=passwords.importer)
    database_copy.copy(
        source, importer.render_as_string(hide_password=False), refresh=metrics.refresh
    )
    database.close_readers()
    command = [programs / "pg_dump", *OPTIONS, *COUNTED_ANEW, "--dbname", plain(named)]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # Words to psql, and settings of the version of PostgreSQL that wrote it.
    lines = (
        line
        for line in dumped.splitlines()
        if not line.startswith(("\\", "SET ", "--", "SELECT pg_catalog.set_config"))
    )
    return "\n".join(lines).replace(f"{NAME}_", f"{kept.NAME}_").encode()


if __name__ == "__main__":
    sys.exit(main())
