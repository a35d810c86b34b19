"""The programs the tests need beside Python: where they are, and how they are installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_APPS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
# Debian keeps the server's programs off the PATH; Homebrew keeps versioned ones off it.
POSTGRES_PLACES = {
    "/usr/lib/postgresql": "*/bin",
    "/usr/local/bin": "",
    "/usr/local/pgsql/bin": "",
    "/opt/homebrew/opt": "postgresql*/bin",
    "/usr/local/opt": "postgresql*/bin",
}

# For each package manager: how it refreshes, how it installs, and its packages' names.
MANAGERS = {
    "apt-get": (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends"],
        {
            "Chromium": "chromium",
            "PostgreSQL": "postgresql",
            "LibreOffice": "libreoffice-calc-nogui",
            "Poppler": "poppler-utils",
            "npm": "npm",
            "nginx": "nginx",
            "Apache": "apache2",
            "Java": "default-jre-headless",
        },
    ),
    "dnf": (
        [],
        ["dnf", "install", "-q", "-y"],
        {
            "Chromium": "chromium",
            "PostgreSQL": "postgresql-server",
            "LibreOffice": "libreoffice-calc",
            "Poppler": "poppler-utils",
            "npm": "npm",
            "nginx": "nginx",
            "Java": "java-latest-openjdk-headless",
        },
    ),
    "brew": (
        [],
        ["brew", "install", "--quiet"],
        {
            "Chromium": "chromium",
            "PostgreSQL": "postgresql",
            "LibreOffice": "libreoffice",
            "Poppler": "poppler",
            "npm": "node",
            "nginx": "nginx",
            "Java": "openjdk@21",
        },
    ),
}
SOAK = "soak"
ROOT = Path(__file__).parents[1]
# The provider of sign-in, certified software, as its lock says; beside the other things installed.
PROVIDER, PROVIDERS_LOCK = ROOT / ".venv" / "oidc-provider", ROOT / "tests" / "sign_in" / "node"

# Spark, half a gigabyte, as its lock says: it is asked over a socket, and no test imports it.
CLUSTER, CLUSTERS_LOCK = ROOT / ".venv" / "cluster", ROOT / "requirements-cluster.txt"


def in_ci() -> bool:
    """Whether a skipped check must fail instead."""
    return os.environ.get("CI") == "true"


def chromium() -> Path | None:
    """The browser's program, or None when there is none."""
    on_path = (Path(found) for found in map(shutil.which, CHROMIUM_NAMES) if found)
    return next(chain(on_path, filter(Path.exists, CHROMIUM_APPS)), None)


def postgres_folder() -> Path | None:
    """The folder that holds PostgreSQL's `initdb` and `postgres`, the newest where several do."""
    return next(iter(postgres_folders()), None)


def postgres_folders() -> list[Path]:
    """The same of each version that is here, the first where nothing else is asked."""
    # One may be reached by several ways, of which a link is one.
    here = ((folder / "initdb").resolve().parent for folder in _postgres_candidates())
    return [*dict.fromkeys(filter(_has_server, here))]


def missing(*, soak: bool = False) -> list[str]:
    """The programs that are not on this machine, by name; in a soak others read our files too."""
    found = {"Chromium": chromium(), "PostgreSQL": postgres_folder()}
    if soak:
        found |= {"LibreOffice": _on_path("soffice"), "Poppler": _on_path("pdfinfo")}
        found |= {"npm": _on_path("npm"), "nginx": nginx(), "Java": _on_path("java")}
        found |= {"Apache": apache()} if shutil.which("apt-get") else {}
    return [name for name, jurisdiction in found.items() if jurisdiction is None]


def install(names: list[str]) -> None:
    """Try to install `names`; who may not, or has no known package manager, changes nothing."""
    manager = next((name for name in MANAGERS if shutil.which(name)), None)
    if manager is None or not (manager == "brew" or _may_be_root()):
        return
    refresh, add, packages = MANAGERS[manager]
    prefix = [] if manager == "brew" or os.geteuid() == 0 else ["sudo", "-n"]
    # sudo drops the environment, so the setting travels as a word of the command.
    prefix = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    for command in (refresh, [*add, *(packages[name] for name in names)]):
        if command:
            subprocess.run([*prefix, *command], check=False, stdout=subprocess.DEVNULL)


def nginx() -> Path | None:
    """The proxy's program, which Debian keeps off the PATH of who is no administrator."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


def apache() -> Path | None:
    """The other proxy's program, as Debian has it; its modules lie elsewhere on other systems."""
    found = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    return Path(found) if found else None


def provider() -> Path | None:
    """The script of the provider of sign-in, or None where it is not installed."""
    script = PROVIDER / "provider.mjs"
    return script if script.exists() and (PROVIDER / "node_modules").exists() else None


def install_provider() -> None:
    """Install the provider of sign-in, as its lock says, where npm is."""
    shutil.copytree(PROVIDERS_LOCK, PROVIDER, dirs_exist_ok=True)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=PROVIDER, check=False, stdout=subprocess.DEVNULL)


def cluster() -> Path | None:
    """The folder of the packages that a cluster is started and asked with, or None without."""
    return CLUSTER if _on_path("java") and _is_installed(CLUSTER, CLUSTERS_LOCK) else None


def install_beside(folder: Path, lock: Path) -> None:
    """Install into a folder of its own what a lock says, unless it is there."""
    if _is_installed(folder, lock):
        return
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    what = ["--no-deps", "--no-compile", "--require-hashes", "--requirement", str(lock)]
    done = subprocess.run([*pip, *what, "--target", str(folder)], check=False)
    if done.returncode == 0:
        # Last of all the lock is laid beside what was installed.
        shutil.copy(lock, folder / lock.name)


def _is_installed(folder: Path, lock: Path) -> bool:
    laid = folder / lock.name
    return laid.exists() and laid.read_text() == lock.read_text()


def main() -> int:
    """Install what is missing; say in a line what will be skipped, which fails under CI=true."""
    soak = SOAK in sys.argv[1:]
    if absent := missing(soak=soak):
        print(f"Installing {' and '.join(absent)} for the tests.")
        install(absent)
    if soak and _on_path("npm"):
        install_provider()
    if soak and _on_path("java"):
        install_beside(CLUSTER, CLUSTERS_LOCK)
    if absent := missing(soak=soak):
        print(f"Skipped: tests that need {' or '.join(absent)}, not installed on this machine.")
    return 1 if absent and in_ci() else 0


def _on_path(program: str) -> Path | None:
    found = shutil.which(program)
    return Path(found) if found else None


def _postgres_candidates() -> Iterator[Path]:
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    for jurisdiction, pattern in POSTGRES_PLACES.items():
        folders = [Path(jurisdiction)] if not pattern else list(Path(jurisdiction).glob(pattern))
        yield from sorted(folders, key=_version, reverse=True)


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in folder.parent.name)
    return tuple(int(number) for number in digits.split())


def _has_server(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def _may_be_root() -> bool:
    if os.geteuid() == 0:
        return True
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
