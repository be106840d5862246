"""`/metrics`: what all processes of this site on this machine have counted, in the text format of Prometheus.

Each process counts for itself.  Every few seconds it writes its numbers into METRICS_DIR, and whichever serving process is
asked adds the files of the others to its own numbers, under a label `process`.  So one address tells of the whole machine.
"""

import asyncio
import hmac
import ipaddress
import logging
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from prometheus_client import Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from collab import metrics
from collab.probes.answers import Send, answer

log = logging.getLogger("collab.probes")
KIND = b"text/plain; version=0.0.4; charset=utf-8"
WRITE_EVERY = 5.0  # seconds
TOO_OLD_SECONDS = 30.0  # the numbers of a process that has fallen
FROM_A_PROXY = {b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"forwarded", b"via"}
_NAME = re.compile(r"[a-z]+(-[0-9]+)?")
_this = ["web"]  # the name of this process


def call_this_process(name: str) -> None:
    """Name this process in the numbers: `web`, `web-2`, `worker`.  A name is used by one process at a time."""
    assert _NAME.fullmatch(name), "names of processes are written in the code"
    _this[0] = name


def name_of_this_process() -> str:
    """The name that it was given."""
    return _this[0]


def write_numbers() -> None:
    """Leave this process's numbers for whichever process is asked."""
    folder = Path(settings.METRICS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = folder / f"{_this[0]}.{os.getpid()}.new"
    new.write_bytes(generate_latest(metrics.REGISTRY))
    os.replace(new, folder / f"{_this[0]}.prom")


async def share_numbers() -> None:
    """Leave this process's numbers every few seconds, until cancelled.  For a process that serves beside others."""
    try:
        while True:
            await asyncio.to_thread(write_numbers)
            await asyncio.sleep(WRITE_EVERY)
    finally:
        forget_numbers()


def forget_numbers() -> None:
    """A process that leaves takes its numbers along."""
    (Path(settings.METRICS_DIR) / f"{_this[0]}.prom").unlink(missing_ok=True)


async def numbers(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """200 with the numbers; 404 for whoever may not ask, as if nothing were here."""
    if allowed(scope):
        await answer(send, 200, await asyncio.to_thread(whole), KIND)  # some milliseconds, which sockets need not wait for
    else:
        await answer(send, 404, b"Not Found\n", b"text/plain")


def allowed(scope: dict[str, Any]) -> bool:
    """With METRICS_TOKEN set: who brings it.  Without: who asks from this machine, with no proxy between."""
    headers = [(name.lower(), value) for name, value in scope["headers"]]
    if settings.METRICS_TOKEN:
        brought = [value for name, value in headers if name == b"authorization"]
        return len(brought) == 1 and hmac.compare_digest(brought[0], b"Bearer " + settings.METRICS_TOKEN.encode())
    try:
        near = ipaddress.ip_address((scope.get("client") or [""])[0]).is_loopback
    except ValueError:
        near = False
    return near and not any(name in FROM_A_PROXY for name, _ in headers)


def whole() -> bytes:
    """The numbers of all processes of this machine."""
    merged: dict[str, Metric] = {}
    for process, families in [(_this[0], metrics.REGISTRY.collect()), *_others()]:
        for family in families:
            into = merged.setdefault(family.name, Metric(family.name, family.documentation, family.type, family.unit))
            for sample in family.samples:
                into.samples.append(sample._replace(labels={**sample.labels, "process": process}))
    return generate_latest(_Found(merged.values()))


def _others() -> Iterator[tuple[str, Iterable[Metric]]]:
    for path in sorted(Path(settings.METRICS_DIR).glob("*.prom")):
        try:
            if path.stem != _this[0] and time.time() - path.stat().st_mtime < TOO_OLD_SECONDS:
                yield path.stem, list(text_string_to_metric_families(path.read_text()))
        except (OSError, ValueError):  # it has just left, or its file is not one of ours
            log.warning("the numbers of another process cannot be read")


class _Found(Collector):
    """Families that exist already, for prometheus_client to print."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        """See `Collector`."""
        return self._families
