"""What a file was called."""

from collab.text.plain import tidy


def shown_name(name: str) -> str:
    """What a file was called, as far as it may be shown: no path, one line (S68)."""
    return " ".join(tidy(name.replace("\\", "/").rsplit("/", 1)[-1]).split())[:200]
