"""Real processes behind a real nginx, set up by the files of deploy/: what passes, what does not, and from whom."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests import proxy
from tests.api.test_accounts_throttles import TOO_MANY
from tests.engines import free_port, open_folder, postgres, redis
from tests.fault.test_worker import children_of
from tests.proxy import NAME, Ports
from tests.server import HOUSE, Server
from tests.tools import NGINX, POSTGRES, REDIS, allowed_to_miss
from tests.visitor import Visitor

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        allowed_to_miss() and None in (NGINX.path(), POSTGRES.path(), REDIS.path()), reason="nginx, PostgreSQL or Redis is missing"
    ),
]
MIB = 1024 * 1024
FORGED = {"X-Forwarded-For": "198.51.100.99", "X-Real-IP": "198.51.100.99", "Forwarded": "for=198.51.100.99;proto=http",
          "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example", "Daphne-Root-Path": "/evil"}  # fmt: skip


@dataclass
class House:
    """The site behind its proxy."""

    folder: Path  # nginx's
    ports: Ports
    site: Server  # two processes that share a port
    at: dict[str, Any]  # see filled.py

    @property
    def origin(self) -> str:
        """What a browser types."""
        return f"https://{NAME}:{self.ports.tls}"

    def visitor(self) -> Visitor:
        """A browser."""
        return Visitor(self.origin, proxy.trust(self.folder))


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    ports = Ports(free_port(), free_port(), [free_port()])
    with ExitStack() as stack:
        folder = stack.enter_context(open_folder("collab-proxy-"))
        settings = {
            "DATABASE_URL": stack.enter_context(postgres(folder / "postgres")),
            "REDIS_URL": stack.enter_context(redis(folder / "redis")),
            "SITE_ORIGIN": f"https://{NAME}:{ports.tls}", "BEHIND_PROXY": "1", "TRUSTED_PROXY_COUNT": "1", "FILES_REDIRECT": "/-/files/",
        }  # fmt: skip
        data = folder / "data"
        data.mkdir()
        site = Server(data, ports.web[0], settings)
        command = [sys.executable, "-m", "tests.fault.filled"]
        filled = subprocess.run(command, cwd=HOUSE, env=site.environment(), capture_output=True, text=True, check=False)
        assert filled.returncode == 0, filled.stderr[-3000:]
        stack.callback(site.stop)
        site.start("--processes", "2", "--no-worker")
        configuration = proxy.machine(proxy.empty(folder / "nginx"), ports, data / "files")
        assert proxy.complaint(configuration) == ""
        stack.enter_context(proxy.running(configuration, ports.tls))
        yield House(folder / "nginx", ports, site, json.loads(filled.stdout))


def items(frames: list[dict[str, Any]]) -> list[str]:
    """The words of messages in frames."""
    shown = [item for frame in frames if frame["kind"] == "changes" for item in frame["items"]]
    return [item["body"] for item in shown if item["kind"] == "message"]


def test_whoever_comes_without_tls_is_sent_on(house: House) -> None:
    answer = httpx.get(f"http://127.0.0.1:{house.ports.plain}/space/7?a=b", trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"{house.origin}/space/7?a=b")


def test_another_name_is_not_served(house: House) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"https://127.0.0.1:{house.ports.tls}/account/login/", verify=False, trust_env=False)


def test_the_sign_in_page_carries_each_fence_once(house: House) -> None:
    with house.visitor() as ben:
        page = ben.http.get("/account/login/", headers=FORGED)
    assert page.status_code == 200
    assert 'name="csrfmiddlewaretoken"' in page.text
    assert "evil" not in page.text
    sent = Counter(name.lower() for name, _ in page.headers.multi_items())
    fences = (
        "content-security-policy", "strict-transport-security", "x-content-type-options", "referrer-policy", "x-frame-options",
        "cross-origin-opener-policy", "cross-origin-resource-policy", "cross-origin-embedder-policy", "permissions-policy", "cache-control",
    )  # fmt: skip
    assert {name: sent[name] for name in fences} == dict.fromkeys(fences, 1)
    assert page.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert re.fullmatch(r"nginx", page.headers.get("server", "nginx")), "no version"
    assert [each for each in page.headers.get_list("set-cookie") if not each.startswith("__Host-") or "Secure" not in each] == []


def test_static_files_come_packed_and_for_long(house: House) -> None:
    with house.visitor() as ben:
        assert ben.sign_in() == 200
        page = ben.http.get("/")
        script = re.search(r'src="(/static/assets/[^"]+\.js)"', page.text)
        assert script, page.text[:1000]
        answer = ben.http.get(script[1], headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"


def test_the_source_is_who_connects_and_nobody_s_own_word(house: House) -> None:
    """Each session keeps its source: the end of the connection at nginx, whatever the browser claims."""
    with house.visitor() as ben:
        ben.http.close()
        ben.http = httpx.Client(
            base_url=house.origin, timeout=60, headers={"Origin": house.origin, **FORGED},
            transport=httpx.HTTPTransport(verify=proxy.trust(house.folder), local_address="127.0.0.7"),
        )  # fmt: skip
        assert ben.sign_in() == 200
    sessions = json.loads(house.site.manage("dumpdata", "usersessions"))
    assert sessions[-1]["fields"]["ip"] == "127.0.0.7"
    assert "198.51.100.99" not in json.dumps(sessions)


def test_claiming_another_source_buys_no_further_guess(house: House) -> None:
    """Ten wrong passwords from one source, spread over all processes, each with a new claim."""
    transport = httpx.HTTPTransport(verify=proxy.trust(house.folder), local_address="127.0.0.8")
    with httpx.Client(base_url=house.origin, transport=transport, timeout=60) as guesser:
        page = ""
        for n in range(11):
            assert TOO_MANY not in page
            form = guesser.get("/account/login/").text
            field = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
            assert field
            page = guesser.post(
                "/account/login/",
                data={"login": f"guess{n}@example.org", "password": "wrong, all of it", "csrfmiddlewaretoken": field[1]},
                headers={"Referer": f"{house.origin}/account/login/", "X-Forwarded-For": f"198.51.100.{n}"},
            ).text
    assert TOO_MANY in page


def test_a_socket_hears_what_is_said_at_either_process(house: House) -> None:
    space = house.at["space"]
    with house.visitor() as ben:
        assert ben.sign_in() == 200
        with ben.socket() as one, ben.socket() as other:
            for line in (one, other):
                assert json.loads(line.recv(20))[0]["kind"] == "hello"
                line.send(json.dumps({"do": "watch", "streams": {f"space:{space}": None}}))
                while json.loads(line.recv(20))[-1]["kind"] != "caught_up":
                    pass
            said = [ben.say(space, house.at["topic"], f"through the door {n}")["body"] for n in range(4)]
            for line in (one, other):
                heard: list[str] = []
                while len(heard) < len(said):
                    heard += items(json.loads(line.recv(20)))
                assert heard == said


def test_a_page_of_another_origin_opens_no_socket(house: House) -> None:
    with house.visitor() as ben:
        assert ben.sign_in() == 200
        cookies = "; ".join(f"{name}={value}" for name, value in ben.http.cookies.items())
        with (
            connect(
                f"{house.origin.replace('https', 'wss')}/live/", additional_headers={"Cookie": cookies, "Origin": f"https://{NAME}.evil.example"},
                ssl=proxy.trust(house.folder), proxy=None,
            ) as line,
            pytest.raises(ConnectionClosed) as closed,
        ):  # fmt: skip
            line.recv(20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4003


def test_a_long_poll_waits_as_long_as_it_may_and_is_answered_at_once_when_there_is_news(house: House) -> None:
    space = f"space:{house.at['space']}"
    with house.visitor() as ben, house.visitor() as writer:
        assert (ben.sign_in(), writer.sign_in()) == (200, 200)
        rev = max(frame["rev"] for frame in ben.poll({space: None}) if frame["kind"] == "changes")
        begun = time.monotonic()
        assert [frame for frame in ben.poll({space: rev}, wait=25) if frame["kind"] == "changes"] == []
        assert time.monotonic() - begun > 24
        timer = threading.Timer(1, writer.say, [house.at["space"], house.at["topic"], "News"])
        timer.start()
        begun = time.monotonic()
        assert items(ben.poll({space: rev}, wait=25)) == ["News"]
        assert time.monotonic() - begun < 20
        timer.join()


def test_a_file_passes_up_to_the_sites_own_limit_and_no_further(house: House) -> None:
    with house.visitor() as ben:
        assert ben.sign_in() == 200
        content = b"wool\n" * (2 * MIB)  # ten times what nginx takes of its own accord
        answer = ben.share(house.at["space"], content)
        assert (answer.status_code, answer.json()["versions"][0]["size"]) == (201, len(content))
        file = ben.http.get(f"/api/spaces/{house.at['space']}/documents/{answer.json()['place']}/versions/1/file")
        assert file.content == content
        assert "x-accel-redirect" not in file.headers
        over = ben.share(house.at["space"], b"x" * (102 * MIB), "large.txt")
        assert over.status_code == 413


def test_the_proxy_sends_files_itself_behind_the_fences_of_the_site(house: House) -> None:
    content = b"0123456789" * 1000
    with house.visitor() as ben, house.visitor() as stranger:
        assert ben.sign_in() == 200
        shared = ben.share(house.at["space"], content, "Größe.txt").json()
        address = f"/api/spaces/{house.at['space']}/documents/{shared['place']}/versions/1/file"
        page, file = ben.http.get("/api/me"), ben.http.get(address)
        assert (file.status_code, file.content, file.headers["content-length"]) == (200, content, "10000")
        expected = {
            "content-disposition": "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.txt%2C%20v1%20%28TLP-AMBER%29.txt",
            "cache-control": "no-store, private",
            "content-security-policy": "sandbox; default-src 'none'", "x-content-type-options": "nosniff", "content-type": "text/plain",
            "cross-origin-resource-policy": "same-origin",
        }  # fmt: skip
        same = ("strict-transport-security", "referrer-policy", "permissions-policy", "x-frame-options", "cross-origin-opener-policy",
                "cross-origin-embedder-policy")  # fmt: skip
        assert {name: file.headers.get_list(name) for name in expected} == {name: [value] for name, value in expected.items()}
        assert {name: file.headers.get_list(name) for name in same} == {name: page.headers.get_list(name) for name in same}
        assert {"last-modified", "etag", "x-accel-redirect"} & set(file.headers) == set()
        part = ben.http.get(address, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"0123456789", "bytes 10-19/10000")
        assert part.headers.get_list("content-security-policy") == ["sandbox; default-src 'none'"]
        assert ben.http.get(address, headers={"Range": "bytes=20000-"}).status_code == 416
        sha256 = shared["versions"][0]["sha256"]
        for who in (ben, stranger):
            for path in (f"/-/files/{sha256[:2]}/{sha256}", "/-/files/", "/-/files/../collab.sqlite3", "/-/files/sealed/1", "/-/"):
                answer = who.http.get(path)
                assert (answer.status_code, b"0123456789" in answer.content) == (404, False), path
        assert stranger.http.get(address).status_code == 401
    log = house.site.manage("shell", "-c", "from discussions.documents.models import Download as D; print(D.objects.count())")
    assert int(log.split()[-1]) >= 3, "each request is asked and logged before a byte leaves"


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_what_is_for_those_who_watch_is_not_for_those_outside(house: House, path: str) -> None:
    with house.visitor() as somebody:
        answer = somebody.http.get(path)
    assert answer.status_code == 404
    assert "<center>nginx</center>" in answer.text, "the site was not even asked"


def test_nothing_is_noted_of_anybody(house: House) -> None:
    with house.visitor() as somebody:
        somebody.http.get("/leave/?a-name-nobody-may-read")
    written = {path.name for path in house.folder.rglob("*") if path.is_file()}
    assert written == {"nginx.conf", "certificate.pem", "key.pem", "error.log", "pid", "http.conf", "locations.conf"}
    assert (house.folder / "error.log").read_text() == ""


def test_every_process_is_replaced_and_nobody_is_refused(house: House) -> None:
    """The last test: what an upgrade does.  Tabs are asked back and find another process."""
    assert house.site.process is not None
    parent = house.site.process.pid
    before = set(children_of(parent))
    with house.visitor() as ben, ExitStack() as lines:
        assert ben.sign_in() == 200
        open_lines = [lines.enter_context(ben.socket()) for _ in range(4)]
        for line in open_lines:
            assert json.loads(line.recv(20))[0]["kind"] == "hello"
        house.site.process.send_signal(signal.SIGHUP)
        statuses: Counter[int] = Counter()
        deadline = time.monotonic() + 120
        while before & set(children_of(parent)) or statuses.total() < 20:
            assert time.monotonic() < deadline, "the processes are not replaced"
            statuses[ben.http.get("/api/me").status_code] += 1
        assert set(statuses) == {200}
        codes = []
        for line in open_lines:
            with pytest.raises(ConnectionClosed) as closed:
                line.recv(10)
            assert closed.value.rcvd is not None
            codes.append(closed.value.rcvd.code)
        assert codes == [4010] * 4
        with ben.socket() as again:
            assert json.loads(again.recv(20))[0]["kind"] == "hello"
    assert len(children_of(parent)) == 2
