"""A database of releases on a server: who publishes, and who sees releases and nothing else."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, MetaData, text

from schemas.store import postgresql
from schemas.store.compatibility import is_empty_side_database
from schemas.store.database import create_tables
from schemas.store.postgresql import MARK, write_transaction
from schemas.store.server import beyond, roles
from schemas.store.server.roles import QUOTE, OfReleases, named_after
from schemas.store.server.setting_up import given_to, run

PURPOSES = OfReleases(
    owner="owns the tables, and brings releases back from a backup",
    publisher="publishes and withdraws releases, and keeps notes on them; changes none",
    public="is the public dashboard's: sees what is released, and has no way to anything else",
)
# What the mark of each new state takes.
RENEWS = "INSERT, DELETE"


def roles_at(url: str) -> OfReleases:
    """The roles of a database of releases. UserError where its name is too long, or a file's."""
    return named_after(url, OfReleases)


def init(
    url: str,
    metadata: MetaData,
    rights: Mapping[str, str],
    words: OfReleases | None = None,
) -> list[str]:
    """Set up the database at `url`, whose user may make roles and owns it; what was done, in lines.

    `rights` are what a publisher may do with each table beside reading it, `words` the passwords.
    In one transaction: whoever is interrupted has changed nothing. Again it does what is lacking.
    Raises UserError, and DatabaseUnavailable where there is something else in it.
    """
    address, own = roles.server_at(url), roles_at(url)
    place = postgresql.display_name(address)
    with write_transaction(address, "set up") as connection:
        roles.refuse_powerless(connection, place, own)
        is_new = is_empty_side_database(connection, place, metadata.tables.values())
        made = roles.make(connection, own, words)
        run(connection, roles.close(connection, own))
        # Nobody is kept from taking it back; a statement that slipped in is.
        run(connection, [f"ALTER ROLE {QUOTE(own.public)} SET default_transaction_read_only = on"])
        run(connection, given_to(connection, QUOTE(own.owner)))
        run(connection, [f"SET LOCAL ROLE {QUOTE(own.owner)}"])
        if is_new:
            create_tables(connection, metadata)
        create_tables(connection, MARK.metadata)
        run(connection, _grants(connection, own, {**rights, MARK.name: RENEWS}))
        run(connection, ["RESET ROLE"])
        left = beyond.take_back(connection, [own.public], [*rights, MARK.name], ())
    return [
        *(
            f"{'Made' if name in made else 'Found'} role {name}: {purpose}."
            for name, purpose in zip(own, PURPOSES, strict=True)
        ),
        f"Closed database {address.database} to all others.",
        f"{len(rights)} tables of releases are there.",
        *left,
    ]


def _grants(connection: Connection, own: OfReleases, rights: Mapping[str, str]) -> Iterator[str]:
    publisher, public = QUOTE(own.publisher), QUOTE(own.public)
    # What else lies here, such as the log of setting up, is the owner's alone.
    asked = text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    for name in connection.execute(asked).scalars():
        yield f"REVOKE ALL ON {name} FROM PUBLIC, {publisher}, {public}"
    for name, may in rights.items():
        yield f"GRANT SELECT, {may} ON {name} TO {publisher}"
        yield f"GRANT SELECT ON {name} TO {public}"


def problems(connection: Connection, names: list[str]) -> list[str]:
    """Why the public dashboard must not serve as who is connected; `names` are those of releases.

    It sees these tables and nothing else, and changes nothing.
    """
    asked = text(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname=current_user"
    )
    name, passes = connection.execute(asked).one()
    serve = "serve as the public's role, which `server releases init` makes."
    if passes:
        return [f"Role {name} may do everything: {serve}"]
    return [
        *(f"Role {name} can {what}: {serve}" for what in _beyond(connection, name, names)),
        *(
            f"Role {name} stands for {other} as well: {serve}"
            for other in roles.others_of(connection)
        ),
    ]


def _beyond(connection: Connection, role: str, names: list[str]) -> Iterator[str]:
    tables = beyond.relations(connection, role, [*names, MARK.name])
    if changed := [table.named for table in tables if table.is_changed]:
        yield f"change {', '.join(changed)}"
    if seen := [one.named for one in tables if not (one.is_given or one.is_changed)]:
        yield f"see {', '.join(seen)}, beside releases"
    for called in beyond.functions(connection, role, ()):
        yield called.what
    if beyond.making(connection, role):
        yield "make tables"
