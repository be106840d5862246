"""`manage.py work`: the worker, until SIGTERM or Ctrl-C."""

import os
import signal
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from collab import logs, metrics
from collab.mail.models import Letter
from collab.ops import lifeline
from collab.ops.profiling import Profile
from collab.probes.numbers import WRITE_EVERY, call_this_process, forget_numbers, write_numbers
from collab.wiring import ROUNDS
from collab.work.queue import consumer, leave, waiting
from collab.work.rounds import Round, keep, leaving

NICER = 5  # when it shares a machine with the process that serves, that one goes first


class Command(BaseCommand):
    """Does slow work: mail, and whatever is handed to it."""

    help = "Do what serving processes hand over, and what is to be done again and again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--threads, --number."""
        parser.add_argument("--threads", type=int, default=2, help="tasks at once")
        parser.add_argument("--number", type=int, default=0, help="names this worker in the numbers, where there are several")
        parser.add_argument("--lifeline", type=int, help=SUPPRESS)  # of a child: what tells it that its parent is gone

    def handle(self, **options: Any) -> None:
        """Work, and come back when what was under way has finished."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: leaving.set())
        if options["lifeline"] is not None:
            lifeline.hold(options["lifeline"])
            os.nice(NICER)
        name = f"worker-{options['number']}" if options["number"] else "worker"
        call_this_process(name)
        logs.watch_threads()
        profile = Profile(name)
        profile.arm()
        threads = consumer(options["threads"])
        threads.start()
        try:
            keep([*ROUNDS, Round("numbers", count, WRITE_EVERY)])
        finally:
            leave(threads, leaving)
            profile.stop()
            forget_numbers()


def count() -> None:
    """Note what waits, and leave the numbers where the serving process finds them."""
    metrics.LETTERS_WAITING.set(Letter.objects.count())
    try:
        metrics.TASKS_WAITING.set(waiting())
    finally:
        write_numbers()
