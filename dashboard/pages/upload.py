"""Add records: what would they change, and shall they be stored?"""

import streamlit as st

from dashboard import filters
from dashboard.components import (
    card,
    upload_apart,
    upload_choose,
    upload_desk,
    upload_mapped,
    upload_outcome,
    upload_persons,
    upload_view,
    upload_work,
)

st.title("What would these records change?", anchor=False)
filters.bar(filters.PARTS["upload"])
if not upload_view.may_upload():
    st.stop()
desk = upload_desk.current()
upload_view.top(desk)
match desk.step:
    case upload_desk.Step.CHOOSE:
        upload_choose.draw(desk)
        upload_choose.takeaways()
    case upload_desk.Step.MAP:
        upload_choose.map_columns(desk)
    case upload_desk.Step.WAIT:
        upload_work.follow()
    case upload_desk.Step.DECIDE:
        with card.card("What would happen"):
            upload_outcome.summary(desk.outcome.receipts[0])
            upload_apart.draw(desk)
            upload_outcome.decide(desk)
        upload_outcome.difference(desk.outcome)
        upload_outcome.found(desk.outcome.receipts[0])
        upload_persons.draw(desk.outcome.receipts[0])
        upload_mapped.draw(desk.outcome.mapped)
        upload_mapped.first_rows(desk.outcome.receipts[0])
        upload_mapped.not_read(desk.outcome.receipts[0].not_read)
    case upload_desk.Step.DONE:
        upload_view.done(desk)
