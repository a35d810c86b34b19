"""The true rates of each jurisdiction of the made-up world, from which its records are drawn."""

from collections.abc import Mapping
from zlib import crc32

Rates = Mapping[str, float]

# Shares are from 0 to 1, delays are median days. The column `usual` is an ordinary jurisdiction:
# its levels follow published figures (about two defendants and two victims a case; two thirds of
# completed prosecutions end in conviction; compensation ordered in a third, paid in fewer). A dash
# means the usual value. A column `to` has the rates to which the jurisdiction before it changes.
_TABLE = """
rate                        usual QVE QPE XKE  XCO XHA XIS  to XBR  to QMO QQU QZE XDR QUL
# Proceedings: a person is convicted, acquitted, or else the case against him is discontinued
charged_as_trafficking        .86   -   -   -    -   -   -   -   -   -   - .64   -   -   -
charged                       .74 .86   -   -    -   -   -   -   - .86   -   -   -   - .66
labour                        .34   -   - .24    - .72   -   -   -   -   -   -   -   -   -
sexual                        .44   -   - .56    - .14   -   -   -   -   -   -   -   -   -
cross_border                  .46   -   -  .7    -   -   -   -   -   -   -   -   -   -   -
detected_by_inspection        .22   -   -   -    - .56   -   -   -   -   -   -   -   -   -
enterprise_in_labour           .7   -   -   -    - .82   -   -   -   -   -   -   -   -   -
days_to_charge                220 130   - 360  330   -   -   -   -   -   -   -   -   - 300
days_to_judgment              360 210   - 450 1150   -   -   - 380 170   -   -   -   -   -
days_to_final                 170   -   -   -  520   -   -   -   -   -   -   -   -   -   -
convicted_of_trafficking      .52 .74   - .46  .42   -   -   -   - .68   - .22   -   -   -
convicted_of_other            .16  .1   -   -    -   -   -   -   -   -   - .48   -   -   -
acquitted                     .14 .08   -   -  .18   -   -   -   - .06   - .12   -   -   -
discontinued_abroad            .2   -   -   -   .3   -   -   -   -   -   -   -   -   -   -
plea                           .2 .45   -   -  .02   -   -   -   -  .7   - .55   -   -   -
# The chain: one person may hold two links; beyond the destination counts persons
charged_more_than_one_link    .34 .12 .31 .68   .4 .42 .16 .62  .5 .22 .36 .28 .44  .3 .66
held_by_one_person            .12   -   -   -    -   -   -   -   -   -   -   -   -   -   -
charged_beyond_destination    .22 .06 .19 .52  .28 .26 .08 .46 .36 .12  .2 .17  .3  .2  .5
apex_charged                   .1 .02 .12 .36  .16 .14 .03 .24 .18 .05   - .08   -   - .34
joined_in_networks            .05 .01   - .35    -   -   -   -   -   -   -   -   -   -   -
# The money, of charged cases; parts are of amounts
financial_investigation       .38 .08 .72  .6    - .52 .12  .8 .64 .24   -   - .34   - .88
within_30_days                .35 .15  .6 .55    -   -   -   -   -   -   -   -   -   - .74
laundering_charged            .12 .02 .32 .34    -   - .03  .3 .24 .06   -   -   -   - .42
records_analysed              .36  .1   -   -    - .76   -   -   -   -   -   -   -   -  .8
intelligence                  .15 .03  .3 .28    -   -   -   -   -   -   -   -   -   -  .4
confiscation_sought            .4  .1 .78 .55    -   - .18 .74  .6 .26   -   -   -   - .84
frozen                        .27 .06 .62 .44    -   -  .1 .56 .46 .16   -   -   -   -  .7
confiscated                   .19 .04 .48  .3    -   - .07 .44 .34  .1   -   -   -   - .58
frozen_part                    .6   - .72   -    -   -   -   -   -   -   -   -   -   - .75
confiscated_part              .62   - .75   -    -   -   -   -   -   -   -   -   -   -  .8
realised_part                 .55   -  .7   -    -   -   -   -   -   -   -   -   -   -  .8
part_to_victims               .15   -   0   -    -   -   -   -   -   - .45   -   -   - .55
proceeds_estimated             .4  .1  .7   -    -   -   -   -   -   -   -   -   -   -  .8
# Remedies, of victims; paid: of victims with an award
claimed                       .44 .18  .5  .3    - .58  .2  .7  .6 .32 .72  .3   -   - .82
claim_declined                .07   -   -   -    -   -   -   -   -   -   -   -   -   -   -
awarded                       .58 .45 .62   -    - .66 .44 .74   -   - .76   -   -   -  .8
both_heads                    .45   -   -   -    - .62   -   -   -   -  .6   -   -   - .75
paid_in_full_by_perpetrator   .09 .04 .03   -    -   -   -   -   -   - .08   -   -   - .22
paid_in_part_by_perpetrator   .16   - .06   -    -   -   -   -   -   -  .1   -   -   -   -
paid_independently            .12 .03   0   -    -  .2 .04 .34  .3  .1 .72   -   -   - .45
# Sanctions
custody                       .64 .82   -   -   .5 .44   -   -   -   -   - .36   -   - .55
months                         48  66   -  60    -   -   -   -   -   -   -  26   -   -   -
legal_person_charged          .18 .05   -   -    - .46   -   -   -   -   -   0   -   - .45
licence_lost                  .22   -   -   -    - .58   -   -   -   -   -   -   -   -   -
# Investigation
techniques                    .38 .14   - .74    -   -   -   -   -   -   -   -   -   -  .7
techniques_confidential       .05   -   - .14    -   -   -   -   -   -   -   -   -   -   -
corroborated                  .62 .35   -  .8    - .82  .4 .84   -   -   -   -   -   - .92
cooperation                   .44  .2   -  .8    -   -   -   -   -   -   -   -   -   - .75
executed                      .66   -   - .74    -   -   -   -   -   -   -   -   -   -   -
referral_opened               .46   -   -   -    -  .7   -   -   -   -   -   -   -   -   -
disclosures_used              .55   -   -   -    -   -   -   -   -   -   -   -   -   -   -
joint_with_immigration         .2   -   -   -    - .06   -   -   -   -   -   -   -   -   -
# Victims
identified                    .66   -   -   -    -   -   -   -   -   -   -   -   -   -   -
rejected                       .1   -   -   -    -   -   -   -   -   -   -   -   -   -   -
days_to_identification         45   -   -   -    -   -   -   -   -   -   -   -   - 120  18
testified                      .6  .8   -   -    -   -   -   -   -   -   -   -   -   -   -
protected                      .5  .3   -   -   .4   - .28  .8   -   -   -   -   -   - .86
legal_aid                     .62  .4   -   -    -   - .34 .88   -   -  .9   -   -   - .93
legal_aid_before_interview     .5   -   -   -    -   -   -   -   -   - .78   -   -   -   -
assisted                      .68   -   -   -    -   -   -   -   -   -   -   -   -   -   -
charged_for_compelled_act     .05   -   -   -    -   -   -   -   -   -   -   -   -   -   -
detained_for_immigration      .06   -   -   -    -   -   -   -   -   -   -   -   -   -   -
firewall_held                  .8   -   -   -    - .93   -   -   -   -   -   -   -   -   -
guardian                      .75   -   -   -    -   -   -   -   -   -   -   -   -   -   -
suitable_care                 .62   -   -   -    -   -   -   -   -   -   -   -   -   -   -
# Recording: blank cells and dates; offices that write only the month or the year
unknown                       .03   -   -   -    -   - .08 .01   -   -   -   - .06 .38 .01
undated                         0   -   -   -    -   -   -   -   -   -   -   -   - .14   -
month_offices                   0   -   -   -    -   -   -   -   -   -   -   - .34  .2   -
year_offices                    0   -   -   -    -   -   -   -   -   -   -   -   -  .2   -
"""
# The first and last year of an even change to the rates in the column `to`.
_CHANGES = {"XIS": (2016, 2025), "XBR": (2020, 2021)}

