"""Parse the address of a database: the path of a file, or the URL of a server."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from schemas.errors import DatabaseUnavailable
from schemas.store import postgresql

# Made-up records and the user's own records have separate files.
DEFAULT_FILE, OWN_FILE = "prosecution-quality.duckdb", "own-records.duckdb"
DUCKDB, POSTGRESQL = "duckdb", "postgresql"


def default_url() -> str:
    """Return the address of the user's own database file in `data/`, or of the demo file."""
    folder = Path.cwd() / "data"
    own = folder / OWN_FILE
    # Once the user's own file exists, all commands use it by default.
    return f"duckdb:///{own if own.is_file() else folder / DEFAULT_FILE}"


def display_name(url: str) -> str:
    """Return the address without user name and password, for messages."""
    address = resolved_address(url)
    return str(address) if isinstance(address, Path) else postgresql.display_name(address)


def with_absolute_path(url: str) -> str:
    """Return the address with an absolute path, so that it works in any working folder."""
    address = resolved_address(url)
    return f"duckdb:///{address}" if isinstance(address, Path) else url


def resolved_address(url: str) -> Path | URL:
    """Return the absolute path of a file, with symbolic links resolved, or the URL of a server."""
    address = parsed_address(url)
    return _resolve_links(address) if isinstance(address, Path) else address


def parsed_address(url: str) -> Path | URL:
    """Return the absolute path of a file, perhaps of a symbolic link to it, or a server's URL.

    Links are not resolved: that takes longer than to see whether the file has changed.
    """
    if "://" not in url:
        return _file(url)
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # The cause is left out: it may include the password.
        raise DatabaseUnavailable(
            "Cannot read the address of the database. Give a path, duckdb:///PATH or"
            " postgresql://USER:PASSWORD@HOST:PORT/NAME (with special characters"
            " percent-encoded)."
        ) from None
    kind = address.get_backend_name()
    if kind == DUCKDB:
        return _file(address.database or "")
    if kind == POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    raise DatabaseUnavailable(
        "The program cannot use a database of the kind [{kind}]. Give a path, duckdb:///PATH or"
        " postgresql://HOST/NAME.",
        kind=kind,
    )


def _file(path: str) -> Path:
    """Return the absolute path of a file. Raises DatabaseUnavailable if it is not a file's name."""
    if path in ("", ":memory:"):
        raise DatabaseUnavailable(
            "[{path}] is not the name of a file. Give the path of a database file, such as"
            " duckdb:///data/{file}.",
            path=path,
            file=DEFAULT_FILE,
        )
    try:
        return Path(path).expanduser().absolute()
    except (OSError, RuntimeError) as error:
        # The home folder of an unknown user.
        raise _leads_nowhere(path) from error


def _resolve_links(path: Path) -> Path:
    """Return the path without symbolic links. Raises DatabaseUnavailable if they loop."""
    try:
        # A writer replaces the target of a link, not the link.
        target = path.resolve()
    except (OSError, RuntimeError) as error:
        raise _leads_nowhere(path) from error
    if target.is_symlink():
        # Python 3.13 and later raise no error for circular links.
        raise _leads_nowhere(path)
    return target


def _leads_nowhere(path: Path | str) -> DatabaseUnavailable:
    return DatabaseUnavailable("[{path}] does not lead to a file. Name another path.", path=path)
