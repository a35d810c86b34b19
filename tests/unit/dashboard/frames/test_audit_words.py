"""Acts of the audit log in words: one line of each, whatever its entries are."""

import pytest

from dashboard.frames import audit_words
from schemas.store.audit import Action, Entry, Outcome, entries


def entry(action: Action, outcome: Outcome, act: str = "a", **on: entries.Value) -> Entry:
    deed = entries.Deed(act, "desk", "desk", action, outcome, on)
    return entries.next_entry(None, deed)


def test_every_action_and_outcome_has_words() -> None:
    assert audit_words.DONE.keys() == set(Action)
    assert audit_words.ENDED.keys() == set(Outcome)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ({"batches": [3]}, "import 3"),
        ({"batches": [3, 4]}, "imports 3, 4"),
        ({"batches": []}, ""),
        ({"list": "targets", "rows": 1_200}, "targets, 1,200 rows"),
        ({"rows": 1, "marks": 0}, "1 row"),
        ({"setting": "dates", "value": "month"}, "dates, month"),
        ({"jurisdiction": "QMA", "case": "0123456789abcdef"}, "QMA, case 0123456789ab"),
        ({"what": "card", "name": "N01", "office": ""}, "card, name N01"),
    ],
)
def test_what_was_acted_on_is_said(on: dict[str, entries.Value], said: str) -> None:
    assert audit_words.act_object(entry(Action.IMPORT, Outcome.DONE, **on)) == said


def test_of_an_act_its_last_entry_is_told_and_of_the_log_every_line() -> None:
    newest_first = [
        entry(Action.UNDO, Outcome.DONE, "b"),
        entry(Action.IMPORT, Outcome.BEGUN, "c"),
        entry(Action.GO_ON, Outcome.DONE, ""),
        entry(Action.UNDO, Outcome.BEGUN, "b"),
        entry(Action.GO_ON, Outcome.DONE, ""),
    ]
    ends = audit_words.last_entry_per_act(newest_first)
    assert [(one.action, one.outcome) for one in ends] == [
        ("undo", "done"),
        ("import", "begun"),
        ("go_on", "done"),
        ("go_on", "done"),
    ]
    assert list(audit_words.acts_table(ends)["Result"])[1] == "In progress, or not known"
