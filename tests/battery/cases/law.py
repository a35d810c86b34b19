"""Items 66-70: the order of events, sanctions, amounts against each other, default values."""

from tests.battery.case import A, Case, Files, Outcome, Q, W, csv

ORDER = "An opening after the charge is a warning: foreign leads come first."
CASES_SENT = "case_id,scope\nk7,charged_as_trafficking\nm2,charged_as_trafficking\n"


def files(**tables: tuple[str, ...]) -> Files:
    """Two cases, with the lines of other tables; what is at fault is of the first."""
    return csv(
        cases=CASES_SENT, **{name: "\n".join((*lines, "")) for name, lines in tables.items()}
    )


def dates(number: int, title: str, table: str, columns: tuple[str, str], *, rule: str) -> Case:
    """A row whose second date is before its first."""
    keys = {"suspects": ("case_id,person_id,kind", "k7,p1,natural", "m2,p2,natural"),
            "victims": ("victim_id,case_id", "v1,k7", "v2,m2"),
            "assets": ("asset_id,case_id", "a1,k7", "a2,m2"),
            "claims": ("claim_id,victim_id,case_id", "c1,v9,k7", "c2,v8,m2")}[table]  # fmt: skip
    first, second = columns
    lines = (
        f"{keys[0]},{first},{second}",
        f"{keys[1]},2024-03-02,2024-03-01",
        f"{keys[2]},2024-03-01,2024-03-02",
    )
    more = {"victims": ("victim_id,case_id", "v9,k7", "v8,m2")} if table == "claims" else {}
    return Case(number, title, Q, files(**more, **{table: lines}), rule, file=f"{table}.csv",
                rows=(2,), column=second, word=f"{second} is before {first}",
                kept=3 if more else 2)  # fmt: skip


def sanction(title: str, months: str, rule: str, outcome: Outcome, word: str) -> Case:
    """A sanction of this many months, beside one without fault."""
    lines = ("sanction_id,case_id,person_id,months", f"s1,k7,p1,{months}", "s2,m2,p2,24")
    return Case(67, title, outcome,
                files(suspects=("case_id,person_id,kind,outcome,decided_on",
                                "k7,p1,natural,convicted_trafficking,2024-03-01",
                                "m2,p2,natural,convicted_trafficking,2024-03-01"),
                      sanctions=lines),
                rule, file="sanctions.csv", rows=(2,) if outcome is Q else (), column="months",
                word=word, kept=3, holds={} if outcome is Q else {"sanctions.months": [months, 24]}
                )  # fmt: skip


