"""Keep the returns of several countries, and show the latest of each as one release.

A database of returns is a database of releases. Whenever a return comes in or is withdrawn, a new
release is published in the same transaction. It has all jurisdictions, each as in its own latest
release. So pages and files show returns in the same way as a release.
"""

import base64
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, and_, delete, func, insert, select, update

from metrics.release import archive, figure_notes, reading, return_file, signing
from metrics.release.archive import (
    OF_RETURNS,
    RETURNED,
    STORE,
    Content,
    release_origins,
    returns,
    signing_keys,
)
from metrics.release.return_file import Return
from metrics.release.signing import Signed
from schemas import errors
from schemas.language import message
from schemas.store import audit, database

RETURN = "return"
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
    made_up: bool
    made_on: date
    imported_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


class _Change(NamedTuple):
    """The return of an owner before and after a change; None if there is none."""

    before: Return | None
    after: Return | None
    signed_by: str


class Sent(NamedTuple):
    """A return as it was sent: bytes of the file and signature, its content, and who signed it.

    `is_known` is whether the key that signed it is stored as known in this database.
    """

    file: bytes
    signature: bytes
    made: Return
    signed: Signed
    is_known: bool


def check(releases_url: str, file: bytes, signature: bytes) -> Sent:
    """Return the content of a return and who signed it, without storing anything.

    Raises UserError if `import_returns` would refuse it for another reason than an unknown key.
    """
    signed = signing.verify(file, signature)
    made = return_file.unpack(file)
    try:
        with STORE.reading(releases_url).connect() as connection:
            is_known = _is_known(connection, made, signed)
            _refuse(connection, made, signed)
    except errors.DatabaseMissing:
        is_known = False
    return Sent(file, signature, made, signed, is_known)


def import_returns(
    url: str, releases_url: str, sent: Sequence[Sent], *, trusts: Trusts
) -> tuple[Stored, ...]:
    """Store returns, show them from now on, and record that in the audit log at `url`.

    `trusts` is called once for each unknown key. Raises UserError if a return is refused,
    DatabaseUnavailable if the database cannot be used; then no return is stored.
    """
    for one in sent:
        if not one.is_known and not trusts(one.signed):
            raise errors.UserError(
                "The return of {jurisdictions} is signed with a key that is not known here as"
                " theirs: {fingerprint}. Ask its owner by telephone to read out the"
                " fingerprint. If it is the same, import the return again with --trust and the"
                " fingerprint.",
                jurisdictions=", ".join(one.made.jurisdictions),
                fingerprint=signing.in_groups(one.signed.fingerprint),
            )
    with (
        audit.audited(url, audit.Action.MAKE_RELEASE, what=RETURN) as act,
        STORE.writing(releases_url, purpose="return") as connection,
    ):
        database.create_tables(connection, RETURNED)
        stored, changes = [], []
        for one in sent:
            _refuse(connection, one.made, one.signed)
            before = _latest_of(connection, one.signed.fingerprint)
            if one.signed.fingerprint not in pinned(connection):
                _pin_owner_key(connection, one.signed)
            stored.append(_store(connection, one))
            replaced = before and _unpack_return(connection, before)
            changes.append(_Change(replaced, one.made, one.signed.fingerprint))
        release = _publish_changed_release(connection, changes)
        if release is not None:
            act.on["release"] = release.content_hash
    return tuple(stored)


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
        valid = {one.number: one for one in _valid_returns(connection)}
        if number not in valid:
            raise errors.UserError(
                "Return {number} cannot be withdrawn. Returns: {returns}.",
                number=number,
                returns=", ".join(map(str, valid)) or "none",
            )
        of = valid[number]
        is_shown = _latest_of(connection, of.signed_by) == of
        gone = {"withdrawn_at": archive.now(), "withdrawn_because": because}
        connection.execute(update(returns).where(returns.c.number == number).values(**gone))
        left = _latest_of(connection, of.signed_by)
        if is_shown:
            made = left and _unpack_return(connection, left)
            change = _Change(_unpack_return(connection, of), made, of.signed_by)
            _publish_changed_release(connection, [change], because)
        archive.withdraw_releases(connection, _releases_with(connection, of), because)
    return left


def change_by(releases_url: str, made: Return) -> reading.LastChange | None:
    """Return what a return would change; None if none of its jurisdictions has shown figures."""
    try:
        with STORE.reading(releases_url).connect() as connection:
            said = reading.shown(connection).content
    except errors.DatabaseMissing:
        return None
    codes = tuple(made.jurisdictions)
    if not set(codes) & set(said.places["jurisdiction"]):
        return None
    # A body shows no cells.
    return reading.change_between(said, made.content, codes)


