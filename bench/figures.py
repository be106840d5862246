"""Figures out of times and counts."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bench.load import Load
from bench.machine import Spent

SATURATED = 0.93  # share of its core from which the generator may be what holds a load back
QUIET = 0.15  # cores' worth of other work up to which times of arrival mean something

Figures = dict[str, Any]  # name → number; and under "check" what went wrong


def at(values: Sequence[float], share: float) -> float | None:
    """The value up to which this share of `values` lies (nearest rank), or None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def milliseconds(name: str, seconds: Sequence[float]) -> Figures:
    """p50, p99 and the largest, in milliseconds, under names that begin with `name`."""
    found = {"p50": at(seconds, 0.5), "p99": at(seconds, 0.99), "max": max(seconds, default=None)}
    return {f"{name}_{which}_ms": None if value is None else round(value * 1000, 3) for which, value in found.items()}


def of_load(load: Load, spent: Spent) -> Figures:
    """One load in numbers."""
    check = load.check()
    arrivals = sum(len(text.arrivals) for text in load.texts)
    return {
        "messages": len(load.sent),
        "answered": len(load.acks),
        "deliveries": load.delivered,
        "messages_per_frame": round(load.delivered / arrivals, 2) if arrivals else None,
        "deliveries_per_second": round(load.delivered / spent.wall),
        "deliveries_per_cpu_second": round(load.delivered / spent.server) if spent.server else None,
        "deliveries_per_busiest_cpu_second": round(load.delivered / spent.busiest) if spent.busiest else None,
        **milliseconds("ack", list(load.acks.values())),
        **milliseconds("delivery", load.delivery_seconds()),
        **of_spent(spent),
        "check": asdict(check),
    }


def of_spent(spent: Spent) -> Figures:
    """What it cost, and how far the times can be trusted."""
    return {
        "wall_seconds": round(spent.wall, 3),
        "server_cpu_seconds": round(spent.server, 3),
        "engines_cpu_seconds": round(spent.engines, 3),
        "generator_share": round(spent.generator, 2),
        "others_share": round(spent.others, 2),
        "core_speed": round(spent.speed, 2),
        "saturated": spent.generator > SATURATED,
        "quiet": spent.others < QUIET,
    }
