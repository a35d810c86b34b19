"""Puts the frame, Streamlit's settings and what browsers are sent into the installed packages.

They stand at the top of the repository, beside the packages, where an installation has no place.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
FRAME = ("streamlit_app.py", ".streamlit/config.toml", "static/**/*")
# Where `dashboard/paths.py` looks for them.
INSTALLED = Path("dashboard", "installed")


class WithTheFrame(build_py):
    """Builds the packages, and the frame's files within one of them."""

    def run(self) -> None:
        super().run()
        # An editable installation finds the frame where it stands.
        if not self.editable_mode:
            for file in _files():
                made = Path(self.build_lib) / INSTALLED / file
                self.mkpath(str(made.parent))
                self.copy_file(str(HERE / file), str(made), preserve_mode=False)

    def get_source_files(self) -> list[str]:
        """What the sources of a release have to hold."""
        return [*super().get_source_files(), *map(str, _files())]


def _files() -> list[Path]:
    found = {pattern: [path for path in HERE.glob(pattern) if path.is_file()] for pattern in FRAME}
    if missing := [pattern for pattern, files in found.items() if not files]:
        raise FileNotFoundError(f"The dashboard cannot be installed without {missing}.")
    return sorted(path.relative_to(HERE) for files in found.values() for path in files)


setup(cmdclass={"build_py": WithTheFrame})
