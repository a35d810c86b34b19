"""The guide to a cluster is held to the program: its command, its minutes and what it promises."""

import re
import shlex

from dashboard.cli import cli, exit_codes
from metrics import spark
from tests.fixtures.surroundings import ROOT

GUIDE = (ROOT / "docs" / "cluster.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_the_program_understands_the_command() -> None:
    [line] = re.findall(r"^prosecution-quality (.*)$", GUIDE, re.MULTILINE)
    words = shlex.split(line)
    given = words[words.index("count") + 1 :]
    context = cli.commands["server"].commands["count"].make_context("count", given)
    assert context.params["engine"].startswith(spark.SCHEME)
    assert context.params["lake"] == "s3a://BUCKET/trafficking"


def test_its_times_codes_and_folder_are_those_of_the_program() -> None:
    assert set(re.findall(r"exit code (\d+)", GUIDE)) == {str(exit_codes.UNAVAILABLE)}
    assert spark.IDLE_SECONDS == 5 * 60
    assert "no worker takes tasks for five minutes" in GUIDE
    assert f"`FOLDER/{spark.OWN_FOLDER}`" in GUIDE
    assert "](docs/cluster.md)" in README
