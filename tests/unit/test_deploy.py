"""Facts of deploy/ that matter, read from the files themselves."""

import configparser
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from collab import env
from collab.ops.management.commands.serve import HARD_EXIT_SECONDS
from collab.ops.web import BODY_SECONDS
from collab.realtime.longpoll import LONGEST_WAIT
from tests.deployed import RENDERED, SECRETS, chart_digest
from tests.proxy import DEPLOY, HOUSE

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
OBJECTS: list[dict[str, Any]] = list(yaml.safe_load_all(RENDERED.read_text()))
OURS = ("web", "worker", "prepare", "backup")  # services of the stack that run our image
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
LOCATIONS = (DEPLOY / "nginx" / "locations.conf").read_text()
PINGS = 20 + 30  # seconds between two words on a living socket, see collab/ops/web.py
ENVIRONMENT = {"TMPDIR", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}  # Python's own


def texts() -> Iterator[tuple[str, str]]:
    """Every file under deploy/."""
    for path in sorted(DEPLOY.rglob("*")):
        if path.is_file() and "secrets" not in path.parts:
            yield str(path.relative_to(DEPLOY)), path.read_text()


def unit(path: Path) -> dict[str, list[str]]:
    """The lines of a unit by name: a name may come several times."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith(("#", "[")):
            found.setdefault(name, []).append(value)
    return found


def of_kind(kind: str, name: str = "") -> dict[str, Any]:
    """The one object of this kind that the chart makes."""
    [found] = [each for each in OBJECTS if each["kind"] == kind and each["metadata"]["name"].endswith(name)]
    return found


def pods() -> dict[str, dict[str, Any]]:
    """Every pod's description, by component."""
    found = {}
    for each in OBJECTS:
        spec = each["spec"].get("jobTemplate", each).get("spec", each["spec"])
        if "template" in spec:
            found[spec["template"]["metadata"]["labels"]["app.kubernetes.io/component"]] = spec["template"]["spec"]
    return found


def seconds(setting: str, place: str) -> int:
    """A time-out of nginx inside one location."""
    block = re.search(re.escape(place) + r" \{(.*?)\n\}", LOCATIONS, re.DOTALL)
    assert block, place
    found = re.search(setting + r" (\d+)s;", block[1])
    assert found, setting
    return int(found[1])


# Settings -------------------------------------------------------------------------------------


def named_settings() -> set[str]:
    """What deploy/ sets, by name."""
    names = set(COMPOSE["services"]["web"]["environment"])
    for spec in pods().values():
        names |= {each["name"] for each in spec["containers"][0]["env"]}
    for path in UNITS:
        names |= {part.partition("=")[0] for line in unit(path).get("Environment", []) for part in line.split()}
    names |= set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "systemd" / "collab.env").read_text(), re.MULTILINE))
    for line in re.findall(r"^ENV (.*)$", (DEPLOY / "compose" / "Dockerfile").read_text(), re.MULTILINE):
        names |= {part.partition("=")[0] for part in line.split()} - {"PATH"}
    return {name for name in names - ENVIRONMENT if not name.startswith("PIP_")}


def test_every_setting_that_is_named_is_documented() -> None:
    documented = set(re.findall(r"`([A-Z_]+)`", (HOUSE / "docs" / "settings.md").read_text()))
    assert len(named_settings()) > 10
    assert named_settings() - documented == set()


def test_no_secret_is_written_down() -> None:
    """Secrets are named as files, which are made by chance or by hand, and never committed."""
    assert not any((DEPLOY / "compose" / "secrets").glob("*")) or "/deploy/compose/secrets/" in (HOUSE / ".gitignore").read_text()
    secret = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "STORAGE_URL", "EMAIL_URL"}
    assert named_settings() & secret == set()
    assert {each["file"] for each in COMPOSE["secrets"].values()} == {f"./secrets/{name}" for name in SECRETS}
    for name, text in texts():
        if name != "compose/new-secrets":  # there the passwords are words of the shell
            assert re.findall(r"(?:postgres|redis|s3|s3\+http)://[^\s$]*:[^\s$@]+@", text) == [], name


