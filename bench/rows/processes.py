"""Two processes and Redis against one: the same load, and the processor time of whichever has most to do.

A machine of two cores cannot run two servers and a generator side by side at full speed, but it can count: when the
busiest of two processes spends half of what one spends on the same deliveries, two cores carry twice as many people.
"""

from bench.figures import Figures
from bench.pace import steady
from bench.stage import EVERYBODY, Stage

PER_SECOND = 15.0  # messages to a thousand people


async def load_of(stage: Stage) -> Figures:
    """Deliveries per second of the busiest process's time, on a site with any number of processes."""
    room, lines = await stage.room(EVERYBODY)
    return await stage.under(lines, stage.saying(room), lambda load: steady(load, lines, PER_SECOND, stage.seconds(4, 10)))


def compared(one: Figures, two: Figures) -> Figures:
    """The figures of two processes, and how many times one process they carry."""
    key = "deliveries_per_busiest_cpu_second"
    return {**two, "times": round(two[key] / one[key], 2), "one": one}
