"""Draw replies to released figures as plain text, with author, date and content."""

from collections.abc import Iterable, Mapping

from dashboard import release_replies
from dashboard.query_params import Choice
from dashboard.records import current_records
from dashboard.ui import html_card


def draw_replies(
    ids: Iterable[str],
    choice: Choice,
    *,
    key: str,
    jurisdictions: Iterable[str] = (),
    periods: Iterable[str] = (),
) -> None:
    """Draw the replies on released figures of these measures; nothing if there are none.

    Without `jurisdictions` and `periods` (in words) those of the chosen jurisdiction and period.
    """
    records = current_records()
    named = set(jurisdictions) or {choice.jurisdiction}
    if not choice.is_of_release:
        # Own figures are exact and not from the release, so its replies do not apply to them.
        named -= {choice.jurisdiction}
    said = release_replies.select_replies(
        records.notes, ids, named, set(periods) or {choice.period}
    )
    if named and said:
        name_of = records.with_others.set_index("jurisdiction")["name"]
        notes = [
            {
                "who": release_replies.reply_author_text(note),
                "of": f"{name_of[note.jurisdiction]}, {release_replies.reply_period_text(note)}",
                "text": note.text,
            }
            for note in said
        ]
        html_card.draw_template("noted.html", {"notes": notes}, key=f"noted.{key}")


def replies_by_measure(ids: Iterable[str], choice: Choice) -> Mapping[str, list[str]]:
    """Return the replies on the chosen jurisdiction and period as text, by measure."""
    every = current_records().notes if choice.is_of_release else ()
    said = release_replies.select_replies(every, ids, (choice.jurisdiction,), {choice.period})
    by: dict[str, list[str]] = {}
    for note in said:
        by.setdefault(note.measure, []).append(release_replies.reply_text(note))
    return by
