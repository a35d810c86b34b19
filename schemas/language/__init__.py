"""The language in which the program speaks to its reader: texts, numbers, dates and lists.

The English sentence is the message's id, so that it is read in the code, and English works without
a catalogue. This package imports nothing of the project; whoever knows the reader's choice (the
dashboard asks its session) registers that with `set_language_source`.
"""

from schemas.language.formats import (
    LEAST,
    MOST,
    between,
    day,
    day_of_year,
    hundredths,
    listing,
    money,
    percent,
    share,
    short_money,
)
from schemas.language.messages import Message, in_context, marked, message, messages, n, t, t_html
from schemas.language.numbers import count, decimal, figures, tenths
from schemas.language.spoken import (
    ENGLISH,
    LANGUAGES,
    PSEUDO,
    RIGHT_TO_LEFT,
    current,
    direction,
    negotiate,
    set_language_source,
    speaking,
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
    "count",
    "current",
    "day",
    "day_of_year",
    "decimal",
    "direction",
    "figures",
    "hundredths",
    "in_context",
    "listing",
    "marked",
    "message",
    "messages",
    "money",
    "n",
    "negotiate",
    "percent",
    "set_language_source",
    "share",
    "short_money",
    "speaking",
    "t",
    "t_html",
    "tenths",
]
