"""The parts of Data & quality: the section of each, what it is called and says of itself."""

from contextlib import AbstractContextManager
from typing import NamedTuple

from dashboard.quality.views import late, missing, view
from dashboard.shared import card, index
from dashboard.shared.frames import moved


class Part(NamedTuple):
    """A card of the page; `id` is its place in the address."""

    id: str
    section: str
    title: str
    note: str = ""


FILLED = Part("filled", "missing", "How far the columns are filled", missing.LEGEND)
ANSWERED = Part("answered", "missing", "How far the records answer", view.ANSWERED)
LATE = Part("late", "late", late.TITLE, view.LATE)
FOUND = Part("found", "found", "What was found, and what to do", view.FOUND)
NOT_READ = Part("not_read", "found", "Not read")
BATCHES = Part("batches", "sources", "Where the records came from")
BATCH = Part("batch", "sources", "One batch")
RECOGNISED = Part("recognised", "sources", "Could somebody be recognised?", view.RECOGNISED)
UNDO = Part("undo", "sources", "Undo this batch")
MOVED = Part("moved", "changes", moved.TITLE, moved.RULE)
CORRECTED = Part("corrected", "changes", "What was corrected or undone", view.CHANGED)
ERASED = Part("erased", "changes", "What was erased", view.ERASED)
DONE = Part("done", "changes", "What was done", view.DONE)
ADD = Part("add", "more", "Add records", view.ADD)
COLLECTED = Part("collected", "more", "What is collected", view.COLLECTED)
EVERY = (
    *(FILLED, ANSWERED, LATE, FOUND, NOT_READ, BATCHES, BATCH, RECOGNISED, UNDO),
    *(MOVED, CORRECTED, ERASED, DONE, ADD, COLLECTED),
)


def drawn(part: Part) -> AbstractContextManager[None]:
    """The card of the part."""
    return card.card(part.title, part.note, part=part.id)


def entries(section: str) -> list[index.Entry]:
    """The index of a section; none where one part is all there is."""
    own = [index.to(part.id, part.title) for part in EVERY if part.section == section]
    return own if len(own) > 1 else []
