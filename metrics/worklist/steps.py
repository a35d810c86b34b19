"""Declare the steps that may be possible in an open case, and the units that they apply to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics.units import unit_columns
from metrics.units.cases import per_case
from metrics.units.suspect_records import upstream_by_person
from metrics.units.suspects import per_suspect
from metrics.units.unit_columns import (
    OF_PERSON,
    PARTS,
    Joined,
    Made,
    Parts,
    day,
    is_one_of,
    join_on,
    no_legal_person_is_liable,
    nullable_boolean_column,
    place_columns,
    select_unit,
    truth_inapplicable_as_no,
    yes_no,
)
from schemas import tables
from schemas import vocabulary as v
from schemas.language import marked


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One step that may still be possible in an open case.

    `matters` is its reason, `brief` the statement of the brief that it serves, and `measure` the id
    of the measure that it improves. For each row of `unit`, `arises` is whether the step applies
    and `taken` whether it was taken; both are three-valued. The step is possible if it applies and
    was not taken; unknown if one of the two is unknown and the other does not decide. `reason` is
    what the records show if the step is possible, `caution` what to check before acting. `example`
    is a text table of fictional rows, whose last column `possible` is the expected result.
    """

    id: str
    title: str
    matters: str
    brief: str
    measure: str
    arises: Column
    taken: Column
    reason: str
    caution: str
    example: str

    @property
    def unit(self) -> Table:
        """Return the table of the units that the step applies to."""
        return self.arises.table

    @property
    def dated_by(self) -> Column:
        """Return the column with the day since which the case is open."""
        return self.unit.c.begun_on

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Return the record tables and columns that the step depends on."""
        return unit_columns.names_read(self.unit, self._columns())

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Return the record columns that must be collected for the step."""
        return unit_columns.names_needed(self._columns())

    @cached_property
    def needs_one_of(self) -> tuple[tuple[str, ...], ...]:
        """Return groups of record columns; at least one of each must be collected for the step."""
        return unit_columns.names_needed_one_of(self._columns())

    @property
    def word(self) -> str:
        """Return the name of the unit that the step applies to: case, suspect, asset, victim."""
        return str(self.unit.info["word"])

    @property
    def meanings(self) -> tuple[str, str]:
        """Return two texts: what it means that the step applies, and that it was taken."""
        return str(self.arises.info["meaning"]), str(self.taken.info["meaning"])

    def _columns(self) -> tuple[Column, Column]:
        return self.arises, self.taken


# Like units, but computed when needed and not stored: for one office they take a tenth of a second
# among 12,000 cases.

_unit, _case = per_case.c, tables.cases.c


def declare_thing(name: str, word: str, *columns: Column, parts: Callable[[], Parts]) -> Table:
    """Declare a table of the units that steps apply to, such as open cases or their victims."""
    # Separate metadata, because tables in the units' metadata are created in the database.
    return Table(name, MetaData(), *columns, info={"word": word, PARTS: parts})


def open_since_column(by: Made) -> Column:
    """Return the column with the day since which a case is open: opening, else first charge."""
    return day(
        "begun_on",
        marked("Date the case was opened, or of its first charge if that is not recorded"),
        by,
    )


def is_open() -> ColumnElement:
    """Whether a case of `per_case` awaits its first decision; never NULL.

    The definition is that of the clearance rate. So steps after the decision, such as realising
    confiscated assets, are not in the list.
    """
    return and_(_unit.awaits_decision, _unit.final_on.is_(None))


def open_since() -> ColumnElement:
    """Return the day since which a case of `per_case` is open: opening, else first charge."""
    return func.coalesce(_unit.opened_on, _unit.charged_on)


def _joined_open_cases(of: Iterable[ColumnElement] = ()) -> Joined:
    """Return the open cases that meet the conditions: `per_case` joined with the table `cases`."""
    joined = per_case.join(tables.cases, join_on(tables.cases, per_case))
    return Joined(joined, and_(is_open(), *of))


open_case = declare_thing(
    "open_case",
    "case",
    *place_columns(_unit.jurisdiction, _unit.case_id, _unit.office),
    open_since_column(open_since()),
    nullable_boolean_column(
        "is_open",
        marked("The case is not closed and has no first-instance decision"),
        true(),
        needs=("cases",),
    ),
    nullable_boolean_column(
        "financially_investigated",
        marked("A financial investigation was opened (a basic one counts)"),
        _unit.financially_investigated,
        needs=("cases.financial_investigation",),
    ),
    nullable_boolean_column(
        "confiscation_can_be_sought",
        marked("Someone was charged, and confiscation is not recorded as not applicable"),
        and_(_unit.charged, _case.confiscation_sought != v.YesNo.NOT_APPLICABLE),
        needs=("cases",),
    ),
    nullable_boolean_column(
        "confiscation_sought",
        marked("Confiscation was requested"),
        yes_no(_case.confiscation_sought),
        needs=("cases.confiscation_sought",),
    ),
    nullable_boolean_column(
        "crosses_borders",
        marked("People, acts or assets are in two or more States"),
        truth_inapplicable_as_no(_case.cross_border),
        needs=("cases", "cases.cross_border"),
    ),
    nullable_boolean_column(
        "cooperation_used",
        marked("A formal channel of cooperation was used (no recorded request counts as no)"),
        _unit.cooperation_used,
        needs=("requests", "requests.instrument"),
    ),
    parts=_joined_open_cases,
)


