"""The sheet as a file of its own: opens offline, without a script, and asks nothing of anybody."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboard.shared import letters, templates

# Later ones hold where two say something of one thing.
STYLES = (
    "shared/styles/panel.css",
    "caseload/styles/caseload.css",
    "caseload/styles/sheet.css",
    "caseload/styles/page.css",
)
# Other letters are wider, and forty cases would not stand on five pages. What these do not have,
# such as Arabic, is written in the reader's own.
WEIGHTS = (400, 600)


def written(sheet: Mapping[str, object]) -> str:
    """The HTML of what `frames.sheet.contents` holds."""
    styles = ((templates.ROOMS / name).read_text(encoding="utf-8") for name in STYLES)
    # Of the program alone: no value of a record stands in a style.
    style = Markup("\n".join([letters.faces(WEIGHTS), *styles]))
    return templates.html("sheet_file.html", {**sheet, "style": style})
