"""The words by which a search finds a measure: its own, the glossary's, and synonyms."""

from collections.abc import Mapping

from dashboard.frames import breakdowns
from metrics import Measure
from schemas.language import fold, glossary_words, marked, t

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


def measure_words(measure: Measure) -> str:
    """Return the words by which a search finds a measure: its own texts, and other words."""
    texts = measure.title, measure.question, measure.population
    said = " ".join(map(t, (*texts, breakdowns.FAMILY_NAMES[measure.family])))
    return f"{said} {_other_words(said)}"


def _other_words(text: str) -> str:
    """Return synonyms and glossary words for a measure's text, without words in the text."""
    folded = fold(text)
    found = [words for term, words in SYNONYMS.items() if fold(t(term)) in folded]
    words = [*" ".join(map(t, found)).split(), *glossary_words(text)]
    return " ".join(word for word in dict.fromkeys(words) if fold(word) not in folded)
