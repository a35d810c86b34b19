"""nginx and Apache as the guide has them, before servers of a test's own."""

import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dashboard.server import app
from tests import machine
from tests.fixtures.surroundings import ROOT
from tests.ports import free_port
from tests.serving import SECONDS

NAME = "quality.example.org"
BASE = f"https://{NAME}"
GUIDE = (ROOT / "docs" / "proxy.md").read_text("utf-8")
EXAMPLE, DEALING, DEALT = re.findall(r"^```nginx\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
TO_ONE = f"        proxy_pass http://{app.HOST}:{app.PORT};\n"
APACHE, APACHE_DEALING = re.findall(r"^```apache\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
# What Debian's `a2enmod` switches on as the guide says, and what is always on there.
APACHE_FOLDER = "/usr/lib/apache2/modules"
APACHE_MODULES = (
    *("mpm_event", "authz_core", "socache_shmcb", "ssl", "headers", "proxy", "proxy_http"),
    *("proxy_wstunnel", "reqtimeout", "proxy_balancer", "lbmethod_byrequests", "slotmem_shm"),
    "alias",
)
# As the guide has it for several processes.
OF_SEVERAL = EXAMPLE.replace("server {", f"{DEALING}\nserver {{", 1).replace(TO_ONE, DEALT)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this computer's name that nobody but us vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    closed = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "own.pem").write_bytes(made.public_bytes(pem))
    (folder / "own.key").write_bytes(key.private_bytes(pem, *closed))
    return folder / "own.pem", folder / "own.key"


def await_listening(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until somebody listens there, or the process that should has ended."""
    while process.poll() is None:
        with suppress(ConnectionRefusedError):
            socket.create_connection((app.HOST, port)).close()
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@contextmanager
def proxied(
    folder: Path, inner: Mapping[int, int], outer: int, text: str = EXAMPLE
) -> Iterator[ssl.SSLContext]:
    """nginx as the guide has it; by what its certificate is believed.

    `inner` are the ports of the dashboards, by those of the guide.
    """
    program = machine.nginx()
    if program is None:
        (pytest.fail if machine.in_ci() else pytest.skip)("nginx is not installed here.")
    signed, key, log = *certificate(folder), folder / "nginx.log"
    for stated, here in (
        *((f"{app.HOST}:{port}", f"{app.HOST}:{own}") for port, own in inner.items()),
        ("listen 443", f"listen 127.0.0.1:{outer}"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
        (f"/etc/ssl/{NAME}.pem", str(signed)),
        (f"/etc/ssl/private/{NAME}.key", str(key)),
        ("/var/cache/quality", str(folder / "kept")),
        (NAME, "localhost"),
    ):
        assert stated in text
        text = text.replace(stated, here)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log {log};\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{text}}}\n"
    )
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf", "-e", log])
    try:
        await_listening(outer, process, log)
        yield ssl.create_default_context(cafile=signed)
    finally:
        process.terminate()
        process.wait(SECONDS)


@contextmanager
def by_apache(
    folder: Path, inner: Mapping[int, int], outer: int, *, several: bool = False
) -> Iterator[ssl.SSLContext]:
    """Apache as the guide has it; by what its certificate is believed."""
    program = machine.apache()
    if program is None:
        (pytest.fail if machine.in_ci() else pytest.skip)("Apache is not installed here.")
    signed, key, log = *certificate(folder), folder / "apache.log"
    to_one = f"    ProxyPass / http://{app.HOST}:{app.PORT}/ upgrade=websocket nocanon\n"
    assert to_one in APACHE
    text = APACHE.replace(to_one, APACHE_DEALING) if several else APACHE
    first = free_port()
    for stated, here in (
        *((f"{app.HOST}:{port}", f"{app.HOST}:{own}") for port, own in inner.items()),
        ("*:443", f"{app.HOST}:{outer}"),
        ("*:80", f"{app.HOST}:{first}"),
        (f"/etc/ssl/{NAME}.pem", str(signed)),
        (f"/etc/ssl/private/{NAME}.key", str(key)),
        (NAME, "localhost"),
    ):
        assert stated in text
        text = text.replace(stated, here)
    loaded = "".join(
        f"LoadModule {name}_module {APACHE_FOLDER}/mod_{name}.so\n" for name in APACHE_MODULES
    )
    (folder / "apache.conf").write_text(
        f"{loaded}ServerRoot {folder}\nServerName localhost\nPidFile {folder / 'pid'}\n"
        f"DefaultRuntimeDir {folder}\nUser nobody\nGroup nogroup\n"
        f"ErrorLog {log}\nListen {app.HOST}:{outer}\nListen {app.HOST}:{first}\n{text}"
    )
    command = [program, "-D", "FOREGROUND", "-f", folder / "apache.conf", "-E", log]
    process = subprocess.Popen(command)
    try:
        await_listening(outer, process, log)
        yield ssl.create_default_context(cafile=signed)
    finally:
        process.terminate()
        process.wait(SECONDS)
