"""Draw what surrounds every page: styles, title, sign-in, header on the records, and footer."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import access, data, pages, released_data, words
from dashboard.frames import link_state, submissions
from dashboard.pages import Page
from dashboard.query_params import (
    LANGUAGE,
    Choice,
    OverviewView,
    RecordsState,
    build_query,
    choice_query,
    language_query,
    page_address,
    parameters_of_page,
)
from dashboard.records import current_records
from dashboard.server import several_owners_check
from dashboard.ui import address, filters, html_card, term_tips
from schemas import language, scopes
from schemas.language import marked, n, sort_key, t

UI_FOLDER = Path(__file__).parent
PRODUCT = marked("Prosecution quality")
_page = st.components.v2.component(
    "prosecution_quality.page",
    css=(UI_FOLDER / "styles" / "page.css").read_text(encoding="utf-8"),
    js=(UI_FOLDER / "page.js").read_text(encoding="utf-8"),
    # The CSS rules apply to what Streamlit draws, outside the component.
    isolate_styles=False,
)


SPOKEN = "frame.language"


def choose_language() -> None:
    """Set the language of the session: that of the address, else that of the browser."""
    asked = st.query_params.get(LANGUAGE, "")
    if language.is_known_language(asked):
        st.session_state[SPOKEN] = asked
    elif SPOKEN not in st.session_state:
        st.session_state[SPOKEN] = browser_language()


def browser_language() -> str:
    """Return the language that this session's browser asks for; English if we do not have it."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return language.ENGLISH
    return language.negotiate_language(st.context.headers.get("Accept-Language", ""))


def session_language() -> str:
    """Return the language of this session; outside of a page it is English."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return language.ENGLISH
    spoken: str = st.session_state.get(SPOKEN, language.ENGLISH)
    return spoken


def draw_languages(name: str, *, reloads: bool = False) -> None:
    """Draw links to this page in the other languages; `name` is the page's address.

    With `reloads` the links load the whole page.
    """
    here, query = language.current_language(), st.query_params.to_dict()
    context = {
        "languages": [
            {
                "code": code,
                "name": own_name,
                "href": page_address(name, query, {LANGUAGE: code}),
                "is_here": code == here,
            }
            for code, own_name in language.LANGUAGES.items()
        ],
        "reloads": reloads,
    }
    html_card.draw_template("languages.html", context, key="frame_languages")


def draw_review_note(name: str) -> None:
    """Draw a note that nobody has reviewed this translation, with a link to the page in English."""
    if note := language.review_note():
        query = st.query_params.to_dict()
        english = page_address(name, query, {LANGUAGE: language.ENGLISH})
        html_card.draw_template(
            "review_note.html", {"note": note, "english": english}, key="frame_review"
        )


# What Streamlit writes itself, in English only.
STREAMLIT_WORDS = (
    *(marked("Upload"), marked("Drag and drop files here"), marked("Drag and drop a file here")),
    *(
        marked("{size} per file"),
        marked("{number} more"),
        marked("No results"),
        marked("Rerun"),
        marked("Settings"),
    ),
    *(marked("Print"), marked("Record a screencast"), marked("Connecting")),
)


def load_page_assets(name: str) -> None:
    """Load the scripts and styles of a page; `name` is its address."""
    term_tips.reset_explained_terms()
    st.session_state[PAGE] = name
    is_translated = language.current_language() != language.ENGLISH
    data = {
        "page": name,
        "person": access.user_name(),
        "language": language.current_language(),
        "direction": language.text_direction(),
        "languageQuery": language_query().get(LANGUAGE, ""),
        "words": {english: t(english) for english in STREAMLIT_WORDS if is_translated},
    }
    _page(key="page", data=data, width="content", height="content")


def set_page_title(*names: str) -> None:
    """Set the title of the browser tab; the most specific name comes first."""
    st.set_page_config(page_title=" · ".join([*names, t(PRODUCT)]))


SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
SIGN_IN_TITLE, NOTHING_YOURS = marked("Sign in"), marked("You have no access yet")
# The role has no page, which is not a fault of the account.
NO_PAGE = marked("There is no page here for your role.")


def draw_sign_in(address: str) -> None:
    """Draw a sign-in link that leads back to `address`; or the reason why the user sees nothing."""
    operator = access.sign_in_policy()
    context = {"operator": operator.operator, "contact": operator.contact}
    if access.is_signed_in():
        set_page_title(t(NOTHING_YOURS))
        draw_languages(address, reloads=True)
        st.title(t(NOTHING_YOURS))
        said = {"name": access.user_name(), "reason": access.no_access_reason() or NO_PAGE}
        html_card.draw_template(
            "nothing_yours.html", context | said | {"out": SIGN_OUT}, key="gate"
        )
        return
    set_page_title(t(SIGN_IN_TITLE))
    draw_languages(address, reloads=True)
    st.title(t(SIGN_IN_TITLE))
    html_card.draw_template("gate.html", context | {"sign_in": sign_in_link(address)}, key="gate")


def sign_in_link(address: str) -> str:
    """Return the address of a sign-in that leads back to a page with its filters."""
    query = urlencode(language_query() | st.query_params.to_dict())
    to = f"/{address}{'?' if query else ''}{query}"
    return f"{SIGN_IN}?{urlencode({'to': to})}"


REFUSED = marked(
    "These are real records, but this is a development server without protection. Start the"
    " dashboard with: prosecution-quality serve"
)
EMPTY = marked(
    "This database has no records yet. Add them on the page Add records, or with:"
    " prosecution-quality import"
)
NONE_LEFT = marked(
    "This database has no records left. Import the same files again to bring them back, on the"
    " page Add records, or with: prosecution-quality import"
)
SEEN_BY = "frame.seen_by"
# With more jurisdictions the foot says only how many they are.
MOST_NAMED = 3
OF_NOBODY = marked("You have no access to any records here.")
# So many characters of its hash identify a release.
SIGNS = 12


def reset_session_on_scope_change(scope_id: str) -> None:
    """Clear the session if the user's scope changed: its content was made for another scope."""
    if st.session_state.setdefault(SEEN_BY, scope_id) != scope_id:
        st.session_state.clear()
        st.session_state[SEEN_BY] = scope_id


