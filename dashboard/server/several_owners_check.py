"""Refuse to serve records of several owners if only this program would separate them."""

import os

from dashboard import cache, real_database, released_data, sign_in_settings, words
from metrics import results
from metrics.release import archive
from schemas import errors, scopes
from schemas.language import marked, message, t
from schemas.store import database, row_scope, server
from seed import batches
from seed.mapping import mapping_pipeline

FILE_OF_SEVERAL = message(
    "This database is a file with real records of several jurisdictions or offices, and people sign"
    " in here. A file cannot keep their records apart. Use PostgreSQL (--database"
    " postgresql://...), or give each office its own file and its own server."
)
# Set by `serve --one-organisation`: the operator states that all records have one owner.
ONE_ORGANISATION = "PROSECUTION_QUALITY_ONE_ORGANISATION"
OPTION = "--one-organisation"
NOT_STATED = marked(
    "This database has real records of several jurisdictions ({places}), and nobody signs in."
    " Anyone at this computer sees all of them. If they belong to one organisation, start with:"
    " {command}. Otherwise let people sign in (docs/sign-in.md), or use one database for each"
    " jurisdiction. This does not apply to demonstration data, or to public data with a supplied"
    " mapping."
)
NOT_PARTED = marked(
    "People sign in here, but the database does not keep their records apart (see docs/server.md):"
)
RELEASE_DAMAGED = marked(
    "People sign in here, but the release that they would see was changed after it was made:"
)
OF_ONE = marked("Real records of {places}: declared at the start to belong to one organisation")
OF_SEVERAL = marked("Real records of {places}: nobody has declared that one organisation owns them")


def refuse_several_owners_without_sign_in(url: str, *, is_said: bool) -> None:
    """Raise UserError if nobody signs in and real records are of several owners.

    The operator can state that they belong to one organisation (`is_said`).
    """
    if sign_in_settings.is_sign_in_required() or is_said:
        return
    if len(owners := _owners(url, database.data_version(url))) > 1:
        command = real_database.database_command(real_database.display_name(url), "serve", OPTION)
        raise errors.UserError(NOT_STATED, places=words.listing([*owners]), command=command)


def owners_notice(url: str) -> str:
    """Return the notice that records of several owners are shown without sign-in; else empty."""
    if sign_in_settings.is_sign_in_required():
        return ""
    owners = _owners(url, database.data_version(url))
    # Records may have been imported since the start.
    if len(owners) <= 1:
        return ""
    places = words.listing([*owners])
    if os.environ.get(ONE_ORGANISATION):
        return t(OF_ONE, places=places)
    return t(OF_SEVERAL, places=places)


def refuse_file_with_several_owners(url: str) -> None:
    """Raise UserError if users sign in to a file with real records of several owners."""
    if sign_in_settings.is_sign_in_required() and real_database.is_database_file(
        database.with_absolute_path(url)
    ):
        version = database.data_version(url)
        if _has_several_owners(url, version):
            raise errors.UserError(FILE_OF_SEVERAL)


def refuse_server_without_row_security(url: str) -> None:
    """Raise UserError if users sign in and the database server does not enforce row security."""
    if not sign_in_settings.is_sign_in_required() or real_database.is_database_file(
        database.with_absolute_path(url)
    ):
        return
    if problems := server.setup_problems(url, row_scope.load_process_scope_key()):
        raise errors.UserError("\n".join([t(NOT_PARTED), *map(t, problems)]))


def refuse_damaged_release() -> None:
    """Raise UserError if users sign in and the release for comparisons was altered.

    Raises DatabaseMissing if the environment names a release that does not exist.
    """
    releases = os.environ.get(released_data.RELEASES)
    if (
        sign_in_settings.is_sign_in_required()
        and releases
        and (problems := archive.problems(releases))
    ):
        raise errors.UserError("\n".join([t(RELEASE_DAMAGED), *map(t, problems)]))


def _read_owners(url: str, _version: str) -> tuple[str, ...]:
    with database.reading(url).connect() as connection:
        seen = database.apply_scope(connection, scopes.EVERYTHING)
        return batches.owners_of_records(seen, mapping_pipeline.shipped_profile_names())


def _read_has_several_owners(url: str, _version: str) -> bool:
    with database.reading(url).connect() as connection:
        places = results.jurisdictions(connection, scopes.EVERYTHING)
        offices = results.offices(connection, scopes.EVERYTHING)
    is_real = not places["made_up"].all()
    return is_real and max(len(places), len(offices)) > 1


# Cached by version of the records, because it is needed in each run.
_owners = cache.cached(_read_owners)
_has_several_owners = cache.cached(_read_has_several_owners)