CHRONOLOGY = (
    dates(66, "a charge before the suspicion is refused", "suspects",
          ("suspected_on", "charged_on"), rule="order.suspects.suspected_on.charged_on"),
    dates(66, "a decision before the charge is refused", "suspects",
          ("charged_on", "decided_on"), rule="order.suspects.charged_on.decided_on"),
    dates(66, "a final decision before the first is refused", "suspects",
          ("decided_on", "final_on"), rule="order.suspects.decided_on.final_on"),
    dates(66, "an identification before the first contact is refused", "victims",
          ("first_contact_on", "identified_on"),
          rule="order.victims.first_contact_on.identified_on"),
    dates(66, "a confiscation before the freezing is refused", "assets",
          ("frozen_on", "confiscated_on"), rule="order.assets.frozen_on.confiscated_on"),
    dates(66, "a return before the freezing is refused", "assets",
          ("frozen_on", "returned_on"), rule="order.assets.frozen_on.returned_on"),
    dates(66, "a decision before the claim is refused", "claims",
          ("claimed_on", "decided_on"), rule="order.claims.claimed_on.decided_on"),
    Case(66, "a payment before the order is refused", Q,
         files(victims=("victim_id,case_id", "v1,k7"),
               claims=("claim_id,victim_id,case_id,decided_on", "c1,v1,k7,2024-03-02"),
               payments=("payment_id,claim_id,paid,paid_on,currency", "y1,c1,10,2024-03-01,EUR",
                         "y2,c1,10,2024-03-03,EUR")),
         "order.payments.claims.decided_on.paid_on", file="payments.csv", rows=(2,),
         column="paid_on", word="paid_on is before claims.decided_on"),
    Case(66, "a case that was opened after the charge is a warning", W,
         csv(cases="case_id,scope,opened_on,charged_on\nk7,charged_as_trafficking,2024-03-02,"
             "2024-03-01\n"),
         "order.cases.opened_on.charged_on", column="charged_on", why=ORDER),
    Case(66, "months out of order are a warning", W,
         files(suspects=("case_id,person_id,kind,charged_on,decided_on",
                         "k7,p1,natural,2024-04,2024-03")),
         "order.suspects.charged_on.decided_on.coarse", file="suspects.csv", column="decided_on",
         why="An order broken only at month or year precision is a warning."),
)  # fmt: skip
SENTENCES = (
    Case(67, "a sanction of an acquitted person is refused", Q,
         files(suspects=("case_id,person_id,kind,outcome", "k7,p1,natural,acquitted",
                         "m2,p2,natural,convicted_other"),
               sanctions=("sanction_id,case_id,person_id,months", "s1,k7,p1,24", "s2,m2,p2,24")),
         "sanctions.of_acquitted", file="sanctions.csv", rows=(2,), column="person_id", kept=3),
    Case(67, "a conviction without a date is a warning", W,
         files(suspects=("case_id,person_id,kind,outcome",
                         "k7,p1,natural,convicted_trafficking")),
         "suspects.convicted_undated", file="suspects.csv", column="decided_on",
         why="Many sources lack the date; the conviction stays undated."),
    sanction("a sanction above 1,200 months is refused", "1201", "sanctions.months", Q, "1,200"),
    sanction("life as -1 is refused", "-1", "sanctions.months", Q, "kind = life"),
    sanction("999 months are a warning", "999", "sanctions.months_filled_in", W, "kind = life"),
    Case(67, "a sanction of 0 months is taken", A,
         files(suspects=("case_id,person_id,kind", "k7,p1,natural"),
               sanctions=("sanction_id,case_id,person_id,months", "s1,k7,p1,0")),
         holds={"sanctions.months": [0]},
         why="Months below 0 or above 1,200 are errors; zero is a value."),
)  # fmt: skip
ASSETS = "asset_id,case_id,frozen,confiscated,realised,currency"
CLAIM = ("claim_id,victim_id,case_id,awarded,decided_on,currency", "c1,v1,k7,100,2024-03-02,EUR")
PAYMENTS = "payment_id,claim_id,paid,paid_on,currency"
AMOUNTS = (
    Case(68, "more paid than awarded is a warning", W,
         files(victims=("victim_id,case_id", "v1,k7"), claims=CLAIM,
               payments=(PAYMENTS, "y1,c1,60,2024-04-01,EUR", "y2,c1,60,2024-05-01,EUR")),
         "money.above.payments.paid.awarded", file="payments.csv", column="paid"),
    Case(68, "more realised than confiscated is a warning", W,
         files(assets=(ASSETS, "a1,k7,100,80,90,EUR")),
         "money.above.assets.realised.confiscated", file="assets.csv", column="realised"),
    Case(68, "more confiscated than frozen is a warning", W,
         files(assets=(ASSETS, "a1,k7,100,120,90,EUR")),
         "money.above.assets.confiscated.frozen", file="assets.csv", column="confiscated"),
    Case(68, "more returned than frozen is a warning", W,
         files(assets=("asset_id,frozen,returned,currency", "a1,100,120,EUR")),
         "money.above.assets.returned.frozen", file="assets.csv", column="returned"),
    Case(68, "a payment dated before the award is refused", Q,
         files(victims=("victim_id,case_id", "v1,k7"), claims=CLAIM,
               payments=(PAYMENTS, "y1,c1,60,2024-03-01,EUR")),
         "order.payments.claims.decided_on.paid_on", file="payments.csv", rows=(2,),
         column="paid_on"),
    Case(69, "a payment in another currency than the award is a warning", W,
         files(victims=("victim_id,case_id", "v1,k7"), claims=CLAIM,
               payments=(PAYMENTS, "y1,c1,60,2024-04-01,USD")),
         "money.currencies.payments.claims", file="payments.csv", column="currency",
         word="converted at the rate of their year", holds={"payments.currency": ["USD"]},
         why="Amounts are converted at the yearly rates of a shipped table."),
)  # fmt: skip
DAYS = [f"2024-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 11)]
FILLED_IN = DAYS[:20] + ["2024-01-01"] * 10
DEFAULTS = (
    Case(70, "one day in many rows is a warning", W,
         csv(cases="case_id,scope,opened_on\n" + "".join(
             f"k{number * 7919 % 10007},charged_as_trafficking,{day}\n"
             for number, day in enumerate(FILLED_IN))),
         "date.default.cases.opened_on", column="opened_on", word="looks like a default"),
    Case(70, "one amount in many rows is a warning", W,
         csv(cases="case_id,scope,proceeds_estimate,currency\n" + "".join(
             f"k{number * 7919 % 10007},charged_as_trafficking,500,EUR\n"
             for number in range(30))),
         "money.default.cases.proceeds_estimate", column="proceeds_estimate",
         word="looks like a default"),
)  # fmt: skip
CASES = (*CHRONOLOGY, *SENTENCES, *AMOUNTS, *DEFAULTS)