def open_cases(of: Iterable[ColumnElement] = ()) -> CTE:
    """Return the open cases of `per_case` that meet the conditions."""
    return select_unit(open_case, _joined_open_cases(of)).cte(open_case.name)


_suspect, _asset, _victim = tables.suspects.c, tables.assets.c, tables.victims.c


class Things(NamedTuple):
    """Subqueries of the open cases and of their suspects, assets and victims, by kind."""

    cases: CTE
    suspects: CTE
    assets: CTE
    victims: CTE


class OfCases(NamedTuple):
    """The records of one kind in open cases."""

    joined: FromClause
    cases: CTE
    kept: ColumnElement = true()


class Suspects(NamedTuple):
    """The suspects of open cases, each joined with their recorded position in the chain, if any."""

    joined: FromClause
    cases: CTE
    upstream: CTE
    kept: ColumnElement = true()


def open_case_units(of: Iterable[ColumnElement]) -> Things:
    """Return subqueries of the open cases that meet the conditions, and of their units by kind."""
    cases = open_cases(of)
    return Things(
        cases,
        select_unit(open_suspect, _suspects_of_cases(cases)).cte(open_suspect.name),
        select_unit(open_asset, _join_cases(cases, tables.assets)).cte(open_asset.name),
        select_unit(open_victim, _join_cases(cases, tables.victims)).cte(open_victim.name),
    )


def _join_cases(cases: CTE, records: Table) -> OfCases:
    return OfCases(cases.join(records, join_on(records, cases)), cases)


def _suspects_of_cases(cases: CTE) -> Suspects:
    upstream, suspect = upstream_by_person(cases), tables.suspects
    joined = (
        cases.join(suspect, join_on(suspect, cases))
        .join(per_suspect, join_on(per_suspect, suspect, OF_PERSON))
        .outerjoin(upstream, join_on(upstream, suspect, OF_PERSON))
    )
    return Suspects(joined, cases, upstream)


def _case_columns() -> tuple[Column, ...]:
    """Return the columns that suspects, assets and victims take from their case."""
    return (
        *place_columns(
            lambda of: of.cases.c.jurisdiction,
            lambda of: of.cases.c.case_id,
            lambda of: of.cases.c.office,
        ),
        open_since_column(lambda of: of.cases.c.begun_on),
    )


def _was_charged() -> ColumnElement:
    """Whether a suspect was charged, as in measures; but unknown if no record says yes or no."""
    silent = _suspect.charged == v.YesNo.UNKNOWN
    return case((per_suspect.c.charged, true()), (silent, null()), else_=false())


def _is_in_proceedings() -> ColumnElement:
    """Whether a suspect is still in the proceedings and can be liable; NULL if unknown."""
    spared = no_legal_person_is_liable(tables.suspects)
    left = or_(_suspect.exit_reason != v.ExitReason.UNKNOWN, _suspect.left_on.is_not(None))
    return case(
        (left, false()),
        (and_(_suspect.kind == v.PersonKind.LEGAL, spared), false()),
        else_=is_one_of(_suspect.outcome, v.Outcome.PENDING),
    )


open_suspect = declare_thing(
    "open_suspect",
    "suspect",
    *_case_columns(),
    nullable_boolean_column(
        "upstream_in_proceedings",
        marked(
            "The suspect is higher up the chain or an enabler, and still in the proceedings. A"
            " legal person counts only where legal persons can be liable"
        ),
        lambda of: and_(of.upstream.c.upstream, _is_in_proceedings()),
        needs=("suspects", "links", "links.link"),
    ),
    nullable_boolean_column(
        "charged",
        marked("The suspect was charged in the case (missing if there is no answer and no date)"),
        _was_charged(),
        needs=("suspects",),
    ),
    parts=lambda: _suspects_of_cases(open_cases()),
)