def draw_records_header(page: Page) -> None:
    """Draw the header on the records: release, made-up or partly accepted imports, changes.

    Stops the page if there are no records or they may not be shown.
    """
    if (release := data.release()) is not None:
        _release_top(release)
        return
    several_owners_check.refuse_file_with_several_owners(data.current_source().url)
    jurisdictions, batches = data.jurisdictions(), submissions.batches_in_force(data.batches())
    if jurisdictions.empty:
        draw_user_error(
            _no_records_text(
                data.current_source().scope, submissions.last_undone_batch(data.batches())
            )
        )
        if page.needs_records:
            st.stop()
        return
    mark, all_made_up = st.context.headers.get(access.MARK_HEADER), jurisdictions["made_up"].all()
    if not access.may_show_records(mark, all_made_up=bool(all_made_up)):
        draw_user_error(t(REFUSED))
        st.stop()
    made_up = sorted(batches.loc[batches["made_up"], "source"])
    partly = submissions.partly_accepted_batches(batches)
    if all_made_up or made_up or partly:
        context = {
            "made_up": all_made_up or bool(made_up),
            "all_made_up": all_made_up,
            "sources": made_up,
            "partly": partly,
        }
        html_card.draw_template("top.html", context, key="frame_top")
    draw_records_changed_notice()


def _no_records_text(scope: scopes.Scope, gone: submissions.Gone | None) -> str:
    """Return that there are no records, and which import was undone last.

    Users who may not import do not learn how to, nor whether others have records.
    """
    if not scope.reads_all:
        return f"{t(OF_NOBODY)} {access.scope_text(scope.id)}."
    if gone is None:
        return t(EMPTY)
    removed = n(
        "Import {id} ({source}) was undone on {day}: {count} row removed.",
        "Import {id} ({source}) was undone on {day}: {count} rows removed.",
        data.count_undone_rows(gone.batch_id).rows,
        id=gone.batch_id,
        source=gone.source,
        day=words.day(gone.undone_on),
    )
    return f"{removed} {t(NONE_LEFT)}"


def draw_signed_in_user() -> None:
    """Draw the name of the signed-in user and a sign-out link, even if nothing else is shown."""
    if name := access.user_name():
        html_card.draw_template(
            "person.html", {"person": name, "out": SIGN_OUT}, key="frame_person"
        )


