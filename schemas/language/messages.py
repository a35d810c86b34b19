"""Translate messages into the user's language.

A message is a whole sentence or label. Values are inserted at `{names}`. Translations are gettext
`.po` files, one per language, in the folder `catalogues`. The first message in a language loads its
file, which takes some tenths of a second once per process.

Two pseudo-languages are made from the English text. They show texts that are not translated or do
not fit on a page. Both are a third longer; `en-XA` has accents, `ar-XB` has Arabic letters.
Both put a message in ⟦ ⟧. Parts for the program (`{values}`, tags, addresses, code, links) are not
changed.
"""

import gettext
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from io import BytesIO
from numbers import Real
from pathlib import Path
from typing import Self

from babel.messages import mofile, pofile
from markupsafe import Markup

from schemas.language import numbers
from schemas.language.spoken import (
    ENGLISH,
    PSEUDO,
    REVIEWED_BY,
    RIGHT_TO_LEFT,
    current_language,
    use_language,
)

CATALOGUES = Path(__file__).parent / "catalogues"
OPENING, CLOSING = "⟦", "⟧"
_KEPT = re.compile(
    r"\{[^{}]*\}|<[^<>]+>|`[^`]+`|&\w+;|:material/\w+:|\]\([^)]*\)|https?://\S+|\\.|\*\*"
)
_LETTERS = {
    "en-XA": str.maketrans("AEIOUYaeiouycn", "ÅÉÎÖÛÝåéîöûýçñ"),
    "ar-XB": str.maketrans(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ابصدهفغحيجكلمنوعقرستثذضخزظ" * 2,
    ),
}
_LATIN, _ARABIC = (
    re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]"),
    re.compile("[\u0600-\u06ff\u2068]"),
)
_ISOLATED = "\N{FIRST STRONG ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"


def marked(message: str) -> str:
    """Return the message unchanged. The call marks a constant that `t` translates later."""
    return message


def marked_plural(one: str, several: str) -> tuple[str, str]:
    """Return both forms unchanged. The call marks a constant that `n` translates later."""
    return one, several


class Message(str):
    """A message in English that can be translated later, with `t`.

    Findings and errors are created and stored, perhaps in a child process, before it is known in
    which language somebody will read them.
    """

    template: tuple[str, ...]
    values: Mapping[str, object]

    def __new__(cls, template: tuple[str, ...], values: Mapping[str, object]) -> Self:
        with use_language(ENGLISH):
            made = super().__new__(cls, _fill_template(template, values))
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...], Mapping[str, object]]:  # type: ignore[override]
        return self.template, self.values


def message(text: str, /, **values: object) -> Message:
    """Create a message that `t` can translate later. Its value as a str is English."""
    return Message((text,), values)


def messages(one: str, several: str, number: float, /, **values: object) -> Message:
    """Create a message with singular and plural, for `t` to translate later.

    The number is inserted at `{count}`.
    """
    return Message((one, several), {"count": number, **values})


def sentences(*parts: str) -> Message:
    """Return one message that has the given messages in order, without empty ones."""
    said = {f"part{place}": part for place, part in enumerate(filter(None, parts), 1)}
    return Message((" ".join(f"{{{name}}}" for name in said),), said)


def t(message: str, /, **values: object) -> str:
    """Return the message in the user's language, with its values inserted.

    A `Message` has its own values. Raises KeyError if a value is missing.
    """
    if isinstance(message, Message):
        return _fill_template(message.template, message.values)
    return _fill_template((message,), values)


def in_context(context: str, message: str, /, **values: object) -> str:
    """Return a short English text translated in that of its meanings which `context` names."""
    return _fill_template((message,), values, context)


def n(one: str, several: str, number: float | Decimal, /, **values: object) -> str:
    """Return the singular or plural form for a number, which is inserted at `{count}`.

    A Decimal is inserted with its decimals, and the form is that for decimals: `7.0 months`. Other
    numbers are rounded.
    """
    return _fill_template((one, several), {"count": number, **values})


NOT_REVIEWED = marked("Not yet reviewed by a native reader with the law.")


