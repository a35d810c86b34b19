"""The settings of sign-in are whole or refused; a role grants one scope, and never the secret."""

from pathlib import Path
from typing import Any

import pytest

from dashboard import sign_in_settings
from schemas import errors
from tests.sign_in.provider import CLIENT, SECRET
from tests.sign_in.signed_in import POLICY, surroundings

READ = sign_in_settings.parse_policy(POLICY.encode())

A = {"sub": "a", "jurisdiction": "QVE", "office": "office-1"}
MINISTRY, PROSECUTOR = {"roles": ["ministry"]} | A, {"roles": ["prosecutor"]} | A
NO_PLACE = sign_in_settings.NO_JURISDICTION

METADATA = "https://login.example.org/.well-known/openid-configuration"


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole environment; returns the folder of its files."""
    for name, value in surroundings(tmp_path, METADATA).items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_whole_settings_are_handed_to_streamlit_in_memory(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sign_in_settings.BASE_URL, "https://Quality.example.org:443/")
    sign_in = sign_in_settings.load_sign_in(8501)
    assert sign_in is not None
    assert sign_in.secrets("a cookie's") == {
        "auth": {
            "redirect_uri": "https://quality.example.org/oauth2callback",
            "cookie_secret": "a cookie's",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "server_metadata_url": METADATA,
            "client_kwargs": {"scope": "openid profile roles", "prompt": "login"},
        }
    }
    assert SECRET not in repr(sign_in)


def test_a_secret_of_the_environment_is_taken_out_of_it(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(sign_in_settings.CLIENT_SECRET_FILE)
    monkeypatch.setenv(sign_in_settings.CLIENT_SECRET, "from the environment")
    sign_in = sign_in_settings.load_sign_in(8501)
    assert sign_in is not None
    assert sign_in.client_secret == "from the environment"
    assert sign_in_settings.CLIENT_SECRET not in sign_in_settings.os.environ


def test_without_any_of_it_this_is_a_desk() -> None:
    assert sign_in_settings.load_sign_in(8501) is None
    assert not sign_in_settings.is_sign_in_required()


@pytest.mark.parametrize(
    "name",
    [sign_in_settings.CLIENT_ID, sign_in_settings.ROLES_FILE, sign_in_settings.CLIENT_SECRET_FILE],
)
def test_half_a_server_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(errors.UserError, match=name):
        sign_in_settings.load_sign_in(8501)


def test_what_belongs_to_sign_in_is_not_passed_over_without_it(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(sign_in_settings.SIGN_IN)
    with pytest.raises(errors.UserError, match=f"is set, but {sign_in_settings.SIGN_IN} is not"):
        sign_in_settings.load_sign_in(8501)


def test_a_desk_is_not_opened_to_other_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sign_in_settings.BASE_URL, "https://quality.example.org")
    with pytest.raises(errors.UserError, match="nobody signs in"):
        sign_in_settings.load_sign_in(8501)


def test_a_secret_that_others_may_read_is_refused(whole: Path) -> None:
    for mode in (0o640, 0o604, 0o644, 0o660):
        (whole / "client-secret").chmod(mode)
        with pytest.raises(errors.UserError, match="chmod 600"):
            sign_in_settings.load_sign_in(8501)
    for mode in (0o400, 0o600):
        (whole / "client-secret").chmod(mode)
        assert sign_in_settings.load_sign_in(8501) is not None


def test_a_file_or_a_folder_without_a_secret_is_refused(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"", b" \n", b"x" * 5000, b"\xff\xfe"):
        (whole / "client-secret").write_bytes(content)
        with pytest.raises(errors.UserError, match=r"no secret|Cannot read"):
            sign_in_settings.load_sign_in(8501)
    for path in (whole, whole / "none"):
        monkeypatch.setenv(sign_in_settings.CLIENT_SECRET_FILE, str(path))
        with pytest.raises(errors.UserError, match=sign_in_settings.CLIENT_SECRET_FILE):
            sign_in_settings.load_sign_in(8501)


@pytest.mark.parametrize(
    "metadata", ["http://login.example.org/x", "login.example.org", "ftp://127.0.0.1/x"]
)
def test_a_provider_is_asked_over_https_alone(
    whole: Path, monkeypatch: pytest.MonkeyPatch, metadata: str
) -> None:
    monkeypatch.setenv(sign_in_settings.SIGN_IN, metadata)
    with pytest.raises(errors.UserError, match="begins with https"):
        sign_in_settings.load_sign_in(8501)


@pytest.mark.parametrize(
    ("stated", "base"),
    [
        ("", ""),
        ("https://quality.example.org", "https://quality.example.org"),
        ("https://quality.example.org:8443/", "https://quality.example.org:8443"),
        ("http://127.0.0.1:8501", "http://127.0.0.1:8501"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_an_address_is_read_as_browsers_write_it(
    monkeypatch: pytest.MonkeyPatch, stated: str, base: str
) -> None:
    monkeypatch.setenv(sign_in_settings.BASE_URL, stated)
    assert sign_in_settings.base_url() == base


@pytest.mark.parametrize(
    "stated",
    [
        "http://quality.example.org",
        "quality.example.org",
        "https://quality.example.org/path",
        "https://quality.example.org?x=1",
        "https://",
        "https://user:word@quality.example.org",
        "ftp://127.0.0.1",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, stated: str
) -> None:
    monkeypatch.setenv(sign_in_settings.BASE_URL, stated)
    with pytest.raises(errors.UserError, match=sign_in_settings.BASE_URL):
        sign_in_settings.base_url()


@pytest.mark.parametrize(
    ("claims", "scope_id", "reason"),
    [
        (MINISTRY, "jurisdiction:QVE", ""),
        ({"roles": "ministry"} | A, "jurisdiction:QVE", ""),
        (MINISTRY | {"jurisdiction": ["QVE"]}, "jurisdiction:QVE", ""),
        (PROSECUTOR, "office:QVE:office-1", ""),
        (PROSECUTOR | {"office": "a:b c"}, "office:QVE:a:b c", ""),
        ({"roles": ["public"]} | A, "release", ""),
        ({"roles": ["public"], "sub": "p"}, "release", ""),
        # Of several roles the narrowest holds.
        ({"roles": ["ministry", "prosecutor"]} | A, "office:QVE:office-1", ""),
        ({"roles": ["ministry", "public"]} | A, "release", ""),
        ({"roles": ["ministry", "cook"]} | A, "jurisdiction:QVE", ""),
        # Deny by default.
        ({}, "nothing", sign_in_settings.NO_ROLE),
        (A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": []} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": ["cook"]} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": ["Ministry"]} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": ["jurisdiction"]} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": ["ministry", 7]} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": {"ministry": True}} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": None} | A, "nothing", sign_in_settings.NO_ROLE),
        ({"roles": ["ministry"], "sub": "a"}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": ""}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": " QVE"}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": "QVE:x"}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": "Q\nE"}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": {"c": "QVE"}}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": "Q" * 201}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": "*"}, "nothing", NO_PLACE),
        (PROSECUTOR | {"jurisdiction": "QVE:x"}, "nothing", NO_PLACE),
        (PROSECUTOR | {"jurisdiction": None}, "nothing", NO_PLACE),
        (PROSECUTOR | {"office": "unknown"}, "nothing", NO_PLACE),
        (PROSECUTOR | {"office": None}, "nothing", NO_PLACE),
        (MINISTRY | {"jurisdiction": ["QVE", "QPE"]}, "nothing", sign_in_settings.SEVERAL),
        (PROSECUTOR | {"office": ["a", "b"]}, "nothing", sign_in_settings.SEVERAL),
        (MINISTRY | {"sub": "gone"}, "nothing", sign_in_settings.WITHDRAWN),
    ],
)
def test_each_set_of_claims_gives_one_scope(
    claims: dict[str, Any], scope_id: str, reason: str
) -> None:
    assert sign_in_settings.grant_scope(claims, READ) == (
        sign_in_settings.Granted(scope_id, reason)
    )


def test_no_policy_lets_nobody_in() -> None:
    nobody = sign_in_settings.grant_scope(MINISTRY, sign_in_settings.Policy())
    assert nobody.scope_id == "nothing"


def test_claims_are_called_as_the_file_says_also_within_tables_and_by_an_address() -> None:
    policy = sign_in_settings.parse_policy(
        b'[claims]\nroles = "realm.roles"\njurisdiction = "https://x.test/land"\n'
        b'[roles]\nm = "jurisdiction"\n'
    )
    claims = {"realm": {"roles": ["m"]}, "https://x.test/land": "QVE", "roles": ["none"]}
    assert sign_in_settings.grant_scope(claims, policy).scope_id == "jurisdiction:QVE"
    assert sign_in_settings.grant_scope({"realm": ["m"]}, policy).scope_id == "nothing"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[roles", "not TOML"),
        (b"\xff", "not TOML"),
        (b'[roles]\nm = "desk"', r"\[m\] is not one of: release, office, jurisdiction"),
        (b'[roles]\nm = ["office"]', "\\[roles\\] must be a table of texts"),
        (b'roles = "m"', "\\[roles\\] must be a table of texts"),
        (b'[claims]\nland = "x"', r"claims: \[land\] is not one of"),
        (b'rolls = "m"', r"\[rolls\] is not one of"),
        (b'withdrawn = "x"', r"\[withdrawn\] must be a list of texts"),
        (b"operator = 7", "must be texts: operator, contact"),
    ],
)
def test_a_file_that_says_something_else_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(errors.UserError, match=message):
        sign_in_settings.parse_policy(content)


def test_a_changed_file_holds_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "access.toml"
    file.write_text(POLICY)
    monkeypatch.setenv(sign_in_settings.ROLES_FILE, str(file))
    before = sign_in_settings.grant_scope(MINISTRY, sign_in_settings.load_policy())
    assert before.scope_id == "jurisdiction:QVE"
    changed = tmp_path / "changed.toml"
    changed.write_text(POLICY.replace('"gone"', '"a"'))
    changed.replace(file)
    after = sign_in_settings.grant_scope(MINISTRY, sign_in_settings.load_policy())
    assert after == sign_in_settings.Granted("nothing", sign_in_settings.WITHDRAWN)
    file.unlink()
    with pytest.raises(errors.UserError, match="Cannot read"):
        sign_in_settings.load_policy()


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"sub": "a", "name": "Ana"}, "Ana"),
        ({"sub": "a"}, "a"),
        ({"sub": "a", "name": "  "}, "a"),
        ({"sub": "a", "name": 7}, "a"),
        ({"sub": "a", "name": "x" * 999}, "x" * 200),
    ],
)
def test_people_are_called_as_their_account_says(claims: dict[str, Any], name: str) -> None:
    assert sign_in_settings.user_display_name(claims, READ) == name
