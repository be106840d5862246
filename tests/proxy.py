"""nginx with the files of deploy/, in a folder of its own, on loopback ports."""

import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.tools import NGINX

HOUSE = Path(__file__).resolve().parent.parent
DEPLOY = HOUSE / "deploy"
NAME = "localhost"  # in place of the operator's own


@dataclass(frozen=True)
class Ports:
    """Where the proxy listens, and where the site's processes do."""

    plain: int
    tls: int
    web: Sequence[int]


def machine(folder: Path, ports: Ports, files: Path | None = None) -> Path:
    """deploy/systemd/nginx-site.conf as a whole configuration; its path.  `files`: where those lie that it sends itself."""
    site = (DEPLOY / "systemd" / "nginx-site.conf").read_text()
    servers = "".join(f"    server 127.0.0.1:{port};\n" for port in ports.web)
    site, count = re.subn(r"(    server 127\.0\.0\.1:\d+;[^\n]*\n)+", servers, site)
    assert count == 1, "one block of processes"
    site = site.replace("collab.example.org$request_uri", f"{NAME}:{ports.tls}$request_uri")
    for before, after in {
        "collab.example.org": NAME,
        "/etc/nginx/collab/": f"{locations(folder, files)}/",
        "/etc/collab/tls/fullchain.pem": f"{folder}/certificate.pem",
        "/etc/collab/tls/privkey.pem": f"{folder}/key.pem",
        "/var/log/nginx/collab.log": f"{folder}/error.log",
        "listen 80 ": f"listen 127.0.0.1:{ports.plain} ",
        "listen 443 ": f"listen 127.0.0.1:{ports.tls} ",
    }.items():
        assert before in site, before
        site = site.replace(before, after)
    site = re.sub(r" *listen \[::\][^\n]*\n", "", site)  # a machine may have no IPv6
    temporary = "".join(
        f"    {each}_temp_path {folder}/temporary/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "temporary").mkdir()
    who = "user root;\n" if os.geteuid() == 0 else ""
    text = f"{who}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log crit;\nevents {{}}\nhttp {{\n{temporary}{site}}}\n"
    return _ready(folder, text)


def locations(folder: Path, files: Path | None) -> Path:
    """deploy/nginx, or a copy that finds the files there."""
    if files is None:
        return DEPLOY / "nginx"
    shutil.copytree(DEPLOY / "nginx", folder / "collab")
    path = folder / "collab" / "locations.conf"
    text = path.read_text()
    assert "/var/lib/collab/files/" in text
    path.write_text(text.replace("/var/lib/collab/files/", f"{files}/"))
    return path.parent


def stack(folder: Path) -> Path:
    """deploy/compose/nginx.conf; its path.  Of its lines, an nginx before 1.25 does not know one."""
    text = (DEPLOY / "compose" / "nginx.conf").read_text()
    for before, after in {
        "/tmp/": f"{folder}/",  # first: the others may lead there
        "/etc/nginx/collab/": f"{DEPLOY}/nginx/",
        "/run/secrets/tls_certificate": f"{folder}/certificate.pem",
        "/run/secrets/tls_key": f"{folder}/key.pem",
        "/dev/stderr": f"{folder}/error.log",
    }.items():
        assert before in text, before
        text = text.replace(before, after)
    if version() < (1, 25, 1):
        text = text.replace("        http2 on;\n", "")
    return _ready(folder, text)


def _ready(folder: Path, text: str) -> Path:
    certify(folder)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def version() -> tuple[int, ...]:
    """Of the nginx of this machine."""
    said = subprocess.run([program(), "-v"], capture_output=True, text=True, check=True).stderr
    return tuple(int(part) for part in said.rpartition("/")[2].split()[0].split("."))


def program() -> str:
    """nginx itself."""
    found = NGINX.path()
    assert found is not None, "nginx was there a moment ago"
    return found


def complaint(configuration: Path) -> str:
    """What `nginx -t` has against a configuration; "" if nothing."""
    command = [program(), "-t", "-q", "-e", str(configuration.parent / "error.log"), "-c", str(configuration)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stderr.strip() or ("" if run.returncode == 0 else "it failed without a word")


def certify(folder: Path) -> None:
    """A certificate for an hour, trusted by nobody but the test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, plain, serialization.NoEncryption()))


def trust(folder: Path) -> ssl.SSLContext:
    """What a browser that trusts this certificate alone goes by."""
    return ssl.create_default_context(cafile=str(folder / "certificate.pem"))


@contextmanager
def running(configuration: Path, port: int) -> Iterator[None]:
    """nginx for the block; comes back when it listens."""
    command = [program(), "-e", str(configuration.parent / "error.log"), "-c", str(configuration)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 20
            while True:
                with socket.socket() as door:
                    if door.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None and time.monotonic() < deadline, "nginx did not start"
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(10)


def empty(folder: Path) -> Path:
    """A folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
