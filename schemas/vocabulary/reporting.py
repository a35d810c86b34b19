"""Closed lists on those who report: offices, what they record and how they count."""

from enum import StrEnum


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Collected(StrEnum):
    YES = "yes"
    NO = "no"


class Precision(StrEnum):
    """How exactly a date was given. An inexact date is stored as its first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class OfficeKind(StrEnum):
    PROSECUTION = "prosecution"
    COURT = "court"
    POLICE = "police"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    FINANCIAL_INTELLIGENCE_UNIT = "financial_intelligence_unit"
    OTHER = "other"
    UNKNOWN = "unknown"


class CountingRule(StrEnum):
    """The rules of counting in which jurisdictions differ, shown on the page Compare.

    This list and that of the values are not from a standard. They will change after experience with
    comparing countries.
    """

    INVESTIGATION_STARTS_AT = "investigation_starts_at"
    CHARGE_COUNTED_AT = "charge_counted_at"
    CONVICTION_COUNTED_AT = "conviction_counted_at"
    PERSON_COUNTED = "person_counted"
    VICTIM_COUNTED_AT = "victim_counted_at"
    CASE_SPLITTING = "case_splitting"


class CountingRuleValue(StrEnum):
    INTELLIGENCE_FILE = "intelligence_file"
    PRELIMINARY_INQUIRY = "preliminary_inquiry"
    REGISTERED_CRIME = "registered_crime"
    INDICTMENT = "indictment"
    COURT_REGISTRATION = "court_registration"
    FIRST_INSTANCE = "first_instance"
    FINAL_DECISION = "final_decision"
    ONCE_A_YEAR = "once_a_year"
    ONCE_A_CASE = "once_a_case"
    PRESUMED = "presumed"
    IDENTIFIED = "identified"
    BY_NETWORK = "by_network"
    BY_PERSON = "by_person"
    UNKNOWN = "unknown"
