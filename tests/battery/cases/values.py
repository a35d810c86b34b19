"""Items 36-52: codes, ids, amounts, dates and letters in cells."""

from tests.battery.case import A, Case, Q, R, W, amount, cell, csv

# A row is refused and not its file: the others can be had with a partial load.
BY_ROW = "A refused cell is its row's, with file, row, column and rule."
CHARGED = "charged_as_trafficking"


def ids(*values: str) -> str:
    """Cases with these ids."""
    return "case_id,scope\n" + "".join(f"{value},{CHARGED}\n" for value in values)


def partner(value: str) -> dict[str, str]:
    """Two cases, each with a request to a partner State, that of the first as given."""
    rows = f"r5,k7,{value}\nr9,m2,ITA\n"
    return {"cases": ids("k7", "m2"), "requests": f"request_id,case_id,partner\n{rows}"}


def country(number: int, title: str, value: str, stored: str) -> Case:
    """A country that is written otherwise than in three letters, and taken as these."""
    return Case(number, title, W, csv(**partner(value)), "code.normalised", file="requests.csv",
                column="partner", holds={"requests.partner": [stored, "ITA"]})  # fmt: skip


def wrong(
    number: int, title: str, column: str, value: str, rule: str, word: str, **more: str
) -> Case:
    """A cell of cases that is refused."""
    secret = value.strip('"')
    return Case(number, title, Q, cell(column, value, **more), rule, rows=(2,), column=column,
                word=word, secrets=(secret,) if len(secret) > 3 else (),
                why=BY_ROW if number == 38 else "")  # fmt: skip


