"""Keep the returns of several countries, and show the latest of each as one release.

A database of returns is a database of releases. Whenever a return comes in or is withdrawn, a new
release is published in the same transaction: all jurisdictions, each as its own release shows it.
So everything that shows a release shows returns.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from metrics.release import archive, notes, reading, return_file, signing
from metrics.release.archive import OF_RETURNS, RETURNED, STORE, Content, release_origins
from metrics.release.return_file import Return
from metrics.release.signing import Signed
from schemas import errors
from schemas.language import message
from schemas.store import audit, database

RETURN = "return"
returns = Table(
    "returns",
    RETURNED,
    Column("number", Integer, nullable=False),
    Column("signed_by", String(signing.GROUPS * signing.DIGITS), nullable=False),
    Column("release", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("jurisdictions", Text, nullable=False),  # with commas
    Column("made_on", Date, nullable=False),
    Column("imported_at", DateTime, nullable=False),
    Column("withdrawn_at", DateTime),
    Column("withdrawn_because", String(200)),
    Column("file", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
# The keys that somebody has compared with the fingerprint of their owner.
signing_keys = Table(
    "signing_keys",
    RETURNED,
    Column("fingerprint", String(signing.GROUPS * signing.DIGITS), nullable=False),
    Column("public_key", String(64), nullable=False),  # base64
    Column("pinned_at", DateTime, nullable=False),
)
NOTHING = Content(
    plan=0,
    made_up=True,
    notes=(),
    **{name: pl.DataFrame(schema=return_file.SCHEMAS[name]) for name in archive.FRAMES},
)
# Decides whether an unknown key is its owner's.
Trusts = Callable[[Signed], bool]


class Stored(NamedTuple):
    """A return that was imported. `jurisdictions` are codes; `signed_by` is a fingerprint."""

    number: int
    signed_by: str
    release: int
    content_hash: str
    jurisdictions: tuple[str, ...]
    made_on: date
    imported_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


class Sent(NamedTuple):
    """A return as it came: the bytes of the file and of its signature, what they hold, and whose.

    `is_known` says whether the key is pinned here.
    """

    file: bytes
    signature: bytes
    made: Return
    signed: Signed
    is_known: bool


def check(releases_url: str, file: bytes, signature: bytes) -> Sent:
    """Return what a return holds and who signed it; nothing is written.

    Raises UserError if `import_return` would refuse it for another reason than an unknown key.
    """
    signed = signing.verify(file, signature)
    made = return_file.unpack(file)
    try:
        with STORE.reading(releases_url).connect() as connection:
            is_known = signed.fingerprint in pinned(connection)
            _refuse(connection, made, signed)
    except errors.DatabaseMissing:
        is_known = False
    return Sent(file, signature, made, signed, is_known)


def import_return(
    url: str, releases_url: str, file: bytes, signature: bytes, *, trusts: Trusts
) -> Stored:
    """Store a return, show it from now on, and record that in the audit log at `url`.

    `trusts` is asked once for an unknown key. Raises UserError if the return is refused, and
    DatabaseUnavailable; then nothing is stored.
    """
    sent = check(releases_url, file, signature)
    if not sent.is_known and not trusts(sent.signed):
        raise errors.UserError(
            message(
                "The return is signed with a key that is not known here: {fingerprint}. Ask its"
                " owner by telephone to read out the fingerprint. If it is the same, import the"
                " return again with --trust and the fingerprint.",
                fingerprint=signing.in_groups(sent.signed.fingerprint),
            )
        )
    on = {"what": RETURN, "release": archive.content_hash(sent.made.content)}
    with (
        audit.audited(url, audit.Action.MAKE_RELEASE, **on),
        STORE.writing(releases_url, purpose="return") as connection,
    ):
        database.create_tables(connection, RETURNED)
        _refuse(connection, sent.made, sent.signed)
        before = _latest_of(connection, sent.signed.fingerprint)
        if sent.signed.fingerprint not in pinned(connection):
            _pin(connection, sent.signed)
        stored = _store(connection, sent)
        _publish(connection, before and _unpacked(connection, before), sent.made, sent.signed)
    return stored


def withdraw(url: str, releases_url: str, number: int, because: str) -> Stored | None:
    """Withdraw a return, and record that in the audit log at `url`.

    From now on the return before it by the same owner is shown, which is returned; None if there
    is none. Releases with the withdrawn return are withdrawn with it. Raises UserError if there is
    no such return, or it was withdrawn before.
    """
    with (
        audit.audited(url, audit.Action.WITHDRAW_RELEASE, what=RETURN, number=number),
        STORE.writing(releases_url, purpose="withdrawal") as connection,
    ):
        valid = {one.number: one for one in listed(connection) if one.withdrawn_at is None}
        if number not in valid:
            raise errors.UserError(
                message(
                    "Return {number} cannot be withdrawn. Returns: {returns}.",
                    number=number,
                    returns=", ".join(map(str, valid)) or "none",
                )
            )
        of = valid[number]
        is_shown = _latest_of(connection, of.signed_by) == of
        gone = {"withdrawn_at": archive.now(), "withdrawn_because": because}
        connection.execute(update(returns).where(returns.c.number == number).values(**gone))
        left = _latest_of(connection, of.signed_by)
        if is_shown:
            made = left and _unpacked(connection, left)
            _publish(connection, _unpacked(connection, of), made, Signed(b"", of.signed_by))
        archive.take_back(connection, _releases_with(connection, of), because)
    return left


def known(releases_url: str) -> tuple[Stored, ...]:
    """Return all returns at the address, oldest first, also withdrawn ones; () if none."""
    try:
        with STORE.reading(releases_url).connect() as connection:
            return listed(connection)
    except errors.DatabaseMissing:
        return ()


def listed(connection: Connection) -> tuple[Stored, ...]:
    """Return all returns in this database, oldest first, also withdrawn ones."""
    if returns.name not in database.tables_in(connection):
        return ()
    query = select(*(returns.c[name] for name in Stored._fields)).order_by(returns.c.number)
    return tuple(
        Stored(**row | {"jurisdictions": tuple(row["jurisdictions"].split(","))})
        for row in map(dict, connection.execute(query).mappings())
    )


def pinned(connection: Connection) -> frozenset[str]:
    """Return the fingerprints of the keys that are known in this database."""
    if signing_keys.name not in database.tables_in(connection):
        return frozenset()
    return frozenset(connection.execute(select(signing_keys.c.fingerprint)).scalars())


def _latest(connection: Connection) -> dict[str, Stored]:
    """Return the valid return with the highest release of each owner, by fingerprint."""
    valid = [one for one in listed(connection) if one.withdrawn_at is None]
    return {one.signed_by: one for one in sorted(valid, key=lambda one: one.release)}


def _latest_of(connection: Connection, fingerprint: str) -> Stored | None:
    return _latest(connection).get(fingerprint)


def _refuse(connection: Connection, made: Return, signed: Signed) -> None:
    """Raise UserError if the returns that are stored here exclude this one."""
    own = [one for one in archive.listed(connection) if one.key_fingerprint != OF_RETURNS]
    if own:
        raise errors.UserError(
            message(
                "The database has releases that were made of records. Returns need a database of"
                " their own: name another one with --returns."
            )
        )
    latest = _latest(connection)
    if (before := latest.pop(signed.fingerprint, None)) is not None:
        _refuse_older(made, before)
    for other in latest.values():
        if shared := sorted({*other.jurisdictions} & {*made.jurisdictions}):
            raise errors.UserError(
                message(
                    "{jurisdiction} belongs to another key, which signed return {number}. If its"
                    " owner has a new key, withdraw that return first.",
                    jurisdiction=shared[0],
                    number=other.number,
                )
            )
    if latest and reading.shown(connection).content.made_up != made.content.made_up:
        raise errors.UserError(
            message(
                "Returns of fictional records and of real ones are never shown together. Name"
                " another database with --returns."
            )
        )


def _refuse_older(made: Return, before: Stored) -> None:
    about = {"number": before.number, "release": before.release, "older": made.release}
    if made.release < before.release:
        raise errors.UserError(
            message(
                "The return is of release {older}, and return {number} of release {release} is"
                " already here. Withdraw that one first if the older release is valid again.",
                **about,
            )
        )
    if made.release == before.release:
        raise errors.UserError(
            message("Release {release} was already imported, as return {number}.", **about)
        )


def _pin(connection: Connection, signed: Signed) -> None:
    connection.execute(
        insert(signing_keys).values(
            fingerprint=signed.fingerprint,
            public_key=base64.b64encode(signed.public_key).decode(),
            pinned_at=archive.now(),
        )
    )


def _store(connection: Connection, sent: Sent) -> Stored:
    last = connection.execute(select(func.max(returns.c.number))).scalar_one() or 0
    stored = Stored(
        number=last + 1,
        signed_by=sent.signed.fingerprint,
        release=sent.made.release,
        content_hash=archive.content_hash(sent.made.content),
        jurisdictions=tuple(sent.made.jurisdictions),
        made_on=sent.made.made_on,
        imported_at=archive.now(),
        withdrawn_at=None,
        withdrawn_because=None,
    )
    columns = stored._asdict() | {"jurisdictions": ",".join(stored.jurisdictions)}
    connection.execute(insert(returns).values(**columns, file=sent.file, signature=sent.signature))
    return stored


def _unpacked(connection: Connection, stored: Stored) -> Return:
    query = select(returns.c.file).where(returns.c.number == stored.number)
    return return_file.unpack(bytes(connection.execute(query).scalar_one()))


def _releases_with(connection: Connection, stored: Stored) -> list[int]:
    """Return the numbers of the releases that show a return and are not withdrawn."""
    origins = release_origins.c
    query = select(origins.release).where(
        origins.name == "content_hash", origins.value == stored.content_hash
    )
    numbers = {*connection.execute(query).scalars()}
    return [
        one.number
        for one in archive.listed(connection)
        if one.withdrawn_at is None and one.number in numbers
    ]


def _publish(
    connection: Connection, before: Return | None, after: Return | None, signed: Signed
) -> None:
    """Publish what was shown last, with one owner's return in the place of another or of none."""
    number = archive.shown_number(connection)
    last = NOTHING if number is None else reading.shown(connection).content
    gone = () if before is None else tuple(before.jurisdictions)
    said = union(last, gone, after, signed.fingerprint)
    if said.places.is_empty():
        standing = [one.number for one in archive.listed(connection) if one.withdrawn_at is None]
        archive.take_back(connection, standing, "")
        return
    release = archive.add(connection, said, OF_RETURNS)
    replies = [set() if made is None else set(made.replies.rows()) for made in (before, after)]
    _change_replies(connection, *replies, release=release)


