"""`manage.py serve`: the site, until SIGTERM or Ctrl-C."""

import asyncio
import errno
import os
import socket
import sys
import threading
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from collab import logs
from collab.ops import garbage, lifeline
from collab.ops.processes import Processes
from collab.ops.profiling import Profile
from collab.ops.readiness import how_to_sign_in, let_go_of_database, prepare_database
from collab.ops.supervise import Supervisor, kept_worker, supervised
from collab.ops.web import Server, bound_sockets
from collab.probes.numbers import call_this_process, name_of_this_process, share_numbers
from collab.probes.ready import Phase, readiness

LEAVING = 4010  # close code: reconnect with jitter, see docs/way-of-a-message.md
HARD_EXIT_SECONDS = 9.0  # after SIGTERM; whatever still hangs then is cut off
SLACK_BYTES = 1024 * 1024  # form fields around an uploaded file


class Command(BaseCommand):
    """Serves the site in this process."""

    help = "Serve the site.  SIGTERM: leave in order.  With several processes, SIGHUP: replace them one after the other."
    sharing: "asyncio.Task[None] | None" = None  # of several: a task nobody holds may be collected
    requires_system_checks = ()  # they have been run by `make lint`; a start should take a second

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--host, --port, --prepare, --processes, --no-worker."""
        parser.add_argument("--host", default="localhost", help="address to listen on; localhost means both loopbacks")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--processes", type=int, default=1, help="serving processes; more than one needs PostgreSQL and Redis")
        parser.add_argument("--listening", help=SUPPRESS)  # a child of several: numbers of sockets that are bound already
        parser.add_argument("--ready", type=int, help=SUPPRESS)  # and the pipe on which to say that it serves
        parser.add_argument("--number", type=int, default=0, help=SUPPRESS)  # and which of them it is
        parser.add_argument("--lifeline", type=int, help=SUPPRESS)  # and what tells it that its parent is gone
        parser.add_argument("--prepare", action="store_true", help="bring the database up to date first")
        parser.add_argument("--no-worker", action="store_true", help="start no worker: another process runs `manage.py work`")

    def handle(self, **options: Any) -> None:
        """Serve, and come back after a departure in order."""
        if options["port"] != settings.PORT:
            # The site's own address follows from the port, and settings are read once: start again with the other one.
            os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"PORT": str(options["port"])})  # noqa: S606 - no shell: our own command line again
        readiness.phase = Phase.STARTING
        logs.watch_threads()
        if options["listening"]:
            lifeline.hold(options["lifeline"])
            call_this_process(f"web-{options['number']}")
            self._serve([socket.socket(fileno=int(each)) for each in options["listening"].split(",")], None, options["ready"])
            return
        if options["processes"] > 1 and not (settings.REDIS_URL and connection.vendor == "postgresql"):
            raise CommandError("Several processes are one site only with PostgreSQL and Redis: set DATABASE_URL and REDIS_URL.")
        sockets = self._bind(options["host"], options["port"])
        if options["prepare"]:
            prepare_database(self.stdout.write)
            let_go_of_database()
        worker = kept_worker() if settings.WORKER and not options["no_worker"] else None
        if options["processes"] > 1:
            Processes(options["processes"], sockets, self._say, worker).run()
        else:
            with supervised(worker) as supervisor:
                self._serve(sockets, supervisor)

    def _bind(self, host: str, port: int) -> list[socket.socket]:
        try:
            return bound_sockets(host, port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} is taken. Choose another one, for example: make run PORT={port + 1}") from None
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}.") from None

    def _serve(self, sockets: list[socket.socket], worker: Supervisor | None, ready: int | None = None) -> None:
        from collab.asgi import application
        from collab.realtime.hub import hub
        from collab.realtime.sweep import asleep, awake
        from collab.wiring import HOUSE

        async def leave() -> None:
            readiness.phase = Phase.LEAVING
            exit_at_the_latest()
            if worker is not None:
                worker.leave()
            await hub.close_where(lambda _: True, LEAVING)

        def serves() -> None:
            # What is due is due from the first second on, also while nobody is connected.
            asyncio.get_event_loop().call_soon(awake, HOUSE, hub)
            readiness.phase = Phase.SERVING
            if ready is None:
                self._say_ready()
            else:
                self.sharing = asyncio.get_event_loop().create_task(share_numbers())
                os.write(ready, b"%d\n" % os.getpid())
            if worker is not None:
                worker.start()

        garbage.settle()
        profile = Profile(name_of_this_process())
        profile.arm()
        Server(
            application,
            sockets,
            frame_limit=settings.FRAME_LIMIT_BYTES,
            body_limit=settings.UPLOAD_LIMIT_BYTES + SLACK_BYTES,
            when_ready=serves,
            when_leaving=leave,
            when_left=lambda: asleep(hub),
        ).run()
        profile.stop()

    def _say(self, line: str) -> None:
        """A line of the process that looks after others; an empty one when all of them serve."""
        if line:
            self.stderr.write(line)
        else:
            self._say_ready()
            let_go_of_database()

    def _say_ready(self) -> None:
        if settings.EXAMPLE_DATA:
            self.stdout.write(how_to_sign_in())
        self.stdout.write(f"Collab is at {settings.SITE_ORIGIN}  (Ctrl-C ends it)")
        self.stdout.flush()


def exit_at_the_latest() -> None:
    """Start the clock of the departure: a thread that hangs must not hold the process."""
    clock = threading.Timer(HARD_EXIT_SECONDS, os._exit, [1])
    clock.daemon = True
    clock.start()
