"""What a case took: assets frozen before judgment, and confiscated in time."""

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, null, or_, select, true

from metrics import options
from metrics.units.asset_orders import nothing_was_ordered
from metrics.units.case.facts import CaseFacts
from metrics.units.declaration import same, truth
from metrics.units.knowledge import any_of, belongs, yes_no
from metrics.units.suspect.facts import OUTCOME
from metrics.units.windows import Span, span, within_months
from schemas import dates, tables
from schemas import vocabulary as v

TAKEN = (v.AssetRole.PROCEEDS, v.AssetRole.EQUIVALENT_VALUE)
INSTRUMENTS = (v.AssetRole.INSTRUMENTALITY,)
# An asset of no case is in none: where none names its case, a case without one is not without.
ASSETS_OF_CASES = ("assets", "assets.case_id")
ASSETS = (*ASSETS_OF_CASES, "assets.role", "assets.frozen", "assets.frozen_on")

_sought = tables.cases.c.confiscation_sought


def case_assets(persons: CTE) -> CTE:
    """One row per case with an asset; `persons` are the suspects of each case read together."""
    asset = tables.assets.c
    joined = tables.assets.join(tables.cases, same(tables.cases, tables.assets)).outerjoin(
        persons, same(persons, tables.assets)
    )
    return (
        select(
            asset.jurisdiction,
            asset.case_id,
            any_of(_counts_as_frozen(persons, TAKEN)).label("frozen"),
            any_of(_counts_as_frozen(persons, INSTRUMENTS)).label("instruments_frozen"),
            any_of(_was_ordered_in_time(persons)).label("ordered"),
        )
        .select_from(joined)
        .group_by(asset.jurisdiction, asset.case_id)
        .cte("case_assets")
    )


def first_instance_on(persons: CTE) -> ColumnElement:
    """When a case was decided: as stated, else at the first judgment of a person."""
    stated = dates.effective(tables.cases.c.first_instance_on)
    return func.coalesce(stated, persons.c.decided_on)


def is_decided(persons: CTE) -> ColumnElement:
    """Whether a case was decided at first instance; never NULL."""
    dated = tables.cases.c.first_instance_on.is_not(None)
    return or_(dated, func.coalesce(persons.c.decided, false()))


def _counts_as_frozen(persons: CTE, roles: tuple[v.AssetRole, ...]) -> ColumnElement:
    """A01, of one asset in one of these roles; of unknown role it is at most unknown."""
    frozen = _was_frozen_in_time(persons)
    role = tables.assets.c.role
    return case(
        (role.in_(roles), frozen),
        (and_(role == v.AssetRole.UNKNOWN, or_(frozen, frozen.is_(None))), null()),
        else_=false(),
    )


def _was_frozen_in_time(persons: CTE) -> ColumnElement:
    """Frozen before judgment: 0 is not, a date without amount is, neither is unknown."""
    asset = tables.assets.c
    return case(
        (asset.frozen == 0, false()),
        (and_(asset.frozen.is_(None), asset.frozen_on.is_(None)), null()),
        (is_decided(persons).is_(False), true()),
        else_=dates.effective(asset.frozen_on) < first_instance_on(persons),
    )


def _was_ordered_in_time(persons: CTE) -> ColumnElement:
    """A02, of one asset: confiscated within the window; 0 is nominal, an undated order unknown.

    So is an order after a conviction of unknown day, and an asset of which nothing is said.
    """
    asset = tables.assets.c
    conviction = Span(persons.c.convicted_from, persons.c.convicted_to)
    return case(
        (or_(nothing_was_ordered(), asset.role == v.AssetRole.EVIDENCE), false()),
        else_=within_months(
            span(asset.confiscated_on), conviction, options.value("order_within_months")
        ),
    )


def _none_is_no(facts: CaseFacts, name: str) -> ColumnElement:
    """A case without an asset is known to have taken none."""
    return case((facts.assets.c.case_id.is_(None), false()), else_=facts.assets.c[name])


ASSETS_TAKEN = (
    truth(
        "frozen_before_judgment",
        "Proceeds or assets of equivalent value were frozen before judgment",
        lambda facts: _none_is_no(facts, "frozen"),
        needs=ASSETS,
    ),
    truth(
        "instruments_frozen_before_judgment",
        "Instruments of the offence were frozen before judgment",
        lambda facts: _none_is_no(facts, "instruments_frozen"),
        needs=ASSETS,
    ),
    truth(
        "convicted_and_seeking_applies",
        "Ended in a trafficking conviction, where asking for confiscation is applicable",
        lambda facts: and_(facts.convicted, _sought != v.YesNo.NOT_APPLICABLE),
        needs=OUTCOME,
    ),
    truth(
        "convicted_and_sought",
        "Ended in a trafficking conviction, and confiscation was asked for",
        lambda facts: and_(facts.convicted, belongs(_sought)),
        needs=(*OUTCOME, "cases.confiscation_sought"),
    ),
    truth(
        "confiscation_ordered",
        "Confiscation was ordered within so many months of the first trafficking conviction",
        lambda facts: _none_is_no(facts, "ordered"),
        needs=(
            *ASSETS_OF_CASES,
            "assets.confiscated",
            "assets.confiscated_on",
            # An order is in time or not by the day of the conviction.
            "suspects.decided_on",
        ),
    ),
    truth(
        "confiscation_sought",
        "Confiscation was asked for",
        yes_no(_sought),
        needs=("cases.confiscation_sought",),
    ),
)
