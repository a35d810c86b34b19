"""How a case was investigated: the money followed, evidence, techniques, cooperation."""

from metrics.units.cases import per_case
from tests.literals import Row
from tests.unit.metrics.small_world import World, choose, column, day, parts, row, store

YES, NO, UNKNOWN = True, False, None
Told = dict[str, tuple[Row, bool | None]]

OPENED = {"opened_on": day("2022-05-10")}
MONTH = {"closed_on_precision": "month"}
NOT_TRAFFICKING = {"closing_reason": "not_trafficking"}
# Whether a case was open long, 90 days after 10 May being 8 August.
OPEN: Told = {
    "still open": (OPENED, YES),
    "open since an unknown day": ({}, YES),
    "closed on the 89th day": (OPENED | {"closed_on": day("2022-08-07")}, NO),
    "closed on the 90th day": (OPENED | {"closed_on": day("2022-08-08")}, YES),
    "closed in that month": (OPENED | MONTH | {"closed_on": day("2022-08-01")}, UNKNOWN),
    "closed the month before": (OPENED | MONTH | {"closed_on": day("2022-07-01")}, NO),
    "closed on an unknown day": (OPENED | {"closing_reason": "other"}, UNKNOWN),
    "closed, opened on an unknown day": ({"closed_on": day("2022-08-08")}, UNKNOWN),
    "charged and closed soon": (OPENED | {"closed_on": day("2022-05-11"), "charged": "yes"}, YES),
    "no trafficking": (OPENED | NOT_TRAFFICKING | {"closed_on": day("2023-08-08")}, NO),
    "no trafficking, charged": (OPENED | NOT_TRAFFICKING | {"charged": "yes"}, NO),
}
FIRST_OF_MONTH = {"financial_investigation_on_precision": "month"}
# When the financial investigation started, and whether within 30 days; then how many days after.
STARTED: Told = {
    "2022-05-10": (OPENED, YES),
    "2022-04-01": (OPENED, YES),
    "2022-06-09": (OPENED, YES),
    "2022-06-10": (OPENED, NO),
    "2022-06-01": (OPENED | FIRST_OF_MONTH, UNKNOWN),
    "2022-05-01": (OPENED | FIRST_OF_MONTH, YES),
    "2022-07-01": (OPENED | FIRST_OF_MONTH, NO),
    "2022-05-11": ({}, UNKNOWN),
}
DAYS = (0, 0, 30, 31, 36, 5, 66, None)


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking"} | said


def cases_of(told: Told, **said: object) -> list[Row]:
    return [case(name) | said | one for name, (one, _) in told.items()]


def truths(told: Told) -> dict[str, bool | None]:
    return {name: truth for name, (_, truth) in told.items()}


def test_a_case_waits_for_as_many_days_as_the_deployment_says(database_url: str) -> None:
    kept = {"financial_investigation": "basic"}
    dated = (("old", "2026-04-01"), ("young", "2026-04-02"), ("charged", "2026-06-01"))
    cases = [case(name, opened_on=day(on), **kept) for name, on in dated]
    cases[-1] |= {"charged": "yes"}
    store(database_url, {"cases": cases})
    # Young, and charged already: waits all the same.
    assert parts(row(database_url, "F01o")) == (1, 0, 1)
    choose(database_url, "open_days", "89")
    assert parts(row(database_url, "F01o")) == (2, 0, 2)


def test_a_financial_investigation_is_prompt_within_thirty_days(database_url: str) -> None:
    started = [
        one | {"financial_investigation_on": day(one["case_id"])} for one in cases_of(STARTED)
    ]
    unknown = case("never", **OPENED)
    store(database_url, {"cases": [*started, unknown]})
    found = column(database_url, per_case, "case_id", "started_promptly")
    assert found == truths(STARTED) | {"never": UNKNOWN}
    days = column(database_url, per_case, "case_id", "days_to_financial_investigation")
    assert days == dict(zip(STARTED, DAYS, strict=True)) | {"never": None}
    choose(database_url, "financial_investigation_days", "31")
    assert column(database_url, per_case, "case_id", "started_promptly")["2022-06-10"] is YES


