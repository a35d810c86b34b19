"""Steps of an upload of returns (releases that jurisdictions send): contents, changes, import."""

import streamlit as st

from dashboard import data, released_data, untrusted_text
from dashboard.frames import return_words
from dashboard.pages.upload.views.upload_session import UploadSession
from dashboard.ui import html_card
from metrics.release import signing
from schemas.language import marked, n, t
from schemas.store import database

ASK = marked(
    "Telephone the country, at a number that you did not get with the file. Ask for the fingerprint"
    " of its key, and compare all forty digits. You are asked once for each key."
)
SHOW = marked(
    "The public dashboard and all reports show these figures from now on. Records are not changed."
)


def lead_sentence(upload: UploadSession) -> str:
    """Return a sentence on how many returns can be imported, or were imported."""
    if imported := upload.imported.returns:
        return n("{count} return was imported.", "{count} returns were imported.", len(imported))
    return n(
        "{count} return can be imported. Nothing is stored until you accept.",
        "{count} returns can be imported. Nothing is stored until you accept.",
        len(upload.returns),
    )


def draw_decision(upload: UploadSession) -> None:
    """Draw the returns' contents and changes, ask if new keys are trusted, and import them."""
    confirmed = set[str]()
    unknown = {one.sent.signed.fingerprint for one in upload.returns if not one.sent.is_known}
    for number, one in enumerate(upload.returns):
        with html_card.card(one.name):
            lines = [
                *return_words.sent_lines(one.name, one.sent),
                *return_words.change_lines(one.change),
            ]
            html_card.draw_sentences(lines, key=f"upload.return.{number}")
    if unknown:
        with html_card.card(t("Whose key is it?"), t(ASK)):
            for fingerprint in sorted(unknown):
                digits = signing.in_groups(fingerprint)
                if st.checkbox(
                    untrusted_text.escape_markdown(
                        t("The owner read out the same digits: {digits}", digits=digits)
                    ),
                    key=upload.key(f"trust.{fingerprint}"),
                ):
                    confirmed.add(fingerprint)
    with st.container(horizontal=True):
        if st.button(
            t("Import"),
            type="primary",
            disabled=confirmed != unknown,
            key=upload.key("import_returns"),
        ):
            upload.import_returns(frozenset(confirmed))
            st.rerun()
        if st.button(t("Leave"), key=upload.key("leave_returns")):
            upload.clear()
            st.rerun()


def draw_imported(upload: UploadSession) -> None:
    """Draw which returns were imported, and where they are shown."""
    at = database.display_name(released_data.releases_address(data.records_url()))
    with html_card.card(t("What was stored"), t(SHOW)):
        lines = [return_words.stored_line(one, at) for one in upload.imported.returns]
        html_card.draw_sentences(lines, key="upload.imported")
        if st.button(t("Add more records"), type="primary", key=upload.key("more")):
            upload.clear()
            st.rerun()
