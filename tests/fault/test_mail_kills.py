"""A worker that is killed at every step of sending: no letter is lost, and what comes twice says that it is the same."""

import random
import re
import signal
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.fault.test_worker import PATIENCE, letters, pass_hold, site_with, until, working
from tests.post_office import Office, post_office
from tests.server import Server

WRITE = (
    "from django.core.mail import send_mail\n"
    "for number in range({count}):\n"
    "    send_mail('News (example)', 'Come and see.', None, [f'reader{{number}}@example.org'])\n"
)
LINES = 3  # to the mail server, of one worker: each of its two threads sends, and so does its clock
pytestmark = pytest.mark.timeout(1200)  # a worker takes seconds to start on a busy machine
# What the server has just heard when the worker falls, and then: letters in the database, copies that the server has taken.
STEPS = {"EHLO": (1, 0), "MAIL FROM": (1, 0), "RCPT TO": (1, 0), "DATA": (1, 0), "letter": (1, 1), "QUIT": (0, 2)}


def write(server: Server, count: int) -> None:
    """Letters to so many readers."""
    server.manage("shell", "--no-imports", "-v", "0", "-c", WRITE.format(count=count))


def copies(office: Office) -> dict[str, list[str]]:
    """The Message-ID of each copy that was taken, by recipient."""
    found: dict[str, list[str]] = {}
    for recipient, letter in office.taken:
        [marked] = re.findall(r"^Message-ID: (\S+)", letter, re.MULTILINE)
        found.setdefault(recipient, []).append(marked)
    return found


def test_a_letter_outlives_workers_that_fall_each_one_step_further(tmp_path: Path) -> None:
    """Only SMTP's own gap doubles it: the server has taken it, and nobody has heard that."""
    with post_office() as office:
        server = site_with(tmp_path, office)
        write(server, 1)
        for step, expected in STEPS.items():
            pass_hold(server)
            with working(server) as worker:
                office.at(step, partial(worker.send_signal, signal.SIGKILL))
                worker.wait(PATIENCE)
            office.at(step, None)
            assert (step, letters(server), len(office.taken)) == (step, *expected)
        [(reader, marks)] = copies(office).items()
    assert (reader, len(set(marks))) == ("reader0@example.org", 1)


def kill_at_random(server: Server, office: Office, chance: random.Random, kills: int) -> None:
    """One worker after another, each killed a moment after it has begun to talk."""
    for _ in range(kills):
        pass_hold(server)
        with working(server):
            heard = office.heard
            until(lambda heard=heard: office.heard > heard or letters(server) == 0, "a word of the worker")  # type: ignore[misc]  # a default argument
            time.sleep(chance.uniform(0, 0.05))  # anywhere in the talk about the next few letters; then it is killed


@pytest.mark.parametrize(
    ("seed", "kills", "count"), [(1, 4, 40), *(pytest.param(seed, 60, 400, marks=pytest.mark.slow) for seed in (2, 3, 4))]
)
def test_no_letter_is_lost_and_a_kill_doubles_one_of_each_line_at_most(tmp_path: Path, seed: int, kills: int, count: int) -> None:
    with post_office() as office:
        server = site_with(tmp_path, office)
        write(server, count)
        kill_at_random(server, office, random.Random(seed), kills)
        pass_hold(server)
        with working(server):
            until(lambda: letters(server) == 0, "the rest")
        found = copies(office)
    assert found.keys() == {f"reader{number}@example.org" for number in range(count)}
    assert {reader for reader, marks in found.items() if len(set(marks)) > 1} == set()
    doubled = Counter({reader: len(marks) - 1 for reader, marks in found.items()})
    assert doubled.total() <= kills * LINES
