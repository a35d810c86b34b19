"""What was found in a court's export, for tests of the mapping editor."""

from seed.mapping import drafting, language, reading

COURT = language.SourceFile("court", "court.csv")
COLUMNS = (
    drafting.DraftColumn(
        "docket", drafting.Looks.ID, 120, 100, suggestions=(("cases", "case_id"),)
    ),
    drafting.DraftColumn(
        "defendant", drafting.Looks.ID, 120, 120, suggestions=(("suspects", "person_id"),)
    ),
    drafting.DraftColumn(
        "gender",
        drafting.Looks.CODE,
        118,
        4,
        reading.Values((("F", 70), ("M", 42), ("x*y", 4)), hidden=2),
        suggestions=(("suspects", "sex"), ("cases", "sector")),
    ),
    drafting.DraftColumn(
        "filed",
        drafting.Looks.DATE,
        120,
        90,
        date=("DD/MM/YYYY", "MM/DD/YYYY"),
        suggestions=(("cases", "charged_on"), ("suspects", "charged_on")),
    ),
    drafting.DraftColumn(
        "proceeds",
        drafting.Looks.NUMBER,
        60,
        58,
        number=language.NumberFormat(decimal=",", thousands="."),
    ),
    drafting.DraftColumn("remarks", drafting.Looks.TEXT, 80, 80),
    drafting.DraftColumn("empty", drafting.Looks.BLANK),
)
DRAFT = drafting.Draft("court", (drafting.DraftFile(COURT, 120, COLUMNS),))
