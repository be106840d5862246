"""Collections of the example alliance."""

from collab.demo.cast import Bundle
from collab.labels import Label

TF, CS = "Global Task Force", "Civil Society Reference Group"

COLLECTIONS = (
    Bundle(
        TF,
        "ruth",
        "mere",
        "Task Force papers",
        "What binds the Task Force itself: terms, minutes, and the menu as it stands.",
        Label.AMBER,
        holds=("Task Force terms of reference", "Minutes of the October meeting"),
        asked=(("wanjiru", "Legislation menu, version 0.3", "The delegations look for it here first."),),
    ),
    Bundle(
        CS,
        "sunita",
        "awa",
        "Words we use",
        "Terms, cards and samples that others may copy.",
        Label.AMBER,
        is_open=True,
        holds=("Common terminology note",),
    ),
)
