"""The asset: one row per asset of a case, its amounts in the jurisdiction's currency."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select

from metrics.currency import converted, in_home_currency
from metrics.units.asset_orders import nothing_was_ordered
from metrics.units.cases import per_case
from metrics.units.declaration import (
    UNKNOWN,
    amount,
    breakdown,
    day,
    identity,
    place,
    truth,
    unit,
)
from metrics.units.joining import same
from schemas import dates, tables
from schemas import vocabulary as v

# In the order in which the value of an asset passes through them.
AMOUNTS = ("identified", "frozen", "confiscated", "realised")

per_asset = unit(
    "per_asset",
    "asset",
    "An asset of a case",
    *place(),
    identity("asset_id", "The asset"),
    breakdown("form", "Form of exploitation of the case", "cases.form"),
    breakdown("sector", "Economic sector of the case", "cases.sector"),
    breakdown("cross_border", "Whether the case is cross-border", "cases.cross_border"),
    breakdown("class", "Class of asset", "assets.class"),
    breakdown("role", "Proceeds, instrumentality or equivalent value", "assets.role"),
    day("charged_on", "First charge in the case", "suspects.charged_on", "cases.charged_on"),
    truth(
        "of_charged_case",
        "Of a charged case, and not mere evidence",
        reads=("cases.charged", "suspects.charged", "assets.role"),
        needs=("assets",),
    ),
    truth(
        "of_decided_case",
        "Of a charged case decided at first instance, and not mere evidence",
        reads=("cases.first_instance_on", "suspects.outcome"),
        needs=("assets",),
    ),
    *(
        amount(name, f"Value {name}", reads=(f"assets.{name}_on",), needs=(f"assets.{name}",))
        for name in AMOUNTS
    ),
    amount(
        "to_victims",
        "Value that reached victims",
        reads=("assets.realised_on",),
        needs=("assets.to_victims",),
    ),
    amount(
        "finally_confiscated",
        "Value confiscated for good; 0 where nothing was ordered or the order is not final",
        reads=("assets.confiscated_on", "assets.order_kind"),
        needs=("assets.confiscated", "assets.confiscation_final"),
    ),
    amount(
        "realised_of_ordered",
        "Value realised; 0 where nothing was ordered and nothing is stated",
        reads=("assets.confiscated", "assets.realised_on", "assets.order_kind"),
        needs=("assets.realised",),
    ),
    own="asset_id",
)


def rows() -> Select:
    """The rows of `per_asset`, its columns in order."""
    asset, a_case = tables.assets.c, per_case.c
    of_cases = tables.assets.join(per_case, same(per_case, tables.assets))
    kept = or_(asset.role.is_(None), asset.role != v.AssetRole.EVIDENCE)
    return select(
        asset.jurisdiction,
        asset.case_id,
        func.coalesce(a_case.office, UNKNOWN),
        asset.asset_id,
        a_case.form,
        a_case.sector,
        a_case.cross_border,
        asset["class"],
        asset.role,
        a_case.charged_on,
        and_(a_case.charged, kept),
        and_(a_case.charged, kept, a_case.decided),
        *_amounts(),
    ).select_from(in_home_currency(of_cases, tables.assets))


def _amounts() -> Iterator[ColumnElement]:
    asset = tables.assets.c
    for name in AMOUNTS:
        yield _converted(name)
    # It reaches victims once it is realised, and has no day of its own.
    yield converted(asset.to_victims, dates.effective(asset.realised_on))
    final = asset.confiscation_final
    yield case(
        (or_(nothing_was_ordered(), final.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE))), 0),
        (final == v.YesNo.YES, _converted("confiscated")),
        else_=null(),
    )
    yield case(
        (and_(asset.realised.is_(None), nothing_was_ordered()), 0), else_=_converted("realised")
    )


def _converted(name: str) -> ColumnElement:
    asset = tables.assets.c
    return converted(asset[name], dates.effective(asset[f"{name}_on"]))
