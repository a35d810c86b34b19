"""What is installed is the whole program: it serves from a folder where no repository is."""

import os
import shutil
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests import one_thread, serving
from tests.ports import free_port
from tests.soak import EVERYDAY_PART, soak_size

ROOT = Path(__file__).parents[1]
PACKAGES = ("dashboard", "metrics", "schemas", "seed")
FRAME = ("streamlit_app.py", ".streamlit", "static")
MODULE = "prosecution_quality.py"
BUILT = ("pyproject.toml", "setup.py", "README.md", "LICENSE", MODULE, *PACKAGES, *FRAME)
INSTALLED = "dashboard/installed"
# What translations are made from; the program reads the translations.
CHECKOUT_ONLY = "schemas/language/catalogues/messages.pot"
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
WHERE = "import dashboard; print(dashboard.__file__)"
DRAWN = (
    f"{one_thread.FIRST}from streamlit.testing.v1 import AppTest; from dashboard import paths;"
    " test = AppTest.from_file(str(paths.TOP / 'streamlit_app.py'), default_timeout=300).run();"
    " assert not test.exception and not test.error, (test.exception, test.error);"
    " print(paths.TOP); print('cards' if test.get('bidi_component') else 'nothing')"
)
# That each file is there is looked at every day.
SELDOM = pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak serves from it.")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files, as pip puts them beside those of other packages. Nothing is fetched."""
    source, wheels, into = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "into"))
    for name in BUILT:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, source / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, source / name)
    subprocess.run([sys.executable, "-c", BUILD, wheels], cwd=source, check=True, timeout=300)
    [wheel] = wheels.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(into)
    return into


def under(folder: Path) -> set[str]:
    """The files below a folder, by their path from there."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_every_file_is_installed(installed: Path) -> None:
    expected = {f"{name}/{file}" for name in PACKAGES for file in under(ROOT / name)} | {MODULE}
    for name in FRAME:
        files = under(ROOT / name) if (ROOT / name).is_dir() else {""}
        expected |= {f"{INSTALLED}/{name}/{file}".rstrip("/") for file in files}
    expected = {file for file in expected if not file.startswith(CHECKOUT_ONLY)}
    assert f"{INSTALLED}/.streamlit/config.toml" in expected
    found = under(installed)
    assert expected - found == set()
    assert {file for file in found if ".dist-info/" not in file} - expected == set()


@SELDOM
def test_it_serves_from_another_folder(installed: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": f"{installed}{os.pathsep}{ROOT}"}
    where = [sys.executable, "-c", WHERE]
    said = subprocess.run(where, env=environment, cwd=tmp_path, capture_output=True, check=True)
    assert Path(said.stdout.decode().strip()).is_relative_to(installed)
    port, url = free_port(), f"duckdb:///{tmp_path / 'own.duckdb'}"
    process = subprocess.Popen(
        [*serving.COMMAND, "--database", url, "serve", "--port", str(port), "--new"],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    try:
        serving.await_health(port)
        cookies = {"Cookie": serving.session(port)}
        for jurisdiction, file in [
            ("healthz", None),
            ("app/static/icon.png", ROOT / "static" / "icon.png"),
            *((f"app/static/fonts/{one.name}", one) for one in (ROOT / "static/fonts").iterdir()),
        ]:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}/{jurisdiction}", headers=cookies
            )
            with urllib.request.urlopen(asked, timeout=serving.SECONDS) as answer:
                assert answer.status == 200
                if file is not None:
                    assert answer.read() == file.read_bytes()
    finally:
        process.terminate()
        process.wait(serving.SECONDS)


@SELDOM
def test_its_pages_are_drawn(installed: Path, tmp_path: Path, made_up: str) -> None:
    environment = os.environ | {"PYTHONPATH": f"{installed}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", DRAWN]
    said = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    assert said.stdout == f"{installed / INSTALLED}\ncards\n"


def test_each_extra_is_installed_as_the_guides_and_the_program_say() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    guides = {"spark": ("docs/cluster.md", "metrics/spark_cluster.py")}
    assert set(declared["optional-dependencies"]) == set(guides)
    for extra, jurisdictions in guides.items():
        for jurisdiction in jurisdictions:
            said = f".venv/bin/pip install --editable '.[{extra}]'"
            assert said in (ROOT / jurisdiction).read_text("utf-8"), jurisdiction