def _worth_freezing() -> ColumnElement:
    """Whether an asset was identified and is not mere evidence or returned; NULL if unknown."""
    some = or_(_asset.identified > 0, _asset.identified_on.is_not(None))
    # A returned asset had been seized, so it was not overlooked.
    returned = or_(_asset.returned > 0, _asset.returned_on.is_not(None))
    identified = case(
        (or_(returned, _asset.identified == 0), false()), (some, true()), else_=null()
    )
    return and_(identified, not_(is_one_of(_asset.role, v.AssetRole.EVIDENCE)))


def _is_asset_secured() -> ColumnElement:
    return case(
        (or_(_asset.frozen > 0, _asset.confiscated > 0), true()),
        (_asset.frozen == 0, false()),
        # A date without an amount: something was frozen.
        (_asset.frozen_on.is_not(None), true()),
        else_=null(),
    )


open_asset = declare_thing(
    "open_asset",
    "asset",
    *_case_columns(),
    nullable_boolean_column(
        "worth_freezing",
        marked(
            "Identified, with a recorded value or date, not held only as evidence and not returned"
        ),
        _worth_freezing(),
        needs=("assets", "assets.identified", "assets.role"),
    ),
    nullable_boolean_column(
        "secured",
        marked("Frozen or confiscated (missing if there is no amount and no date)"),
        _is_asset_secured(),
        needs=("assets.frozen",),
    ),
    parts=lambda: _join_cases(open_cases(), tables.assets),
)


def _is_still_victim() -> ColumnElement:
    """Whether the person is still a victim: neither rejected nor withdrawn."""
    return and_(_victim.status != v.VictimStatus.REJECTED, _victim.withdrew_on.is_(None))


def _is_victim_interviewed() -> ColumnElement:
    """Whether a victim was interviewed: no if the date is blank, unless the victim testified."""
    return or_(_victim.first_interview_on.is_not(None), _victim.testimony == v.Testimony.GIVEN)


def _has_claim() -> ColumnElement:
    """Whether the victim has a claim; NULL if a claim in the case names no victim."""
    victim, claim = tables.victims, tables.claims
    own = exists(select(1).where(join_on(claim, victim, ("victim_id",))))
    of_nobody = exists(select(1).where(join_on(claim, victim), claim.c.victim_id.is_(None)))
    return case((own, true()), (of_nobody, null()), else_=false())


