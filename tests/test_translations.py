"""Catalogues: every text of the source is in them, and what is translated fits its English."""

import pytest
from babel.messages.catalog import Catalog

from metrics.catalogue import CATALOGUE
from tests import translations
from tests.translations import TEMPLATE, TRANSLATED


def ids(of: Catalog) -> set[tuple[object, object]]:
    return {(one.context, one.id) for one in of if one.id}


def test_the_catalogues_have_the_messages_of_the_source() -> None:
    made = ids(translations.template())
    with TEMPLATE.open("rb") as file:
        stored = ids(translations.pofile.read_po(file))

    # `make translations` mends it.
    assert made ^ stored == set()
    assert [name for name in TRANSLATED if ids(translations.read(name)) != stored] == []


def test_the_texts_of_every_measure_are_in_the_catalogues() -> None:
    texts = {
        text
        for one in CATALOGUE.values()
        for text in (one.title, one.question, one.population, *one.caveats, one.does_not_show)
        if text
    }

    assert texts - {one for _, one in ids(translations.template())} == set()


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_translation_contradicts_its_english(name: str) -> None:
    assert list(translations.faults(name)) == []


@pytest.mark.parametrize(
    ("name", "english", "said", "fault"),
    [
        ("fr", ("In {place}",), ("En {lieu}",), "values are ['{lieu}'], not ['{place}']"),
        ("fr", ("{count} row", "{count} rows"), ("{count} ligne",), "has 1 of 3 forms"),
        ("fr", ("<b>All</b>",), ("Tout",), "tags, links or code are [], not ['</b>', '<b>']"),
        ("es", ("Use `--out`.",), ("Use `--fuera`.",), "`--fuera`"),
        ("es", ("All. ",), ("Todo.",), "another space"),
        ("ru", ("{number}%",), ("{number} %",), "may break"),
        ("ru", ("of the {denominator} cases",), ("из {denominator} дел",), "some numbers only"),
    ],
)
def test_a_wrong_translation_is_found(
    name: str, english: tuple[str, ...], said: tuple[str, ...], fault: str
) -> None:
    assert fault in " ".join(translations.faults_of(name, english, said))


def test_a_form_for_one_number_may_say_it_in_words() -> None:
    said = ("لا صفوف", "صف واحد", "صفان", "{count} صفوف", "{count} صفا", "{count} صف")

    assert list(translations.faults_of("ar", ("{count} row", "{count} rows"), said)) == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_terms_of_several_words_are_those_of_the_glossary(name: str) -> None:
    uses = [use for use in translations.uses_of_terms(name) if " " in use[0]]
    others = [(term, english) for term, english, is_used in uses if not is_used]

    # A sentence may say a term in other words now and then: "natural or legal person".
    assert len(others) <= len(uses) / 20, others


def test_another_term_than_that_of_the_glossary_would_be_found() -> None:
    assert translations.glossary("fr")["legal person"] == {"personne morale", "personnes morales"}
    assert len(translations.glossary("fr")) >= 120
