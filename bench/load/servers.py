"""The servers under load: started as people start them, and what they hold. Linux alone."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import families
from dashboard.server import observability
from tests.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from dashboard.cli import main; main()")
PLAIN = (sys.executable, "-m", "streamlit", "run", str(ROOT / "bench" / "plain" / "page.py"))
# Each is asked after the rest of this is over; a server starts within it.
SECONDS = 120
# Of two minutes otherwise; whether they are let go is seen at the end.
KEPT_SECONDS = 20
KEPT_FOR = f"[server]\ndisconnectedSessionTTL = {KEPT_SECONDS}\n"
KEPT = re.compile(r"^quality_kept_sessions (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Servers:
    """Processes that serve the same, each at a port of its own and with another for operators."""

    processes: tuple["subprocess.Popen[bytes]", ...]
    ports: tuple[int, ...]
    operators: tuple[int, ...] = ()

    def megabytes(self) -> int:
        """What all hold, with their children; what several share is counted once."""
        return families.megabytes(process.pid for process in self.processes)

    def sessions(self) -> int:
        """The sessions that all keep, of pages that are open and of those that may come back."""
        return sum(_told(port) for port in self.operators)


@contextmanager
def ours(url: str, number: int, scratch: Path) -> Iterator[Servers]:
    """The dashboard over a database."""
    ports, operators = free_ports(number), free_ports(number)
    line = (*COMMAND, "--database", url, "serve", "--one-organisation", "--port")
    # Streamlit's settings of a person lie there.
    settings = scratch / ".streamlit" / "config.toml"
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(KEPT_FOR)
    environments = [{observability.PORT: str(port), "HOME": str(scratch)} for port in operators]
    lines = [(*line, str(port)) for port in ports]
    with _started(lines, environments, scratch) as processes:
        _await(ports)
        yield Servers(processes, tuple(ports), tuple(operators))


@contextmanager
def plain(file: Path, number: int, scratch: Path) -> Iterator[Servers]:
    """The peer over the same file, with Streamlit's own settings but for what calls elsewhere."""
    ports = free_ports(number)
    settings = ("--server.headless=true", "--server.address=127.0.0.1")
    own = (*settings, "--browser.gatherUsageStats=false", "--logger.level=error")
    lines = [(*PLAIN, *own, f"--server.port={port}", "--", str(file)) for port in ports]
    with _started(lines, [{}] * number, scratch) as processes:
        _await(ports)
        yield Servers(processes, tuple(ports))


def command(url: str, *words: str) -> str:
    """What the command line says, run over the database in a process of its own."""
    line = [*COMMAND, "--database", url, *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(line, check=True, capture_output=True, text=True, env=environment)
    return ended.stdout


@contextmanager
def _started(
    lines: Sequence[Sequence[str]], environments: Sequence[dict[str, str]], scratch: Path
) -> Iterator[tuple["subprocess.Popen[bytes]", ...]]:
    with ExitStack() as ending:
        processes = []
        for line, own in zip(lines, environments, strict=True):
            environment = os.environ | {"PYTHONPATH": str(ROOT)} | own
            process = subprocess.Popen(
                line,
                cwd=scratch,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            ending.callback(process.wait)
            ending.callback(process.terminate)
            processes.append(process)
        yield tuple(processes)


def _await(ports: Sequence[int]) -> None:
    deadline = time.monotonic() + SECONDS
    for port in ports:
        while not _answers(port):
            if time.monotonic() > deadline:
                raise AssertionError(f"Nothing answers at port {port}.")
            time.sleep(0.2)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def _told(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS) as answer:
        found = KEPT.search(answer.read().decode())
    if found is None:
        raise AssertionError("The server does not say how many sessions it keeps.")
    return int(float(found[1]))
