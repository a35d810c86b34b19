"""How many persons of an upload stand alone by what others may know of them, in plain words."""

from dashboard import words
from dashboard.shared import card, first_words, panel
from dashboard.upload.views import words as upload_words
from seed import batches

NOTE = (
    "Stored records are pseudonymised, not anonymous: somebody who knows a few things of a person "
    "may find the record of one who stands alone with them. Counted over all stored records of "
    "the jurisdiction, with these."
)


def draw(receipt: batches.Receipt) -> None:
    """Draw a sentence for each table of persons; nothing where there is none."""
    texts = sentences(receipt)
    if texts:
        with card.card("Could somebody be recognised?", NOTE):
            context = {"sentences": [first_words.Sentence(one) for one in texts]}
            panel.show("first_words.html", context, key="upload.persons")


def sentences(receipt: batches.Receipt) -> list[str]:
    """How many of the rows of each table of persons are alone, by what, and what would free most.

    Empty where nothing would be stored, or no table of persons holds rows.
    """
    texts = []
    report = receipt.reidentification
    for one in report.tables if report is not None else ():
        persons = upload_words.some(one.rows, one.table.removesuffix("s"))
        known = words.listing([words.code(name).lower() for name in one.columns])
        if not one.unique_rows:
            alike = words.count(one.smallest)
            texts.append(
                f"None of {persons} stands alone: at least {alike} share the same {known}."
            )
            continue
        share = words.share(one.unique_rows / one.rows)
        verb = "stands" if one.unique_rows == 1 else "stand"
        freed = ""
        if one.frees_most is not None:
            column = words.code(one.frees_most).lower()
            freed = f" Without {column} it would be {words.count(one.unique_without)}."
        texts.append(
            f"{words.count(one.unique_rows)} of {persons} ({share}) {verb} alone with the same"
            f" {known}.{freed}"
        )
    return texts
