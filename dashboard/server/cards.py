"""The script of all cards with their styles, which a browser fetches once and keeps.

Streamlit sends a component's script and styles with each of its cards in each run: half a megabyte
a page of what the browser has already.
"""

import hashlib
import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PLACE = "/cards"
ROOMS = Path(__file__).parents[1]
# In this order: where two say something of one thing, the later holds.
STYLES = (
    "shared/styles/panel.css",
    "shared/styles/frame.css",
    "shared/styles/gate.css",
    "shared/styles/scorecard.css",
    "overview/styles/count_card.css",
    "shared/styles/chain_strip.css",
    "shared/styles/cascade.css",
    "shared/styles/lines.css",
    "upload/styles/upload.css",
    "caseload/styles/caseload.css",
    "caseload/styles/sheet.css",
    "report/styles/preview.css",
)


def _script() -> str:
    styles = "\n".join((ROOMS / name).read_text(encoding="utf-8") for name in STYLES)
    own = (ROOMS / "shared" / "panel.js").read_text(encoding="utf-8")
    return f"const STYLES = {json.dumps(styles)};\n{own}"


SCRIPT = _script().encode()
VERSION = hashlib.sha256(SCRIPT).hexdigest()[:16]
ADDRESS = f"{PLACE}/{VERSION}.js"
# What each card is sent with instead. A card that could not fetch it tries anew when it is drawn.
FETCHED = f"""\
const address = new URL("{ADDRESS}", window.location.origin).href;
export default async (card) => (await import(address)).default(card);
"""


def answer(request: Request) -> Response:
    """The script of this version, whichever is asked for: a page may outlive the one it came of."""
    is_this = request.path_params["version"] == VERSION
    kept = "public, max-age=31536000, immutable" if is_this else "no-store"
    headers = {"cache-control": kept}
    return Response(SCRIPT, media_type="text/javascript", headers=headers)


ROUTE = Route(f"{PLACE}/{{version}}.js", answer)
