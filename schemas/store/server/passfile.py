"""The password file of the roles, in the format of libpq: host:port:database:user:password."""

import os
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from schemas.errors import UserError
from schemas.language import message
from schemas.store.atomic_write import read_private, write_new_private
from schemas.store.server.setup import AnyRoles, new_passwords, role_names, server_address

HOST, PORT = "localhost", "5432"
# Colons separate fields. Within a field, a colon or backslash is escaped by a backslash.
APART = re.compile(r"[:\\]")
SAID = re.compile(r"\\(.)")


def load_passwords(path: Path, url: str, kind: type[AnyRoles]) -> AnyRoles:
    """Return the passwords of the roles: from the file if it exists, or new ones, stored in it.

    They are stored before they are set, so after an interruption the next attempt uses the same
    ones. Raises UserError if the file lacks a role, is readable by others, or cannot be read or
    written.
    """
    try:
        new = new_passwords(kind)
        write_new_private(path, "".join(f"{line}\n" for line in passfile_lines(url, new)).encode())
    except FileExistsError:
        return _kept(path, url, kind)
    except OSError as error:
        raise UserError(
            message(
                "Cannot write the passwords to [{path}] ({reason}). Nothing was changed.",
                path=path,
                reason=error.strerror,
            )
        ) from error
    return new


def passfile_lines(url: str, words: AnyRoles) -> list[str]:
    """Return the lines of the file: one for each role and each server of `url`."""
    named = zip(role_names(url, type(words)), words, strict=True)
    return [f"{before}{_field(word)}" for name, word in named for before in _before(url, name)]


def _before(url: str, name: str) -> list[str]:
    """Return the start of the line of a role, up to the password, for each server."""
    return [f"{_field(host)}:{_field(port)}:*:{_field(name)}:" for host, port in _servers(url)]


def _servers(url: str) -> Iterator[tuple[str, str]]:
    """Yield host and port of each server that the address names."""
    address = server_address(url)
    # This includes host and port in the query part of the URL, which take precedence.
    _, said = address.get_dialect()().create_connect_args(address)
    # Without them in the address, libpq uses the environment.
    hosts = str(said.get("host") or os.environ.get("PGHOST") or HOST).split(",")
    ports = str(said.get("port") or os.environ.get("PGPORT") or PORT).split(",")
    for host, port in zip(hosts, cycle(ports), strict=False):
        yield host or HOST, port or PORT


def _field(text: str) -> str:
    return APART.sub(r"\\\g<0>", text)


def _kept(path: Path, url: str, kind: type[AnyRoles]) -> AnyRoles:
    """Return the passwords in an existing file. Raises UserError if one is missing."""
    there = _read(path).splitlines()
    words = kind(*(_word(there, _before(url, name)[0]) for name in role_names(url, kind)))
    if all(words) and set(passfile_lines(url, words)) <= set(there):
        return words
    raise UserError(
        message(
            "[{path}] already exists, but it does not have a password for each role of this"
            " database. Passwords are never overwritten. Nothing was changed. Name another file. Or"
            " remove this one if no database uses it: then new passwords are set.",
            path=path,
        )
    )


def _word(there: list[str], before: str) -> str:
    """Return the password of the first line with this start, or an empty text."""
    found = (line.removeprefix(before) for line in there if line.startswith(before))
    return SAID.sub(r"\1", next(found, ""))


def _read(path: Path) -> str:
    """Read the password file. Raises UserError if others may read it."""
    try:
        content, mode = read_private(path)
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(message("Cannot read the passwords from [{path}].", path=path)) from error
    if mode is not None:
        raise UserError(
            message(
                "Other users can read the file of passwords [{path}] (mode {mode}). Nothing was"
                " changed. Close it with `chmod 600 {path}`. If they have perhaps read it, name"
                " another file: then new passwords are set.",
                path=path,
                mode=f"{mode:04o}",
            )
        )
    return text
