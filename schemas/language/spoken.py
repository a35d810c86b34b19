"""Find and set the language of the current user."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from babel import negotiate_locale

ENGLISH = "en"
# The official languages of the United Nations, each in its own language.
LANGUAGES = {
    "ar": "العربية",
    "zh": "中文",
    ENGLISH: "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
# Made from the English text, for tests and translators: a text outside ⟦ ⟧ is not marked for
# translation.
PSEUDO = frozenset({"en-XA", "ar-XB"})
RIGHT_TO_LEFT = frozenset({"ar", "ar-XB"})
# Who reviewed the translations into a language: a native reader with the law.
REVIEWED_BY: Mapping[str, str] = {}

_spoken: ContextVar[str] = ContextVar("language", default="")


def _spoken_english() -> str:
    return ENGLISH


_source: list[Callable[[], str]] = [_spoken_english]
_unasked: list[Callable[[], str]] = [_spoken_english]


def set_language_source(
    source: Callable[[], str], unasked: Callable[[], str] = _spoken_english
) -> None:
    """Set the function that finds the user's language outside of `use_language` blocks.

    In callbacks, and when Streamlit runs a fragment again, no context variable is set, but the
    session of the dashboard knows the language. `unasked` finds the language that the user gets if
    the address names none. Both must return a known language.
    """
    _source[0], _unasked[0] = source, unasked


def unasked_language() -> str:
    """Return the language that a user gets without choosing one: the browser's, else English."""
    return _unasked[0]()


def current_language() -> str:
    """Return the current language: a key of `LANGUAGES`, or one of `PSEUDO`."""
    return _spoken.get() or _source[0]()


@contextmanager
def use_language(language: str) -> Iterator[None]:
    """Set the language within a `with` block. Raises ValueError for an unknown language."""
    if not is_known_language(language):
        raise ValueError(language)
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def text_direction() -> str:
    """Return `rtl` if the language is written from right to left, else `ltr`."""
    return "rtl" if current_language() in RIGHT_TO_LEFT else "ltr"


def is_known_language(name: str) -> bool:
    """Return whether a name is the code of a language or pseudo-language."""
    return name in LANGUAGES or name in PSEUDO


def negotiate_language(accepted: str) -> str:
    """Return the language that suits a browser's `Accept-Language` best; else English."""
    weighted = []
    for place, part in enumerate(accepted.split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, name))
        except ValueError:
            continue
    preferred = [name for _, _, name in sorted(weighted)]
    return negotiate_locale(preferred, list(LANGUAGES), sep="-") or ENGLISH
