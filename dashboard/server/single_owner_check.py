"""Refuses to serve records of several owners where only this program would part them."""

import os

from dashboard import cache, real_database, released, sign_in_settings, words
from metrics import results
from metrics.release import archive
from schemas import errors, scopes
from schemas.store import database, row_scope, server
from seed import batches
from seed.mapping import exports

FILE_OF_SEVERAL = (
    "People sign in here, and this database is a file with real records of several jurisdictions "
    "or offices: nothing but this program would part them. Serve them from PostgreSQL (--database "
    "postgresql://...), or give each office a file and a server of its own."
)
# Set by `serve --one-organisation`: whoever started it says whose the records are.
ONE_ORGANISATION = "PROSECUTION_QUALITY_ONE_ORGANISATION"
OPTION = "--one-organisation"
NOT_STATED = (
    "These are own records of several jurisdictions ({places}), and nobody signs in: whoever sits "
    "at this computer sees all of them. Where they belong to one organisation, say so: {command}. "
    "Else let people sign in (docs/sign-in.md), or keep the records of each in a database of its "
    "own. Records that are made up, or of a public source with a mapping of ours, are not meant."
)
NOT_PARTED = "People sign in here, and the database would not part their records (docs/server.md):"
RELEASE_DAMAGED = "People sign in here, and would be shown a release that is not as it was made:"
OF_ONE = "Own records of {}: of one organisation, as was said when it was started"
OF_SEVERAL = "Own records of {}: one organisation has to own them, and nobody has said so"


def refuse_unstated_owners(url: str, *, is_said: bool) -> None:
    """UserError where nobody signs in to own records of several, and nobody says they are one's."""
    if sign_in_settings.is_on() or is_said:
        return
    if len(owners := _owners(url, database.data_version(url))) > 1:
        command = real_database.command_line(real_database.display_name(url), "serve", OPTION)
        raise errors.UserError(NOT_STATED.format(places=words.listing([*owners]), command=command))


def owners_notice(url: str) -> str:
    """What a page says of own records of several, where nobody signs in; else nothing."""
    if sign_in_settings.is_on():
        return ""
    owners = _owners(url, database.data_version(url))
    # Records may have come in since the start.
    said = OF_ONE if os.environ.get(ONE_ORGANISATION) else OF_SEVERAL
    return said.format(words.listing([*owners])) if len(owners) > 1 else ""


def refuse_file_of_several(url: str) -> None:
    """UserError where people sign in to a file of several; made-up records may be anybody's."""
    if sign_in_settings.is_on() and real_database.is_embedded(database.absolute(url)):
        version = database.data_version(url)
        if _is_of_many(url, version):
            raise errors.UserError(FILE_OF_SEVERAL)


def refuse_unparted_server(url: str) -> None:
    """UserError where people sign in to a server's database that does not part records itself."""
    if not sign_in_settings.is_on() or real_database.is_embedded(database.absolute(url)):
        return
    if problems := server.problems(url, row_scope.load_process_scope_key()):
        raise errors.UserError("\n".join([NOT_PARTED, *problems]))


def refuse_damaged_release() -> None:
    """UserError where people sign in and a release, by which others are shown, is not as made.

    Raises DatabaseMissing where none is there that the environment names.
    """
    releases = os.environ.get(released.RELEASES)
    if sign_in_settings.is_on() and releases and (problems := archive.problems(releases)):
        raise errors.UserError("\n".join([RELEASE_DAMAGED, *problems]))


def _read_owners(url: str, _version: str) -> tuple[str, ...]:
    with database.reading(url).connect() as connection:
        seen = database.apply_scope(connection, scopes.EVERYTHING)
        return batches.owners_of_records(seen, exports.shipped_names())


def _read_is_of_many(url: str, _version: str) -> bool:
    with database.reading(url).connect() as connection:
        places = results.jurisdictions(connection, scopes.EVERYTHING)
        offices = results.offices(connection, scopes.EVERYTHING)
    is_real = not places["made_up"].all()
    return is_real and max(len(places), len(offices)) > 1


# Asked for in each run; records may come in while people look.
_owners = cache.cached(_read_owners)
_is_of_many = cache.cached(_read_is_of_many)
