"""What the text of a note on a release may be: plain words that name nobody."""

import re
import unicodedata

from schemas import errors, findings, personal_forms

LONGEST = 500
# As many marks over one letter no script has; more of them cover the lines above.
MOST_MARKS = 4
MARKS = {"Mn", "Me"}
# What has as many digits and is none: years, days, numbers of laws, and sums. With blanks these
# have up to eight figures, since telephones are written in threes as well.
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
# Of seven digits and more in a row or in groups.
TELEPHONE = ("a telephone number", re.compile(rf"(?:\+|\b)[0-9](?:{SEPARATED}[0-9]){{6,}}"))
IDENTITIES = (
    *personal_forms.NATIONAL_NUMBERS,
    *personal_forms.BARE_NUMBERS,
    personal_forms.ACCOUNT,
)
LOOKS_LIKE = (
    ("an e-mail address", re.compile(r"\S+@\S+|\S+\s?[(\[]at[)\]]\s?\S+", re.IGNORECASE)),
    *((what, form) for form, what in personal_forms.CERTAIN),
    (
        "an identity or tax number, or an account",
        re.compile(rf"\b(?:{'|'.join(IDENTITIES)})\b"),
    ),
    # As registers number their cases, and as pseudonyms look.
    (
        "the number of a case",
        re.compile(r"\b[0-9]+ [A-Z][A-Za-z]{0,4} [0-9]+/(?:[0-9]{2}){1,2}\b"),
    ),
    (
        "an identifier",
        re.compile(r"\b(?=[0-9a-zA-Z]*[0-9])(?=[0-9a-zA-Z]*[a-zA-Z])[0-9a-zA-Z]{12,}\b"),
    ),
)


def sound(text: str) -> str:
    """The text as it is kept: composed, without blanks at its ends.

    Raises UserError where it is empty, too long, has signs that cannot be seen, or may tell who a
    person is. Of what it holds the place is told, and not the words.
    """
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept:
        raise errors.UserError("The note has no text. Write what readers are to know.")
    if len(kept) > LONGEST:
        raise errors.UserError(
            f"The note has {len(kept):,} signs; {LONGEST} is the most. Shorten it, and name a"
            " document where more can be read."
        )
    _refuse_unseen(kept)
    for what, form in LOOKS_LIKE:
        _refuse(what, form, kept)
    numbers = kept
    for form in NO_TELEPHONES:
        # As long, so that places stay what they are.
        numbers = form.sub(lambda found: "_" * len(found[0]), numbers)
    _refuse(*TELEPHONE, numbers)
    return kept


def _refuse(what: str, form: re.Pattern[str], text: str) -> None:
    if found := form.search(text):
        raise errors.UserError(
            f"The note holds what looks like {what} (sign {found.start() + 1} to {found.end()})."
            " Notes are public: say it without. Nothing was stored."
        )


def _refuse_unseen(text: str) -> None:
    marks = 0
    for place, sign in enumerate(text, 1):
        marks = marks + 1 if unicodedata.category(sign) in MARKS else 0
        unseen = not (sign.isprintable() or sign in findings.JOINERS)
        if (unseen and unicodedata.category(sign) != "Zs") or marks > MOST_MARKS:
            raise errors.UserError(
                f"Sign {place} of the note cannot be seen, or turns or covers what stands beside"
                " it. A note is one paragraph of letters, digits and signs: type it anew, without"
                " line breaks."
            )
