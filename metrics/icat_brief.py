"""List the statements of the ICAT brief by key, reworded. A measure names those that it answers."""

from schemas.language import marked

BRIEF: dict[str, str] = {
    "S1": marked(
        "Investigations, prosecutions and convictions are few against the scale of the problem."
    ),
    "S2": marked("Officials need to be better able to investigate and prosecute."),
    "S3": marked(
        "Access to justice and services should be kept apart from immigration enforcement."
    ),
    "S4": marked("Progress is judged on numbers of prosecutions; it should be judged on quality."),
    "S5": marked("Financial investigations and proportionate penalties are the exception."),
    "a-1": marked("Act against whole networks and the full breadth of those involved."),
    "a-2": marked(
        "Report the share of cases in which more than one link of the chain was targeted."
    ),
    "a-3": marked("Report the share of cases with charges outside the place of exploitation."),
    "a-4": marked("Use special investigative techniques and targeted disruption."),
    "a-5": marked("Have the law in place, with a way for victims to seek compensation."),
    "b-1": marked("Make financial investigation standard."),
    "b-2": marked("Use fines and the loss of licences."),
    "b-3": marked("Hold companies and individuals responsible, also along supply chains."),
    "c-1": marked("Enforcement capacity is built, yet prosecutions and convictions remain few."),
    "d-1": marked("Carry out at least basic financial investigation, business records included."),
    "d-2": marked("Sanction exploitative employers in a way that deters others."),
    "d-3": marked("Confiscate assets and proceeds, and award pecuniary damages."),
    "d-4": marked("Cooperate with banks and money services; use suspicious transactions."),
    "L-1": marked("Labour inspectorates detect and act before abuse grows worse."),
    "L-2": marked("Inspections provide first evidence on which charges can be based."),
    "R-1": marked("Every victim can seek compensation."),
    "R-2": marked("Compensation covers material and moral damage."),
    "R-3": marked("Compensation does not depend on perpetrators paying."),
    "V-1": marked("Victims are identified in good time."),
    "V-2": marked("Measures respond to age and gender."),
    "V": marked("Victims are protected and legally assisted."),
    "IC": marked("States cooperate bilaterally, regionally and internationally."),
}
