"""Which rows there are, in the order in which they are run.  What a browser does is measured apart: bench/front.py."""

from collections.abc import Awaitable, Callable

from bench.figures import Figures
from bench.rows import closing, connecting, counting, delivery, history, queue, slow, writing
from bench.stage import Stage

Row = Callable[[Stage], Awaitable[Figures]]
PROCESSES = "processes"  # a row that starts servers of its own
IN_SHORT_ON_FULL = ("connects", "ack", "writing", "writing-mixed")  # what `make bench` measures on PostgreSQL and Redis
ROWS: dict[str, Row] = {  # rooms of 200 before those of 1,000: sockets that do nothing would cost the textbook dear
    "memory": connecting.memory,  # first, while the server is fresh
    "delivery-200": delivery.delivery_200,
    "quiet": delivery.quiet,
    "steady-200": delivery.steady_200,
    "most-200": delivery.most_200,
    "ack": writing.ack,
    "slow-reader": slow.slow_reader,
    "writing": writing.plain,
    "writing-mixed": writing.mixed,
    "delivery-1000": delivery.delivery_1000,
    "steady-1000": delivery.steady_1000,
    "steady-50k": delivery.steady_50k,
    "most-1000": delivery.most_1000,
    "hot": delivery.hot,
    "closing": closing.closing,
    "history": history.history,
    "queue": queue.queue,
    "counting": counting.counting,
    "connects": connecting.connects,
    "catch-up": connecting.catch_up,
}
