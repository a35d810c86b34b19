"""The lock files hold all that they need, so that what is locked is installed and nothing else."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
# What is said of a dependency that the machine of the tests does not have cannot be asked for here:
# `make bench` and `make fuzz` ask pip, after they have installed it.
LOCKS = {
    "requirements.txt": ("install",),
    "requirements-dev.txt": ("install", "dev"),
    "requirements-bench.txt": ("install", "bench"),
    "requirements-fuzz.txt": ("install", "fuzz"),
    "requirements-notebook.txt": ("install", "notebook"),
}
# Of packages that lie beside those of .venv: they share the form, and are checked by pip alone.
BESIDE = ("requirements-cluster.txt",)
WHOLE = ("requirements.txt", "requirements-dev.txt")
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
MACOS = {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"}
MACHINES = ((LINUX, "x86_64"), (LINUX, "aarch64"), (MACOS, "x86_64"), (MACOS, "arm64"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
NO_EXTRA = ""
VERSION = r"[\w.-]+(\[[\w,-]+\])?==[\w.+!]+( ; [^/#:]+)? \\"
LINE = re.compile(rf"{VERSION}|    --hash=sha256:[0-9a-f]{{64}}( \\)?")


class Locked(NamedTuple):
    """A line of a lock file: a requirement of one version, and its hashes."""

    requirement: Requirement
    hashes: tuple[str, ...]


def environments() -> Iterator[dict[str, str]]:
    """The markers' words on each machine that the README names, from the oldest Python on."""
    for python in PYTHONS:
        for system, machine in MACHINES:
            own = {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "implementation_version": f"{python}.0",
                "platform_machine": machine,
            }
            yield {**default_environment(), **system, **own}


@cache
def locked(text: str) -> list[Locked]:
    """The lines of a lock file."""
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    found = []
    for line in lines:
        words, *hashes = re.split(r"\s+--hash=", line)
        if words.strip() and not words.startswith("#"):
            found.append(Locked(Requirement(words), tuple(hashes)))
    return found


def in_force(lines: list[Locked], environment: dict[str, str]) -> dict[str, str]:
    """The version of each distribution that is installed in the environment."""
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in (line.requirement for line in lines)
        if one.marker is None or one.marker.evaluate(environment)
    }


def roots(groups: tuple[str, ...]) -> list[Requirement]:
    """What the project itself asks for, with these groups."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [one for group in groups for one in project["dependency-groups"][group]]
    return [Requirement(one) for one in (*project["project"]["dependencies"], *named)]


def wanting(
    versions: dict[str, str], asked: list[Requirement], environment: dict[str, str]
) -> tuple[set[str], set[str]]:
    """What is asked for in the environment and not locked, and what is not here to be read."""
    missing: set[str] = set()
    unread: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(one, NO_EXTRA) for one in asked]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if not requirement.specifier.contains(versions.get(name, ""), prereleases=True):
            missing.add(f"{requirement} ({versions.get(name, 'not locked')})")
            continue
        for wanted in {NO_EXTRA, *requirement.extras} - {own for of, own in seen if of == name}:
            seen.add((name, wanted))
            needs = needs_of(name, versions[name])
            if needs is None:
                unread.add(name)
            waiting += [(one, wanted) for one in needs or ()]
    return missing, unread


@cache
def needs_of(name: str, version: str) -> list[Requirement] | None:
    """What the locked version says that it needs; None where another one is here, or none."""
    try:
        here = distribution(name)
    except PackageNotFoundError:
        return None
    return [Requirement(one) for one in here.requires or ()] if here.version == version else None


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_all_that_it_needs_on_each_machine(lock: str) -> None:
    lines = locked(text_of(lock))
    for environment in environments():
        versions = in_force(lines, environment)
        missing, unread = wanting(versions, roots(LOCKS[lock]), environment)
        where = f"Python {environment['python_version']}, {environment['platform_system']}"
        assert not missing, f"{lock} on {where} lacks {sorted(missing)}"
        assert not (unread and lock in WHOLE), f"{lock} on {where}: {sorted(unread)} not read"


def test_a_distribution_that_is_taken_out_of_the_lock_is_missed() -> None:
    environment = next(environments())
    versions = in_force(locked(text_of("requirements.txt")), environment)
    del versions["starlette"]
    missing, _ = wanting(versions, roots(("install",)), environment)
    assert any(one.startswith("starlette") for one in missing)


def test_what_only_an_extra_needs_is_missed_too() -> None:
    environment = next(environments())
    versions = in_force(locked(text_of("requirements.txt")), environment)
    del versions["psycopg-binary"]
    missing, _ = wanting(versions, roots(("install",)), environment)
    assert any(one.startswith("psycopg-binary") for one in missing)


def test_a_version_that_is_not_asked_for_is_missed() -> None:
    environment = next(environments())
    versions = in_force(locked(text_of("requirements.txt")), environment) | {"duckdb": "2.0.0"}
    missing, _ = wanting(versions, roots(("install",)), environment)
    assert any(one.startswith("duckdb") for one in missing)


@pytest.mark.parametrize("lock", [*LOCKS, *BESIDE])
def test_each_line_of_a_lock_is_one_version_with_its_hashes(lock: str) -> None:
    for line in locked(text_of(lock)):
        assert re.fullmatch(r"==[^=*,]+", str(line.requirement.specifier)), line.requirement
        assert line.hashes, line.requirement
        assert line.requirement.url is None, line.requirement


def test_one_version_of_each_distribution_is_locked() -> None:
    for environment in environments():
        together: dict[str, set[str]] = {}
        for lock in LOCKS:
            for name, version in in_force(locked(text_of(lock)), environment).items():
                together.setdefault(name, set()).add(version)
        assert {name: all_ for name, all_ in together.items() if len(all_) > 1} == {}


@pytest.mark.parametrize("lock", [*LOCKS, *BESIDE])
def test_no_lock_names_where_it_was_downloaded_from(lock: str) -> None:
    """A version and its hashes, and no option of pip and no address beside them."""
    assert [line for line in text_of(lock).splitlines() if not LINE.fullmatch(line)] == []
