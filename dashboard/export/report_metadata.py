"""What a report says about itself: warnings, filters, records, date, and how to read it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from typing import NamedTuple

import pandas as pd

from dashboard import filter_options, released_data, sign_in_settings, words
from dashboard.export import template
from dashboard.frames import link_state, peer_comparison
from dashboard.frames import submissions as frames_submissions
from dashboard.pages.report import PAGE
from dashboard.query_params import (
    LANGUAGE,
    Choice,
    RecordsState,
    ReportView,
    build_query,
    choice_query,
    page_address,
    parameters_of_page,
)
from dashboard.records import Records
from metrics import counting_options, publication_details
from schemas.language import ENGLISH, comma_list, current_language, marked, n, review_note, t

MADE_UP = marked(
    "Demonstration data: no figure in this file describes a real person, case or country."
)
MARK_MADE_UP, MARK_OWN = marked("Demonstration data"), marked("Not for publication")
SOME_MADE_UP = marked("Some of these records are fictional.")
NOT_FOR_PUBLICATION = marked(
    "Exact figures from your own records: not for publication. Small numbers can identify people."
)
# Characters of a hash that are shown: enough to distinguish contents. The workbook and the data
# package have the whole hash.
HASH_SHOWN = 12
# Names of facts: files for programs have them as keys, people read `Fact.title`.
STATE = "State, as a hash"
READ_BY = "How to read it"
RELEASE, EFFECTS = "Release", "Design effects of limits"
OTHERS, RELEASE_OF_OTHERS = "Other jurisdictions", "Release of the other jurisdictions"
# The link to the page Report, relative unless the address of the dashboard is known.
LINK, IN_ENGLISH = "Link to this state", "In English"
CITATION = "citation"
# Facts for a reader who wants to ask, cite or come back. Reports end with them.
CLOSING = (
    publication_details.CONTACT,
    CITATION,
    publication_details.LICENCE,
    publication_details.NEXT_UPDATE,
    LINK,
)
REFERENCE_DATE, MADE_ON, MADE_BY = "State of the records", "Made on", "Made by"
TITLES: Mapping[str, str] = {
    "Jurisdiction": marked("Jurisdiction"),
    "Place": marked("Place"),
    "Office": marked("Office"),
    "Period": marked("Period"),
    "Form of exploitation": marked("Form of exploitation"),
    "Left out": marked("Left out"),
    REFERENCE_DATE: marked("Reference date"),
    "Accepted in part": marked("Imported in part"),
    OTHERS: marked("Other jurisdictions"),
    RELEASE_OF_OTHERS: marked("Release of the other jurisdictions"),
    "Options other than at first": marked("Changed counting options"),
    READ_BY: marked("How to read the figures"),
    RELEASE: marked("Release"),
    EFFECTS: marked("Design effects of confidence intervals"),
    STATE: marked("Hash of the records"),
    LINK: marked("Link to these figures"),
    IN_ENGLISH: marked("In English"),
    MADE_ON: marked("Created on"),
    publication_details.CONTACT: marked("Contact"),
    CITATION: marked("How to cite"),
    publication_details.LICENCE: marked("Licence of the figures"),
    publication_details.NEXT_UPDATE: marked("Next update"),
    MADE_BY: marked("Created by"),
}
SUBMISSION_COLUMNS = ("Batch", "Extracted on", "Rows", "Made up", "Content (SHA-256)")
HOW_TO_READ = marked(
    "Ranges are 95% confidence intervals. Those of shares allow for random variation, for people of"
    " one case being alike, and for missing answers. A missing answer is never counted as no."
)
# Counts of a release are rounded, also those behind its percentages.
HOW_TO_READ_A_RELEASE = marked(
    "Shares, intervals and medians are calculated from the rounded counts."
    " Shares below 10% are shown as <10%, and shares above 90% as >90%. If a figure cannot be"
    " shown, the reason is given."
)


COUNTED = marked(
    "Each share counts only records with an answer, and its 95% confidence interval allows for"
    " random variation and missing answers."
)
COUNTED_FROM_RELEASE = marked(
    "Each share counts only records with an answer, and is calculated from rounded counts."
)
DIFFERENCES = marked(
    "We report a difference only if it is larger than random variation and missing data could"
    " explain."
)


class MadeUp(StrEnum):
    """The codes for whether the records of a report are fictional."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Fact(NamedTuple):
    """A label and a text about a report; or the title of a measure and a sentence about it."""

    label: str
    text: str

    @property
    def title(self) -> str:
        """Return the label in the reader's language."""
        return t(TITLES[self.label]) if self.label in TITLES else self.label


