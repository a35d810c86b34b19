"""What is true of the measures of a made-up jurisdiction, worked out from its rates."""

from collections.abc import Mapping

from seed.synthetic import JURISDICTIONS, YEARS

Rates = Mapping[str, float]

# Of this much left blank, what falls on one answer alone is seen in the share.
MUCH = 0.2
# What reads a column that a jurisdiction may not collect.
READING = {
    "payments": frozenset({"R03", "R04"}),
    "techniques": frozenset({"T01"}),
    "cases.financial_intelligence": frozenset({"F05"}),
    "cases.business_records": frozenset({"F04"}),
}


def truth(jurisdiction: str) -> Mapping[str, float]:
    """True values of measures, by id; without those that change with the years or cannot be seen.

    A share counted from a large draw comes near its value here. Raises KeyError for a code that is
    not of this world.
    """
    declared = JURISDICTIONS[jurisdiction]
    first, *later = [implied(declared.rates_in(year)) for year in YEARS]
    gaps = (READING.get(gap.column, frozenset()) for gap in declared.gaps)
    hidden = blurred(declared.rates_in(YEARS.start)).union(*gaps)
    if declared.legal_context.get("legal_persons_liable") == "no":
        hidden |= {"D03"}
    return {
        measure: value
        for measure, value in first.items()
        if measure not in hidden and all(abs(year[measure] - value) < 1e-9 for year in later)
    }


def implied(rates: Rates) -> dict[str, float]:
    """The measures that follow from rates, by id: shares 0-1 of units whose answer is known."""
    convicted = rates["convicted_of_trafficking"] + rates["convicted_of_other"]
    left = (1 - convicted - rates["acquitted"]) * (1 - rates["discontinued_abroad"])
    decided = convicted + rates["acquitted"] + left
    paid_by_perpetrator = (
        rates["paid_in_full_by_perpetrator"] + rates["paid_in_part_by_perpetrator"]
    )
    multiple = rates["charged_more_than_one_link"]
    return {
        "N01": multiple,
        "N02": rates["charged_beyond_destination"],
        "N03": rates["apex_charged"],
        "F01": rates["financial_investigation"],
        "F03": rates["laundering_charged"],
        "F04": rates["records_analysed"],
        "F05": rates["intelligence"],
        "A01": rates["frozen"],
        "A02": rates["confiscated"],
        "A02a": rates["confiscation_sought"],
        "A02c": rates["confiscated"] / rates["confiscation_sought"],
        "R01": rates["claimed"],
        "R02": rates["awarded"],
        "R03": paid_by_perpetrator + rates["paid_independently"],
        "R04": rates["paid_independently"] / (1 - rates["paid_in_full_by_perpetrator"]),
        "D01": rates["custody"],
        "D03": rates["legal_person_charged"],
        "L01": rates["detected_by_inspection"],
        "P02": rates["convicted_of_trafficking"] / decided,
        "P02b": convicted / decided,
        "T01": rates["techniques"],
        "T02": rates["corroborated"],
        "T03": rates["cooperation"],
        "V03": rates["legal_aid"],
        "V09": rates["assisted"],
    }


def blurred(rates: Rates) -> frozenset[str]:
    """Ids whose share is not the true rate: the gaps fall on one answer more than on the other."""
    ids: set[str] = set()
    if rates["undated"]:
        # A missing date of an order or a payment makes a yes unknown and leaves a no as it is.
        ids |= {"A01", "A02", "A02c", "R04"}
    if rates["unknown"] > MUCH:
        # A row of a technique answers for a blank cell, and a request without its instrument may
        # be none that counts: both tell the yes and the no apart.
        ids |= {"T01", "T03"}
    return frozenset(ids)