# The offences of a case's charged persons, one list each; whether laundering was charged, and
# whether any financial offence was.
CHARGED: dict[str, tuple[list[list[str]], bool | None, bool | None]] = {
    "laundering": ([["trafficking", "money_laundering"]], YES, YES),
    "tax": ([["trafficking", "tax_fraud"]], NO, YES),
    "wages, of the second": ([["trafficking"], ["wage_or_social_fraud"]], NO, YES),
    "nothing financial": ([["trafficking"], ["corruption"]], NO, NO),
    "one without a row": ([["trafficking"], []], UNKNOWN, UNKNOWN),
    "tax beside one without a row": ([["tax_fraud"], []], UNKNOWN, YES),
    "an unknown offence": ([["trafficking", "unknown"]], UNKNOWN, UNKNOWN),
    "laundering beside it": ([["money_laundering", "unknown"]], YES, YES),
    "nobody recorded": ([], UNKNOWN, UNKNOWN),
}


def test_what_was_charged_is_known_of_all_persons_or_of_one(database_url: str) -> None:
    persons = [
        (name, f"{name} {number}", offences)
        for name, (all_of, _, _) in CHARGED.items()
        for number, offences in enumerate(all_of)
    ]
    spared = {"case_id": "nothing financial", "person_id": "spared", "kind": "natural"}
    world: World = {
        "cases": [case(name, charged="yes") for name in (*CHARGED, "with a link of nobody")],
        "suspects": [
            *(
                {"case_id": name, "person_id": person, "kind": "natural", "charged": "yes"}
                for name, person, _ in persons
            ),
            spared | {"charged": "no"},
        ],
        "charges": [
            {"charge_id": f"{person} {offence}", "case_id": name, "person_id": person}
            | {"offence": offence}
            for name, person, offences in persons
            for offence in offences
        ],
        "links": [{"case_id": "with a link of nobody", "link": "exploiter"}],
    }
    store(database_url, world)
    for jurisdiction, name in ((1, "laundering_charged"), (2, "financially_charged")):
        found = column(database_url, per_case, "case_id", name)
        expected = {of: told[jurisdiction] for of, told in CHARGED.items()}
        assert found == expected | {"with a link of nobody": UNKNOWN}


FORCED = {"form": "forced_labour", "enterprise_involved": "yes", "charged": "yes"}
FORMS = {"forced_labour": YES, "mixed": NO, "unknown": UNKNOWN}
# Whether a case is one in which business records could have been analysed.
RECORDS: Told = {
    "with an enterprise": (FORCED, YES),
    "without one": (FORCED | {"enterprise_involved": "no"}, NO),
    "of a household": (FORCED | {"enterprise_involved": "not_applicable"}, NO),
    "perhaps with one": (FORCED | {"enterprise_involved": "unknown"}, UNKNOWN),
    "of another form": (FORCED | {"form": "mixed"}, NO),
    "of unknown form": (FORCED | {"form": "unknown"}, UNKNOWN),
    "not charged": (FORCED | {"charged": "no"}, NO),
    "without records": (FORCED | {"business_records": "none_exist"}, NO),
    "perhaps, without one": (FORCED | {"form": "unknown", "enterprise_involved": "no"}, NO),
}


CODES: dict[str, tuple[str, dict[str, bool | None]]] = {
    "intelligence_contributed": (
        "financial_intelligence",
        {"triggered": YES, "supported": YES, "none": NO, "unknown": UNKNOWN},
    ),
    "business_records_analysed": (
        "business_records",
        {"analysed": YES, "not_analysed": NO, "unknown": UNKNOWN},
    ),
    "special_techniques_used": (
        "special_techniques",
        {"used": YES, "none": NO, "confidential": UNKNOWN, "unknown": UNKNOWN},
    ),
    "began_with_inspection": (
        "detected_by",
        {"labour_inspectorate": YES, "joint_inspection": YES, "police": NO, "unknown": UNKNOWN},
    ),
    "without_testimony": ("victim_testified", {"yes": NO, "no": YES, "unknown": UNKNOWN}),
}
BORDERS: Told = {
    f"{charged} {across}": ({"charged": charged, "cross_border": across}, truth)
    for charged, across, truth in (
        ("yes", "yes", YES),
        ("yes", "no", NO),
        ("yes", "not_applicable", NO),
        ("yes", "unknown", UNKNOWN),
        ("no", "unknown", NO),
    )
}
# By column of a case what is said of one and how it is read.
READ: dict[str, Told] = {
    "open_long": OPEN,
    "charged_with_company_records": RECORDS,
    "of_forced_labour": {form: ({"form": form}, of) for form, of in FORMS.items()},
    "charged_across_borders": BORDERS,
    **{
        name: {code: ({sent: code}, truth) for code, truth in codes.items()}
        for name, (sent, codes) in CODES.items()
    },
}


