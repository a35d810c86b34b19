"""Add records: what would they change, and shall they be stored?"""

import streamlit as st

from dashboard import filters
from dashboard.shared import card
from dashboard.upload.views import (
    apart,
    choose,
    export,
    mapped,
    outcome,
    persons,
    view,
    work,
)
from dashboard.upload.views import (
    desk as upload_desk,
)

st.title("What would these records change?", anchor=False)
filters.bar(filters.PARTS["upload"])
if not view.may_upload():
    st.stop()
desk = upload_desk.current()
view.top(desk)
match desk.step:
    case upload_desk.Step.CHOOSE:
        choose.draw(desk)
        choose.takeaways()
    case upload_desk.Step.MAP:
        choose.map_columns(desk)
    case upload_desk.Step.WAIT:
        work.follow()
    case upload_desk.Step.DECIDE:
        with card.card("What would happen"):
            outcome.summary(desk.outcome.receipts[0])
            apart.draw(desk)
            export.draw(desk)
            outcome.decide(desk)
        outcome.difference(desk.outcome)
        outcome.found(desk.outcome.receipts[0])
        persons.draw(desk.outcome.receipts[0])
        mapped.draw(desk.outcome.mapped)
        mapped.first_rows(desk.outcome.receipts[0])
        mapped.not_read(desk.outcome.receipts[0].not_read)
    case upload_desk.Step.DONE:
        view.done(desk)
