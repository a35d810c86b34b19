"""The guide to the mapping language, and what is written in it."""

import re
from pathlib import Path

from seed import mapping

TEXT = (Path(mapping.__file__).parents[2] / "docs" / "mapping.md").read_text("utf-8")
_BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
TOML = [text for kind, text in _BLOCKS if kind == "toml"]
[REGISTER] = [text for kind, text in _BLOCKS if kind == "csv"]
