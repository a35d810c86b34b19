"""Notes on released numbers beside them, as text and nothing else: who says it, when, and what."""

from collections.abc import Iterable, Mapping

from dashboard import data, release_notes
from dashboard.choice import Choice
from dashboard.shared import panel


def draw(
    ids: Iterable[str],
    choice: Choice,
    *,
    key: str,
    places: Iterable[str] = (),
    periods: Iterable[str] = (),
) -> None:
    """Draw the notes on released numbers of the measures; nothing where there are none.

    They are of the chosen place and period where no `places` and no `periods`, in words, are named.
    """
    if not choice.of_release:
        return
    own = (choice.jurisdiction,)
    said = release_notes.on(
        data.notes_on_release(),
        ids,
        tuple(places) or own,
        set(periods) or {choice.period},
    )
    if said:
        name_of = data.jurisdictions().set_index("jurisdiction")["name"]
        notes = [
            {
                "who": release_notes.who(note),
                "of": f"{name_of[note.jurisdiction]}, {release_notes.period(note)}",
                "text": note.text,
            }
            for note in said
        ]
        panel.show("noted.html", {"notes": notes}, key=f"noted.{key}")


def by_measure(ids: Iterable[str], choice: Choice) -> Mapping[str, list[str]]:
    """The notes on numbers of the chosen place and period in words, for the rows of a table."""
    every = data.notes_on_release() if choice.of_release else ()
    said = release_notes.on(every, ids, (choice.jurisdiction,), {choice.period})
    by: dict[str, list[str]] = {}
    for note in said:
        by.setdefault(note.measure, []).append(release_notes.said(note))
    return by
