"""The file of the roles' passwords, as libpq reads it: host:port:database:user:password."""

import os
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from schemas.errors import UserError
from schemas.store.atomic_write import read_private, write_new_private
from schemas.store.server.setup import AnyRoles, new_passwords, role_names, server_address

HOST, PORT = "localhost", "5432"
# Between fields stands a colon; of a field itself it is said by a backslash, and so is that.
APART = re.compile(r"[:\\]")
SAID = re.compile(r"\\(.)")


def passwords(path: Path, url: str, kind: type[AnyRoles]) -> AnyRoles:
    """The passwords of the roles at `url`: those of the file, or new ones, written to it.

    Written before they are set: an attempt that was interrupted has left them, and the next one
    goes on with them. UserError where the file is there and does not have one for each role, where
    others may read it, or where it cannot be read or written.
    """
    try:
        new = new_passwords(kind)
        write_new_private(path, "".join(f"{line}\n" for line in lines(url, new)).encode())
    except FileExistsError:
        return _kept(path, url, kind)
    except OSError as error:
        raise UserError(
            f"The passwords cannot be written to [{path}] ({error.strerror}). Nothing was changed."
        ) from error
    return new


def lines(url: str, words: AnyRoles) -> list[str]:
    """The lines of such a file: of each server that `url` names one for each role."""
    named = zip(role_names(url, type(words)), words, strict=True)
    return [f"{before}{_field(word)}" for name, word in named for before in _before(url, name)]


def _before(url: str, name: str) -> list[str]:
    """What stands before the password of a role, for each server."""
    return [f"{_field(host)}:{_field(port)}:*:{_field(name)}:" for host, port in _servers(url)]


def _servers(url: str) -> Iterator[tuple[str, str]]:
    address = server_address(url)
    # Also of an address that says them behind its question mark, which goes before.
    _, said = address.get_dialect()().create_connect_args(address)
    # Where the address does not say it, libpq takes both from the environment.
    hosts = str(said.get("host") or os.environ.get("PGHOST") or HOST).split(",")
    ports = str(said.get("port") or os.environ.get("PGPORT") or PORT).split(",")
    for host, port in zip(hosts, cycle(ports), strict=False):
        yield host or HOST, port or PORT


def _field(text: str) -> str:
    return APART.sub(r"\\\g<0>", text)


def _kept(path: Path, url: str, kind: type[AnyRoles]) -> AnyRoles:
    there = _read(path).splitlines()
    words = kind(*(_word(there, _before(url, name)[0]) for name in role_names(url, kind)))
    if all(words) and set(lines(url, words)) <= set(there):
        return words
    raise UserError(
        f"[{path}] is there already, and does not have the password of each role of this database:"
        " passwords are never written over. Nothing was changed. Name another file, or take this"
        " one away where no database goes by it: new passwords are set then."
    )


def _word(there: list[str], before: str) -> str:
    """The password of the first line that begins so; empty where there is none."""
    found = (line.removeprefix(before) for line in there if line.startswith(before))
    return SAID.sub(r"\1", next(found, ""))


def _read(path: Path) -> str:
    try:
        content, mode = read_private(path)
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The passwords cannot be read from [{path}].") from error
    if mode is not None:
        raise UserError(
            f"The file of passwords [{path}] may be read by others (mode {mode:04o}). Nothing was"
            f" changed. Close it to them with `chmod 600 {path}`; if they may have read it, name"
            " another file, and new passwords are set."
        )
    return text