def review_note() -> str:
    """Return a note that the translations are not reviewed yet; empty if reviewed or in English."""
    return "" if current_language() in (ENGLISH, *REVIEWED_BY) else t(NOT_REVIEWED)


def t_html(message: str, /, **values: object) -> Markup:
    """Return the message as HTML: its own tags are kept, the values are escaped."""
    if current_language() in RIGHT_TO_LEFT:
        values = {name: _isolate_direction(one) for name, one in values.items()}
    return Markup(_translate_message((message,), 1)).format(**values)


def _fill_template(
    template: tuple[str, ...], values: Mapping[str, object], context: str = ""
) -> str:
    """Translate a template with one form, or with singular and plural, and insert the values."""
    number = values.get("count", 1)
    said = _translate_message(
        template, number if isinstance(number, Real | Decimal) else 1, context
    )
    if not values:
        return said
    read = {name: _readable_value(one) for name, one in values.items()}
    if isinstance(number, Decimal):
        read["count"] = numbers.as_shown(number)
    elif len(template) > 1:
        read["count"] = numbers.count(float(number))  # type: ignore[arg-type]
    if current_language() in RIGHT_TO_LEFT:
        read = {name: _isolate_direction(one) for name, one in read.items()}
    return said.format(**read)


def _readable_value(value: object) -> object:
    if isinstance(value, Message):
        return t(value)
    return _Number(value) if isinstance(value, int | float) else value


class _Number:
    """A number that a message formats, as `{rows:,}` does, with the separators of the language."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __format__(self, form: str) -> str:
        text = format(self.value, form)
        if not form:
            return text
        if form.endswith("%"):
            return t("{number}%", number=numbers.localized(text[:-1]))
        return numbers.localized(text)

    def __repr__(self) -> str:
        return repr(self.value)


def _isolate_direction(value: object) -> object:
    """Return a name with marks around it, so that it does not change the order of Arabic text.

    Only names in Latin letters are changed. Pages make control characters in names visible.
    """
    if isinstance(value, str) and _LATIN.search(value) and not _ARABIC.search(value):
        return _ISOLATED.format(value)
    return value


def _translate_message(
    template: tuple[str, ...], number: Real | Decimal | float, context: str = ""
) -> str:
    """Return the translation of a message, in the plural form for the number."""
    language = current_language()
    whole = _with_same_form(number, language)
    english = template[0] if whole == 1 else template[-1]
    if language == ENGLISH or not english:
        return english
    if language in PSEUDO:
        return _in_pseudo_language(english, language)
    catalogue = _load_catalogue(language)
    if context:
        return catalogue.pgettext(context, english)
    if len(template) == 1:
        return catalogue.gettext(english)
    return catalogue.ngettext(template[0], template[1], whole)


def _with_same_form(number: Real | Decimal | float, language: str) -> int:
    """Return a whole number that takes the same plural form as a number, by Unicode CLDR."""
    if not isinstance(number, Decimal) or "." not in f"{number:f}":
        return round(float(number))
    if language == "fr" and abs(number) < 2:
        return 1
    return {"ar": 100}.get(language, 2)


def catalogue_path(language: str) -> Path:
    """Return the file with the translations into a language."""
    return CATALOGUES / f"{language}.po"


@cache
def _load_catalogue(language: str) -> gettext.NullTranslations:
    """Load the translations of a language. Messages without a translation stay in English."""
    path = catalogue_path(language)
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        messages = pofile.read_po(file, locale=language)
    compiled = BytesIO()
    mofile.write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _in_pseudo_language(message: str, language: str) -> str:
    """Return an English message in a pseudo-language."""
    parts, end = [], 0
    for kept in _KEPT.finditer(message):
        parts += [message[end : kept.start()].translate(_LETTERS[language]), kept[0]]
        end = kept.end()
    text = "".join(parts) + message[end:].translate(_LETTERS[language])
    # Groups of three, because a page breaks lines at spaces.
    longer = " ~~~" * (len(message) // 12) or "~" * (len(message) // 3)
    return f"{OPENING}{text}{longer}{CLOSING}"
