"""Translate texts, and format numbers, dates and lists, in the user's language.

The English sentence is the id of a message, so the code can be read, and English needs no
catalogue. This package imports no other module of the project. The dashboard registers a function
that finds the user's language, with `set_language_source`.
"""

from schemas.language.formats import (
    LEAST,
    MOST,
    between,
    country_name,
    currency_name,
    day,
    day_of_year,
    listing,
    money,
    percent,
    share,
    short_money,
    whole_percent,
)
from schemas.language.messages import (
    Message,
    in_context,
    marked,
    message,
    messages,
    n,
    review_note,
    sentences,
    t,
    t_html,
)
from schemas.language.numbers import count, decimal, tenths, three_figures
from schemas.language.spoken import (
    ENGLISH,
    LANGUAGES,
    PSEUDO,
    RIGHT_TO_LEFT,
    current_language,
    is_known_language,
    negotiate_language,
    set_language_source,
    text_direction,
    use_language,
)
from schemas.language.text_search import (
    contains_words,
    fold,
    glossary_words,
    search_words,
    sort_key,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "LEAST",
    "MOST",
    "PSEUDO",
    "RIGHT_TO_LEFT",
    "Message",
    "between",
    "contains_words",
    "count",
    "country_name",
    "currency_name",
    "current_language",
    "day",
    "day_of_year",
    "decimal",
    "fold",
    "glossary_words",
    "in_context",
    "is_known_language",
    "listing",
    "marked",
    "message",
    "messages",
    "money",
    "n",
    "negotiate_language",
    "percent",
    "review_note",
    "search_words",
    "sentences",
    "set_language_source",
    "share",
    "short_money",
    "sort_key",
    "t",
    "t_html",
    "tenths",
    "text_direction",
    "three_figures",
    "use_language",
    "whole_percent",
]
