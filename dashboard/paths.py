"""Where the frame, Streamlit's settings and what browsers are sent lie."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE / "installed"
# Above the packages in the repository; an installation has them within this one (`setup.py`).
TOP = INSTALLED if INSTALLED.is_dir() else HERE.parent
STATIC = TOP / "static"
