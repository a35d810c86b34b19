"""Words that people search for, and the terms of measures that mean the same."""

from collections.abc import Mapping

from schemas.language import marked, t

# Words by a term that occurs in titles, questions or populations of measures. GLOSSARY.md has the
# terms; these are the words of people who do not know them.
SYNONYMS: Mapping[str, str] = {
    marked("legal aid"): marked("lawyer attorney counsel solicitor advocate legal representation"),
    marked("custod"): marked("prison jail imprisonment incarceration sentence penalty"),
    marked("immigration detention"): marked("deportation removal migrant detained"),
    marked("confiscat"): marked("forfeiture forfeited recovery proceeds of crime"),
    marked("frozen"): marked("freezing seized seizure restraint"),
    marked("realised"): marked("sold collected recovered"),
    marked("how long"): marked("duration delay length time taken"),
    marked("days"): marked("duration delay length time taken"),
    marked("disposition time"): marked("backlog duration delay"),
    marked("clearance rate"): marked("backlog efficiency productivity"),
    marked("convicted"): marked("conviction guilty verdict"),
    marked("charged"): marked("prosecution prosecuted indicted indictment"),
    marked("suspect"): marked("arrest perpetrator offender trafficker"),
    marked("victim"): marked("survivor sex gender women men girls boys age"),
    marked("child"): marked("minor juvenile underage girls boys"),
    marked("forced labour"): marked("labor exploitation slavery modern slavery"),
    marked("labour inspect"): marked("labor inspector workplace inspection"),
    marked("compensat"): marked("damages restitution redress reparation remedy"),
    marked("award"): marked("damages restitution redress reparation compensation"),
    marked("fined"): marked("fine penalty"),
    marked("financial investigation"): marked("follow the money"),
    marked("money laundering"): marked("laundered AML"),
    marked("suspicious-transaction"): marked("bank STR SAR FIU"),
    marked("legal person"): marked("company corporate firm business liability"),
    marked("identified"): marked("identification recognised screening"),
    marked("presumed"): marked("potential possible suspected victim"),
    marked("forced to commit"): marked("non-punishment principle non-prosecution"),
    marked("shelter"): marked("housing accommodation refuge safe house"),
    marked("guardian"): marked("unaccompanied child welfare"),
    marked("assistance"): marked("support services help care"),
    marked("protection"): marked("witness safety security"),
    marked("informed of their rights"): marked("information leaflet"),
    marked("mutual legal assistance"): marked(
        "MLA Eurojust extradition cross-border international"
    ),
    marked("special investigative techniques"): marked("wiretap undercover surveillance"),
    marked("organiser"): marked("ringleader kingpin boss leader organised crime"),
    marked("link"): marked("recruiter transporter exploiter role"),
    marked("network"): marked("gang group ring organised crime"),
}


def synonyms_of(text: str) -> str:
    """Return the words that people may use for what a text of a measure is about."""
    folded = text.casefold()
    found = (t(words) for term, words in SYNONYMS.items() if t(term).casefold() in folded)
    return " ".join(dict.fromkeys(" ".join(found).split()))
