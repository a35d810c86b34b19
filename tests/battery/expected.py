"""What must hold of an answer, by the outcome that a case states."""

import polars as pl

from tests.battery.case import Case, Outcome
from tests.battery.ways import NO_CODE, Answer, Held, code_of


def found_as_stated(case: Case, answer: Answer) -> None:
    """The error stands where the case says, in its words; no other error beside it."""
    shown = [(f["rule"], f["file"], f["row"], f["column"], f["wording"]) for f in answer.findings]
    errors = [finding for finding in answer.findings if finding["severity"] == "error"]
    alike = [f for f in errors if (f["rule"], f["file"], f["column"]) == _place(case)]
    assert alike, shown or answer.said
    assert case.word in alike[0]["wording"], shown
    assert tuple(f["row"] for f in alike if f["row"] is not None) == case.rows, shown
    assert {f["rule"] for f in errors} <= {case.rule, *case.also}, shown


def stored_as_stated(case: Case, answer: Answer, held: Held) -> None:
    """The rows that the case states are stored, and what was found is kept with them."""
    assert answer.status == "stored", [(f["rule"], f["wording"]) for f in answer.findings]
    of_batch = pl.col("batch_id") == answer.batch_id
    rows = {name: frame.filter(of_batch) for name, frame in held.rows.items()}
    if case.outcome is Outcome.QUARANTINED:
        assert sum(frame.height for frame in rows.values()) == case.kept
    for name, values in case.holds.items():
        table, column = name.split(".")
        stored = rows[table].sort("row_number")
        assert [str(value) for value in stored[column]] == [str(value) for value in values], name
        assert set(stored["jurisdiction"]) == {code_of(case)}
    found = held.findings.filter(of_batch)
    if case.outcome is Outcome.ACCEPTED:
        assert "error" not in found["severity"]
        return
    severity = "error" if case.outcome is Outcome.QUARANTINED else "warning"
    alike = found.filter(severity=severity).select("rule", "file", "column_name").rows()
    assert _place(case) in alike, found["rule"].to_list()
    if case.outcome is Outcome.WARNED:
        said = found.filter(rule=case.rule)["wording"].to_list()
        assert any(case.word in wording for wording in said), said
        assert severity == "warning"
        assert "error" not in found["severity"]


def keeps_secrets(case: Case, *texts: str) -> None:
    """A refused value is in none of the texts, as it is or as JSON writes it."""
    for secret in case.secrets:
        for text in texts:
            assert secret not in text
            assert secret.encode("unicode_escape").decode() not in text


def _place(case: Case) -> tuple[str, str, str | None]:
    return case.rule, case.file.replace(NO_CODE, code_of(case)), case.column
