"""Items 58-64: keys, parents, jurisdictions."""

from tests.battery.case import A, Case, Files, Q, R, W, csv
from tests.battery.ways import NOT_SAID

HEADER = "case_id,scope,form\n"
K7, M2 = "k7,charged_as_trafficking,mixed\n", "m2,charged_as_trafficking,other\n"
TWO = HEADER + K7 + M2
NO_JURISDICTION = ('note = "none"',)


def child(table: str, header: str, *rows: str) -> Files:
    """Two cases, and a table below them."""
    return csv(cases=TWO, **{table: "".join(f"{row}\n" for row in (header, *rows))})


def orphan(table: str, header: str, *rows: str) -> Case:
    """A row, the first, whose case is nowhere."""
    return Case(60, f"a row of {table} without its parent is refused", Q,
                child(table, header, *rows), "parent.missing", file=f"{table}.csv", rows=(2,),
                column="case_id", word="has this case_id", kept=3,
                secrets=("zz417",))  # fmt: skip


CASES = (
    Case(58, "a row twice is refused once", Q, csv(cases=TWO + K7), "id.duplicate", rows=(4,),
         column="case_id", word="the same content", kept=2),
    Case(58, "two rows of one id with other content are both refused", Q,
         csv(cases=TWO + K7.replace("mixed", "other")), "id.duplicate", rows=(2, 4),
         column="case_id", word="other content"),
    orphan("suspects", "case_id,person_id,kind", "zz417,p1,natural", "k7,p2,natural"),
    orphan("victims", "victim_id,case_id", "v1,zz417", "v2,k7"),
    Case(60, "a charge of a person who is not there is refused", Q,
         csv(cases=TWO, suspects="case_id,person_id,kind\nm2,p1,natural\n",
             charges="charge_id,case_id,person_id\nh1,k7,zz417\nh2,m2,p1\n"),
         "parent.missing", file="charges.csv", rows=(2,), column="person_id", kept=3,
         secrets=("zz417",)),
    Case(60, "rows that all lack their parents are of another export", R,
         child("victims", "victim_id,case_id", "v1,zz417", "v2,zz418"), "parent.all_missing",
         file="victims.csv", column="case_id", word="Were files of two exports mixed?",
         secrets=("zz417", "zz418")),
    Case(61, "cases of networks that name each other are taken", A,
         csv(cases="case_id,scope,network_id\nk7,charged_as_trafficking,m2\n"
             "m2,charged_as_trafficking,k7\nz5,charged_as_trafficking,z5\n"),
         holds={"cases.network_id": ["m2", "k7", "z5"]},
         why="No case points to another: network_id is a name they share, so there is no cycle."),
    Case(62, "a case without suspects is a warning", W,
         child("suspects", "case_id,person_id,kind", "k7,p1,natural"), "cases.without_suspects",
         column="case_id", word="1 case has no row in suspects.csv"),
    Case(62, "a case without victims is a warning", W,
         child("victims", "victim_id,case_id", "v1,k7"), "cases.without_victims",
         column="case_id", word="1 case has no row in victims.csv"),
    Case(62, "a person in two cases is taken", A,
         child("suspects", "case_id,person_id,kind", "k7,p1,natural", "m2,p1,natural"),
         holds={"suspects.person_id": ["p1", "p1"]}),
    Case(63, "files of two jurisdictions are refused", R,
         csv(cases=TWO, jurisdictions="jurisdiction\nQMB\n",
             offices="office_id,jurisdiction\no1,QMC\n"),
         "jurisdiction.several", file="jurisdictions.csv", word="QMB, QMC",
         manifest=(NOT_SAID,)),
    Case(63, "rows of two jurisdictions in a file are refused", R,
         csv(cases=TWO, offices="office_id,jurisdiction\no1,QMB\no2,QMC\n"),
         "jurisdiction.several", file="jurisdictions.csv", word="QMB, QMC",
         manifest=(NOT_SAID,)),
    Case(63, "a submission without a jurisdiction is refused", R, csv(cases=TWO),
         "jurisdiction.none", file="submission.toml", word="jurisdiction is missing",
         manifest=(NOT_SAID,)),
    Case(64, "rows of another jurisdiction than the sender's are refused", R,
         csv(cases=TWO, offices="office_id,jurisdiction\no1,QMB\no2,XAA\n"),
         "jurisdiction.other", file="offices.csv", column="jurisdiction",
         word="1 row, row 2, is not of ",
         why="Who sends is said by the manifest; accounts and their audit are not built yet."),
)  # fmt: skip