def report_warnings(choice: Choice, records: Records) -> Iterator[str]:
    """Yield the warnings that a reader must see before any figure."""
    if note := review_note():
        yield note
    if records.release is not None:
        yield from filter(
            None, (t(MADE_UP) if records.release.made_up else "", t(words.ROUNDING_RULE))
        )
        return
    made_up = _batches_here(choice, records)["made_up"].astype(bool)
    if made_up.all():
        yield t(MADE_UP)
        return
    if made_up.any():
        yield t(SOME_MADE_UP)
    yield t(NOT_FOR_PUBLICATION)


def report_facts(
    choice: Choice,
    records: Records,
    ids: tuple[str, ...],
    made_on: date,
    *,
    name: str,
    title: str,
    subject: str,
    period: str,
    of_all: bool,
    left_out: str,
    effects: str,
) -> Iterator[Fact]:
    """Yield the facts of a report: filters, state of the records, how to read it, date, citation.

    `left_out` says what its sections do not include, `effects` which design effects were used.
    """
    known, here = records.offered, choice.jurisdiction
    own = "" if of_all else here
    if not of_all:
        yield Fact("Jurisdiction", here)
    yield Fact("Place", subject if of_all else known.jurisdictions[here])
    if records.release is None:
        office = known.offices[here][choice.office] if choice.office else t("All offices")
        yield Fact("Office", office)
    yield Fact("Period", period)
    yield Fact("Form of exploitation", words.code(choice.form) or t("All forms"))
    lacking = " ".join(filter(None, (filter_options.unavailable_note(ids, choice), left_out)))
    if lacking:
        yield Fact("Left out", lacking)
    yield Fact(REFERENCE_DATE, _reference_days(records, own))
    for partly in frames_submissions.partly_accepted_batches(_batches_here(choice, records)):
        accepted = t("One import: {accepted} of its rows.", accepted=partly.accepted)
        yield Fact("Accepted in part", " ".join(filter(None, (accepted, partly.whole))))
    if not of_all:
        peers = records.peers(choice)
        yield Fact(OTHERS, peer_comparison.describe_peer_group(peers, choice, records.peers_of))
    if records.others is not None and records.peers_of is not None:
        yield Fact(RELEASE_OF_OTHERS, release_text(records.peers_of))
    if chosen := _changed_options(records.chosen(own)):
        yield Fact("Options other than at first", chosen)
    yield from _reading_facts(choice, records, own, effects)
    # A link includes the numbers of batches, which offices may not see for the whole jurisdiction.
    if records.state.batches:
        yield Fact(LINK, server_address(report_link(choice, records, name)))
    yield Fact(MADE_ON, words.day(made_on))
    yield Fact(MADE_BY, f"prosecution-quality {version('prosecution-quality')}")
    yield Fact(CITATION, _citation(records, title, subject, period, made_on))
    yield from (Fact(label, text) for label, text in records.details.items())


def _reference_days(records: Records, jurisdiction: str) -> str:
    """Return the reference date of a jurisdiction, or those of all."""
    own = {day for id_, day in records.as_of.own if jurisdiction in ("", id_)}
    days = sorted(own or {records.as_of.for_jurisdiction(jurisdiction)})
    return words.listing([words.day(day) for day in days])


def server_address(link: str) -> str:
    """Return the full address of a link; the link itself if no base URL is set."""
    base = sign_in_settings.base_url()
    return f"{base}/{link.removeprefix('./')}" if base else link


def _citation(records: Records, title: str, place: str, period: str, made_on: date) -> str:
    """Return how to cite the report."""
    about = {"title": title, "place": place, "period": period, "day": words.day(made_on)}
    if records.release is None:
        state = records.state.whole[:HASH_SHOWN]
        return t("“{title}”, {place}, {period}, state {state}, made {day}", state=state, **about)
    return t(
        "“{title}”, {place}, {period}, release {number}, hash {hash}, made {day}",
        number=records.release.number,
        hash=records.release.content_hash[:HASH_SHOWN],
        **about,
    )


