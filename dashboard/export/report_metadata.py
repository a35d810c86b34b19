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


class Further(NamedTuple):
    """Two texts on a released report: what its sections leave out, and the design effects used."""

    left_out: str = ""
    effects: str = ""


NOTHING_FURTHER = Further()


class MadeUp(StrEnum):
    """The codes for whether the records of a report are fictional."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Fact(NamedTuple):
    """Something that a report says about itself; or a measure's title and a sentence about it."""

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
    of: tuple[Choice, Records, str],
    ids: tuple[str, ...],
    made_on: date,
    *,
    name: str = "",
    period: str = "",
    further: Further = NOTHING_FURTHER,
) -> Iterator[Fact]:
    """Yield the facts of a report: filters, state of the records, how to read it, date.

    `of` are the choice, the records, and a text such as `5 jurisdictions` if it is about all.
    `name` is the report's name. `period` is set if it is not the chosen one.
    """
    choice, records, of_all = of
    known, here = records.offered, choice.jurisdiction
    yield from _place_facts(here, of_all or known.jurisdictions[here], of_all=bool(of_all))
    if records.release is None:
        yield Fact("Office", _office_text(choice, known.offices.get(here, {})))
    yield Fact("Period", period or choice.period)
    yield Fact("Form of exploitation", words.code(choice.form) or t("All forms"))
    if left_out := " ".join(
        filter(None, (filter_options.unavailable_note(ids, choice), further.left_out))
    ):
        yield Fact("Left out", left_out)
    yield Fact(REFERENCE_DATE, _reference_days(records, "" if of_all else here))
    for partly in frames_submissions.partly_accepted_batches(_batches_here(choice, records)):
        accepted = t("One import: {accepted} of its rows.", accepted=partly.accepted)
        yield Fact("Accepted in part", " ".join(filter(None, (accepted, partly.whole))))
    if not of_all:
        yield Fact(OTHERS, _release_of_others(choice, records))
    if records.others is not None and records.peers_of is not None:
        yield Fact(RELEASE_OF_OTHERS, release_text(records.peers_of))
    if chosen := _changed_options(records.chosen("" if of_all else here)):
        yield Fact("Options other than at first", chosen)
    if records.release is not None:
        yield Fact(READ_BY, f"{t(words.ROUNDING_RULE)} {t(HOW_TO_READ_A_RELEASE)}")
        if further.effects:
            yield Fact(EFFECTS, further.effects)
        own = "" if of_all else here
        yield from _release_facts(records.release, own, known.jurisdictions[here])
    else:
        yield Fact(READ_BY, t(HOW_TO_READ))
        yield Fact(STATE, records.state.whole)
    # A link includes the numbers of batches, which offices may not see for the whole jurisdiction.
    if records.state.batches:
        yield Fact(LINK, server_address(report_link(choice, records, name)))
    yield Fact(MADE_ON, words.day(made_on))
    yield Fact(MADE_BY, f"prosecution-quality {version('prosecution-quality')}")


def _place_facts(jurisdiction: str, name: str, *, of_all: bool) -> Iterator[Fact]:
    """Yield the facts on the report's jurisdiction; without code if it is about all of them."""
    if not of_all:
        yield Fact("Jurisdiction", jurisdiction)
    yield Fact("Place", name)


def _reference_days(records: Records, jurisdiction: str) -> str:
    """Return the reference date of a jurisdiction, or those of all."""
    own = {day for id_, day in records.as_of.own if jurisdiction in ("", id_)}
    days = sorted(own or {records.as_of.for_jurisdiction(jurisdiction)})
    return words.listing([words.day(day) for day in days])


def server_address(link: str) -> str:
    """Return the full address of a link; the link itself if no base URL is set."""
    base = sign_in_settings.base_url()
    return f"{base}/{link.removeprefix('./')}" if base else link


def ending_facts(
    title: str, choice: Choice, records: Records, made_on: date, period: str, subject: str
) -> Iterator[Fact]:
    """Yield how to cite the report; and contact, licence and next update, if they are set."""
    about = {
        "title": title,
        "place": subject,
        "period": period or choice.period,
        "day": words.day(made_on),
    }
    if records.release is None:
        state = records.state.whole[:HASH_SHOWN]
        cited = t("“{title}”, {place}, {period}, state {state}, made {day}", state=state, **about)
    else:
        cited = t(
            "“{title}”, {place}, {period}, release {number}, hash {hash}, made {day}",
            number=records.release.number,
            hash=records.release.content_hash[:HASH_SHOWN],
            **about,
        )
    yield Fact(CITATION, cited)
    yield from (Fact(name, text) for name, text in records.details.items())


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


def method_text(*, is_of_release: bool) -> str:
    """Return in two sentences how figures are counted and when a difference is reported."""
    counted = COUNTED_FROM_RELEASE if is_of_release else COUNTED
    return f"{t(counted)} {t(DIFFERENCES)}"


def _release_of_others(choice: Choice, records: Records) -> str:
    """Return as text which jurisdictions are compared, or why there are none."""
    jurisdictions = records.peers(choice)
    return peer_comparison.describe_peer_group(jurisdictions, choice, records.peers_of)


def _release_facts(release: released_data.About, here: str, place: str) -> Iterator[Fact]:
    """Yield the facts on the release shown, and on the return that the jurisdiction handed over."""
    yield Fact(RELEASE, release_text(release))
    if own := released_data.origin_text(release, here, place):
        yield Fact("Return", own)
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
    """Return the shortened hash of the records for a footer: `State 0123456789ab`."""
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


def _office_text(choice: Choice, names: Mapping[str, str]) -> str:
    return names[choice.office] if choice.office else t("All offices")
