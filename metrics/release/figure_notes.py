"""Keep notes on released figures: replies of the persons or offices concerned, with date and role.

Notes change no figure and no release. They are shown as plain text wherever the figure is shown.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from metrics.release import archive, reading
from metrics.release.archive import STORE, notes
from schemas import errors, findings, personal_forms
from schemas.language import message, messages, sentences
from schemas.store import audit, database

LONGEST = 500

# No script has more marks on one letter. More would cover the lines above.
MOST_MARKS = 4

MARKS = {"Mn", "Me"}

# Numbers that are not telephone numbers: years, days, numbers of laws, and sums. Sums with spaces
# have at most eight digits, since telephone numbers are also written in groups of three.
NO_TELEPHONES = tuple(
    map(
        re.compile,
        (
            r"\b(?:19|20)[0-9]{2}\s?[-–/]\s?(?:19|20)?[0-9]{2}\b",
            r"\b(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}\b|\b[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}\b",
            r"\b[0-9]{1,5}/(?:19|20)[0-9]{2}\b",
            r"\b[0-9]{1,3}(?:[.,\u00a0\u202f'’][0-9]{3})+(?:[.,][0-9]{1,2})?\b",
            r"(?<![0-9] )\b(?:[0-9]{1,2} [0-9]{3}|[0-9]{1,3}) [0-9]{3}\b(?! [0-9])",
        ),
    )
)

SEPARATED = r"[\s().\-/]{0,3}"

# Seven digits or more, in a row or in groups.
TELEPHONE = (
    message("This looks like a telephone number."),
    re.compile(rf"(?:\+|\b)[0-9](?:{SEPARATED}[0-9]){{6,}}"),
)

IDENTITIES = (
    *personal_forms.NATIONAL_NUMBERS,
    *personal_forms.BARE_NUMBERS,
    personal_forms.ACCOUNT,
)

LOOKS_LIKE = (
    (
        message("This looks like an e-mail address."),
        re.compile(r"\S+@\S+|\S+\s?[(\[]at[)\]]\s?\S+", re.IGNORECASE),
    ),
    *((what, form) for form, what in personal_forms.CERTAIN),
    (
        message("This looks like an identity number, a tax number or an account."),
        re.compile(rf"\b(?:{'|'.join(IDENTITIES)})\b"),
    ),
    # The forms of case numbers in registers, and of pseudonyms.
    (
        message("This looks like the number of a case."),
        re.compile(r"\b[0-9]+ [A-Z][A-Za-z]{0,4} [0-9]+/(?:[0-9]{2}){1,2}\b"),
    ),
    (
        message("This looks like an id."),
        re.compile(r"\b(?=[0-9a-zA-Z]*[0-9])(?=[0-9a-zA-Z]*[a-zA-Z])[0-9a-zA-Z]{12,}\b"),
    ),
)


class Role(StrEnum):
    """The role of a note's author, from a closed list, because a name would identify a person."""

    MINISTRY = "ministry"
    PROSECUTION = "prosecution_service"
    JUDICIARY = "judiciary"
    POLICE = "police"
    STATISTICS = "statistical_office"
    RAPPORTEUR = "national_rapporteur"
    PUBLISHER = "publisher"


class About(NamedTuple):
    """The figure that a note is about, in all breakdowns; `period` is a period of the release."""

    jurisdiction: str
    measure: str
    period: str


class Note(NamedTuple):
    """A note. If it was removed, `removed_on` has the day and `text` is blank.

    `release` is the number of the release that was shown when the note was written.
    """

    note: int
    release: int
    jurisdiction: str
    measure: str
    period: str
    role: str
    written_on: date
    text: str
    removed_on: date | None


class Said(NamedTuple):
    """What a note says: its text, the role of its author, and its day."""

    role: Role
    text: str
    written_on: date


def add(url: str, releases_url: str, about: About, said: Said) -> Note:
    """Store a note on a number of the shown release, and record it in the audit log at `url`.

    Raises UserError if the text must not be stored (see `clean_note_text`) or the release has no
    such number; DatabaseMissing and DatabaseUnavailable as `archive.reading` does.
    """
    text = clean_note_text(said.text)
    with archive.reading(releases_url).connect() as connection:
        _release_with_figure(connection, about)
    # Not logged earlier: until the number is found, the input may be anything.
    details = {**about._asdict(), "role": said.role.value}
    with (
        audit.audited(url, audit.Action.NOTE_RELEASE, **details) as act,
        STORE.writing(releases_url, purpose="note on a release") as connection,
    ):
        # Another release may be shown since.
        release = _release_with_figure(connection, about)
        last = connection.execute(select(func.max(notes.c.note))).scalar() or 0
        note = Note(last + 1, release, *about, said.role.value, said.written_on, text, None)
        connection.execute(insert(notes).values(**note._asdict()))
        act.on["note"] = note.note
    return note


