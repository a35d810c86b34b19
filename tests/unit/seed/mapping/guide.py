"""The guide to the mapping language, and what is written in it."""

import re
from pathlib import Path

from seed import mapping
from seed.mapping.profile_keys import MARK

TEXT = (Path(mapping.__file__).parents[2] / "docs" / "mapping.md").read_text("utf-8")
OWN, _, _ = TEXT.partition(MARK)
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_WALK, *_ASKED = re.split(r"^### (.+)\?$", OWN, flags=re.MULTILINE)
_BLOCKS = _FENCED.findall(_WALK)
[PROFILE] = [text for kind, text in _BLOCKS if kind == "toml"]
[REGISTER] = [text for kind, text in _BLOCKS if kind == "csv"]
COMMANDS = [line for kind, text in _BLOCKS if not kind for line in text.splitlines()]
# By question of "How do I ...": whether its piece is TOML or SQL, and the piece.
PIECES: dict[str, tuple[str, str]] = {
    asked: piece
    for asked, said in zip(_ASKED[::2], _ASKED[1::2], strict=True)
    for piece in [*_FENCED.findall(said)]
}
