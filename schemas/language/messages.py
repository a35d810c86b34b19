"""Messages: what is said in the reader's language.

A message is a whole sentence or a whole label; values stand in it as `{names}`. Catalogues are
gettext's `.po` files, one folder per language beside this module; the first message in a language
reads its catalogue, which takes some tenths of a second once in a process.

Two pseudo-languages are made from the English text; they show what no catalogue has, and what is
cut. `en-XA` has accents and is a third longer; `ar-XB` is written from right to left. Both stand in
⟦ ⟧. What a message holds for the program (`{values}`, tags, addresses, code, links) stays.
"""

import gettext
import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Self

from babel.messages import mofile, pofile
from markupsafe import Markup

from schemas.language import numbers
from schemas.language.spoken import ENGLISH, PSEUDO, current, speaking

CATALOGUES = Path(__file__).parent / "catalogues"
OPENING, CLOSING = "⟦", "⟧"
_KEPT = re.compile(
    r"\{[^{}]*\}|<[^<>]+>|`[^`]+`|&\w+;|:material/\w+:|\]\([^)]*\)|https?://\S+|\\.|\*\*"
)
_ACCENTS = str.maketrans("AEIOUYaeiouycn", "ÅÉÎÖÛÝåéîöûýçñ")
_TURNED = ("\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL FORMATTING}")


def marked(message: str) -> str:
    """The message itself: a constant that `t` says later, found by who collects the messages."""
    return message


class Message(str):
    """A message as it reads in English, which remembers how to be said in another language.

    Findings and errors are made where nobody knows who will read them, in a child process perhaps,
    and are stored in English; whoever shows one says it with `t`.
    """

    template: tuple[str, ...]
    values: Mapping[str, object]

    def __new__(cls, template: tuple[str, ...], values: Mapping[str, object]) -> Self:
        with speaking(ENGLISH):
            made = super().__new__(cls, _filled(template, values))
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...], Mapping[str, object]]:  # type: ignore[override]
        return self.template, self.values


def message(text: str, /, **values: object) -> Message:
    """A message for later: in English where it is read as text, in any language by `t`."""
    return Message((text,), values)


def messages(one: str, several: str, number: float, /, **values: object) -> Message:
    """The same of a message that has a number, which stands in it as `{count}`."""
    return Message((one, several), {"count": number, **values})


def t(message: str, /, **values: object) -> str:
    """The message in the reader's language, with its values filled in.

    Of a `Message` those that it remembers. Raises KeyError where a value is missing that the
    message names.
    """
    if isinstance(message, Message):
        return _filled(message.template, message.values)
    return _filled((message,), values)


def in_context(context: str, message: str, /, **values: object) -> str:
    """The message as it is said in one context: a short English word can have several meanings."""
    return _filled((message,), values, context)


def n(one: str, several: str, number: float, /, **values: object) -> str:
    """The message in the form that the number asks for, which stands in it as `{count}`."""
    return _filled((one, several), {"count": number, **values})


def t_html(message: str, /, **values: object) -> Markup:
    """The message as HTML: its own tags are tags, and each value is escaped."""
    return Markup(_translated((message,), 1)).format(**values)


def _filled(template: tuple[str, ...], values: Mapping[str, object], context: str = "") -> str:
    number = values.get("count", 1)
    said = _translated(template, number if isinstance(number, int | float) else 1, context)
    if not values:
        return said
    read = {name: t(one) if isinstance(one, Message) else one for name, one in values.items()}
    if len(template) > 1:
        read["count"] = numbers.count(float(number))  # type: ignore[arg-type]
    return said.format(**read)


def _translated(template: tuple[str, ...], number: float, context: str = "") -> str:
    """The form of a message that a number asks for; the only one where it has one."""
    english = template[0] if number == 1 else template[-1]
    language = current()
    if language == ENGLISH or not english:
        return english
    if language in PSEUDO:
        return _in_pseudo_language(english, language)
    catalogue = _catalogue(language)
    if context:
        return catalogue.pgettext(context, english)
    if len(template) == 1:
        return catalogue.gettext(english)
    return catalogue.ngettext(template[0], template[1], round(number))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The messages of a language. What has no translation yet is said in English."""
    path = CATALOGUES / language / "messages.po"
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
    """The message in a pseudo-language."""
    parts, end = [], 0
    for kept in _KEPT.finditer(message):
        parts += [_accented(message[end : kept.start()]), kept[0]]
        end = kept.end()
    text = "".join(parts) + _accented(message[end:])
    longer = "~" * (len(message) // 3)
    if language == "ar-XB":
        text = f"{_TURNED[0]}{text}{_TURNED[1]}"
    return f"{OPENING}{text}{longer}{CLOSING}"


def _accented(text: str) -> str:
    return text.translate(_ACCENTS)
