"""Where a database is, as people name it: the path of a file, or the address of a server."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from schemas.errors import DatabaseUnavailable
from schemas.store import postgresql

# Made-up records and own ones are kept apart.
DEFAULT_FILE, OWN_FILE = "prosecution-quality.duckdb", "own-records.duckdb"
# A page asks some two hundred times, of one or two.
KEPT = 16
DUCKDB, POSTGRESQL = "duckdb", "postgresql"


def default_url() -> str:
    """A DuckDB file in the working folder's `data/`: that of own records once there is one."""
    folder = Path.cwd() / "data"
    own = folder / OWN_FILE
    # Who has own records means them, with every command alike.
    return f"duckdb:///{own if own.is_file() else folder / DEFAULT_FILE}"


def display_name(url: str) -> str:
    """The address as a person may see it: without user and password."""
    address = address_of(url)
    return str(address) if isinstance(address, Path) else postgresql.display_name(address)


def absolute(url: str) -> str:
    """The same address, whatever the working folder."""
    address = address_of(url)
    return f"duckdb:///{address}" if isinstance(address, Path) else url


def address_of(url: str) -> Path | URL:
    """The absolute path of an embedded file, or the address of a server."""
    named = unresolved_address(url)
    return _resolve(named) if isinstance(named, Path) else named


@lru_cache(KEPT)
def unresolved_address(url: str) -> Path | URL:
    """The same, a file by the name that it was given: its links are not followed."""
    if "://" not in url:
        return _file(url)
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Never with its cause: that may hold the password.
        raise DatabaseUnavailable(
            "The address of the database cannot be read. Expected is a path, duckdb:///PATH or"
            " postgresql://USER:PASSWORD@HOST:PORT/NAME (special characters percent-encoded)."
        ) from None
    kind = address.get_backend_name()
    if kind == DUCKDB:
        return _file(address.database or "")
    if kind == POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    raise DatabaseUnavailable(
        f"[{kind}] is no kind of database that is known here: expected is a path, duckdb:///PATH or"
        " postgresql://HOST/NAME."
    )


def _file(path: str) -> Path:
    if path in ("", ":memory:"):
        raise DatabaseUnavailable(
            f"[{path}] names no file. Expected is the path of a database file, such as"
            f" duckdb:///data/{DEFAULT_FILE}."
        )
    return Path(path)


def _resolve(path: Path) -> Path:
    try:
        # A link's target is what a writer replaces, not the link.
        target = path.expanduser().resolve()
        if target.is_symlink():
            # From Python 3.13 on, links in a circle are left as they are.
            raise RuntimeError("The links lead in a circle.")
        return target
    except (OSError, RuntimeError) as error:
        # Links in a circle, or the home of somebody whom the system does not know.
        raise DatabaseUnavailable(f"[{path}] leads to no file. Name another path.") from error