def all_returns(releases_url: str) -> tuple[Stored, ...]:
    """Return all returns at the address, oldest first, also withdrawn ones; () if none."""
    try:
        with STORE.reading(releases_url).connect() as connection:
            return list_returns(connection)
    except errors.DatabaseMissing:
        return ()


def list_returns(connection: Connection) -> tuple[Stored, ...]:
    """Return all returns in this database, oldest first, also withdrawn ones."""
    if returns.name not in database.tables_in(connection):
        return ()
    query = select(*(returns.c[name] for name in Stored._fields)).order_by(returns.c.number)
    return tuple(
        Stored(**row | {"jurisdictions": tuple(row["jurisdictions"].split(","))})
        for row in map(dict, connection.execute(query).mappings())
    )


def _valid_returns(connection: Connection) -> list[Stored]:
    return [one for one in list_returns(connection) if one.withdrawn_at is None]


def replace_published(url: str, releases_url: str, figures: pl.DataFrame | None) -> None:
    """Replace the figures published by others that are shown next to returns; None for none.

    `figures` has the columns of `bookkeeping.published`. It is recorded in the audit log at `url`.
    """
    table, rows = archive.published, 0 if figures is None else figures.height
    with (
        audit.audited(url, audit.Action.REPLACE_LIST, list=table.name, rows=rows),
        STORE.writing(releases_url, purpose="figures") as connection,
    ):
        database.create_tables(connection, archive.PUBLISHED)
        connection.execute(delete(table))
        if figures is not None:
            database.insert_frame(connection, table, figures)


def days_received(connection: Connection) -> dict[str, tuple[date, ...]]:
    """Return the days on which the valid returns of each jurisdiction came, oldest first."""
    days: dict[str, tuple[date, ...]] = {}
    for one in _valid_returns(connection):
        for code in one.jurisdictions:
            days[code] = (*days.get(code, ()), one.imported_at.date())
    return days


def _is_known(connection: Connection, made: Return, signed: Signed) -> bool:
    """Whether somebody has confirmed that the key belongs to all jurisdictions of the return.

    A country with a known key must not send figures of another country. So the key counts as
    unknown if a jurisdiction is in no valid return with this key.
    """
    own = {
        code
        for one in _valid_returns(connection)
        if one.signed_by == signed.fingerprint
        for code in one.jurisdictions
    }
    return signed.fingerprint in pinned(connection) and own >= made.jurisdictions.keys()


def pinned(connection: Connection) -> frozenset[str]:
    """Return the fingerprints of the keys that are stored as known in this database."""
    if signing_keys.name not in database.tables_in(connection):
        return frozenset()
    return frozenset(connection.execute(select(signing_keys.c.fingerprint)).scalars())


def _latest_valid_returns(connection: Connection) -> dict[str, Stored]:
    """Return by fingerprint the valid return of each owner with the highest release number."""
    by_release = sorted(_valid_returns(connection), key=lambda one: one.release)
    return {one.signed_by: one for one in by_release}


def _latest_of(connection: Connection, fingerprint: str) -> Stored | None:
    return _latest_valid_returns(connection).get(fingerprint)


def _refuse(connection: Connection, made: Return, signed: Signed) -> None:
    """Raise UserError if this return conflicts with the returns that are already stored."""
    if any(one.key_fingerprint != OF_RETURNS for one in archive.list_releases(connection)):
        raise errors.UserError(
            "The database has releases that were made of records. Returns need a database of"
            " their own: name another one with --returns."
        )
    latest = _latest_valid_returns(connection)
    if (before := latest.pop(signed.fingerprint, None)) is not None:
        _refuse_older(made, before)
    for other in latest.values():
        if shared := sorted({*other.jurisdictions} & {*made.jurisdictions}):
            raise errors.UserError(
                "{jurisdiction} belongs to another key, which signed return {number}. If its"
                " owner has a new key, withdraw that return first.",
                jurisdiction=shared[0],
                number=other.number,
            )
    if any(other.made_up != made.content.made_up for other in latest.values()):
        raise errors.UserError(
            "Returns of fictional records and of real ones are never shown together. Name"
            " another database with --returns."
        )


