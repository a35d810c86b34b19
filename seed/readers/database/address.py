"""The address of a running system's database: what may be written of it, and what is filled in."""

import os
import re
from pathlib import PurePath

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from schemas import errors

POSTGRESQL, SQLITE, DUCKDB = "postgresql", "sqlite", "duckdb"
KINDS = (POSTGRESQL, SQLITE, DUCKDB)
EXAMPLES = "postgresql://READER@HOST/NAME, sqlite:///PATH or duckdb:///PATH"
# What stands for a variable of the environment: ${COURT_PASSWORD}.
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# Options of an address that are secrets.
_SECRET = re.compile(r"pass(word|wd|phrase)?$|secret|token", re.IGNORECASE)
# The same in any text, also where it is no address yet, or stands in a comment. A password may
# hold a stroke, and one with an @ that was not escaped ends at the last one.
_WITH_PASSWORD = re.compile(
    r"[a-z][a-z0-9+]*://[^\s:/@\"']*:(?!//)([^\s\"']+)@|[?&\s][a-z]*pass(?:word|wd)=([^&\s\"']+)",
    re.IGNORECASE,
)
IN_THE_ENVIRONMENT = (
    "a password has no place here: whoever reads this text would read all that it opens. Take it"
    " out, and set it in the environment of the import: PGPASSWORD or PGPASSFILE, or a name of your"
    " own, as in postgresql://READER:${COURT_PASSWORD}@HOST/NAME. If it was sent to others, change"
    " it."
)


def is_address(text: str) -> bool:
    """Whether it is the address of a database and no path."""
    return "://" in text


def holds_password(text: str) -> bool:
    """Whether an address with a password stands anywhere in a text, be it in a comment."""
    return any(
        not _VARIABLE.fullmatch(found[1] or found[2]) for found in _WITH_PASSWORD.finditer(text)
    )


def address_fault(source: str) -> str:
    """Why the address cannot be read or may not be written down; blank where it can."""
    # Before anything repeats it.
    if holds_password(source):
        return IN_THE_ENVIRONMENT
    try:
        url = make_url(source)
    except (ArgumentError, ValueError):
        return f"this is no address of a database. Expected is {EXAMPLES}."
    if url.get_backend_name() not in KINDS:
        return (
            f"[{url.get_backend_name()}] is no kind of database that is read here. Expected is"
            f" {EXAMPLES}; of another one send an export."
        )
    secrets = [url.password, *(v for k, v in url.query.items() if _SECRET.search(k))]
    if any(one is not None and not _VARIABLE.fullmatch(str(one)) for one in secrets):
        return IN_THE_ENVIRONMENT
    if url.get_backend_name() != POSTGRESQL and url.database in {None, "", ":memory:"}:
        return f"this names no file. Expected is {url.get_backend_name()}:///PATH."
    return ""


def shown(source: str) -> str:
    """The address as it is told and kept: no user, password or option, of a file only its name."""
    url = make_url(source)
    kind = url.get_backend_name()
    if kind != POSTGRESQL:
        return f"{kind}:///{PurePath(url.database or '').name}"
    port = f":{url.port}" if url.port else ""
    return f"{kind}://{url.host or ''}{port}/{url.database or ''}"


def filled(source: str) -> URL:
    """The address with the variables that it names. Raises UserError where one is not set."""
    url = make_url(source)
    return url.set(
        username=_filled(url.username),
        password=_filled(url.password),
        host=_filled(url.host),
        database=_filled(url.database),
        query={
            name: _filled(value) or "" if isinstance(value, str) else value
            for name, value in url.query.items()
        },
    )


def _filled(part: str | None) -> str | None:
    return None if part is None else _VARIABLE.sub(_value, part)


def _value(found: re.Match[str]) -> str:
    value = os.environ.get(found[1])
    if value is None:
        raise errors.UserError(
            f"The mapping's source names [{found[1]}], which is not set. Set it in the environment"
            " of this command; in a job that runs every night, in the job's own."
        )
    return value
