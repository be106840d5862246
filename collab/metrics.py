"""What a process counts about itself, in the words of Prometheus (docs/observability.md).

The lowest layer: whoever has something to count imports the object and says `observe` or `inc`, which costs about a
microsecond.  Labels are words of the code (a code, a route's template, a kind), never ids, names or paths of people, so
that no number here can be traced to anybody, and their number does not grow.
"""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # theirs.  A second number beside each counter, which nobody here asks for
REGISTRY = CollectorRegistry()
if os.path.exists("/proc/self/stat"):
    ProcessCollector(registry=REGISTRY)

_QUICK = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


def _counter(name: str, says: str, *labels: str) -> Counter:
    return Counter(f"collab_{name}", says, labels, registry=REGISTRY)


def _gauge(name: str, says: str, *labels: str) -> Gauge:
    return Gauge(f"collab_{name}", says, labels, registry=REGISTRY)


def _histogram(name: str, says: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return Histogram(f"collab_{name}", says, labels, registry=REGISTRY, buckets=buckets)


# The live side.
CONNECTIONS = _gauge("connections", "Open sockets and rounds of long-polling.")
STREAMS = _gauge("streams", "Streams that somebody here listens to.")
WATCHERS = _gauge("watchers", "Holds of connections on streams.")
DELIVERY_LAG = _histogram("delivery_lag_seconds", "From the commit of a change to its handing over to the last socket.", _QUICK)
DELIVERIES = _counter("deliveries_total", "Frames handed over to sockets.")
CATCH_UP = _histogram("catch_up_items", "Items of one answer to a client that caught up.", _SIZES)
CLOSES = _counter("closes_total", "Sockets closed, by the code that the client was told.", "code")
REFUSED = _counter("frames_refused_total", "Frames of clients that were refused.", "code")
POLLS = _counter("poll_rounds_total", "Rounds of long-polling: with news, without, refused.", "end")
DOORBELLS = _counter("doorbells_total", "Rings from other processes of this machine.")

# Writing.
BATCH = _histogram("write_batch_size", "Posts written in one transaction.", _SIZES)
WRITES_WAITING = _gauge("writes_waiting", "Pieces of work that wait for the writing lane.")

# Requests.
REQUESTS = _counter("requests_total", "Requests answered.", "method", "route", "status")
REQUEST_SECONDS = _histogram("request_seconds", "From a request's arrival in Django to its answer.", _QUICK, "route")

# The clock and the worker.
DUE_LAG = _histogram("due_lag_seconds", "How late something that was due was begun.", (0.01, 0.05, 0.1, 0.5, 1, 2, 5, 30, 300))
DUE_FAILED = _counter("due_failed_total", "Jobs of the clock that failed.")
TASKS_WAITING = _gauge("tasks_waiting", "Tasks in the worker's queue.")
LETTERS_WAITING = _gauge("letters_waiting", "Letters that have not been sent yet.")
MAIL = _counter("mail_total", "Letters: sent; failed (an attempt, it comes again); refused or expired (given up).", "fate")
ROUNDS_FAILED = _counter("rounds_failed_total", "Rounds of the worker that failed.")

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request; `route` is the template, not what was asked for."""
    REQUESTS.labels(method if method in _METHODS else "other", route, f"{status // 100}xx").inc()
    REQUEST_SECONDS.labels(route).observe(seconds)