def remove(url: str, releases_url: str, number: int, on: date) -> Note:
    """Remove a note: its text is erased, also from the disk; its day and role stay in the list.

    Raises UserError if there is no such note, or it was removed before.
    """
    archive.reading(releases_url)
    with (
        audit.audited(url, audit.Action.NOTE_RELEASE, removed=number),
        STORE.rewriting(releases_url, purpose="removal of a note") as connection,
    ):
        kept = {note.note: note for note in list_notes(connection)}
        if number not in kept or kept[number].removed_on is not None:
            there = ", ".join(str(n) for n, one in kept.items() if one.removed_on is None)
            raise errors.UserError(
                sentences(
                    message("There is no note {number} to remove.", number=number),
                    message("Notes: {numbers}.", numbers=there) if there else "",
                )
            )
        removed = kept[number]._replace(text="", removed_on=on)
        taken_back = update(notes).where(notes.c.note == number)
        connection.execute(taken_back.values(text=removed.text, removed_on=on))
    return removed


@database.cached_per_snapshot
def list_notes(connection: Connection) -> tuple[Note, ...]:
    """Return all notes, oldest first, removed ones too."""
    query = select(*(notes.c[name] for name in Note._fields)).order_by(notes.c.note)
    return tuple(Note(*row) for row in connection.execute(query))


def notes_of_measures(connection: Connection, measures: Collection[str] = ()) -> tuple[Note, ...]:
    """Return the notes to show with numbers of these measures, or all notes if none is named."""
    return tuple(
        note
        for note in list_notes(connection)
        if note.removed_on is None and (not measures or note.measure in measures)
    )


def _release_with_figure(connection: Connection, about: About) -> int:
    """Return the number of the shown release. Raises UserError if it lacks the figure of a note."""
    found = reading.shown(connection)
    rows = found.content.rows
    for name, value in about._asdict().items():
        known = sorted(rows[name].unique())
        if value not in known:
            raise errors.UserError(
                "Release {release} has no [{value}] under {column}. It has {values}.",
                release=found.release.number,
                value=value,
                column=name,
                values=", ".join(known),
            )
        rows = rows.filter(rows[name] == value)
    return found.release.number


def clean_note_text(text: str) -> str:
    """Return the text as it is stored: in Unicode NFC, without blanks at its ends.

    Raises UserError if it is empty, too long, has invisible characters, or may identify a person.
    The message gives positions in the text and does not repeat it.
    """
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept:
        raise errors.UserError("The note has no text. Write what readers should know.")
    if len(kept) > LONGEST:
        raise errors.UserError(
            messages(
                "The note has {count} character. At most {most} are allowed.",
                "The note has {count} characters. At most {most} are allowed. Shorten it, or name a"
                " document with the details.",
                len(kept),
                most=LONGEST,
            )
        )
    _refuse_unseen(kept)
    for what, form in LOOKS_LIKE:
        _refuse(what, form, kept)
    numbers = kept
    for form in NO_TELEPHONES:
        # Replace by equal length, so that positions stay the same.
        numbers = form.sub(lambda found: "_" * len(found[0]), numbers)
    _refuse(*TELEPHONE, numbers)
    return kept


def _refuse(what: str, form: re.Pattern[str], text: str) -> None:
    if found := form.search(text):
        raise errors.UserError(
            sentences(
                message(
                    "Characters {first} to {last} of the note may identify someone.",
                    first=found.start() + 1,
                    last=found.end(),
                ),
                what,
                message("Notes are public: leave it out. Nothing was stored."),
            )
        )


def _refuse_unseen(text: str) -> None:
    """Raise UserError if the text has invisible characters, or a character with many accents."""
    marks = 0
    for position, sign in enumerate(text, 1):
        marks = marks + 1 if unicodedata.category(sign) in MARKS else 0
        unseen = not (sign.isprintable() or sign in findings.JOINERS)
        if (unseen and unicodedata.category(sign) != "Zs") or marks > MOST_MARKS:
            raise errors.UserError(
                "Character {place} of the note is invisible, or changes how the text around it"
                " is shown. Type the note again as one paragraph, without line breaks.",
                place=position,
            )
