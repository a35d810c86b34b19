"""Items 53-56: columns, values and ids that may tell who a person is."""

import hashlib

from tests.battery.case import BOTH, COMMAND_LINE, Case, Q, R, W, cell, csv

SECRET = "Zebediah417"
CASE_ROW = "case_id,scope\nk7,charged_as_trafficking\n"
# Column -> its language.
IDENTIFYING = {
    "name": "English",
    "date_of_birth": "English",
    "Prénom": "French",
    "apellido": "Spanish",
    "sobrenome": "Portuguese",
    "cognome": "Italian",
    "Geburtsdatum": "German",
    "фамилия": "Russian",
    "الاسم": "Arabic",
    "姓名": "Chinese",
    "नाम": "Hindi",
    "soyisim": "Turkish",
    "jina": "Swahili",
    "phone": "any",
    "email": "any",
}
VALUES = {
    "an e-mail address": "zebediah417@example.org",
    "a telephone number": "+40 21 555 0417",
    "a bank account": "DE89370400440532013000",
    "coordinates": "44.42681, 26.10253",
    "a web address": "https://example.org/people/417",
    "words, perhaps a name": "Zebediah Quux",
    "a national or tax number": "417-32-8841",
}


def victims(column: str, value: str) -> dict[str, str]:
    """A case, and a victim with a column more."""
    return {"cases": CASE_ROW, "victims": f"victim_id,case_id,{column}\nv1,k7,{value}\n"}


def counted(values: list[str]) -> str:
    """Cases with these ids."""
    rows = "".join(f"{value},charged_as_trafficking\n" for value in values)
    return f"case_id,scope\n{rows}"


def hashes(name: str, texts: list[str]) -> list[str]:
    """Plain hashes, which whoever tries all numbers or days turns back."""
    return [hashlib.new(name, text.encode()).hexdigest() for text in texts]


IN_PROCESS = frozenset({COMMAND_LINE})
NUMBERS = [str(number) for number in range(40, 70)]
BIRTHDAYS = [f"19{year}-0{month}-17" for year in range(60, 95) for month in (2, 7)]
CASES = (
    *(
        Case(53, f"a column {column} ({language}) is refused", R,
             csv(**victims(column, SECRET)), "privacy.identifier_column", file="victims.csv",
             word="may show who a person is", secrets=(SECRET,))
        for column, language in IDENTIFYING.items()
    ),
    *(
        Case(54, f"{what} in a column of codes is refused and not repeated", R,
             cell("form", f'"{value}"'), "privacy.value", rows=(2,), column="form", word=what,
             secrets=(value,))
        for what, value in VALUES.items()
    ),
    Case(54, "an e-mail address for an id is refused and not repeated", R,
         csv(cases=counted(["zebediah417@example.org", "m2"])), "privacy.word", rows=(2,),
         column="case_id", word="a word, which may be a name",
         secrets=("zebediah417",)),
    *(
        Case(54, f"{what} for an id is refused and not repeated", R,
             csv(cases=counted([value, "m2"])), "privacy.word", rows=(2,), column="case_id",
             word="a word, which may be a name", also=("privacy.id",),
             secrets=(value, value.lower()))
        for what, value in {
            "a name of two words": "Zebediah.Quux",
            "a surname": "Zebediah",
            "a surname with a number": "ZEBEDIAH2",
            "a tax number of letters": "RSSMRA85M01H501Z",
        }.items()
    ),
    *(
        Case(54, f"{what} for ids are refused and not repeated", R,
             csv(cases=counted([value, "m2"])), "privacy.id", rows=(2,), column="case_id",
             word=what, also=("privacy.word",), secrets=(value,))
        for what, value in {
            "national or tax numbers": "417-32-8841",
            "dates, perhaps of birth": "1974-02-17",
            "bank accounts": "DE89370400440532013000",
        }.items()
    ),
    Case(54, "a name in a date is refused and not repeated", Q, cell("opened_on", "Zebediah Quux"),
         "date.format", rows=(2,), column="opened_on", secrets=("Zebediah", "Quux"),
         why="A date, an amount or a count that is none is a slip of its row."),
    Case(54, "a name for an amount is refused and not repeated", Q,
         cell("proceeds_estimate", "Zebediah Quux", currency="EUR"), "money.format", rows=(2,),
         column="proceeds_estimate", secrets=("Zebediah", "Quux")),
    Case(55, "ids that count up are a warning", W,
         csv(cases=counted([f"case-{number}" for number in range(101, 121)])),
         "id.sequential.cases.case_id", column="case_id", word="Use random ids"),
    *(
        Case(55, f"plain {name} of {what} are refused", R, csv(cases=counted(hashes(name, texts))),
             "privacy.id", rows=(2,), column="case_id", word="pseudonymise",
             secrets=tuple(hashes(name, texts)[:3]), ways=ways)
        # All guesses are hashed when the first such id is met: a second in each child.
        for name, what, texts, ways in (
            ("md5", "small numbers", NUMBERS, IN_PROCESS),
            ("sha256", "small numbers", NUMBERS, IN_PROCESS),
            ("sha1", "days", BIRTHDAYS, BOTH),
        )
    ),
    Case(56, "a column of free text is refused though it is empty", R, csv(**victims("notes", "")),
         "schema.unknown_column", file="victims.csv", word="Unknown column [notes]"),
)  # fmt: skip
