"""A cluster of Spark on this machine: a master, two workers and a Connect server, on loopback."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import polars.selectors as cs
from polars.testing import assert_frame_equal
from sqlalchemy import select

from metrics import derived_tables
from schemas.store import database
from tests.ports import free_ports

LOOPBACK = "127.0.0.1"
START_SECONDS = 180
# A user may mount what nobody else sees.
OWN_MOUNTS = ("unshare", "--map-root-user", "--mount")
WORKERS, CORES, MEMORY = 2, "1", "1g"
DEPLOY, CONNECT = (
    "org.apache.spark.deploy",
    "org.apache.spark.sql.connect.service.SparkConnectServer",
)


@dataclass
class Cluster:
    """Where it is, and its processes by name: `master`, `worker-0`, `worker-1`, `connect`."""

    home: Path
    folder: Path
    url: str = ""
    master: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, program: str, *words: str, spills_into: str = "") -> None:
        """Start one of the installed package's programs; it lives in a group of its own.

        With `spills_into` a disk of that size alone is where it spills to, seen by none but it.
        """
        spill = self.folder / f"spill-{name}"
        spill.mkdir(exist_ok=True)
        environment = {
            **os.environ,
            "SPARK_HOME": str(self.home),
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_LOCAL_DIRS": str(spill),
        }
        command = [f"{self.home}/bin/{program}", *words]
        if spills_into:
            mount = f"mount -t tmpfs -o size={spills_into} tmpfs '{spill}' && exec \"$@\""
            command = [*OWN_MOUNTS, "bash", "-c", mount, "worker", *command]
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_connect(self) -> None:
        """Start the server that is asked, or start it again at the same port."""
        port = self.url.rpartition(":")[2]
        self.start("connect", "spark-submit", *_connect(self.master, port))
        self.wait_until("connect", "Spark Connect server started")

    def log(self, name: str) -> Path:
        """What a process says."""
        return self.folder / f"{name}.log"

    def kill(self, name: str) -> None:
        """End a process and all that it started, as a machine that is lost."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_until(self, name: str, said: str) -> None:
        """Wait until a process has said something, while it lives."""
        until = time.monotonic() + START_SECONDS
        while said not in (text := self.log(name).read_text(errors="replace")):
            process = self.processes[name]
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"{name} did not come up: {text[-2000:]}")
            time.sleep(0.2)


@contextmanager
def cluster(home: Path, folder: Path, *, spills_into: str = "") -> Iterator[Cluster]:
    """The cluster, all of it ended after the block; its workers spill into disks of that size."""
    folder.mkdir(parents=True, exist_ok=True)
    one = Cluster(home, folder)
    master, connect = free_ports(2)
    at = one.master = f"spark://{LOOPBACK}:{master}"
    try:
        words = ("--host", LOOPBACK, "--port", str(master), "--webui-port", "0")
        one.start("master", "spark-class", f"{DEPLOY}.master.Master", *words)
        one.wait_until("master", "New state: ALIVE")
        for number in range(WORKERS):
            start_worker(one, f"worker-{number}", at, spills_into)
        one.url = f"sc://{LOOPBACK}:{connect}"
        one.start_connect()
        yield one
    finally:
        for name in list(one.processes):
            one.kill(name)


def start_worker(one: Cluster, name: str, at: str, spills_into: str = "") -> None:
    """Start a worker of one core, which takes part once the master knows it."""
    words = ["--host", LOOPBACK, "--cores", CORES, "--memory", MEMORY, "--webui-port", "0"]
    work = str(one.folder / f"work-{name}")
    program = f"{DEPLOY}.worker.Worker"
    words += ["--work-dir", work, at]
    one.start(name, "spark-class", program, *words, spills_into=spills_into)
    one.wait_until(name, "Successfully registered with master")


def _connect(at: str, port: str) -> list[str]:
    settings = {
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.memory": MEMORY,
        # Else it goes on without the thread that ran out, and whoever asked it waits.
        "spark.driver.extraJavaOptions": "-XX:+ExitOnOutOfMemoryError",
        "spark.connect.grpc.binding.address": LOOPBACK,
        "spark.connect.grpc.binding.port": port,
        "spark.executor.cores": CORES,
        "spark.executor.memory": "700m",
        "spark.ui.enabled": "false",
        # Small worlds need few tasks: of 200 parts each nearly all would be empty.
        "spark.sql.shuffle.partitions": "2",
    }
    words = ["--class", CONNECT, "--master", at]
    words += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    return [*words, "spark-internal"]


def address(folder: Path) -> str:
    return f"duckdb:///{folder / 'records.duckdb'}"


def tables_of(url: str) -> dict[str, pl.DataFrame]:
    """All that is derived from the records, in one order."""
    with database.reading(url).connect() as connection:
        return {
            table.name: database.read_frame(connection, select(table)).sort(pl.all())
            for table in derived_tables.sorted_tables
        }


def assert_same(url: str, as_in: str) -> None:
    """Every row of every table to the last digit; amounts as far as a rate, a double, is exact."""
    counted, expected = tables_of(url), tables_of(as_in)
    for name, frame in expected.items():
        of_others, of_amounts = ~cs.decimal(), cs.decimal().cast(pl.Float64)
        others = frame.select(of_others)
        assert_frame_equal(counted[name].select(of_others), others, check_exact=True)
        found, amounts = counted[name].select(of_amounts), frame.select(of_amounts)
        assert_frame_equal(found, amounts, rel_tol=1e-14, abs_tol=1e-11)
    assert expected["cells"].height
