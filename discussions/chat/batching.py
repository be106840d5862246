"""When things go out together, so that their time tells nothing of who was at work when."""

from datetime import datetime, timedelta

from django.conf import settings


def next_batch(moment: datetime) -> datetime:
    """The next departure after a moment (UTC): every `RELEASE_BATCH_MINUTES`, counted from midnight; without them at once."""
    if not settings.RELEASE_BATCH_MINUTES:
        return moment
    step = timedelta(minutes=settings.RELEASE_BATCH_MINUTES)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + ((moment - midnight) // step + 1) * step
