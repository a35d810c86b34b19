"""The page asks for the key of a mapping's pseudonyms before it reads the files."""

import pytest
from streamlit.testing.v1 import AppTest

from schemas import scopes
from schemas.store import database
from seed import batches
from seed.mapping import upgrade
from tests.app.test_overview import text
from tests.app.upload.test_upload import desk, opened, press, url
from tests.submissions import row_counts
from tests.unit.dashboard.test_names_stay_out import PROFILE

__all__ = ["url"]
pytestmark = [pytest.mark.usefixtures("in_this_process"), pytest.mark.soak]
KEY = b"7d3f0c61b85e4a92a7d3f0c61b85e4a9"
REGISTER = b"CaseNo,Defendant\nC-1,Zebediah\nC-2,Quux\n"


HASHED = '{ source = "Defendant", pseudonym = true }'
# With a key of the old form.
OLD = PROFILE.replace("[tables.suspects]\n", '[tables.suspects]\nof = "CaseNo"\n')


@pytest.fixture
def keyed(url: str) -> AppTest:
    """The page with the files chosen and a mapping that makes pseudonyms."""
    batches.save_profile(url, "keyed", PROFILE.format(person=HASHED))
    test = opened()
    test.file_uploader[0].set_value([("register.csv", REGISTER, "text/csv")])
    test.run()
    return test.selectbox(key="upload.profile").set_value("keyed").run()


def check_button(test: AppTest):  # type: ignore[no-untyped-def]
    return next(one for one in test.button if one.label == "Check the files")


def test_nothing_is_read_before_the_key_is_there(keyed: AppTest) -> None:
    assert "This mapping replaces ids by pseudonyms" in text(keyed)
    assert check_button(keyed).disabled
    # Nor are files taken before it.
    assert [one.label for one in keyed.file_uploader] == ["Key file", "Files of one import"]
    assert keyed.file_uploader[1].proto.disabled
    key = next(one for one in keyed.file_uploader if one.label == "Key file")
    key.set_value(("key", b"short", "text/plain"))
    assert "has fewer than 16 characters" in text(keyed.run())
    assert check_button(keyed).disabled
    # A mapping without pseudonyms asks for none.
    test = keyed.selectbox(key="upload.profile").set_value("sherloc").run()
    assert "by pseudonyms, which" not in text(test)
    assert not check_button(test).disabled


def test_the_key_makes_pseudonyms_and_is_let_go(keyed: AppTest, url: str) -> None:
    before = row_counts(url)["suspects"]
    keyed.file_uploader[0].set_value(("key", KEY, "text/plain"))
    test = press(keyed.run(), "Check the files")
    assert "4 rows: 4 new, 0 changed, 0 unchanged and 0 rejected" in text(test)
    assert "Zebediah" not in text(test)
    assert KEY.decode() not in repr(desk(test).request)
    test = press(test, "Accept and store")
    # Own records stand apart from the made-up ones.
    assert row_counts(desk(test).stored_in)["suspects"] == 2
    assert row_counts(url)["suspects"] == before
    request = desk(test).request
    assert request is not None
    assert request.key == ""


def test_a_person_goes_back_to_the_mapping_with_files_and_key(keyed: AppTest) -> None:
    keyed.file_uploader[0].set_value(("key", KEY, "text/plain"))
    test = press(keyed.run(), "Check the files")
    test = press(test, "Back to the mapping")
    assert not test.exception
    assert test.selectbox(key="upload.mapping.begin").value == "keyed"
    assert "The key that you chose before is used" in text(test)
    kept = desk(test).kept
    assert kept is not None
    assert kept.names == ("register.csv",)
    [where] = [one.key for one in test.text_area if one.label.startswith("Use only rows where")]
    test.text_area(key=where).set_value("CaseNo = 'C-1'").run()
    test.text_input(key="upload.mapping.name").set_value("other").run()
    test = press(press(test, "Check the files"), "Back to the mapping")
    # Nothing is read again: what was said meanwhile stands as it was.
    assert test.text_area(key=where).value == "CaseNo = 'C-1'"
    assert test.text_input(key="upload.mapping.name").value == "other"


def test_a_mapping_of_the_old_form_is_rewritten_under_its_name(keyed: AppTest, url: str) -> None:
    batches.save_profile(url, "keyed", OLD.format(person=HASHED))
    test = press(keyed.run(), "Rewrite this mapping in SQL")
    assert not test.exception
    assert "keyed was rewritten. The old text is kept as keyed-old." in text(test)
    assert "Rewrite this mapping in SQL" not in [one.label for one in test.button]
    with database.reading(url).connect() as connection:
        saved = batches.saved_profiles(connection, scopes.EVERYTHING)
    assert upgrade.is_old(saved["keyed-old"])
    assert not upgrade.is_old(saved["keyed"])
    assert "pseudonym = true" in saved["keyed"]


def test_a_kept_mapping_is_taken_away_where_files_are_chosen(keyed: AppTest, url: str) -> None:
    test = press(keyed, "Delete this mapping")
    assert not test.exception
    assert test.selectbox(key="upload.profile").value == "The columns of the template"
    assert "keyed was deleted." in text(test)
    test = press(test, "Restore keyed")
    assert "keyed" in test.selectbox(key="upload.profile").proto.options[1]
