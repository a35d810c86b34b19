"""The audit log: who did what, on what and when, each entry chained to the one before.

It is only added to, and holds no value of a record and no id of a case or person.
"""

from schemas.store.audit.acts import (
    Actor,
    acting,
    actor,
    audited,
    end_killed,
    every,
    last,
    lines,
    new_act,
    note,
    note_refused,
    place,
    reference,
    take_over,
    tell_end,
)
from schemas.store.audit.chain import Verdict, verdict
from schemas.store.audit.entries import Action, Entry, Outcome

__all__ = [
    "Action",
    "Actor",
    "Entry",
    "Outcome",
    "Verdict",
    "acting",
    "actor",
    "audited",
    "end_killed",
    "every",
    "last",
    "lines",
    "new_act",
    "note",
    "note_refused",
    "place",
    "reference",
    "take_over",
    "tell_end",
    "verdict",
]
