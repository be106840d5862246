"""Which rows there are, in the order in which they are run.

A module `bench.front`, where there is one, adds rows of the browser: a dictionary `ROWS` of the same kind.
"""

from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec

from bench.figures import Figures
from bench.rows import connecting, delivery, history, slow, writing
from bench.stage import Stage

Row = Callable[[Stage], Awaitable[Figures]]
PROCESSES = "processes"  # a row that starts servers of its own
IN_SHORT_ON_FULL = ("connects", "ack", "writing", "writing-mixed")  # what `make bench` measures on PostgreSQL and Redis
ROWS: dict[str, Row] = {
    "memory": connecting.memory,  # first, while the server is fresh
    "connects": connecting.connects,
    "delivery-200": delivery.delivery_200,
    "delivery-1000": delivery.delivery_1000,
    "quiet": delivery.quiet,
    "steady-200": delivery.steady_200,
    "steady-1000": delivery.steady_1000,
    "steady-50k": delivery.steady_50k,
    "most-200": delivery.most_200,
    "most-1000": delivery.most_1000,
    "hot": delivery.hot,
    "ack": writing.ack,
    "writing": writing.plain,
    "writing-mixed": writing.mixed,
    "history": history.history,
    "catch-up": connecting.catch_up,
    "slow-reader": slow.slow_reader,
}
if find_spec("bench.front"):
    ROWS |= import_module("bench.front").ROWS
