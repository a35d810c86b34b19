"""The asset: one row each, in a case or outside any, its amounts in the jurisdiction's currency."""

from sqlalchemy import ColumnElement, and_, case, false, func, null, or_, true

from metrics.beside.currency import converted, in_home_currency
from metrics.units.asset_orders import nothing_was_ordered, was_ordered
from metrics.units.case.unit import per_case
from metrics.units.declaration import (
    Joined,
    amount,
    breakdown,
    day,
    identity,
    of_case,
    place,
    same,
    truth,
    unit,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v

# In the order in which the value of an asset passes through them.
AMOUNTS = ("identified", "frozen", "confiscated", "realised")
# What a register of assets tells of each, with or without a case.
STEPS = ("frozen", "confiscated", "returned")
ASSETS = ("assets",)

_asset, _case = tables.assets.c, per_case.c
# Evidence is seized to prove the offence, not to take away what was earned by it.
_kept = or_(_asset.role.is_(None), _asset.role != v.AssetRole.EVIDENCE)
_outside = _asset.case_id.is_(None)


def _joined() -> Joined:
    with_cases = tables.assets.outerjoin(per_case, same(per_case, tables.assets))
    # A case that is not of trafficking is no unit, and takes its assets along.
    counted = or_(_outside, _case.case_id.is_not(None))
    return Joined(in_home_currency(with_cases, tables.assets), counted)


def _converted(name: str) -> ColumnElement:
    return converted(_asset[name], dates.effective(_asset[f"{name}_on"]))


def _of_case(*conditions: ColumnElement) -> ColumnElement:
    """Whether conditions of its case hold; of an asset outside any case none does."""
    return case((_outside, false()), else_=and_(*conditions))


def _within(column: ColumnElement) -> ColumnElement:
    """What an asset has of its case; outside any case that is unknown."""
    return func.coalesce(column, columns.UNKNOWN)


def _was(step: str) -> ColumnElement:
    """Whether a step was taken: 0 is no, a day without an amount is yes, neither is unknown."""
    value, on = _asset[step], _asset[f"{step}_on"]
    return case((value == 0, false()), (or_(value > 0, on.is_not(None)), true()), else_=null())


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
    "An asset of a case, or outside any",
    *place(_asset.jurisdiction, _asset.case_id, _within(_case.office)),
    identity("asset_id", "The asset", _asset.asset_id),
    *of_case(*map(_within, (_case.form, _case.sector, _case.cross_border))),
    breakdown("class", "Class of asset", _asset["class"]),
    breakdown("role", "Proceeds, instrumentality or equivalent value", _asset.role),
    day("charged_on", "First charge in the case", _case.charged_on),
    truth(
        "of_charged_case",
        "Of a charged case, and not mere evidence",
        _of_case(_case.charged, _kept),
        needs=("assets",),
    ),
    truth(
        "of_decided_case",
        "Of a charged case decided at first instance, and not mere evidence",
        _of_case(_case.charged, _kept, _case.decided),
        needs=("assets",),
    ),
    *(
        amount(name, f"Value {name}", _converted(name), needs=(f"assets.{name}",))
        for name in AMOUNTS
    ),
    *(
        day(
            f"{step}_on",
            f"Day on which it was {step}",
            dates.effective(_asset[f"{step}_on"]),
            needs=(f"assets.{step}_on",),
        )
        for step in STEPS
    ),
    truth("was_frozen", "Frozen or seized, by its value or a day", _was("frozen"), needs=ASSETS),
    truth(
        "was_confiscated",
        "Confiscated, by its value, a day or a kind of order",
        was_ordered(),
        needs=ASSETS,
    ),
    truth(
        "was_returned",
        "Given back to an owner, by its value or a day",
        _was("returned"),
        needs=ASSETS,
    ),
    amount("returned", "Value given back", _converted("returned"), needs=("assets.returned",)),
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
