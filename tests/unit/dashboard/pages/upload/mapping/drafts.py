"""What was found in a court's export, for tests of the mapping editor."""

from seed.mapping import cell_formats, column_profiles, draft_export, mapping_report, profile_model

COURT = profile_model.SourceFile("court", "court.csv")
COLUMNS = (
    column_profiles.ColumnProfile(
        "docket", column_profiles.CellKind.ID, 120, 100, suggestions={("cases", "case_id"): 1.0}
    ),
    column_profiles.ColumnProfile(
        "defendant",
        column_profiles.CellKind.ID,
        120,
        120,
        suggestions={("suspects", "person_id"): 1.0},
    ),
    column_profiles.ColumnProfile(
        "gender",
        column_profiles.CellKind.CODE,
        118,
        4,
        mapping_report.Values((("F", 70), ("M", 42), ("x*y", 4)), hidden=2),
        suggestions={("suspects", "sex"): 1.0, ("cases", "sector"): 1.0},
    ),
    column_profiles.ColumnProfile(
        "filed",
        column_profiles.CellKind.DATE,
        120,
        90,
        date=("DD/MM/YYYY", "MM/DD/YYYY"),
        suggestions={("cases", "charged_on"): 1.0, ("suspects", "charged_on"): 1.0},
    ),
    column_profiles.ColumnProfile(
        "proceeds",
        column_profiles.CellKind.NUMBER,
        60,
        58,
        number=cell_formats.NumberFormat(decimal=",", thousands="."),
    ),
    column_profiles.ColumnProfile("remarks", column_profiles.CellKind.TEXT, 80, 80),
    column_profiles.ColumnProfile("empty", column_profiles.CellKind.BLANK),
)
DRAFT = draft_export.Draft("court", (column_profiles.FileProfile(COURT, 120, COLUMNS),))
