"""Counting a large poll: ten thousand rankings of twenty options, by each way of counting rankings."""

import random
import time
from typing import get_args

from bench.figures import Figures
from bench.stage import Stage
from discussions.polls.tally import RANKED, Method, Rule, Vote, count

VOTES, OPTIONS, SEATS = 10_000, 20, 5


async def counting(stage: Stage) -> Figures:
    """Seconds that each way takes, and the slowest.  Nobody is asked: the count runs here, as at closing."""
    chance = random.Random(7)
    keys = tuple(f"o{number}" for number in range(1, OPTIONS + 1))
    votes = [Vote.ranked(*chance.sample(keys, chance.randint(3, OPTIONS))) for _ in range(VOTES)]
    found: Figures = {}
    for method in get_args(Method):
        if method in RANKED:
            begun = time.perf_counter()
            count(keys, votes, rule=Rule(method, seats=SEATS if method in {"stv", "meek"} else 1), eligible=VOTES)
            found[method] = round(time.perf_counter() - begun, 3)
    return {**found, "slowest_s": max(found.values())}
