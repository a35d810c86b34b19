"""Explain the rules for submissions: what must be true, and how to fix a problem."""

from dashboard import words
from schemas import rules

Named = rules.Rule | rules.Pattern
EVERY: tuple[Named, ...] = tuple(
    sorted(
        [*rules.RULES, *rules.COUNTED, *rules.DEFAULTS],
        key=lambda rule: (rule.table, rule.severity.value, rule.id),
    )
)
SEND_AGAIN = "Correct the file and send it again."
IN_SOURCE = "Correct the source, and send the rows again as a correction."
# Problems found before the rules for rows apply, by rule or its first word. Each has what must be
# true, and how to fix it.
OF_FILES: dict[str, tuple[str, str]] = {
    "assets.without_case": (
        "An asset of a register of all offences names its case",
        "Give assets of other offences their case, or leave them out: measures count them.",
    ),
    "cases.without_suspects": (
        "A case has a suspect",
        "Send the suspects of these cases; a case without one counts nowhere where persons do.",
    ),
    "cases.without_victims": (
        "A case has a victim",
        "Send its victims, or state their number in victims_stated.",
    ),
    "case.held_back": (
        "A case is stored with all its rows or not at all",
        "Put the refused rows right and send these cases again: what is missing would read as no.",
    ),
    "case.untold": (
        "A refused row tells by its ids which case it is of",
        "Put the ids right: until then a case may read as no where nobody recorded a no.",
    ),
    "code": ("A code is one of its list", "Use the codes of the data dictionary."),
    "code.normalised": (
        "A code is written as in its list",
        "Nothing to do: it was read as the code. Write codes in small letters to avoid this.",
    ),
    "coverage.filled": (
        "What is said to be not collected is not sent",
        "Say by [to] until when it was not collected, or take the statement back.",
    ),
    "coverage.no_dates": (
        "Of thirty rows and more one at least has a date of each event",
        "Say in coverage what is not collected; if it is, send its dates.",
    ),
    "csv": (
        "A CSV file has as many cells in each row as in its header",
        "Save the file again as CSV (comma delimited, UTF-8).",
    ),
    "date": ("A date is 2024, 2024-05 or 2024-05-17", "Write the date so, or leave it blank."),
    "date.month_kept": (
        "This database keeps dates by month",
        "Nothing to do: the day was left out before anything was stored.",
    ),
    "enc": ("A file is text in UTF-8", "Save the file again as CSV UTF-8."),
    "file": ("A file is one of the tables, of a kind that is read", SEND_AGAIN),
    "file.not_read": ("Every file belongs to a table", "Nothing to do, if it was not meant."),
    "file.passed_over": (
        "Every file beside the records is of a kind that is read",
        "Nothing to do, if it holds no records; else save it as the message says.",
    ),
    "file.example": ("The example row of the template is left out", "Nothing to do."),
    "header": ("The first row names columns of the table, each once", SEND_AGAIN),
    "header.normalised": (
        "Columns are named as in the data dictionary",
        "Nothing to do: the column was recognised.",
    ),
    "header.numbered": (
        "Each column of an export has a name of its own, which can be written",
        "Nothing to do, if the names stand where they are read: the others go by another name.",
    ),
    "id": ("A key is there once, of letters, digits, points and dashes", SEND_AGAIN),
    "id.already_stored": (
        "A row with a stored key says the same as the stored row",
        "Send it as an update, or as what replaces the batch that holds it; else give it another.",
    ),
    "integer": ("A number is whole", "Write digits alone, or leave the cell blank."),
    "json": ("A JSON file is as its profile says", SEND_AGAIN),
    "jurisdiction": ("A submission is of one jurisdiction, stated by its code", SEND_AGAIN),
    "label": ("A name is short and names no person", SEND_AGAIN),
    "manifest": ("submission.toml says what the files are", SEND_AGAIN),
    "mapping": (
        "A source fits the profile that maps it",
        "Correct the profile; the message names the line or column.",
    ),
    "mapping.blank_passed_over": (
        "A profile says of blank cells what they are",
        "Say in a condition beside it whether a blank cell is meant.",
    ),
    "mapping.cut_id": (
        "An id is whole",
        "Name the cells without a number as missing in the profile, or fill them in the source.",
    ),
    "mapping.age_of_zero": (
        "An age of 0 is that of a newborn",
        "Say what an age of 0 becomes: the group, or unknown where nobody knew the age.",
    ),
    "mapping.identical_rows": (
        "Each row of an export says something of its own",
        "Look whether these rows were exported twice; where they are others, nothing is to do.",
    ),
    "mapping.idle_format": (
        "A profile names the forms in which a source writes its dates",
        "Take the form that no cell has out of the profile.",
    ),
    "mapping.no_number": (
        "What a profile compares with a number is one",
        "Name these cells in the profile as missing, or in a condition beside it.",
    ),
    "mapping.join_finds_none": (
        "What a row looks up in another file is there",
        "Put the key right in either file, or leave it so where the row need not be there.",
    ),
    "mapping.late": (
        "A date is not after the last day that a profile allows",
        "Correct the date in the source, or the last day in the profile.",
    ),
    "mapping.filler": (
        "A number is one that somebody knew",
        "Say in the profile what the sign becomes, or nothing, if the number is meant.",
    ),
    "mapping.new_word": (
        "An export has the words that its profile was made for, where something depends on them",
        "Name the word in the profile, or accept the export if what becomes of it is right.",
    ),
    "mapping.other_spelling": (
        "A profile names each spelling of a word on which something depends",
        "Name the other spelling as well, where it means the same.",
    ),
    "mapping.unknown_words": (
        "Of each column that a condition looks at, somebody has looked at the words",
        "Look at what becomes of its words, then accept the export.",
    ),
    "mapping.other_number": (
        "A column that a profile names by its number is the one that was meant",
        "Name it by the number that it has now.",
    ),
    "mapping.other_columns": (
        "An export has the columns that its profile was made for",
        "Look whether all is read as it should be, then accept the export.",
    ),
    "mapping.fewer_rows": (
        "About as many rows of an export become records as when its profile was made",
        "Look at what leaves rows out; if it is right, accept the export.",
    ),
    "mapping.repeated": (
        "An amount that stands once in a row is that of one record",
        "Fill a table from the file itself with it, not from the rows that are made of each row.",
    ),
    "mapping.unfilled": (
        "A profile says of what it does not fill whether the source records it",
        "Say of the fields that are not filled whether the source records them.",
    ),
    "money": ("An amount is a number of at least 0 with two decimals", SEND_AGAIN),
    "money.no_rate": (
        "There is a rate of exchange for each amount in another currency",
        "Set rates of your own (`settings rates FILE`): currency, year, units per euro, source.",
    ),
    "parent": (
        "A row belongs to a row that is there",
        "Send the row it belongs to with it, or correct the id.",
    ),
    "parent.refused": (
        "A row belongs to a row that is not refused",
        "Correct the row that it belongs to: this one is refused for it alone.",
    ),
    "parent.unreadable": (
        "A row belongs to a row whose id can be read",
        "Correct the ids that cannot be read: this row may belong to one of them.",
    ),
    "parquet": ("A Parquet file is of plain columns", SEND_AGAIN),
    "privacy": (
        "Nothing in a file identifies a person",
        "Take the column or value out, or replace ids by pseudonyms (`pseudonymise`).",
    ),
    "schema": ("Columns are those of the table", SEND_AGAIN),
    "schema.unknown_column": (
        "Columns are those of the table",
        "Nothing to do, if the column is not meant: it was not stored.",
    ),
    "refused.stored_stays": (
        "A row that is refused takes nothing out",
        "Correct the row and send it again; until then what was stored of it counts.",
    ),
    "statement.refused": (
        "No row is refused by which all others are read",
        "Put it right: without it the others would be read otherwise than they are meant.",
    ),
    "submission.another_jurisdiction": (
        "Who sends brings in records of their own jurisdiction",
        "Let it be sent by whoever answers for that jurisdiction.",
    ),
    "supersedes": (
        "A submission replaces batches that are in force",
        "Name the batches that hold the rows, or send an update, which removes nothing.",
    ),
    "supersedes.and_updates": (
        "A submission updates what is stored or replaces batches, not both",
        "Choose one of the two.",
    ),
    "supersedes.by_row": (
        "Rows whose ids are numbers of rows are no update",
        "Send the whole export without updates: it replaces the last one by its mapping.",
    ),
    "supersedes.incomplete": (
        "A row that takes another's place says as much as that",
        "Send the columns that are lacking as well, blank where nothing is known.",
    ),
    "supersedes.needed": (
        "What leaves has nothing that belongs to it and stays",
        "Send these rows as well, or name the other batch too.",
    ),
    "supersedes.table_missing": (
        "What replaces a batch brings each table that the batch brought",
        "Nothing to do if the rows are to leave; else send the file as well.",
    ),
    "upload": ("Files are read within limits of time and memory", "Split the files."),
    "victim.held_back": (
        "A victim of no case is stored with all its rows or not at all",
        "Put the refused rows right and send these victims again.",
    ),
    "xlsx": ("A workbook holds plain cells", "Paste the values alone into the template."),
    "zip": ("An archive holds the tables and nothing else", "Pack it anew."),
    "findings": ("All findings are listed", "Put the listed ones right first."),
}
# Rows refused only because the row that they belong to is refused.
FOLLOWING = {"parent.refused", "parent.unreadable"}
MEANINGS = {rule.id: rule.meaning for rule in EVERY} | {
    rule: meaning for rule, (meaning, _) in OF_FILES.items()
}
_TO_DO = {rule.id: rule.wording.partition(". ")[2] or IN_SOURCE for rule in EVERY}


def finding_kind(rule: str, severity: str) -> str:
    """Return how serious a finding is: `Refused` if another row's problem caused it."""
    return "Refused" if rule in FOLLOWING else words.code(severity)


def rule_meaning(rule: str) -> str:
    """Return what must be true, or the name of the rule as text if it is of an older version."""
    listed = MEANINGS.get(rule) or MEANINGS.get(_family(rule))
    return listed or rule.replace(".", ": ").replace("_", " ").capitalize()


def rule_fix(rule: str) -> str:
    """Return what to do about a finding of the rule."""
    if rule in _TO_DO:
        return _TO_DO[rule]
    _, to_do = OF_FILES.get(rule) or OF_FILES.get(_family(rule)) or ("", SEND_AGAIN)
    return to_do


def _family(rule: str) -> str:
    return rule.partition(".")[0]