open_victim = declare_thing(
    "open_victim",
    "victim",
    *_case_columns(),
    nullable_boolean_column(
        "may_claim",
        marked("The victim was not rejected, did not withdraw and did not decline to claim"),
        and_(_is_still_victim(), _victim.claim_declined != v.YesNo.YES),
        needs=("victims",),
    ),
    nullable_boolean_column(
        "has_claim",
        marked("The victim made a claim (missing if the case has a claim that names no victim)"),
        _has_claim(),
        needs=("claims", "claims.victim_id"),
    ),
    nullable_boolean_column(
        "awaits_interview",
        marked("The victim was not rejected, did not withdraw and was not yet interviewed"),
        and_(_is_still_victim(), not_(_is_victim_interviewed())),
        needs=("victims", "victims.first_interview_on"),
    ),
    nullable_boolean_column(
        "was_interviewed",
        marked("The victim was not rejected, did not withdraw and was interviewed"),
        and_(_is_still_victim(), _is_victim_interviewed()),
        needs=("victims", "victims.first_interview_on"),
    ),
    nullable_boolean_column(
        "had_legal_aid",
        marked("Legal aid was given or declined"),
        # Declined aid was offered.
        is_one_of(_victim.legal_aid, v.LegalAid.YES, v.LegalAid.DECLINED),
        needs=("victims", "victims.legal_aid"),
    ),
    parts=lambda: _join_cases(open_cases(), tables.victims),
)
FINANCIAL_INVESTIGATION = Step(
    id="financial_investigation",
    title=marked("Open a financial investigation"),
    matters=marked("Without one, nobody finds the money or the people who profit from the crime."),
    brief="d-1",
    measure="F01",
    arises=open_case.c.is_open,
    taken=open_case.c.financially_investigated,
    reason=marked("No financial investigation was opened."),
    caution=marked("A basic investigation counts: accounts, wages, who paid whom."),
    example="""
        is_open | financially_investigated | possible
        yes     | no                       | yes
        yes     | yes                      | no
        yes     |                          | unknown
        no      | no                       | left out
    """,
)
UPSTREAM_SUSPECT = Step(
    id="upstream_suspect",
    title=marked("Decide on a suspect higher up the chain"),
    matters=marked("A network survives if only people at the place of exploitation are charged."),
    brief="a-1",
    measure="N04",
    arises=open_suspect.c.upstream_in_proceedings,
    taken=open_suspect.c.charged,
    reason=marked("A suspect higher up the chain, or an enabler, is identified and not charged."),
    caution=marked("Exclude people who were forced to act. Record non-punishment as the reason."),
    example="""
        upstream_in_proceedings | charged | possible
        yes                     | no      | yes
        yes                     | yes     | no
        yes                     |         | unknown
                                | no      | unknown
                                | yes     | no
        no                      | no      | left out
    """,
)
FREEZING = Step(
    id="freezing",
    title=marked("Freeze an asset that was identified"),
    matters=marked(
        "Assets that are not frozen before judgment are rarely left to confiscate or to pay"
        " victims."
    ),
    brief="d-3",
    measure="A01",
    arises=open_asset.c.worth_freezing,
    taken=open_asset.c.secured,
    reason=marked("An asset was identified and not frozen."),
    caution=marked(
        "Assets held only as evidence are not counted. An asset with no recorded role counts as"
        " missing."
    ),
    example="""
        worth_freezing | secured | possible
        yes            | no      | yes
        yes            | yes     | no
        yes            |         | unknown
                       | no      | unknown
                       | yes     | no
        no             | no      | left out
    """,
)
CONFISCATION = Step(
    id="confiscation",
    title=marked("Request confiscation"),
    matters=marked("Courts rarely confiscate if nobody asks. Then the crime still pays."),
    brief="d-3",
    measure="A02a",
    arises=open_case.c.confiscation_can_be_sought,
    taken=open_case.c.confiscation_sought,
    reason=marked("Someone was charged, and confiscation was not requested."),
    caution=marked("If courts confiscate without a request, record 'not applicable'."),
    example="""
        confiscation_can_be_sought | confiscation_sought | possible
        yes                        | no                  | yes
        yes                        | yes                 | no
        yes                        |                     | unknown
        no                         | no                  | left out
    """,
)
CLAIM = Step(
    id="claim",
    title=marked("Lodge a victim's claim for compensation"),
    matters=marked("A court cannot award compensation to a victim who has not claimed it."),
    brief="R-1",
    measure="R01",
    arises=open_victim.c.may_claim,
    taken=open_victim.c.has_claim,
    reason=marked("No claim was made, and the victim did not decline to claim."),
    caution=marked("Advise the victim first. Claim only if the victim wants to."),
    example="""
        may_claim | has_claim | possible
        yes       | no        | yes
        yes       | yes       | no
        yes       |           | unknown
        no        | no        | left out
    """,
)
LAWYER_FIRST = Step(
    id="lawyer_before_interview",
    title=marked("Give a victim a lawyer before the first interview"),
    matters=marked(
        "Advice before the first interview protects rights that can be lost permanently."
    ),
    brief="V",
    measure="V03b",
    arises=open_victim.c.awaits_interview,
    taken=open_victim.c.had_legal_aid,
    reason=marked("No first interview is recorded, and no legal aid was given."),
    caution=marked(
        "A blank date counts as no interview yet. Check whether the interview took place."
    ),
    example="""
        awaits_interview | had_legal_aid | possible
        yes              | no            | yes
        yes              | yes           | no
        yes              |               | unknown
        no               | no            | left out
    """,
)
LAWYER_NOW = Step(
    id="lawyer_after_interview",
    title=marked("Give an interviewed victim a lawyer"),
    matters=marked("A lawyer can still help the victim to claim, to testify and to be protected."),
    brief="V",
    measure="V03",
    arises=open_victim.c.was_interviewed,
    taken=open_victim.c.had_legal_aid,
    reason=marked("A victim was interviewed, and no legal aid was given."),
    caution=marked("Victims who declined legal aid are not counted."),
    example="""
        was_interviewed | had_legal_aid | possible
        yes             | no            | yes
        yes             | yes           | no
        yes             |               | unknown
        no              | no            | left out
    """,
)
FOREIGN_REQUEST = Step(
    id="foreign_request",
    title=marked("Ask another State for help"),
    matters=marked("Recruiters and their money are often in another country."),
    brief="IC",
    measure="T03",
    arises=open_case.c.crosses_borders,
    taken=open_case.c.cooperation_used,
    reason=marked("The case crosses borders, and no formal request is recorded."),
    caution=marked("Police channels count. Informal contacts do not."),
    example="""
        crosses_borders | cooperation_used | possible
        yes             | no               | yes
        yes             | yes              | no
        yes             |                  | unknown
                        | no               | unknown
        no              | no               | left out
    """,
)
# In the order of an investigation: steps that cannot be made up later come first.
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        step.id: step
        for step in (
            LAWYER_FIRST,
            LAWYER_NOW,
            FINANCIAL_INVESTIGATION,
            FREEZING,
            FOREIGN_REQUEST,
            UPSTREAM_SUSPECT,
            CONFISCATION,
            CLAIM,
        )
    }
)
