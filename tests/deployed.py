"""`python -m tests.deployed`: look at deploy/ with the tools that its readers have: nginx, systemd, helm, docker.

A tool that is missing is one line; what it would have said is partly held by tests/unit/test_deploy*.py.
`python -m tests.deployed --render` writes what the chart makes of its own values, for those tests (it needs helm).
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import proxy
from tests.proxy import DEPLOY, Ports
from tests.tools import NGINX

CHART, RENDERED = DEPLOY / "helm" / "collab", DEPLOY / "helm" / "rendered.yaml"
SECRETS = ("secret_key", "database_url", "database_password", "redis_url", "redis_conf", "storage_url", "store_identities", "email_url",
           "tls_certificate", "tls_key")  # fmt: skip
Complaint = str  # "": nothing
Look = Callable[[Path], Complaint | None]  # in a folder of its own; None: the tool is missing


def nginx(folder: Path) -> Complaint | None:
    """Both configurations, as nginx reads them."""
    if NGINX.path() is None:
        return None
    machine = proxy.machine(proxy.empty(folder / "machine"), Ports(8080, 8443, [8000]))
    stack = proxy.stack(proxy.empty(folder / "stack"))
    return "\n".join(filter(None, [proxy.complaint(machine), proxy.complaint(stack)]))


def systemd(folder: Path) -> Complaint | None:
    """Every unit, with a program that exists here in place of the installed one."""
    if shutil.which("systemd-analyze") is None:
        return None
    names = []
    for path in sorted((DEPLOY / "systemd").iterdir()):
        if path.suffix in {".service", ".timer", ".target"}:
            (folder / path.name).write_text(path.read_text().replace("/opt/collab/.venv/bin/python", sys.executable))
            names.append(str(folder / path.name))
    return run(["systemd-analyze", "verify", "--man=no", *names], folder)


def helm(folder: Path) -> Complaint | None:
    """The chart, linted, and rendered to what is committed."""
    if shutil.which("helm") is None:
        return None
    if complaint := run(["helm", "lint", "--strict", "--quiet", str(CHART)], folder):
        return complaint
    return "" if rendered() == RENDERED.read_text() else "The chart makes something else: python -m tests.deployed --render"


def rendered() -> str:
    """What helm makes of the chart and its own values."""
    made = subprocess.run(["helm", "template", "collab", str(CHART)], capture_output=True, text=True, check=True).stdout
    return f"# Made by helm from deploy/helm/collab, for reading and for tests.  Chart {chart_digest()}\n{made}"


def chart_digest() -> str:
    """A hash over the chart's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in CHART.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(CHART)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def compose(folder: Path) -> Complaint | None:
    """The stack, as docker reads it."""
    for program in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(program[0]) and not run([*program, "version"], folder):
            shutil.copytree(DEPLOY, folder / "deploy")
            (folder / "deploy" / "compose" / "secrets").mkdir(exist_ok=True)
            for name in SECRETS:
                (folder / "deploy" / "compose" / "secrets" / name).write_text("example")
            stack = str(folder / "deploy" / "compose" / "compose.yaml")
            return run([*program, "--file", stack, "config", "--quiet"], folder, SITE_HOST="collab.example.org")
    return None


def run(command: list[str], folder: Path, **settings: str) -> Complaint:
    """What a command says when it fails."""
    done = subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"{command[0]} failed without a word"


def main() -> int:
    """1 if a tool complains."""
    if sys.argv[1:] == ["--render"]:
        RENDERED.write_text(rendered())
        return 0
    looks: dict[str, Look] = {"nginx": nginx, "systemd-analyze": systemd, "helm": helm, "docker compose": compose}
    failed = False
    for name, look in looks.items():
        with tempfile.TemporaryDirectory(prefix="collab-deploy-") as folder:
            complaint = look(Path(folder))
        if complaint is None:
            print(f"· {name:<16} not here: what it would say of deploy/ has not been heard")
        else:
            print(f"· {name:<16} {'NOT CLEAN' if complaint else 'clean'}{complaint and chr(10)}{complaint}")
            failed |= bool(complaint)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
