"""Settings of a site: secure by default, changed by environment variables alone (docs/settings.md)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from collab import env, logs

HOUSE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(HOUSE / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
PORT = env.number("PORT", 8000)
SITE_ORIGIN = env.text("SITE_ORIGIN", f"http://localhost:{PORT}").rstrip("/")
SERVED_BY_TLS = SITE_ORIGIN.startswith("https://")
_site = urlsplit(SITE_ORIGIN)
# A site on this machine alone answers to both names that people type for it.
_also = "127.0.0.1" if _site.hostname == "localhost" else ""

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR)
SEALING_KEY = env.secret("SEALING_KEY", DATA_DIR)  # never in the database: with both, each person could be tried against a sealed post
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{_site.hostname},{_also}")
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
CSRF_FAILURE_VIEW = "collab.pages.about.too_old"
# Exact origins that may open a socket.
LIVE_ORIGINS = [SITE_ORIGIN, *env.words("LIVE_ORIGINS", SITE_ORIGIN.replace("localhost", _also) if _also else "")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # the list of sessions says how long ago
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "csp",
    "collab.mail",
    "collab.streams",
    "collab.accounts",
    "collab.audit",
    "collab.search",
    "collab.ops",
    "collab.demo",
    "groups",
    "discussions.spaces",
    "discussions.chat",
    "discussions.personal",
    "discussions.safeguarding",
    "discussions.uploads",
    "discussions.digest",
    "discussions.documents",
    "discussions.collections",
    "discussions.polls",
    "discussions.inquiries",
    "discussions.bridges",
    "discussions.carrying",
    "discussions.summaries",
    "discussions.desk",
]
MIDDLEWARE = [
    "collab.pages.requests.Requests",  # first: it measures and logs all of them
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "collab.pages.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "collab.accounts.middleware.SessionLimits",
    "collab.accounts.middleware.OwnLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "collab.urls"
ASGI_APPLICATION = "collab.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOUSE / "collab" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "collab.pages.about.doorway",
            ]
        },
    }
]

# Storage: SQLite by default, PostgreSQL by DATABASE_URL.
_database = environ.Env.db_url_config(env.hidden("DATABASE_URL", f"sqlite:///{DATA_DIR / 'collab.sqlite3'}"))
if "sqlite" in _database["ENGINE"]:
    _database["ENGINE"] = "collab.sqlite"  # one queue for those who write
    # IMMEDIATE: a transaction that will write takes the lock at its start, so it can never be refused half way.
    # synchronous=FULL: what was acknowledged survives a power cut (real-time page, "Durability").
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;",
    }
else:
    # Requests borrow connections instead of opening one each; the live side's threads keep theirs.
    _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 16), "timeout": 20}}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.hidden("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 50_000}}
}
BELLS_DIR = DATA_DIR / "bells"  # where serving processes hear of changes that others made
STORAGE = env.bucket("STORAGE_URL")  # where files are kept; None: in FILES_DIR
FILES_DIR = DATA_DIR / "files"  # also where every file arrives, wherever it is kept
FILES_REDIRECT = env.location("FILES_REDIRECT")  # by which a proxy sends files that lie in FILES_DIR; empty: the site sends them
STORAGE_LINKS = env.choice("STORAGE_LINKS", "OFF", ("OFF", "GREEN", "ALL"))  # up to which label the bucket itself sends files
OFFICE_PAGES = env.flag("OFFICE_PAGES", True)  # Office files are read as pages where LibreOffice is installed
UPLOAD_LIMIT_BYTES = env.number("UPLOAD_LIMIT_MB", 100) * 1024 * 1024
HASHES_DIR = DATA_DIR / "hashes"  # lists that no file may match, each one file
PICTURE_DISTANCE = env.up_to("PICTURE_DISTANCE", 31, most=31)  # bits by which a picture may differ from one that a list knows
CLAMD = env.daemon("CLAMD_URL")  # a ClamAV daemon that every file is shown to; None: there is none
SAFEGUARDING_LEADS = env.words("SAFEGUARDING_LEADS")  # addresses of people who hear of a match
UPLOAD_HOURS = env.number("UPLOAD_HOURS", 72)  # for which an unfinished upload is kept
UNFINISHED_UPLOADS = env.number("UNFINISHED_UPLOADS", 20)  # of one person
UNFINISHED_UPLOADS_BYTES = env.number("UNFINISHED_UPLOADS_MB", 1000) * 1024 * 1024  # that these announce together
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bodies that are not files
FILE_UPLOAD_TEMP_DIR = None

# People and their sessions.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=12)
SESSION_IDLE_GUARDED = timedelta(minutes=30)  # where a group demands a second factor
SESSION_ENGINE = "collab.accounts.store"
SESSION_COOKIE_AGE = int(SESSION_LIFE.total_seconds())
SESSION_COOKIE_NAME = "__Host-session" if SERVED_BY_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SERVED_BY_TLS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_BY_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would leave words on a shared computer
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
# What accounts ask of the parts above them, by name, since they may not import them.
SESSION_IS_GUARDED = "groups.reads.is_guarded"  # (person_id) -> bool: a group of the person demands a second factor
WHEN_RIGHTS_CHANGE = "discussions.spaces.seating.recheck"  # (*person_ids): open screens follow at once; inside a transaction

# Sign-in by allauth: its views in our templates, and headless for the application's own settings.
ACCOUNT_ADAPTER = "collab.accounts.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "collab.accounts.adapter.shown_name"
ACCOUNT_FORMS = {"login": "collab.accounts.forms.LoginForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True  # one address; the new one counts once its code has come back
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes, never links: nothing in a mail can lead to another host (S55).
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Collab: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # no "remember me": every session has the limits above
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/15m/key",  # per source, and per account wherever it is tried from
    "login": "300/m/ip",  # right and wrong ones together: a conference signs in from one address
    "signup": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 1 if env.flag("BEHIND_PROXY") else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_BY_TLS  # http://localhost
MFA_TOTP_ISSUER = "Collab"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, for clocks that are a little off
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": "/settings",
    "account_reset_password": "/account/password/reset/",
    "account_reset_password_from_key": "/account/password/reset/",
    "account_signup": "/account/login/",
    "socialaccount_login_error": "/account/login/",
}

# Mail: written into the database, sent by the worker: by default into a folder.
_mail = environ.Env.email_url_config(env.hidden("EMAIL_URL", f"filemail:///{quote_plus(str(DATA_DIR / 'mail'))}"))
MAIL_BACKEND = _mail.pop("EMAIL_BACKEND")  # the worker's way; EMAIL_HOST and its kin belong to it
globals().update(_mail)
EMAIL_BACKEND = "collab.mail.backend.Backend"
EMAIL_TIMEOUT = 10  # seconds for each step of the talk with a mail server
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Collab <no-reply@example.org>")

# The worker, and what processes say about themselves (docs/observability.md).
WORKER = env.flag("WORKER", True)  # `manage.py serve` runs one beside it
LOGGING = logs.settings(env.choice("LOG_LEVEL", "INFO", logs.LEVELS), for_eyes=DEBUG)
AUDIT_WITNESS = env.text("AUDIT_WITNESS")  # where signed heads of the audit go each day: a mail address or a file
METRICS_TOKEN = env.hidden("METRICS_TOKEN")
METRICS_DIR = DATA_DIR / "metrics"  # what each process counted, for the one that is asked
PROFILES_DIR = DATA_DIR / "profiles"
PROFILE = env.flag("PROFILE")

# Languages and time.  Data is in UTC; a person's zone is applied on the page.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"), ("ar", "العربية"), ("es", "Español"), ("fr", "Français"), ("pt", "Português"), ("ru", "Русский"), ("zh", "中文"),
]  # fmt: skip
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = SERVED_BY_TLS, True, "Lax"
LOCALE_PATHS = [HOUSE / "collab" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# The browser's fences.
STATIC_URL = "/static/"
STATIC_ROOT = HOUSE / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there yet
STATICFILES_DIRS = [HOUSE / "frontend" / "dist"] if (HOUSE / "frontend" / "dist").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},  # gzip and brotli, once
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"  # the build has put a hash in the name
WHITENOISE_ALLOW_ALL_ORIGINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 63_072_000 if SERVED_BY_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SERVED_BY_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
_socket_origin = SITE_ORIGIN.replace("http", "ws", 1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, _socket_origin],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "require-trusted-types-for": ["'script'"],
        # `collab` is that of kit/SafeHtml.svelte; templates set no HTML (frontend/svelte.config.js).  The other one reads what is
        # pasted into a text, in a document of its own in which nothing runs and nothing is fetched.
        "trusted-types": ["collab", "ProseMirrorClipboard"],
    }
}

PRODUCT_NAME = _("Collab")
QUICK_EXIT_TO = env.text("QUICK_EXIT_TO", "/leave/")  # the operator's neutral address
APPROVERS_FROM_AMBER = env.number("APPROVERS_FROM_AMBER", 2)  # moderators who must approve a document of TLP:AMBER or above
BODY_LIMIT = 4000  # characters of a message
CLAIM_MINUTES = env.number("CLAIM_MINUTES", 30)  # for which a report is its taker's; then another moderator may go on
APPEAL_DAYS = env.number("APPEAL_DAYS", 14)  # in which one may appeal against a redaction, and in which an appeal is answered
MODERATOR_DAILY = env.number("MODERATOR_DAILY", 12)  # reported texts that one moderator opens in a day (UTC)
CROWD_ORGANISATION = env.number("CROWD_ORGANISATION", 3)  # possible authors, the least for a post shown by organisation alone
CROWD_SECRET = env.number("CROWD_SECRET", 5)  # units on the roll, the least for a secret poll
PROXY_CAP = env.number("PROXY_CAP", 2)  # other units whose vote one seat may carry
CROWD_CONSTITUENCY = env.number("CROWD_CONSTITUENCY", 5)  # the same, by constituency alone
UNSEALING_DAYS = env.number("UNSEALING_DAYS", 14)  # in which custodians answer a request for a sealed name
SEALED_AT_ONCE = env.number("SEALED_AT_ONCE", 5)  # sealed posts of one person that may wait in one thread
RELEASE_BATCH_MINUTES = env.number("RELEASE_BATCH_MINUTES", 15)  # between groups, how often what may hide its author goes out; 0: at once
FRAME_LIMIT_BYTES = 64 * 1024  # of a frame sent by a client
FRAMES_PER_SECOND = env.number("FRAMES_PER_SECOND", 20)  # that one socket may send for long
FRAMES_AT_ONCE = 6 * FRAMES_PER_SECOND  # and in a burst
EXAMPLE_DATA = env.flag("EXAMPLE_DATA")
