"""An office's open cases as a meeting goes through them."""

from datetime import date

import pandas as pd

from dashboard.report import content, template
from dashboard.report.writers import pdf
from metrics import worklist
from schemas import vocabulary
from schemas.store import marks
from tests.unit.dashboard.report import small
from tests.unit.dashboard.report.reading import pdf_text, squeezed

GROUPS = dict.fromkeys((group.value for group in vocabulary.LinkGroup), "not_seen")
COUNTS = ("possible", "taken", "unknown", "not_collected")


def load(jurisdiction: str, office: str) -> worklist.Caseload:
    """Two cases, one whose id is a formula."""
    assert (jurisdiction, office) == ("XAA", "o1")
    case = {"form": "forced_labour", "age_days": 900.0, "opened_on": date(2024, 1, 2)}
    cases = [
        {"case_id": "=K1+#x", "charged_on": None} | case | GROUPS | {"recruitment": "charged"},
        {"case_id": "K2", "charged_on": None} | case | GROUPS | {"age_days": None},
    ]
    steps = [("=K1+#x", "claim", 2, 1, 1, 0), ("K2", "claim", 0, 0, 1, 0)]
    return worklist.Caseload(
        pd.DataFrame(cases), pd.DataFrame(steps, columns=["case_id", "step", *COUNTS]), ()
    )


def made() -> content.Report:
    return content.make_report(
        template.parse("own", '[[sections]]\ntitle = "Open"\nlist = "open_cases"'),
        small.choice(office="o1"),
        small.records(caseload=load),
        made_on=small.MADE_ON,
    )


def test_each_case_has_its_age_links_and_steps_in_words() -> None:
    cases = made().parts[0].cases
    assert cases is not None
    first, second = cases.table.to_dict("records")
    assert (first["Case"], first["Form"], first["Since"]) == (
        *("=K1+#x", "Forced labour", "opened 2 January 2024"),
    )
    assert first["Links of the chain"].startswith("Recr. C Trans. ·")
    assert first["Steps still possible"].startswith("Lodge a victim")
    assert (second["Open for"], second["Steps still possible"]) == ("Age not known", "None known")
    assert "Not listed, since not known from the records: 1 in all." in cases.says[0]


def test_a_step_that_was_marked_says_so_and_is_not_told_as_possible() -> None:
    mark = marks.Mark("XAA", "=K1+#x", "claim", "legally_excluded", 2, date(2026, 5, 12))
    marked = worklist.set_aside(load("XAA", "o1"), "XAA", [mark])
    listed = content.make_report(
        template.parse("own", '[[sections]]\ntitle = "Open"\nlist = "open_cases"'),
        small.choice(office="o1"),
        small.records(caseload=lambda *_: marked),
        made_on=small.MADE_ON,
    )
    [told] = [
        part.cases.table["Steps still possible"].iloc[0] for part in listed.parts if part.cases
    ]
    assert "(marked not applicable: legally excluded, 12 May 2026)" in told
    assert "was not" not in told


def test_the_sheet_is_of_the_office_and_its_file_is_called_so() -> None:
    assert made().file_name == "own-XAA-o1"
    assert dict(made().facts)["Office"] == small.OFFICE


def test_on_paper_there_is_room_for_what_is_decided() -> None:
    text = squeezed(pdf_text(pdf.written(made())))
    assert "Decision" in text
    assert "=K1+#x" in text
    assert "ForcedlabourK2" not in text