def facts_in_words(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts with the day of the next update as people write it."""
    return [
        Fact(fact.label, words.day(date.fromisoformat(fact.text)))
        if fact.label == publication_details.NEXT_UPDATE
        else fact
        for fact in facts
    ]


def closing_facts(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts at the end of a report, in the order of CLOSING and worded for people.

    A link is left out if it has no server address. A report in a language whose translation nobody
    has reviewed says where to find it in English.
    """
    by_label = {fact.label: fact for fact in facts_in_words(facts)}
    found = [by_label[label] for label in CLOSING if label in by_label]
    shown = [fact for fact in found if fact.label != LINK or fact.text.startswith("http")]
    if review_note():
        english = [
            fact.text.replace(f"{LANGUAGE}={current_language()}", f"{LANGUAGE}={ENGLISH}")
            for fact in shown
            if fact.label == LINK
        ]
        how = t("Create this report with --lang en, or choose English on the page.")
        shown.append(Fact(IN_ENGLISH, "".join(english) or how))
    return shown


def _reading_facts(choice: Choice, records: Records, own: str, effects: str) -> Iterator[Fact]:
    """Yield how to read the figures, and their release with its hash or the hash of the records.

    `own` is the jurisdiction whose return is named; empty for all.
    """
    release = records.release
    if release is None:
        yield Fact(READ_BY, t(HOW_TO_READ))
        yield Fact(STATE, records.state.whole)
        return
    yield Fact(READ_BY, f"{t(words.ROUNDING_RULE)} {t(HOW_TO_READ_A_RELEASE)}")
    if effects:
        yield Fact(EFFECTS, effects)
    yield Fact(RELEASE, release_text(release))
    place = records.offered.jurisdictions[choice.jurisdiction]
    if origin := released_data.origin_text(release, own, place):
        yield Fact("Return", origin)
    # The hash of a release is the same on every computer, and covers all its figures.
    yield Fact(STATE, release.content_hash)


def release_text(release: released_data.About) -> str:
    """Return number, date, plan and hash of a release as text."""
    values = {
        "number": release.number,
        "made_on": words.day(release.made_on),
        "plan": release.plan,
        "hash": release.content_hash[: released_data.SIGNS],
    }
    if not release.origins:
        return t("{number}, published on {made_on}, plan {plan}, hash {hash}", **values)
    return n(
        "{number}, published on {made_on}, made of the return of {count} jurisdiction, hash {hash}",
        "{number}, published on {made_on}, made of the returns of {count} jurisdictions, hash"
        " {hash}",
        len(release.origins),
        **values,
    )


def short_state(facts: Mapping[str, str]) -> str:
    """Return the release, or the shortened hash of the records, as text for a footer."""
    if RELEASE in facts:
        return t("Release {release}", release=facts[RELEASE])
    return t("Hash of the records: {hash}", hash=facts[STATE][:HASH_SHOWN])


def report_link(choice: Choice, records: Records, name: str) -> str:
    """Return a relative link to this report, with its filters and the hashes of the records.

    When it is opened later, the page says whether the records have changed. It names the report
    only if it comes with this program: the page does not know the user's own templates.
    """
    shipped = build_query(ReportView(name), whole=True) if name in template.every_report() else {}
    at_state = build_query(RecordsState(link_state.link_state_text(records.state)))
    return page_address(
        PAGE.url_path, shipped, choice_query(choice, parameters_of_page(PAGE.url_path)), at_state
    )


_BATCH, _EXTRACTED_ON, _ROWS, _MADE_UP, _CONTENT = SUBMISSION_COLUMNS


def submissions(choice: Choice, records: Records) -> pd.DataFrame:
    """Return the chosen place's imports in force, with SUBMISSION_COLUMNS, for use by programs.

    Numbers are numbers and days ISO dates, or blank. Names of files are left out.
    """
    here = _batches_here(choice, records)
    days = [None if pd.isna(on) else pd.Timestamp(str(on)).date() for on in here["extracted_on"]]
    return pd.DataFrame(
        {
            _BATCH: here["batch_id"].astype(float),
            _EXTRACTED_ON: [on.isoformat() if on else "" for on in days],
            _ROWS: here["rows_stored"].astype(float),
            _MADE_UP: ["yes" if made_up else "no" for made_up in here["made_up"]],
            _CONTENT: here["content_hash"],
        }
    )


def submissions_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return `submissions` with numbers, days and codes as people read them."""
    days = [date.fromisoformat(on) if on else None for on in table[_EXTRACTED_ON]]
    return table.assign(
        **{
            _BATCH: [words.count(batch) for batch in table[_BATCH]],
            _EXTRACTED_ON: [words.day(on) if on else t("not given") for on in days],
            _ROWS: [words.count(rows) for rows in table[_ROWS]],
            _MADE_UP: [t("yes") if of == "yes" else t("no") for of in table[_MADE_UP]],
        }
    )


def _batches_here(choice: Choice, records: Records) -> pd.DataFrame:
    """Return the batches in force of the chosen jurisdiction."""
    stored = frames_submissions.batches_in_force(records.batches)
    return stored[stored["jurisdiction"] == choice.jurisdiction]


def _changed_options(chosen: counting_options.OptionValues) -> str:
    """Return as text the counting options that differ from the defaults and change figures."""
    others = set(chosen.values) - set(counting_options.DEFAULTS.values)
    return comma_list(
        t("{option}: {value}", option=words.code(name), value=value)
        for name, value in sorted(others)
    )