def test_no_path_of_a_machine_is_mounted() -> None:
    for name, service in COMPOSE["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or source in ("./nginx.conf", "../nginx"), f"{name}: {volume}"
    kinds = {kind for spec in pods().values() for volume in spec["volumes"] for kind in volume if kind != "name"}
    assert kinds == {"secret", "emptyDir", "persistentVolumeClaim"}


def test_every_image_says_its_version() -> None:
    images = [service["image"] for service in COMPOSE["services"].values()]
    images += [spec["containers"][0]["image"] for spec in pods().values()]
    images += re.findall(r"^FROM (\S+)", (DEPLOY / "compose" / "Dockerfile").read_text(), re.MULTILINE)
    assert len(images) > 10
    assert [image for image in images if not re.search(r":[a-z]*-?\d", image) or "latest" in image] == []


def test_the_dumping_program_is_of_the_servers_version() -> None:
    client = re.search(r"postgresql-client-(\d+)", (DEPLOY / "compose" / "Dockerfile").read_text())
    server = re.match(r"postgres:(\d+)", COMPOSE["services"]["postgres"]["image"])
    assert client and server
    assert int(client[1]) >= int(server[1]) >= 15


# What a process may do --------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_a_container_writes_only_where_it_must(name: str) -> None:
    service = COMPOSE["services"][name]
    assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert {volume.split(":")[1] for volume in service["volumes"]} <= {"/data", "/backups"}
    assert "USER 10001:10001" in (DEPLOY / "compose" / "Dockerfile").read_text()


def test_only_the_door_is_open_to_the_world() -> None:
    services = COMPOSE["services"]
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {"nginx": ["80:8080", "443:8443"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name, service in services.items() if service["networks"] == ["inside"]} == {"postgres", "redis", "store"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_may_do_little(path: Path) -> None:
    lines = unit(path)
    demanded = {
        "User": "collab", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "ProtectKernelTunables": "yes", "ProtectKernelModules": "yes", "ProtectControlGroups": "yes",
        "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "yes", "RestrictSUIDSGID": "yes",
        "LockPersonality": "yes", "CapabilityBoundingSet": "", "UMask": "0077",
    }  # fmt: skip
    assert {name: lines.get(name) for name in demanded} == {name: [value] for name, value in demanded.items()}
    assert lines["StateDirectoryMode"] == ["0700"]
    assert lines.get("ReadWritePaths", []) == (["/var/backups/collab"] if "backup" in path.name else [])


def test_the_units_run_commands_that_exist() -> None:
    """`work` is the worker's."""
    commands = {part for path in UNITS for part in re.findall(r"manage\.py (\w+)", path.read_text())}
    commands |= {COMPOSE["services"][name].get("command", ["serve"])[0] for name in OURS}
    commands |= {spec["containers"][0]["args"][0] for spec in pods().values()}
    assert commands == {"serve", "work", "prepare", "backup"}
    ours = {path.stem for path in (HOUSE / "collab" / "ops" / "management" / "commands").glob("*.py")}
    assert commands - ours <= {"work"}


def test_the_timer_belongs_to_its_service() -> None:
    timer = configparser.ConfigParser()
    timer.read(DEPLOY / "systemd" / "collab-backup.timer")
    assert (timer["Timer"]["OnCalendar"], timer["Timer"]["Persistent"]) == ("*-*-* 02:30:00 UTC", "yes")
    assert unit(DEPLOY / "systemd" / "collab-backup.service")["Type"] == ["oneshot"]


def test_the_worker_is_one_service_and_no_web_process_has_one_of_its_own() -> None:
    units = {path.name: line for path in UNITS for line in unit(path)["ExecStart"]}
    assert [name for name, line in units.items() if "manage.py work" in line] == ["collab-worker.service"]
    assert [name for name, line in units.items() if "manage.py serve" in line and "--no-worker" in line] == ["collab-web.service"]
    commands = {name: service["command"] for name, service in COMPOSE["services"].items() if name in OURS}
    assert [name for name, words in commands.items() if words[0] == "work"] == ["worker"]
    assert [name for name, words in commands.items() if words[0] == "serve" and "--no-worker" in words] == ["web"]
    assert [name for name, spec in pods().items() if spec["containers"][0]["args"][0] == "work"] == ["worker"]
    assert "--no-worker" in pods()["web"]["containers"][0]["args"]


def test_a_machine_replaces_its_web_processes_by_a_signal() -> None:
    lines = unit(DEPLOY / "systemd" / "collab-web.service")
    assert lines["ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    assert "--processes" in lines["ExecStart"][0]
    port = settings.PORT
    assert f"server 127.0.0.1:{port};" in (DEPLOY / "systemd" / "nginx-site.conf").read_text()


def test_whoever_balances_asks_whether_a_process_is_ready() -> None:
    assert "/readyz" in COMPOSE["services"]["web"]["healthcheck"]["test"][-1]
    assert "/livez" in (DEPLOY / "compose" / "Dockerfile").read_text()


@pytest.mark.parametrize("component", ["web", "worker", "prepare", "backup"])
def test_a_pod_may_do_little(component: str) -> None:
    spec = pods()[component]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip


# Time ----------------------------------------------------------------------------------------------


def test_every_supervisor_waits_longer_than_a_departure_takes() -> None:
    drain = HARD_EXIT_SECONDS
    assert int(COMPOSE["services"]["web"]["stop_grace_period"].removesuffix("s")) > drain
    assert int(unit(DEPLOY / "systemd" / "collab-web.service")["TimeoutStopSec"][0]) > drain
    web = pods()["web"]
    pause = int(web["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    assert web["terminationGracePeriodSeconds"] > pause + drain


def test_the_proxy_waits_longer_than_the_site() -> None:
    assert seconds("proxy_read_timeout", "location = /live/") > PINGS
    assert seconds("proxy_read_timeout", "location = /api/live/poll") >= max(30, LONGEST_WAIT + 5)
    whole = re.search(r"^proxy_read_timeout (\d+)s;", LOCATIONS, re.MULTILINE)
    assert whole
    assert int(whole[1]) > BODY_SECONDS
    assert int(of_kind("Ingress")["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-read-timeout"]) > PINGS


def test_the_proxy_takes_what_the_site_takes() -> None:
    limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
    assert f"client_max_body_size {limit + 1}m;" in LOCATIONS
    assert of_kind("Ingress")["metadata"]["annotations"]["nginx.ingress.kubernetes.io/proxy-body-size"] == f"{limit + 1}m"
    assert COMPOSE["services"]["web"]["environment"]["UPLOAD_LIMIT_MB"] == str(limit)


def test_the_proxy_adds_no_header_of_its_own_and_notes_nothing() -> None:
    for name, text in texts():
        if name.endswith(".conf"):
            added = dict(re.findall(r"^ *add_header (\S+) (\S+) always;", text, re.MULTILINE))
            taken_over = {each: f"$upstream_http_{each.lower().replace('-', '_')}" for each in added}
            assert added == taken_over | ({"Last-Modified": '""'} if added else {}), name
            assert text.count("add_header") == len(added), name
    assert "access_log off;" in (DEPLOY / "nginx" / "http.conf").read_text()


def test_an_upgrade_takes_nobody_away() -> None:
    web = of_kind("Deployment", "-web")
    assert web["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert 0 < of_kind("PodDisruptionBudget")["spec"]["minAvailable"] < web["spec"]["replicas"]
    container = pods()["web"]["containers"][0]
    assert (container["readinessProbe"]["httpGet"]["path"], container["livenessProbe"]["httpGet"]["path"]) == ("/readyz", "/livez")
    assert of_kind("Job")["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"


def test_services_find_their_pods_and_nobody_finds_those_who_watch() -> None:
    for name in ("collab-web", "collab-worker"):
        deployment = of_kind("Deployment", name.removeprefix("collab"))
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()
    web = of_kind("Deployment", "-web")["spec"]["template"]["metadata"]["labels"]
    assert of_kind("Service", "-web")["spec"]["selector"].items() <= web.items()
    [rule] = of_kind("Ingress")["spec"]["rules"]
    paths = {each["path"]: each["backend"]["service"]["name"] for each in rule["http"]["paths"]}
    assert paths == {"/readyz": "collab-nobody", "/metrics": "collab-nobody", "/": "collab-web"}
    for each in OBJECTS:
        labels = each["spec"].get("template", {}).get("metadata", {}).get("labels", {})
        assert labels.get("app.kubernetes.io/component") != "nobody"


def test_the_network_lets_in_the_door_alone() -> None:
    everything, web = of_kind("NetworkPolicy", "-all")["spec"], of_kind("NetworkPolicy", "-web")["spec"]
    assert (everything["policyTypes"], "ingress" in everything) == (["Ingress", "Egress"], False)
    assert everything["podSelector"]["matchLabels"].keys() == {"app.kubernetes.io/name", "app.kubernetes.io/instance"}
    assert web["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == "web"
    assert [each["ports"] for each in web["ingress"]] == [[{"protocol": "TCP", "port": "http"}]]


def test_the_rendered_chart_is_of_the_chart() -> None:
    """Changed the chart?  `python -m tests.deployed --render` (it needs helm)."""
    assert chart_digest() in RENDERED.read_text().split("\n", 1)[0]


def test_new_secrets_fit_one_another_and_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "new-secrets"
    shutil.copy(DEPLOY / "compose" / "new-secrets", script)

    def made() -> dict[str, str]:
        subprocess.run([str(script)], check=True, capture_output=True)
        return {path.name: path.read_text().strip() for path in (tmp_path / "secrets").iterdir()}

    first = made()
    assert first.keys() == set(SECRETS) - {"tls_certificate", "tls_key"}
    assert first == made()
    assert oct((tmp_path / "secrets").stat().st_mode & 0o777) == "0o700"
    assert len(first["secret_key"]) == 64
    assert f":{first['database_password']}@" in first["database_url"]
    assert f":{first['redis_conf'].removeprefix('requirepass ')}@" in first["redis_url"]
    [identity] = json.loads(first["store_identities"])["identities"]
    monkeypatch.setenv("STORAGE_URL_FILE", str(tmp_path / "secrets" / "storage_url"))
    bucket = env.bucket("STORAGE_URL")
    assert bucket is not None
    assert identity["credentials"] == [{"accessKey": bucket.key, "secretKey": bucket.secret}]
    assert bucket.endpoint == "http://store:8333"