OF_CODES = (
    Case(36, "NAM is Namibia", A, csv(**partner("NAM")),
         holds={"requests.partner": ["NAM", "ITA"]}),
    country(36, "NA is Namibia and no blank", "NA", "NAM"),
    country(36, "NO is Norway and no answer", "NO", "NOR"),
    Case(36, "NA, NO, ON, TRUE and null stay as they are", A,
         csv(cases=ids("k7"), offices="office_id,jurisdiction\n"
             "NA,XAA\nNO,XAA\nON,XAA\nTRUE,XAA\nnull,XAA\nnan,XAA\n"),
         holds={"offices.office_id": ["NA", "NO", "ON", "TRUE", "null", "nan"]}),
    Case(37, "zeros in front, 1e5 and 20 digits are kept as text", A,
         csv(cases=ids("007", "1e5", "12345678901234567890", "1.0")),
         holds={"cases.case_id": ["007", "1e5", "12345678901234567890", "1.0"]}),
    wrong(49, "a code that is on no list is refused", "form", "other_form", "code.unknown",
          "Use one of: forced_labour"),
    *(
        Case(49, f"a code {title} is taken with a warning", W, cell("form", value),
             "code.normalised", column="form", holds={"cases.form": ["mixed", "unknown"]})
        for title, value in {"with a blank behind": "mixed ", "in capitals": "MIXED"}.items()
    ),
    *(
        country(50, f"{value} is {stored}", value, stored)
        for value, stored in {
            "GB": "GBR",
            "UK": "GBR",
            "EL": "GRC",
            "XK": "XKX",
            "Kenya": "KEN",
            "moldova": "MDA",
        }.items()
    ),
    *(
        Case(50, f"{what} is refused", Q, csv(**partner(value)), "country.unknown",
             file="requests.csv", rows=(2,), column="partner", word=word, kept=2, secrets=(value,))
        for what, value, word in (
            ("the old YUG", "YUG", "no longer exists"),
            ("the old YU", "YU", "no longer exists"),
            ("a code that no country has", "QQ", "ISO 3166-1"),
            ("a name in another language", "Kenia", "ISO 3166-1"),
        )
    ),
    Case(50, "the user-assigned XKX is taken", A, csv(**partner("XKX")),
         holds={"requests.partner": ["XKX", "ITA"]}),
    *(
        wrong(51, f"{title} is refused", "form", value, "value.confusable", "look alike")
        for title, value in {
            "a Cyrillic letter": "mi\u0445ed",
            "an invisible blank": "mi\u200bxed",
            "a turn of direction": "\u202emixed",
            "a combining accent": "mixe\u0301d",
            "full width": "ｍｉｘｅｄ",
        }.items()
    ),
    *(
        wrong(52, f"{title} is refused", "form", value, "value.formula", "starts like a formula")
        for title, value in {
            "an equals sign in front": "=1+1",
            "an at sign in front": "@SUM(A1)",
            "a plus sign in front": "+cmd|calc",
            "a minus sign in front": "-cmd|calc",
            "a tab in front": "\tmixed",
        }.items()
    ),
    Case(52, "a formula for a label is refused", Q,
         csv(cases=ids("k7"), offices='office_id,jurisdiction,label\no1,XAA,"=HYPERLINK(1)"\n'
             "o2,XAA,North\n"),
         "value.formula", file="offices.csv", rows=(2,), column="label", word="formula",
         kept=2, secrets=("HYPERLINK",)),
)  # fmt: skip
OF_AMOUNTS = (
    *(
        wrong(38, f"{title} is not guessed", "proceeds_estimate", value, "money.format",
              "for example 1234.50", currency="EUR")
        for title, value in {
            "a decimal comma": '"1.234,50"',
            "a comma of thousands": '"1,234"',
            "a blank of thousands": "1 234",
            "an apostrophe of thousands": "1'234",
        }.items()
    ),
    *(
        wrong(39, f"{value} is no amount", "proceeds_estimate", value, "money.format",
              "digits and a decimal point", currency="EUR")
        for value in ("nan", "inf", "-inf", "1e309", "0x10", "１２", "٣")
    ),
    *(
        wrong(39, f"{value} is no whole number", "victims_stated", value, "integer.format",
              "only digits")
        for value in ("nan", "1e3", "１２", "٣")
    ),
    Case(40, "a negative amount is refused", Q, amount("-417.25"), "money.negative", rows=(2,),
         column="proceeds_estimate", word="0 or more", secrets=("417.25",)),
    Case(41, "an amount of three decimals is refused", Q, amount("417.255"), "money.decimals",
         rows=(2,), column="proceeds_estimate", word="two decimals", secrets=("417.255",)),
    Case(41, "an amount above 10^12 is refused", Q, amount("1000000000000.01"), "money.range",
         rows=(2,), column="proceeds_estimate", word="1,000,000,000,000",
         secrets=("1000000000000.01",)),
    Case(42, "an amount without a currency is refused", Q, amount("417.25", ""),
         "money.currency.cases", rows=(2,), column="currency", word="no currency",
         secrets=("417.25",)),
    Case(42, "an unknown currency is refused", Q, amount("417.25", "EUX"), "currency.unknown",
         rows=(2,), column="currency", word="ISO 4217", secrets=("417.25", "EUX")),
    Case(
        43,
        "two currencies within one order are refused",
        Q,
        csv(
            cases=ids("k7", "m2"),
            victims="victim_id,case_id\nv1,k7\nv2,m2\n",
            claims="claim_id,victim_id,case_id,joint_award_id,awarded,currency\n"
            "c1,v1,k7,j1,100,EUR\nc2,v1,k7,j1,100,USD\nc3,v2,m2,j2,100,USD\n",
        ),
        "money.currencies.claims.joint_award_id",
        file="claims.csv",
        rows=(2, 3),
        column="currency",
        word="different currencies",
        kept=3,
    ),
    Case(43, "a currency that was replaced is a warning", W,
         cell("proceeds_estimate", "100", currency="HRK", opened_on="2024-02-01"),
         "money.replaced.cases", column="currency", word="no longer in use"),
)  # fmt: skip
TOO_EARLY, TOO_LATE = ("1949-12-31", "0001-01-01"), ("9999-12-31", "2025-07-02")
OF_DATES = (
    Case(44, "days, months and years are taken", A,
         cell("opened_on", "2024-03-04", charged_on="2024-05", final_on="2025"),
         holds={"cases.opened_on": ["2024-03-04", "None"],
                "cases.charged_on": ["2024-05-01", "None"],
                "cases.charged_on_precision": ["month", "None"],
                "cases.final_on_precision": ["year", "None"]}),
    wrong(44, "a date that may be of two days is refused", "opened_on", "03/04/2024",
          "date.format", "Ambiguous date"),
    *(
        wrong(45, f"{value} is no day", "opened_on", value, "date.no_such_day", "does not exist")
        for value in ("2023-02-29", "2024-13-01", "2024-00-10")
    ),
    Case(45, "2024-02-29 is a day", A, cell("opened_on", "2024-02-29"),
         holds={"cases.opened_on": ["2024-02-29", "None"]}),
    *(
        wrong(46, f"{value} is refused", "opened_on", value, f"date.{rule}.cases.opened_on", words)
        for values, rule, words in (
            (TOO_EARLY, "range", "before 1950"),
            (TOO_LATE, "ahead", "after the extraction date"),
        )
        for value in values
    ),
    Case(46, "the day after the extraction is taken", A, cell("opened_on", "2025-07-01"),
         holds={"cases.opened_on": ["2025-07-01", "None"]}),
    Case(47, "a full date is kept as its month where months are the policy", W,
         cell("opened_on", "2024-03-04"), "date.month_kept", column="opened_on", word="1 full date",
         manifest=('dates = "month"',),
         holds={"cases.opened_on": ["2024-03-01", "None"],
                "cases.opened_on_precision": ["month", "None"]}),
)  # fmt: skip
OF_AGES = (
    Case(48, "an age in years has no column", R,
         csv(cases=ids("k7"), victims="victim_id,case_id,age\nv1,k7,121\n"),
         "schema.unknown_column", file="victims.csv", word="[age]",
         why="There is no age in years to be negative or too high: victims have child or adult."),
    Case(48, "an age for an age group is refused", Q,
         csv(cases=ids("k7", "m2"),
             victims="victim_id,case_id,age_group\nv1,k7,-4\nv2,m2,child\n"),
         "code.unknown", file="victims.csv", rows=(2,), column="age_group", kept=2,
         word="Use one of: child, adult",
         why="One column holds child or adult: it has no flag beside it to contradict."),
)  # fmt: skip
CASES = (*OF_CODES, *OF_AMOUNTS, *OF_DATES, *OF_AGES)
