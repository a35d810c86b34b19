"""A large import to be killed: the world it brings, the state before it, and the way back to it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import Table, func, make_url, select

from schemas import tables
from schemas.store import bookkeeping, database
from seed import synthetic
from tests import prepared
from tests.battery import importing
from tests.soak import EVERYDAY_PART, soak_size

ALL_TABLES: tuple[Table, ...] = (
    *tables.RECORD_TABLES,
    *tables.HISTORY.values(),
    *bookkeeping.BOOKKEEPING_TABLES,
)
Counts = dict[str, int]
# Beside the jurisdiction that corrects what it sent; all of them in a full soak.
EVERYDAY_OTHERS = 2


class Place(NamedTuple):
    """A database with one submission stored, and what is to be imported."""

    url: str
    folder: Path
    before: Counts


class World(NamedTuple):
    """Submissions to import, one of which supersedes batch 1, and the folder stored as batch 1."""

    folder: Path
    earlier: Path


def make_world(folder: Path, cases: int, beside: int | None = None) -> World:
    """A made-up world in which the first jurisdiction corrects what it sent before.

    So many others send beside it; without a number all of them in a full soak.
    """
    first, *others = synthetic.write_submissions(folder / "world", cases=cases, seed=1)
    for left_out in others[
        soak_size(EVERYDAY_PART * EVERYDAY_OTHERS) if beside is None else beside :
    ]:
        shutil.rmtree(left_out)
    earlier = folder / "earlier" / first.name
    shutil.copytree(first, earlier)
    header, *rows = (earlier / "cases.csv").read_text().splitlines()
    position = header.split(",").index("reopened")
    (earlier / "cases.csv").write_text(
        "\n".join([header, *(_other(row, position) for row in rows)])
    )
    with (first / "submission.toml").open("a") as manifest:
        manifest.write("supersedes = [1]\n")
    return World(folder / "world", earlier)


def _other(row: str, position: int) -> str:
    cells = row.split(",")
    cells[position] = "no" if cells[position] == "yes" else "yes"
    return ",".join(cells)


def counts(url: str) -> Counts:
    """How many rows each table of the database has."""
    with database.reading(url).connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in ALL_TABLES
        }


def ready(url: str, folder: Path, point: str = "") -> prepared.Prepared:
    """An import that begins when it is told to, and may kill itself at a named point."""
    return prepared.Prepared(importing.import_and_die, url, folder, point)


def start(place: Place, point: str = "") -> prepared.Prepared:
    """An import that begins."""
    child = ready(place.url, place.folder, point)
    child.go()
    return child


def kept(url: str) -> Callable[[], None]:
    """Keep the database as it is; what is returned brings it back."""
    database.close_readers()
    address = make_url(url)
    if address.get_backend_name() == "duckdb":
        file = Path(str(address.database))
        copy = shutil.copyfile(file, file.with_name("kept.duckdb"))
        return lambda: _replace(copy, file)
    name = str(address.database)
    _administer(url, "CREATE DATABASE {} TEMPLATE {}", f"{name}_kept", name)
    return lambda: _from_template(url, name)


def _replace(copy: Path, file: Path) -> None:
    """As a backup is brought back: under another name first."""
    shutil.copyfile(copy, file.with_name("back.duckdb")).replace(file)


def _from_template(url: str, name: str) -> None:
    database.close_readers()
    _administer(url, "DROP DATABASE {} WITH (FORCE)", name)
    _administer(url, "CREATE DATABASE {} TEMPLATE {}", name, f"{name}_kept")


def _administer(url: str, statement: str, *names: str) -> None:
    server = make_url(url).set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        server.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