# Usual rates differ a little between jurisdictions, except outcomes and the chain, which must fit
# each other. Confiscation sought, frozen and confiscated vary together.
_SPREAD = 0.16
_MOVES_WITH = {"confiscation_sought": "money", "frozen": "money", "confiscated": "money"}
_STEADY = frozenset(
    {
        *("convicted_of_trafficking", "convicted_of_other", "acquitted"),
        *("charged_more_than_one_link", "charged_beyond_destination", "apex_charged", "unknown"),
    }
)


def rates_in(code: str, year: int) -> Rates:
    """Return the true rates of cases that a jurisdiction opened in a year, by name."""
    start = _vary_by_jurisdiction(_COLUMNS[code], code)
    if code not in _CHANGES:
        return start
    first, last = _CHANGES[code]
    end = _vary_by_jurisdiction(_COLUMNS[f"{code} to"], code)
    part = min(max((year - first) / (last - first), 0.0), 1.0)
    return {name: start[name] * (1 - part) + end[name] * part for name in start}


def _vary_by_jurisdiction(rates: Rates, code: str) -> Rates:
    """Return the rates. Usual ones are moved by up to 16%, by amounts fixed for a jurisdiction."""

    def moved(name: str) -> float:
        # crc32, because hash() differs from run to run.
        key = f"{code} {_MOVES_WITH.get(name, name)}"
        return 1 + _SPREAD * (crc32(key.encode()) % 2001 - 1000) / 1000

    return {
        name: rate * moved(name)
        if rate == _COLUMNS["usual"][name] and name not in _STEADY
        else rate
        for name, rate in rates.items()
    }


def _parse_rates(table: str) -> dict[str, dict[str, float]]:
    """Return the rates of a text table by column and name."""
    (_, *heads), *lines = (line.split() for line in table.split("\n") if line[:1] not in ("", "#"))
    names = [f"{heads[at - 1]} to" if head == "to" else head for at, head in enumerate(heads)]
    columns: dict[str, dict[str, float]] = {name: {} for name in names}
    for rate, usual, *own in lines:
        for name, cell in zip(names, (usual, *own), strict=True):
            columns[name][rate] = float(usual if cell == "-" else cell)
    return columns


_COLUMNS = _parse_rates(_TABLE)