def test_what_is_said_of_a_case_is_read_as_yes_no_or_unknown(database_url: str) -> None:
    cases = [
        case(f"{column_}: {name}", **row)
        for column_, told in READ.items()
        for name, (row, _) in told.items()
    ]
    listed = case("a technique is listed", special_techniques="confidential")
    technique = {"case_id": listed["case_id"], "technique": "interception"}
    store(database_url, {"cases": [*cases, listed], "techniques": [technique]})
    for name, told in READ.items():
        found = column(database_url, per_case, "case_id", name)
        assert {of: found[f"{name}: {of}"] for of in told} == truths(told), name
    used = column(database_url, per_case, "case_id", "special_techniques_used")
    assert used["a technique is listed"] is YES


# The evidence of a case, kind and whether it was relied on; whether it corroborates.
EVIDENCE: dict[str, tuple[dict[str, str], bool | None]] = {
    "papers": ({"documentary": "yes"}, YES),
    "papers that were not used": ({"documentary": "no"}, NO),
    "papers for which it does not apply": ({"documentary": "not_applicable"}, NO),
    "papers, who knows": ({"documentary": "unknown"}, UNKNOWN),
    "the victim alone": ({"victim_testimony": "yes"}, NO),
    "the victim, who knows": ({"victim_testimony": "unknown"}, NO),
    "the victim and a bank": ({"victim_testimony": "yes", "financial": "yes"}, YES),
    "something": ({"unknown": "yes"}, UNKNOWN),
    "something not used": ({"unknown": "no"}, NO),
    "something beside data": ({"unknown": "yes", "digital": "yes"}, YES),
    "none": ({}, NO),
}


def test_evidence_beside_the_victim_corroborates_if_it_was_relied_on(database_url: str) -> None:
    evidence = [
        {"case_id": name, "kind": kind, "relied_on": relied_on}
        for name, (kinds, _) in EVIDENCE.items()
        for kind, relied_on in kinds.items()
    ]
    store(database_url, {"cases": [case(name) for name in EVIDENCE], "evidence": evidence})
    found = column(database_url, per_case, "case_id", "corroborated")
    assert found == {name: truth for name, (_, truth) in EVIDENCE.items()}


# The instruments of a case's requests; whether a formal channel was used.
INSTRUMENTS: dict[str, tuple[tuple[str, ...], bool | None]] = {
    **{one: ((one,), YES) for one in ("mla", "eio", "jit", "extradition", "police_channel")},
    "fiu_channel": (("fiu_channel",), NO),
    "other": (("other",), NO),
    "unknown": (("unknown",), UNKNOWN),
    "one of two": (("unknown", "mla"), YES),
    "none": ((), NO),
}


def test_cooperation_is_formal_by_its_instrument(database_url: str) -> None:
    requests = [
        {"request_id": f"{name} {one}", "case_id": name, "instrument": one}
        for name, (all_of, _) in INSTRUMENTS.items()
        for one in all_of
    ]
    store(database_url, {"cases": [case(name) for name in INSTRUMENTS], "requests": requests})
    found = column(database_url, per_case, "case_id", "cooperation_used")
    assert found == {name: truth for name, (_, truth) in INSTRUMENTS.items()}


def test_testimony_is_asked_of_cases_with_a_conviction_of_anything(database_url: str) -> None:
    convicted = {"convicted_other": YES, "convicted_trafficking": YES, "acquitted": NO}
    outcomes = convicted | {"unknown": NO, "does not apply": NO}
    cases = [case(name, victim_testified="no") for name in outcomes]
    cases[-1] |= {"victim_testified": "not_applicable"}
    suspects = [
        {"case_id": name, "person_id": "P", "kind": "legal", "outcome": name} for name in outcomes
    ]
    suspects[-1] |= {"outcome": "convicted_other"}
    store(database_url, {"cases": cases, "suspects": suspects})
    found = column(database_url, per_case, "case_id", "convicted_and_testimony_applies")
    assert found == outcomes
