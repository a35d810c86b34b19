"""What a person who fills the template is told: how, what blank means, what not to send."""

from seed.templates.example import MARK

TEXT = f"""\
# Records of trafficking prosecutions: a template

Each sheet between submission and Codes is a table: one row per case, per person in a case, per
victim, and so on.

Fill the sheets you have records for. A sheet left as it is counts as not sent, and what it would
have answered reads "not collected", never 0.

Import the file as it is, on the page Add records or with: prosecution-quality import FILE
--dry-run. The dry run says what it finds and stores nothing.

# How to fill it

The second row of each sheet is an example. It begins with {MARK} and is never imported; write
below it or over it.

Columns with a dark heading must be filled; their note begins with Required. The note of a column
appears when one of its cells is selected.

Where a cell offers a list, choose from it. The sheet Codes has every list, with what its codes mean
where the word alone does not say it.

Write dates as YYYY-MM-DD, or YYYY-MM or YYYY where no more is known. The columns are set to text,
so that nothing changes them.

Amounts have at most two decimals and a currency in the same row.

Columns may be left out and may stand in another order. Names of columns and sheets must stay as
they are.

# What a blank cell means

Blank is not known. It is never counted as no.

Zero is a value: write 0 where it is known that nothing was paid, frozen or found.

not_applicable is for what cannot arise in the case.

What your office does not record at all is said in the sheet coverage.

# What not to send

No names, addresses, dates of birth, telephone numbers, file numbers or national numbers, nor any
free text. There is no column for them, and a column that is not in the template refuses the file.

Ids are pseudonyms of your own: the same person has the same id in all sheets. Keep the list of who
is who where it is.

prosecution-quality pseudonymise makes such ids from your own numbers, with a secret key that stays
with you.

No formulas, comments, links, macros, hidden or merged cells, and no password: such a file is
refused.
"""


def paragraphs() -> list[tuple[str, bool]]:
    """The paragraphs in order, each on one line, and whether it is a heading."""
    whole = [" ".join(paragraph.split()) for paragraph in TEXT.split("\n\n")]
    return [(words.removeprefix("# "), words.startswith("# ")) for words in whole]
