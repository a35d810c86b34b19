"""What is said of a mapping, in the words of the page: a person there has not seen its language."""

import re

# What findings call by the keys of the language, which people who write it need, and what stands
# for it on the page. The longer ones come first: others may be a part of them.
PHRASES = (
    ("move [not_after] of", "let the mapping take later days for"),
    ("[unreadable] leaves", "Leave blank what cannot be read: that leaves"),
    ("of [where]", "of the table's condition"),
    ("[where] of", "the condition of"),
    ("by [where]", "by a condition"),
    ("Name such cells in [missing]", "Name such cells among the words that mean a blank cell"),
    ("as the profile says", "as was said"),
    ("the profile's codes", "the codes"),
    ("as the profile writes it", "as it was said to be written"),
    ("the profile", "the mapping"),
    ('write ids = "by_row" into [manifest]', "tick above that it has none"),
)


# The same of what is said with an example of it.
EXAMPLES = (
    (
        r"Say in \[manifest\] unfilled = .* by \[\[rows\.coverage\]\]\.",
        "Say it of the fields that are not filled, below them.",
    ),
    (r'say thousands = "\\u[0-9A-F]{4}" in its number', "say so where numbers are written"),
    (
        r"Or say in \[files\..*",
        "Or let the page map the columns: it finds out in what the file is written.",
    ),
    (
        r"Add one to the mapping: \[tables\.(\w+)\], with from = the file .*, and their (.*)\.",
        r"Go back to the mapping, choose \1 for the file that has them, and fill \2.",
    ),
    (r"Say what it is, as in codes = .*", "Say what it becomes, among the codes of its field."),
)


def plainly(wording: str) -> str:
    """What is said, with the page's words for those of the language."""
    for said, plain in PHRASES:
        wording = wording.replace(said, plain)
    for said, plain in EXAMPLES:
        wording = re.sub(said, plain, wording)
    return wording
