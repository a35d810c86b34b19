"""The units in the order in which they are filled: each reads those before it."""

from collections.abc import Callable

from sqlalchemy import Select, Table

from metrics.units import (
    assets,
    awards,
    case_links,
    case_rows,
    disclosures,
    inspections,
    money,
    networks,
    requests,
    residents,
    suspect_rows,
    victim_rows,
)
from metrics.units.assets import per_asset
from metrics.units.awards import per_award
from metrics.units.case_links import per_case_link
from metrics.units.cases import per_case
from metrics.units.declaration import METADATA, breakdowns
from metrics.units.disclosures import per_disclosure
from metrics.units.inspections import per_inspection
from metrics.units.money import per_case_money
from metrics.units.networks import per_network
from metrics.units.requests import per_request
from metrics.units.residents import per_residents
from metrics.units.suspects import per_suspect
from metrics.units.victims import per_victim

UNITS: tuple[tuple[Table, Callable[[], Select]], ...] = (
    (per_suspect, suspect_rows.rows),
    (per_case, case_rows.rows),
    (per_network, networks.rows),
    (per_case_link, case_links.rows),
    (per_request, requests.rows),
    (per_inspection, inspections.rows),
    (per_disclosure, disclosures.rows),
    (per_award, awards.rows),
    (per_victim, victim_rows.rows),
    (per_residents, residents.rows),
    (per_asset, assets.rows),
    (per_case_money, money.rows),
)

__all__ = [
    "METADATA",
    "UNITS",
    "breakdowns",
    "per_asset",
    "per_award",
    "per_case",
    "per_case_link",
    "per_case_money",
    "per_disclosure",
    "per_inspection",
    "per_network",
    "per_request",
    "per_residents",
    "per_suspect",
    "per_victim",
]
