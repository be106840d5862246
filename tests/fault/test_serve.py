"""The site as a process: it starts, says where it is, and leaves in order."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.engines import free_port
from tests.server import HOUSE, Server, furnish, running, serving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its first start: it makes its own database."""
    with running(Server(tmp_path_factory.mktemp("site"), free_port())) as server:
        yield server


def test_livez_answers_under_every_name_of_the_machine(site: Server) -> None:
    for host in ("localhost", "127.0.0.1"):
        with urllib.request.urlopen(f"http://{host}:{site.port}/livez", timeout=5) as answer:
            assert (answer.status, answer.read()) == (200, b"ok\n")


def test_the_log_holds_no_address_that_was_asked_for(site: Server) -> None:
    with urllib.request.urlopen(f"{site.origin}/leave/?a-name-nobody-may-read", timeout=5):
        pass
    assert "a-name-nobody-may-read" not in site.log.read_text()


def test_a_taken_port_is_one_line_that_says_what_to_do(site: Server, tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "serve"]
    other = Server(tmp_path, site.port)
    run = subprocess.run(command, cwd=HOUSE, env=other.environment(), capture_output=True, text=True, check=False, timeout=30)
    assert run.returncode == 1
    assert run.stderr.strip() == f"CommandError: Port {site.port} is taken. Choose another one, for example: make run PORT={site.port + 1}"


def test_the_port_can_be_named_on_the_command_line(tmp_path: Path) -> None:
    """The site's own address follows from it."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    environment = Server(tmp_path, free_port()).environment()
    with subprocess.Popen(command, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [line for line in (process.stdout.readline(),) if line]
        process.terminate()
        assert process.wait(10) == 0
    assert said == [f"Collab is at http://localhost:{port}  (Ctrl-C ends it)\n"]


def test_leaving_closes_open_tabs_with_a_code_that_asks_them_back(tmp_path: Path) -> None:
    server = Server(tmp_path, 0)
    furnish(tmp_path)
    seed = [sys.executable, "-m", "bench.seed", "1"]
    seeded = json.loads(subprocess.run(seed, cwd=HOUSE, env=server.environment(), capture_output=True, text=True, check=True).stdout)
    with serving(tmp_path) as site:
        headers = {"Cookie": f"{seeded['cookie']}={seeded['sessions'][0]}"}
        with connect(f"ws://localhost:{site.port}/live/", origin=Origin(site.origin), additional_headers=headers) as tab:
            [hello] = json.loads(tab.recv(5))
            assert hello["kind"] == "hello"
            assert site.stop() == 0
            with pytest.raises(ConnectionClosed) as closed:
                tab.recv(5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4010
    assert list((tmp_path / "bells").iterdir()) == []  # a socket would lie in the way of whoever copies the folder
