"""Family V: which assistance victims are given or offered, and each kind of it."""

from metrics.definitions.victims.justice import REJECTED
from metrics.kinds import Share
from metrics.measure import Direction
from metrics.units.victim.unit import per_victim
from schemas import vocabulary as v

DECLINED = "Who was offered assistance and declined counts as having it."
NO_ROW = "A victim without a record of assistance had none, where the table was sent."
GRETA = "Council of Europe, GRETA evaluation reports"


def _share(id_: str, title: str, question: str, column: str, *, core: bool = False) -> Share:
    return Share(
        id=id_,
        title=title,
        core=core,
        question=question,
        brief=("V", "R-1"),
        unit=per_victim,
        dated_by=per_victim.c.met_on,
        denominator=per_victim.c.not_rejected,
        numerator=per_victim.c[column],
        direction=Direction.HIGHER,
        denominator_words="of victims",
        caveats=(DECLINED, NO_ROW, REJECTED, "What each kind of assistance covers differs."),
        gaming_risk="Recording a leaflet as an offer.",
        guard="V03",
        shown_beside=("V08", "V03"),
        does_not_show="A higher share does not show that the assistance was enough, or lasted.",
        used_by=(GRETA,),
        example=f"""
            as of 2026-06-30
            not_rejected | met_on     | {column} | counts
            yes          | 2022-05-10 | yes | yes
            yes          | 2026-07-01 | no  | no
            yes          |            | yes | yes
            yes          | 2022-05-10 | no  | no
            yes          | 2022-05-10 |     | unknown
            no           | 2022-05-10 | yes | left out
        """,
    )


V09 = _share(
    "V09",
    "Victims assisted",
    "What share of victims was given or offered assistance of any kind?",
    "assisted",
    core=True,
)


def _of_kind(kind: v.AssistanceKind) -> Share:
    words = kind.value.replace("_", " ")
    return _share(
        f"V09-{kind.value}",
        f"Assistance: {words}",
        f"What share of victims was given or offered this assistance: {words}?",
        f"assisted_{kind.value}",
    )


V09_medical = _of_kind(v.AssistanceKind.MEDICAL)
V09_psychological = _of_kind(v.AssistanceKind.PSYCHOLOGICAL)
V09_housing = _of_kind(v.AssistanceKind.HOUSING)
V09_financial = _of_kind(v.AssistanceKind.FINANCIAL)
V09_legal_residence = _of_kind(v.AssistanceKind.LEGAL_RESIDENCE)
V09_work_or_training = _of_kind(v.AssistanceKind.WORK_OR_TRAINING)
V09_return = _of_kind(v.AssistanceKind.RETURN)
V09_other = _of_kind(v.AssistanceKind.OTHER)
