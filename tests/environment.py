"""The environment of a test process.  Settings read it once, so this runs before Django is imported.

Each worker has a data folder of its own, and on engines a database and a Redis database of its own.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

FROM_OUTSIDE = {"DATABASE_URL", "REDIS_URL", "STORAGE_URL"}  # tests.engines sets them; every other setting has its default
SETTINGS = {"ALLOWED_HOSTS", "APPEAL_DAYS", "APPROVERS_FROM_AMBER", "AUDIT_WITNESS", "BEHIND_PROXY", "CLAIM_MINUTES", "CROWD_CONSTITUENCY",
            "CROWD_ORGANISATION", "DATABASE_POOL", "DATABASE_URL_FILE", "DEBUG", "EMAIL_URL", "EMAIL_URL_FILE", "EXAMPLE_DATA",
            "FRAMES_PER_SECOND", "LIVE_ORIGINS", "LOG_LEVEL", "MAIL_FROM", "METRICS_TOKEN", "METRICS_TOKEN_FILE", "OFFICE_PAGES", "PORT",
            "PROFILE", "QUICK_EXIT_TO", "REDIS_URL_FILE", "RELEASE_BATCH_MINUTES", "SEALED_AT_ONCE", "SEALING_KEY",
            "SEALING_KEY_FILE", "SECRET_KEY", "SECRET_KEY_FILE", "SITE_ORIGIN", "STORAGE_URL_FILE", "TRUSTED_PROXY_COUNT",
            "UPLOAD_LIMIT_MB", "WORKER"}  # fmt: skip


def worker_number() -> int:
    """0 for a run without workers; 1, 2 … inside them."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    return int(name.removeprefix("gw")) + 1 if name else 0


def lay_out() -> Path:
    """Set the environment, and return this worker's data folder, which ends with the process."""
    for name in SETTINGS:
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="collab-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = str(folder)
    os.environ["SITE_ORIGIN"] = "http://testserver"
    os.environ["RELEASE_BATCH_MINUTES"] = "0"  # what is released is read at once, but where a test is about batches
    os.environ["OFFICE_PAGES"] = "0"  # an Office file is read alike on every machine, but where a test is about its pages
    os.environ["DJANGO_SETTINGS_MODULE"] = "collab.settings"
    if address := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{worker_number()}"))
    return folder
