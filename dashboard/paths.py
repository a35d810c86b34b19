"""Paths of the Streamlit script, of Streamlit's settings and of static files."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
INSTALLED = HERE / "installed"
# In the repository these files are above the packages; an installation has them inside this package
# (`setup.py`).
TOP = INSTALLED if INSTALLED.is_dir() else HERE.parent
STATIC = TOP / "static"