def union(last: Content, gone: Iterable[str], made: Return | None, signed_by: str) -> Content:
    """Return a release without the jurisdictions `gone`, and with those of a return.

    Its cells are left out: they are in the files of the returns, and no page shows them.
    """
    frames = {
        name: frame.filter(~pl.col("jurisdiction").is_in([*gone]))
        for name in ("places", "context", "rows", "origins")
        for frame in [getattr(last, name)]
    }
    if made is not None:
        added = made.content._asdict() | {"origins": _origins(made, signed_by)}
        frames = {
            name: pl.concat([frame, added[name].select(frame.columns)])
            for name, frame in frames.items()
        }
    origins = frames["origins"]
    effects = frames["rows"].group_by("measure").agg(pl.col("deff").max())
    return NOTHING._replace(
        **frames,
        plan=origins.filter(name=reading.PLAN)["value"].cast(pl.Int64).max() or 0,
        made_up=bool(frames["places"]["made_up"].all()),
        options=_options_of_all(origins),
        effects=effects.drop_nulls(),
        notes=tuple(_notes_of_all(origins)),
    )


def _origins(made: Return, signed_by: str) -> pl.DataFrame:
    """Return what is known of the release of each jurisdiction in a return; columns ORIGINS."""
    facts = {
        "release": made.release,
        "made_on": made.made_on.isoformat(),
        reading.PLAN: made.content.plan,
        "contact": made.contact,
        "licence": made.licence,
        "content_hash": archive.content_hash(made.content),
        "signed_by": signed_by,
        **{f"{reading.OPTION}{name}": value for name, value in made.content.options.iter_rows()},
        **{f"{reading.NOTE}{position}": line for position, line in enumerate(made.content.notes)},
    }
    lines = [
        (code, name, str(value)) for code in made.jurisdictions for name, value in facts.items()
    ]
    return pl.DataFrame(lines, schema=archive.ORIGINS, orient="row")


