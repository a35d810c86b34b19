"""The suspect: one row per person, natural or legal, in a case."""

from sqlalchemy import func

from metrics.units.declaration import (
    breakdown,
    identity,
    of_case,
    place,
    unit,
)
from metrics.units.suspect.charges import CHARGES
from metrics.units.suspect.facts import person_facts
from metrics.units.suspect.outcomes import OUTCOMES
from metrics.units.suspect.sanctions import REACH, SANCTIONED
from metrics.units.suspect.stages import STAGES
from schemas import columns, tables

_suspect, _case = tables.suspects.c, tables.cases.c

per_suspect = unit(
    "per_suspect",
    "suspect",
    "A person, natural or legal, in a case",
    *place(
        _suspect.jurisdiction, _suspect.case_id, func.coalesce(_case.office_id, columns.UNKNOWN)
    ),
    identity(
        "person_id", "The person; the same across cases of a jurisdiction", _suspect.person_id
    ),
    *of_case(_case.form, _case.sector, _case.cross_border),
    identity("kind", "Natural or legal person", _suspect.kind, 16),
    breakdown("person_kind", "Natural or legal person", _suspect.kind),
    breakdown("sex", "Sex", _suspect.sex),
    breakdown("age_group", "Child or adult", _suspect.age_group),
    breakdown("citizenship", "Citizenship group", _suspect.citizenship),
    breakdown("plea", "By plea", _suspect.plea),
    breakdown("in_custody", "Held before judgment", _suspect.in_custody),
    breakdown(
        "role",
        "Apex, upstream or enabling, or at the destination: the first that is known",
        lambda facts: func.coalesce(facts.links.c.role, columns.UNKNOWN),
    ),
    breakdown("exit_reason", "Why the person left the proceedings", _suspect.exit_reason),
    identity("outcome", "Outcome at first instance", _suspect.outcome, 32),
    *CHARGES,
    *OUTCOMES,
    *STAGES,
    *SANCTIONED,
    *REACH,
    parts=person_facts,
    own="person_id",
)
