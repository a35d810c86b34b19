"""Which language is spoken, and which its reader prefers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from babel import negotiate_locale

ENGLISH = "en"
# The languages of the United Nations, as each names itself.
LANGUAGES = {
    "ar": "العربية",
    "zh": "中文",
    ENGLISH: "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
# Made from the English text, for tests and translators: what stands outside ⟦ ⟧ is in no catalogue.
PSEUDO = frozenset({"en-XA", "ar-XB"})
RIGHT_TO_LEFT = frozenset({"ar", "ar-XB"})

_spoken: ContextVar[str] = ContextVar("language", default="")


def _english() -> str:
    return ENGLISH


_source: list[Callable[[], str]] = [_english]


def set_language_source(source: Callable[[], str]) -> None:
    """Use `source` to find the reader's language where `speaking` has not set it.

    A session knows the language where a context variable does not reach: in callbacks, and when
    Streamlit runs a fragment again. `source` must return a known language.
    """
    _source[0] = source


def current() -> str:
    """The language that is spoken now: a key of `LANGUAGES`, or one of `PSEUDO`."""
    return _spoken.get() or _source[0]()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within the block. Raises ValueError for one that is not known."""
    if language not in LANGUAGES and language not in PSEUDO:
        raise ValueError(language)
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def direction() -> str:
    """`rtl` where the language is written from right to left, else `ltr`."""
    return "rtl" if current() in RIGHT_TO_LEFT else "ltr"


def negotiate(accepted: str) -> str:
    """The known language that a browser's `Accept-Language` prefers; English where it has none."""
    weighted = []
    for place, part in enumerate(accepted.split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, name))
        except ValueError:
            continue
    preferred = [name for _, _, name in sorted(weighted)]
    return negotiate_locale(preferred, list(LANGUAGES), sep="-") or ENGLISH