def _options_of_all(origins: pl.DataFrame) -> pl.DataFrame:
    """Return the counting options that are the same for all jurisdictions."""
    options = origins.filter(pl.col("name").str.starts_with(reading.OPTION))
    same = options.group_by("name").agg(pl.col("value").unique()).sort("name")
    return same.filter(pl.col("value").list.len() == 1).select(
        pl.col("name").str.strip_prefix(reading.OPTION), pl.col("value").list.first()
    )


def _notes_of_all(origins: pl.DataFrame) -> Iterator[str]:
    """Yield the notes of all releases, each with the jurisdictions that it is about."""
    codes = origins["jurisdiction"].unique()
    lines = origins.filter(pl.col("name").str.starts_with(reading.NOTE)).sort(
        "name", "jurisdiction"
    )
    for (line,), of in lines.group_by("value", maintain_order=True):
        named = of["jurisdiction"].unique().sort()
        if len(named) == len(codes):
            yield str(line)
        else:
            # A release is stored in English.
            yield str(message("{jurisdictions}: {note}", jurisdictions=", ".join(named), note=line))


def _change_replies(
    connection: Connection, before: set[tuple], after: set[tuple], *, release: archive.Release
) -> None:
    """Remove the replies that only the return before had, and add those that only the new has."""
    shown = {
        tuple(getattr(one, name) for name in return_file.REPLY): one.note
        for one in notes.listed(connection)
        if one.removed_on is None
    }
    if removed := [shown[reply] for reply in before - after if reply in shown]:
        connection.execute(
            update(archive.notes)
            .where(archive.notes.c.note.in_(removed))
            .values(text="", removed_on=archive.now().date())
        )
    last = connection.execute(select(func.max(archive.notes.c.note))).scalar() or 0
    new = sorted(after - before - shown.keys())
    rows: Sequence[dict] = [
        dict(zip(return_file.REPLY, reply, strict=True))
        | {"note": last + position, "release": release.number}
        for position, reply in enumerate(new, 1)
    ]
    if rows:
        connection.execute(insert(archive.notes), rows)