def _refuse_older(made: Return, before: Stored) -> None:
    about = {"number": before.number, "release": before.release, "older": made.release}
    if made.release < before.release:
        raise errors.UserError(
            "The return is of release {older}, and return {number} of release {release} is"
            " already here. Withdraw that one first if the older release is valid again.",
            **about,
        )
    if made.release == before.release:
        if archive.content_hash(made.content) != before.content_hash:
            raise errors.UserError(
                "Return {number} of release {release} has other content. Two releases never"
                " have one number: ask the sender which one is valid. If it is this one,"
                " withdraw return {number} first.",
                **about,
            )
        raise errors.UserError(
            "Release {release} was already imported, as return {number}.", **about
        )


def _pin_owner_key(connection: Connection, signed: Signed) -> None:
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
        made_up=sent.made.content.made_up,
        made_on=sent.made.made_on,
        imported_at=archive.now(),
        withdrawn_at=None,
        withdrawn_because=None,
    )
    columns = stored._asdict() | {"jurisdictions": ",".join(stored.jurisdictions)}
    connection.execute(
        insert(returns).values(**columns, file=zlib.compress(sent.file), signature=sent.signature)
    )
    return stored


def _unpack_return(connection: Connection, stored: Stored) -> Return:
    query = select(returns.c.file).where(returns.c.number == stored.number)
    return return_file.unpack(zlib.decompress(bytes(connection.execute(query).scalar_one())))


def _releases_with(connection: Connection, stored: Stored) -> list[int]:
    """Return the numbers of the releases that show a return and are not withdrawn."""
    origins, of = release_origins.c, archive.release_rows_of.c
    query = (
        select(of.release)
        .join(
            release_origins,
            and_(of.rows_of == origins.release, of.jurisdiction == origins.jurisdiction),
        )
        .where(origins.name == "content_hash", origins.value == stored.content_hash)
    )
    numbers = {*connection.execute(query).scalars()}
    return [number for number in archive.valid_releases(connection) if number in numbers]


def _publish_changed_release(
    connection: Connection, changes: Iterable[_Change], because: str = ""
) -> archive.Release | None:
    """Publish the content of the last release with these changes, and change the replies.

    Returns the new release. If no return is left, nothing is shown: all releases are withdrawn for
    the reason `because`, and None is returned.
    """
    number = archive.shown_number(connection)
    said = NOTHING if number is None else reading.shown(connection).content
    stored = {} if number is None else archive.rows_of(connection, number)
    replies: list[set[tuple]] = [set(), set()]
    for change in changes:
        said = union(said, change)
        for made, of in zip((change.before, change.after), replies, strict=True):
            if made is not None:
                of |= set(made.replies.rows())
                stored = {
                    code: one for code, one in stored.items() if code not in made.jurisdictions
                }
    if said.places.is_empty():
        archive.withdraw_releases(connection, [*archive.valid_releases(connection)], because)
        return None
    release = archive.add_release(connection, said, OF_RETURNS, stored)
    _change_replies(connection, *replies, release=release)
    return release


def union(last: Content, change: _Change) -> Content:
    """Return a release of returns after a change of one owner's return.

    Its cells are left out: they are in the files of the returns, and no page shows them.
    """
    gone, made = change.before and change.before.jurisdictions, change.after
    frames = {
        name: frame.filter(~pl.col("jurisdiction").is_in([*(gone or ())]))
        for name in ("places", "context", "rows", "origins")
        for frame in [getattr(last, name)]
    }
    if made is not None:
        added = made.content._asdict() | {"origins": _release_origins(made, change.signed_by)}
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
        notes=(*_notes_of_all(origins), *_options_that_differ(origins)),
    )


def _release_origins(made: Return, signed_by: str) -> pl.DataFrame:
    """Return the facts on the release of each jurisdiction in a return, with columns ORIGINS."""
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


def _options_that_differ(origins: pl.DataFrame) -> Iterator[str]:
    """Yield a sentence for each counting option that jurisdictions chose differently."""
    options = origins.filter(pl.col("name").str.starts_with(reading.OPTION))
    for (name,), of in options.sort("name", "value").group_by("name", maintain_order=True):
        if of["value"].n_unique() > 1:
            chosen = of.group_by("value", maintain_order=True).agg(pl.col("jurisdiction").sort())
            yield str(
                message(
                    "Counting option {name} differs: {values}.",
                    name=str(name).removeprefix(reading.OPTION),
                    values="; ".join(f"{value} ({', '.join(of)})" for value, of in chosen.rows()),
                )
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
    """Remove replies that are only in `before`, and add those that are only in `after`."""
    shown = {
        tuple(getattr(one, name) for name in return_file.REPLY): one.note
        for one in figure_notes.list_notes(connection)
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
