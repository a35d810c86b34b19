"""What was found in a court's export, for tests of the mapping editor."""

from seed import mapping

COURT = mapping.SourceFile("court", "court.csv")
COLUMNS = (
    mapping.DraftColumn("docket", mapping.Looks.ID, 120, 100, suggestions=(("cases", "case_id"),)),
    mapping.DraftColumn(
        "defendant", mapping.Looks.ID, 120, 120, suggestions=(("suspects", "person_id"),)
    ),
    mapping.DraftColumn(
        "gender",
        mapping.Looks.CODE,
        118,
        4,
        mapping.Values((("F", 70), ("M", 42), ("x*y", 4)), hidden=2),
        suggestions=(("suspects", "sex"), ("cases", "sector")),
    ),
    mapping.DraftColumn(
        "filed",
        mapping.Looks.DATE,
        120,
        90,
        date=("DD/MM/YYYY", "MM/DD/YYYY"),
        suggestions=(("cases", "charged_on"), ("suspects", "charged_on")),
    ),
    mapping.DraftColumn(
        "proceeds",
        mapping.Looks.NUMBER,
        60,
        58,
        number=mapping.NumberFormat(decimal=",", thousands="."),
    ),
    mapping.DraftColumn("remarks", mapping.Looks.TEXT, 80, 80),
    mapping.DraftColumn("empty", mapping.Looks.BLANK),
)
DRAFT = mapping.Draft("court", (mapping.DraftFile(COURT, 120, COLUMNS),))
