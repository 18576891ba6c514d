"""Random draws. Every concern of the simulation has a stream of its own, so that widening one leaves the others as they were."""
import math
import random


class Draw(random.Random):
    def __init__(self, seed: int, stream: str):
        super().__init__(f"{seed}/{stream}")

    def chance(self, share: float) -> bool:
        return self.random() < share

    def log(self, low: float, high: float) -> float:
        """Spread evenly over the orders of magnitude."""
        return math.exp(self.uniform(math.log(low), math.log(high)))

    def log_int(self, low: int, high: int) -> int:
        return min(high, int(self.log(low, high + 1)))

    def weighted(self, weights: dict):
        return self.choices(list(weights), list(weights.values()))[0]

    def around(self, value: float, share: float) -> float:
        return value * self.uniform(1 - share, 1 + share)

    def poisson(self, mean: float) -> int:
        """For small means; the number of arrivals while exponential gaps fit into `mean`."""
        count, left = 0, mean - self.expovariate(1)
        while left > 0:
            count, left = count + 1, left - self.expovariate(1)
        return count
