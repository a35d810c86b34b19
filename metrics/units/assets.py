"""The asset: one row per asset of a case, its amounts in the jurisdiction's currency."""

from sqlalchemy import ColumnElement, and_, case, func, null, or_

from metrics.beside.currency import converted, in_home_currency
from metrics.units.asset_orders import nothing_was_ordered
from metrics.units.case.unit import per_case
from metrics.units.declaration import (
    Joined,
    amount,
    breakdown,
    day,
    identity,
    of_case,
    place,
    truth,
    unit,
)
from metrics.units.joining import same
from schemas import columns, dates, tables
from schemas import vocabulary as v

# In the order in which the value of an asset passes through them.
AMOUNTS = ("identified", "frozen", "confiscated", "realised")

_asset, _case = tables.assets.c, per_case.c
# Evidence is seized to prove the offence, not to take away what was earned by it.
_kept = or_(_asset.role.is_(None), _asset.role != v.AssetRole.EVIDENCE)


def _joined() -> Joined:
    of_cases = tables.assets.join(per_case, same(per_case, tables.assets))
    return Joined(in_home_currency(of_cases, tables.assets))


def _converted(name: str) -> ColumnElement:
    return converted(_asset[name], dates.effective(_asset[f"{name}_on"]))


def _finally_confiscated() -> ColumnElement:
    final = _asset.confiscation_final
    return case(
        # An order that may still be quashed has taken nothing for good.
        (or_(nothing_was_ordered(), final.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE))), 0),
        (final == v.YesNo.YES, _converted("confiscated")),
        else_=null(),
    )


def _realised_of_ordered() -> ColumnElement:
    nothing = and_(_asset.realised.is_(None), nothing_was_ordered())
    return case((nothing, 0), else_=_converted("realised"))


per_asset = unit(
    "per_asset",
    "asset",
    "An asset of a case",
    *place(_asset.jurisdiction, _asset.case_id, func.coalesce(_case.office, columns.UNKNOWN)),
    identity("asset_id", "The asset", _asset.asset_id),
    *of_case(_case.form, _case.sector, _case.cross_border),
    breakdown("class", "Class of asset", _asset["class"]),
    breakdown("role", "Proceeds, instrumentality or equivalent value", _asset.role),
    day("charged_on", "First charge in the case", _case.charged_on),
    truth(
        "of_charged_case",
        "Of a charged case, and not mere evidence",
        and_(_case.charged, _kept),
        needs=("assets",),
    ),
    truth(
        "of_decided_case",
        "Of a charged case decided at first instance, and not mere evidence",
        and_(_case.charged, _kept, _case.decided),
        needs=("assets",),
    ),
    *(
        amount(name, f"Value {name}", _converted(name), needs=(f"assets.{name}",))
        for name in AMOUNTS
    ),
    amount(
        "to_victims",
        "Value that reached victims",
        # It reaches victims once it is realised, and has no day of its own.
        converted(_asset.to_victims, dates.effective(_asset.realised_on)),
        needs=("assets.to_victims",),
    ),
    amount(
        "finally_confiscated",
        "Value confiscated for good; 0 where nothing was ordered or the order is not final",
        _finally_confiscated(),
        needs=("assets.confiscated", "assets.confiscation_final"),
    ),
    amount(
        "realised_of_ordered",
        "Value realised; 0 where nothing was ordered and nothing is stated",
        _realised_of_ordered(),
        needs=("assets.realised",),
    ),
    parts=_joined,
    own="asset_id",
)
