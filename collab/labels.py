"""The Traffic Light Protocol, version 2.0: five labels in order.

Source: FIRST, "Traffic Light Protocol (TLP) 2.0".  Labels are never translated.
"""

from django.db import models

RANK = {"clear": 0, "green": 1, "amber": 2, "amber_strict": 3, "red": 4}


class Label(models.TextChoices):
    """A label as stored and sent; `shown` is the form that people see."""

    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber_strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"

    @property
    def rank(self) -> int:
        """0 for CLEAR up to 4 for RED."""
        return RANK[self.value]


def highest(*labels: str) -> Label:
    """The strictest of `labels`: what a derived thing must carry."""
    return Label(max(labels, key=lambda label: RANK[label]))


def above(label: str, ceiling: str) -> bool:
    """Whether `label` is stricter than `ceiling` allows."""
    return RANK[label] > RANK[ceiling]
