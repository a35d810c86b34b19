"""The third step of an upload: what storing it would do, table by table, and the choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard import filters, outside, words
from dashboard.shared import card, draw, lines, note, panel, rule_words
from dashboard.upload.mapping.words import sentence_case
from dashboard.upload.views import correction
from dashboard.upload.views import words as upload_words
from dashboard.upload.views.desk import Desk
from dashboard.work import intake
from metrics import differences
from schemas import findings
from seed import batches

TABLE_HEADINGS = ("Table", "Read", "New", "Changed", "Unchanged", "Refused", "Removed")
MOVE_HEADINGS = ("Measure", "Place", "Period", "Before", "After")
GROUP_HEADINGS = ("What must hold", "Kind", "Times", "Where", "What was found, and what to do")
MOVES_SHOWN, GROUPS_SHOWN = 12, 30
SIGNS = {
    "checked": ("✓", "fine", "It may be stored"),
    "stored": ("✓", "fine", "Stored"),
    "already_stored": ("=", "", "Stored already"),
    "refused": ("▲", "wrong", "Refused as it is"),
}


@dataclass(frozen=True)
class Number:
    """A number of rows, in large figures."""

    name: str
    number: int

    @property
    def shown(self) -> str:
        """The number, with thousands apart."""
        return words.count(self.number)


def summary(receipt: batches.Receipt) -> None:
    """Draw the verdict, and the rows in large numbers."""
    sign, look, verdict = SIGNS[receipt.status]
    if receipt.status == "checked" and receipt.rows_refused:
        verdict = "It may be stored in part"
    counts = map(upload_words.counts, receipt.tables)
    sums = [sum(column) for column in zip(*counts, strict=True)]
    numbers = [Number(*one) for one in zip(TABLE_HEADINGS[1:], sums, strict=False)]
    if receipt.status == "refused":
        # What would be new is not, as long as something is refused; nor does a case stay out.
        numbers = [
            Number("Read", receipt.rows_read),
            Number("Refused", receipt.rows_at_fault),
        ]
    context = {
        "sign": sign,
        "look": look,
        "status": receipt.status,
        "verdict": verdict,
        "facts": numbers,
    }
    panel.show("outcome.html", context, key="upload.outcome")


def difference(examined: intake.Examined) -> None:
    """Draw the rows of each table beside the measures that would move."""
    receipt = examined.receipts[0]
    if receipt.status != "checked":
        return
    left, right = st.columns([5, 7], gap="small")
    with left, card.card("Table by table"):
        by_table(receipt)
    with right:
        _moves(examined.moves)


def by_table(receipt: batches.Receipt) -> None:
    """Draw the rows of each table: read, new, changed, unchanged, refused, removed."""
    rows = upload_words.by_table(receipt)
    context = {"headings": TABLE_HEADINGS, "rows": rows}
    panel.show("tables.html", context, key="upload.tables")


def decide(desk: Desk) -> None:
    """Draw what a person may do: accept, accept in part, update or replace, leave."""
    receipt = desk.receipt
    assert receipt is not None
    correction.draw(desk, receipt)
    for place, said in enumerate(upload_words.what_stays_out(receipt)):
        note.draw(said, key=f"upload.stays_out{place}")
    with st.container(horizontal=True):
        if receipt.status == "checked":
            _accept(desk, receipt)
        elif receipt.may_be_stored_in_part:
            _in_part(desk, receipt)
        if desk.is_mapped and st.button("Back to the mapping", key=desk.key("back")):
            desk.back()
            st.rerun()
        if st.button(outside.plain(desk.leaving), key=desk.key("leave")):
            desk.clear()
            st.rerun()


def _accept(desk: Desk, receipt: batches.Receipt) -> None:
    label = "Accept and store"
    if receipt.rows_refused:
        label = f"Accept without {upload_words.without(receipt)}"
    if st.button(outside.plain(label), type="primary", key=desk.key("accept")):
        desk.accept()
        st.rerun()


def _in_part(desk: Desk, receipt: batches.Receipt) -> None:
    """Ask anew, so that what is accepted is what was shown."""
    share = words.share(receipt.accepted_share)
    label = f"See it without {upload_words.without(receipt)}, {share} accepted"
    if st.button(outside.plain(label), type="primary", key=desk.key("partly")):
        assert desk.request is not None
        desk.examine(replace(desk.request, partial=batches.Partial.ACCEPT))
        st.rerun()


def _moves(moves: Sequence[differences.Move]) -> None:
    """Draw the measures that would move, before and after: all years first, single years closed."""
    with card.card("Which measures would move", upload_words.moves_words(moves)):
        if not moves:
            return
        names = filters.options().jurisdictions
        first = upload_words.first_of_moves(moves)[:MOVES_SHOWN]
        context = {"moves": [upload_words.moved(move, names) for move in first]}
        panel.show("moves.html", context, key="upload.moves")
        if len(moves) > len(first):
            with st.expander(f"All {words.count(len(moves))} numbers that move, by year"):
                draw.lines(_every(moves, names), name="upload.moves")


def _every(moves: Sequence[differences.Move], names: Mapping[str, str]) -> pd.DataFrame:
    moved = [upload_words.moved(move, names) for move in moves]
    rows = [(one.title, one.place, one.period, one.before, one.after) for one in moved]
    return pd.DataFrame(rows, columns=MOVE_HEADINGS)


def found(receipt: batches.Receipt) -> None:
    """Draw the findings by rule, and each of them in a table to take away."""
    with card.card("What was found in the files"):
        if not receipt.findings:
            draw.nothing("Nothing: no fault and no warning.")
            return
        groups = upload_words.groups(receipt.findings)
        rows = [
            [
                rule_words.meaning(group.rule),
                rule_words.kind(group.rule, group.severity.value),
                words.count(group.times),
                upload_words.where(group),
                sentence_case(group.wording),
            ]
            for group in groups[:GROUPS_SHOWN]
        ]
        lines.table(GROUP_HEADINGS, rows, name="upload.findings")
        _by_row(receipt.findings, left_out=len(groups) - len(rows))


def _by_row(every: Sequence[findings.Finding], left_out: int) -> None:
    table = upload_words.by_row(every)
    more = f"; {words.count(left_out)} kinds are only here" if left_out else ""
    with st.expander(outside.plain(f"Row by row ({words.count(len(table))}{more})")):
        draw.lines(table, name="upload.findings")
        draw.offer(table, name="findings")
