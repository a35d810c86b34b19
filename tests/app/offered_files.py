"""The files that a page offers, as who looks at it finds them."""

import json

from streamlit.testing.v1 import AppTest


def labels(test: AppTest) -> list[str]:
    """What the links to files say, from top to bottom."""
    parts = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return [part["label"] for part in parts if "href" in part]