def draw_footer() -> None:
    """Draw where the figures come from, how to read them, and who sees them."""
    if (release := data.release()) is not None:
        _release_foot(release)
        return
    seen = data.current_source()
    if data.jurisdictions().empty:
        return
    as_of, here = data.as_of(), filters.chosen_jurisdiction()
    names = filters.current_options().jurisdictions
    judged = {names[jurisdiction]: day for jurisdiction, day in as_of.own if jurisdiction in names}
    of_whom = several_owners_check.owners_notice(seen.url) if seen.scope.reads_all else ""
    context = {
        "methods": page_address("methods"),
        "places": _whose_records(names),
        "as_of": words.day(as_of.for_jurisdiction(here)),
        "apart": submissions.own_and_other_reference_dates(
            names[here], as_of.for_jurisdiction(here), judged
        ),
        "scope": ". ".join(filter(None, (access.scope_text(access.scope_id()), of_whom))),
        "state": current_records_state(),
    }
    html_card.draw_template("foot.html", context, key="frame_foot")


def _whose_records(names: Mapping[str, str]) -> str:
    """Return whose records are shown: names or number of jurisdictions, or the user's office."""
    known = filters.current_options()
    if known.own_office:
        return words.listing(
            [
                f"{known.offices[jurisdiction][known.own_office]}, {name}"
                for jurisdiction, name in names.items()
            ]
        )
    if len(names) > MOST_NAMED:
        return n("{count} jurisdiction", "{count} jurisdictions", len(names))
    return words.listing(sorted(names.values(), key=sort_key))


def draw_user_error(text: str) -> None:
    """Draw an error that the user can solve."""
    html_card.draw_notice(text, key="frame_notice")


def _release_name(release: released_data.About) -> str:
    """Return a release in words: `Release 3, of 12 March 2026, hash 1a2b3c4d5e6f; made-up`."""
    name = released_data.name(release, SIGNS)
    return t("{release}; made-up", release=name) if release.made_up else name


def _release_top(release: released_data.About) -> None:
    """Draw which release is shown, and whether its records are made up."""
    context = {
        "named": _release_name(release),
        "rule": words.ROUNDING_RULE,
        "made_up": release.made_up,
    }
    html_card.draw_template("release_top.html", context, key="frame_top")


def _release_foot(release: released_data.About) -> None:
    """Draw where the figures of the release come from, and what they do not cover."""
    as_of, here = data.as_of(), filters.chosen_jurisdiction()
    names = filters.current_options().jurisdictions
    is_of_all = (
        bool(release.origins)
        and pages.find_page(st.session_state[PAGE]).is_first
        and OverviewView.is_of_all(st.query_params.to_dict())
    )
    context = {
        "methods": page_address("methods"),
        "named": _release_name(release),
        "places": words.listing(sorted(names.values(), key=sort_key)),
        "here": "" if is_of_all else names[here],
        "own": "" if is_of_all else released_data.origin_text(release, here, names[here]),
        "as_of": words.day(as_of.for_jurisdiction(here)),
        "notes": release.notes,
        "scope": access.scope_text(access.scope_id()),
    }
    html_card.draw_template("release_foot.html", context, key="frame_foot")


# The address of the page that is shown.
PAGE = "records_version_link.page"


def current_records_state() -> str:
    """Return the state of the records (their hashes) as text for a page's address.

    Empty if the user's scope has no imports: those of a whole jurisdiction belong to no office.
    """
    state_now = current_records().state
    return link_state.link_state_text(state_now) if state_now.batches else ""


def link_to_view(choice: Choice) -> str:
    """Return the page's relative address with its filters and the version of the records."""
    page = pages.find_page(st.session_state[PAGE])
    return page_address(
        page.url_path,
        choice_query(choice, parameters_of_page(page.url_path)),
        st.query_params.to_dict(),
        build_query(RecordsState(current_records_state())),
    )


def draw_records_changed_notice() -> None:
    """Draw a notice if the records have changed since the link to this page was made."""
    asked, _ = address.read_view(RecordsState())
    if not asked.text:
        return
    of_one_office = bool(data.current_source().scope.office)
    said = link_state.link_notice(
        asked.text,
        data.batches(),
        current_records().state,
        filters.chosen_jurisdiction(),
        filters.current_options().jurisdictions,
        lambda batches: None if of_one_office else data.record_changes_since(*batches),
    )
    if said is None:
        return
    context = {
        "text": said.text,
        "headings": [t(heading) for heading in link_state.HEADINGS],
        "rows": [[html_card.Cell(cell) for cell in row] for row in said.rows],
        "look": "dense",
        "here": None,
    }
    html_card.draw_template("linked.html", context, key="linked")


def draw_copy_link_button(key: str) -> None:
    """Draw a button that copies a link to the view with the version of the records."""
    if state_now := current_records_state():
        html_card.draw_template("copy_link.html", {"state": state_now}, key=key)
