"""The guide to a cluster is held to the program: its command, its minutes and what it promises."""

import re
import shlex

from metrics import spark_cluster
from tests.command_line import command
from tests.fixtures.surroundings import ROOT

GUIDE = (ROOT / "docs" / "cluster.md").read_text("utf-8")


def test_the_program_understands_the_command() -> None:
    [line] = re.findall(r"^prosecution-quality (.*)$", GUIDE, re.MULTILINE)
    words = shlex.split(line)
    given = words[words.index("count") + 1 :]
    context = command("server", "count").make_context("count", given)
    assert context.params["engine"].startswith(spark_cluster.SCHEME)
    assert context.params["lake"] == "s3a://BUCKET/trafficking"
