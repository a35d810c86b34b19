"""What claims let somebody see: nothing, unless they say one thing and the operator knows it."""

from pathlib import Path
from typing import Any

import pytest

from dashboard import sign_in_settings
from schemas import errors
from tests.sign_in.signed_in import POLICY

READ = sign_in_settings.parse_policy(POLICY.encode())
A = {"sub": "a", "jurisdiction": "QVE", "office": "office-1"}


@pytest.mark.parametrize(
    ("claims", "scope_id", "reason"),
    [
        ({"roles": ["ministry"]} | A, "jurisdiction:QVE", ""),
        ({"roles": "ministry"} | A, "jurisdiction:QVE", ""),
        ({"roles": ["ministry"]} | A | {"jurisdiction": ["QVE"]}, "jurisdiction:QVE", ""),
        ({"roles": ["prosecutor"]} | A, "office:QVE:office-1", ""),
        ({"roles": ["prosecutor"]} | A | {"office": "a:b c"}, "office:QVE:a:b c", ""),
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
        ({"roles": ["ministry"], "sub": "a"}, "nothing", sign_in_settings.NO_JURISDICTION),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": ""},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": " QVE"},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": "QVE:x"},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": "Q\nE"},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": {"c": "QVE"}},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": "Q" * 201},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["prosecutor"]} | A | {"jurisdiction": "QVE:x"},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["prosecutor"]} | A | {"office": "unknown"},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": "*"},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["prosecutor"]} | A | {"office": None},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["prosecutor"]} | A | {"jurisdiction": None},
            "nothing",
            sign_in_settings.NO_JURISDICTION,
        ),
        (
            {"roles": ["ministry"]} | A | {"jurisdiction": ["QVE", "QPE"]},
            "nothing",
            sign_in_settings.SEVERAL,
        ),
        (
            {"roles": ["prosecutor"]} | A | {"office": ["a", "b"]},
            "nothing",
            sign_in_settings.SEVERAL,
        ),
        ({"roles": ["ministry"]} | A | {"sub": "gone"}, "nothing", sign_in_settings.WITHDRAWN),
    ],
)
def test_each_set_of_claims_gives_one_scope(
    claims: dict[str, Any], scope_id: str, reason: str
) -> None:
    assert sign_in_settings.grant(claims, READ) == (sign_in_settings.Granted(scope_id, reason))


def test_no_policy_lets_nobody_in() -> None:
    assert (
        sign_in_settings.grant({"roles": ["ministry"]} | A, sign_in_settings.Policy()).scope_id
        == "nothing"
    )


def test_claims_are_called_as_the_file_says_also_within_tables_and_by_an_address() -> None:
    policy = sign_in_settings.parse_policy(
        b'[claims]\nroles = "realm.roles"\njurisdiction = "https://x.test/land"\n'
        b'[roles]\nm = "jurisdiction"\n'
    )
    claims = {"realm": {"roles": ["m"]}, "https://x.test/land": "QVE", "roles": ["none"]}
    assert sign_in_settings.grant(claims, policy).scope_id == "jurisdiction:QVE"
    assert sign_in_settings.grant({"realm": ["m"]}, policy).scope_id == "nothing"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[roles", "not TOML"),
        (b"\xff", "not TOML"),
        (b'[roles]\nm = "desk"', r"\[m\] is not one of release, office, jurisdiction"),
        (b'[roles]\nm = ["office"]', "roles is a table of texts"),
        (b'roles = "m"', "roles is a table of texts"),
        (b'[claims]\nland = "x"', r"claims, \[land\] is not one of"),
        (b'rolls = "m"', r"\[rolls\] is not one of"),
        (b'withdrawn = "x"', "withdrawn is a list of texts"),
        (b"operator = 7", "operator and contact texts"),
    ],
)
def test_a_file_that_says_something_else_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(errors.UserError, match=message):
        sign_in_settings.parse_policy(content)


def test_a_changed_file_holds_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "access.toml"
    file.write_text(POLICY)
    monkeypatch.setenv(sign_in_settings.ROLES_FILE, str(file))
    claims = {"roles": ["ministry"]} | A
    assert (
        sign_in_settings.grant(claims, sign_in_settings.load_policy()).scope_id
        == "jurisdiction:QVE"
    )
    changed = tmp_path / "changed.toml"
    changed.write_text(POLICY.replace('"gone"', '"a"'))
    changed.replace(file)
    assert sign_in_settings.grant(
        claims, sign_in_settings.load_policy()
    ) == sign_in_settings.Granted("nothing", sign_in_settings.WITHDRAWN)
    file.unlink()
    with pytest.raises(errors.UserError, match="cannot be read"):
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
    assert sign_in_settings.display_name(claims, READ) == name
