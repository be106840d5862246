"""What is to be reached, as data: one line of the table each."""

from dataclasses import dataclass
from operator import eq, ge, le
from typing import Literal

EMBEDDED, FULL = "embedded", "full"  # SQLite in one process; PostgreSQL and Redis


def number(value: float | None) -> str:
    """A figure as people read it: thousands marked, three digits where it is small."""
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    text = f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
    return text.removesuffix(".0")


@dataclass(frozen=True)
class Goal:
    """A line of the table.

    `figures` are names in what the row's function returns; the last one is compared with the textbook's.
    """

    row: str
    what: str
    figures: tuple[str, ...]
    wanted: tuple[float, ...]  # empty: shown for comparison
    unit: str
    better: Literal["more", "less", "exactly"]
    engine: str = EMBEDDED
    beside: str = ""  # the row of the textbook to compare with, "" for none
    beside_figure: str = ""  # its figure, where it has another name

    @property
    def textbook_figure(self) -> str:
        """Which figure of the textbook's row is compared."""
        return self.beside_figure or self.figures[-1]

    @property
    def sign(self) -> str:
        """How a goal is written."""
        return {"more": "≥", "less": "≤", "exactly": "="}[self.better]

    @property
    def timed(self) -> bool:
        """Whether the figure is told by the wall's clock, so that other work on the machine spoils it."""
        return self.unit in {"ms", "s", "/ s", "messages / s"}

    def shown(self, value: float | None) -> str:
        """A value as it is printed."""
        return str(value) if self.better == "exactly" else number(value)

    def reached(self, values: tuple[float, ...]) -> bool:
        """Whether every figure is as good as wanted."""
        compare = {"more": ge, "less": le, "exactly": eq}[self.better]
        return all(compare(value, wanted) for value, wanted in zip(values, self.wanted, strict=True))

    def times(self, ours: float, theirs: float) -> float:
        """How many times better ours is."""
        return ours / theirs if self.better == "more" else theirs / ours


PER_CPU = "deliveries_per_cpu_second"
P50, P99 = "delivery_p50_ms", "delivery_p99_ms"
D_S = "deliveries / CPU s"

GOALS = (
    Goal("memory", "idle socket that watches 20 spaces", ("kb_per_socket",), (40,), "kB", "less", beside="memory"),
    Goal("connects", "connects with a session's cookie, one process", ("connects_per_second",), (500,), "/ s", "more", beside="connects"),
    Goal("connects", "the same, by processor time", ("connects_per_cpu_second",), (), "/ CPU s", "more", beside="connects"),
    Goal("connects", "connects with a session's cookie, one process", ("connects_per_second",), (500,), "/ s", "more", FULL),
    Goal("catch-up", "1,000 people × 20 spaces come back and know everything", ("seconds",), (3,), "s", "less", beside="catch-up"),
    Goal("catch-up", "people caught up, by processor time", ("clients_per_cpu_second",), (), "/ CPU s", "more", beside="catch-up"),
    Goal("catch-up", "1,000 people × 20 spaces come back and know everything", ("seconds",), (3,), "s", "less", FULL),
    Goal("delivery-200", "room of 200, one event per frame", (PER_CPU,), (110_000,), D_S, "more", beside="delivery-200"),
    Goal("delivery-1000", "room of 1,000, one event per frame", (PER_CPU,), (75_000,), D_S, "more", beside="delivery-1000"),
    Goal("most-200", "room of 200, as many as go with p99 ≤ 1 s", (PER_CPU,), (600_000,), D_S, "more", beside="delivery-200"),
    Goal("most-1000", "room of 1,000, as many as go with p99 ≤ 1 s", (PER_CPU,), (600_000,), D_S, "more", beside="delivery-1000"),
    Goal("hot", "room of 1,000, 64 messages under way", (PER_CPU,), (2_000_000,), D_S, "more", beside="delivery-1000"),
    Goal("quiet", "10 messages/s to 200: delivery p50 / p99", (P50, P99), (2, 5), "ms", "less", beside="quiet"),
    Goal("quiet", "10 messages/s to 200", (PER_CPU,), (50_000,), D_S, "more", beside="quiet"),
    Goal("steady-200", "5,000 deliveries/s, room of 200: p50 / p99", (P50, P99), (3, 8), "ms", "less", beside="steady-200"),
    Goal("steady-1000", "5,000 deliveries/s, room of 1,000: p50 / p99", (P50, P99), (10, 25), "ms", "less", beside="steady-1000"),
    Goal("steady-50k", "50,000 deliveries/s, room of 1,000: p99", (P99,), (30,), "ms", "less"),
    Goal("writing", "64 writers, 200 bytes of plain text", ("accepted_per_second",), (8_000,), "messages / s", "more", beside="writing"),
    Goal("writing", "the same, by processor time", ("accepted_per_cpu_second",), (), "/ CPU s", "more", beside="writing"),
    Goal("writing", "64 writers, 200 bytes of plain text", ("accepted_per_second",), (5_000,), "messages / s", "more", FULL, "writing"),
    Goal("writing", "the same, by processor time", ("accepted_per_cpu_second",), (), "/ CPU s", "more", FULL, "writing"),
    Goal("writing-mixed", "64 writers, Markdown of many kinds", ("accepted_per_second",), (), "messages / s", "more", beside="writing"),
    Goal("writing-mixed", "64 writers, Markdown of many kinds", ("accepted_per_second",), (), "messages / s", "more", FULL, "writing"),
    Goal("ack", "answer on an idle server: p50 / p99", ("ack_p50_ms", "ack_p99_ms"), (2, 6), "ms", "less", beside="ack"),
    Goal("ack", "answer on an idle server: p50 / p99", ("ack_p50_ms", "ack_p99_ms"), (4, 10), "ms", "less", FULL, beside="ack"),
    Goal("history", "page of 50 of a long history: p99", ("page_p99_ms",), (5,), "ms", "less"),
    Goal("history", "the same, times a space of 10,000 (p50)", ("times_the_shortest",), (1.3,), "×", "less"),
    Goal("history", "page of 50 of a long history: p99", ("page_p99_ms",), (5,), "ms", "less", FULL),
    Goal("queue", "a desk on which 500 posts wait: p99 until all have come", ("desk_p99_ms",), (300,), "ms", "less"),
    Goal("counting", "10,000 rankings of 20 options, the slowest way to count them", ("slowest_s",), (2,), "s", "less"),
    Goal("closing", "a poll of everybody online closes: until the last tab has the result", ("seconds",), (2,), "s", "less"),
    Goal("closing", "the same: p99 of the talk in another room, times before", ("p99_times",), (1.5,), "×", "less"),
    Goal("processes", "two processes and Redis against one", ("times",), (1.8,), "×", "more", FULL),
    Goal("slow-reader", "one of 200 does not read: p99 of the others, times before", ("p99_times",), (1.5,), "×", "less"),
    Goal("slow-reader", "the same: growth of the server", ("grown_kb",), (2_000,), "kB", "less"),
    Goal("slow-reader", "the same: code with which it is closed", ("slow_closed_with",), (4008,), "", "exactly"),
)
