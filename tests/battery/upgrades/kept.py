"""What each version left behind: a file, a release and a server's database, with their figures.

A later program has to open them, bring them up to date, and say the same.
"""

import csv
import io
import json
import lzma
from pathlib import Path

import psycopg
from sqlalchemy import make_url

import metrics
from metrics import catalogue, results
from metrics.release import archive
from schemas import scopes
from schemas.store import database, server
from schemas.store.row_scope import desk_role
from tests.postgres_server import plain

FOLDER = Path(__file__).parent / "of_version"
RECORDS, RELEASES = "records.duckdb", "records.releases.duckdb"
SERVER, FIGURES, RELEASED = "server.sql", "figures.csv", "releases.json"
PACKED = ".xz"
# Stands in a kept server's database for its name, by which its roles are called.
NAME = "@name@"
KEYS = ("measure", "version", "jurisdiction")
COLUMNS = (*KEYS, "numerator", "denominator", "unknown", "value", "status")
Figures = dict[tuple[str, ...], tuple[str, ...]]


def versions() -> list[str]:
    """Of which versions something is kept, the oldest first."""
    return sorted(one.name for one in FOLDER.iterdir())


def unpacked(version: str, folder: Path) -> str:
    """The version's file of records, and its releases beside it, in the folder; its address."""
    for name in (RECORDS, RELEASES):
        (folder / name).write_bytes(_content(version, name))
    return f"duckdb:///{folder / RECORDS}"


def on_server(version: str, url: str) -> server.Roles:
    """The version's database with its roles and rights, in an empty one whose user may make them.

    The roles' new passwords.
    """
    passwords = server.new_passwords(server.Roles)
    text = _content(version, SERVER).decode().replace(NAME, str(make_url(url).database))
    with psycopg.connect(plain(url), autocommit=True) as connection:
        for role, password in zip(server.role_names(url, server.Roles), passwords, strict=True):
            connection.execute(f"CREATE ROLE \"{role}\" LOGIN PASSWORD '{password}'".encode())
        application = server.role_names(url, server.Roles).application
        if (desk := desk_role(application)) in text:
            connection.execute(f'CREATE ROLE "{desk}" NOLOGIN'.encode())
            connection.execute(f'ALTER ROLE "{application}" NOINHERIT'.encode())
            connection.execute(f'GRANT "{desk}" TO "{application}"'.encode())
        # They name each other, in the order of their names.
        connection.execute("SET check_function_bodies = false")
        connection.execute(text.encode())
    return passwords


def figures(version: str) -> Figures:
    """What the version counted: by measure, its version and jurisdiction, the numbers."""
    text = (FOLDER / version / FIGURES).read_text()
    return {
        tuple(row[: len(KEYS)]): tuple(row[len(KEYS) :])
        for row in list(csv.reader(io.StringIO(text)))[1:]
    }


def hashes(version: str) -> dict[str, str]:
    """The hash of each release that the version made, by its number."""
    found: dict[str, str] = json.loads((FOLDER / version / RELEASED).read_text())
    return found


def counted(url: str) -> Figures:
    """The same of what is counted now, in words, so that kept and counted read alike."""
    with database.reading(url).connect() as connection:
        rows = results.rows(connection, scopes.EVERYTHING, tuple(catalogue.CATALOGUE))
    told = [tuple(map(_written, row)) for row in rows[list(COLUMNS)].itertuples(index=False)]
    return {row[: len(KEYS)]: row[len(KEYS) :] for row in told}


def assert_same(now: Figures, version: str) -> None:
    """Each number of a definition that is the same still; of the others there is a newer one."""
    was = figures(version)
    same = was.keys() & now.keys()
    assert {of: now[of] for of in same} == {of: was[of] for of in same}
    newest = {measure: of_version for measure, of_version, _ in now}
    for measure, of_version, _ in was.keys() - same:
        assert measure not in newest or int(newest[measure]) > int(of_version), measure
    assert same


def made(url: str) -> dict[str, str]:
    """The hash of each release beside the records."""
    return {
        str(one.number): one.content_hash
        for one in archive.all_releases(archive.address(url, None))
    }


def beside() -> server.SideTables:
    """The tables beside the records, as the command line has them."""
    return server.SideTables(metrics.derived_tables, metrics.secret_tables)


def _content(version: str, name: str) -> bytes:
    return lzma.decompress((FOLDER / version / f"{name}{PACKED}").read_bytes())


def _written(value: object) -> str:
    # A sum of fractions may differ in its last digits between two databases.
    return f"{value:.10g}" if isinstance(value, float) else str(value)
