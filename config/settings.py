"""All settings, one file. Every value that an operator may change is an environment variable,
explained here and in docs/vi/van-hanh.md. `binhyen serve` refuses insecure ones with a sentence.
"""

import secrets
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from binhyen.lib import embedded
from binhyen.portal.logs import logging_config

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# Where state lives: the embedded database, uploads, keys, mail sink.
HOME = Path(env("BINHYEN_HOME", default=str(BASE_DIR / "var"))).resolve()
# "demo" marks every page and loads labelled data; "production" refuses insecure settings.
MODE = env("BINHYEN_MODE", default="development")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = env.bool("BINHYEN_DEBUG", default=False)
# The code of the province that this installation serves (GSO code in force today).
PROVINCE = env("BINHYEN_PROVINCE", default="33")
# Letters before every status code, so that people know whose it is.
CODE_PREFIX = env("BINHYEN_CODE_PREFIX", default="HY")
SITE_URL = env("BINHYEN_SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")


def _kept_secret(name: str) -> str:
    """A secret made at the first start and kept in the state folder, mode 600."""
    path = HOME / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


SECRET_KEY = env("BINHYEN_SECRET_KEY", default="") or _kept_secret("django-secret")
# This machine's own names stay allowed: probes of /healthz and /readyz come from here.
ALLOWED_HOSTS = [
    *env.list("BINHYEN_HOSTS", default=["testserver"]),
    "127.0.0.1",
    "localhost",
    "[::1]",
]
# Seals short secrets in columns: one-time-code seeds, sessions. Change it and people set up anew.
FIELD_KEY = env("BINHYEN_FIELD_KEY", default="") or _kept_secret("field-key")
CSRF_TRUSTED_ORIGINS = env.list("BINHYEN_ORIGINS", default=[])

INSTALLED_APPS = [
    # First, so that our templates stand in for those of the same name in packages.
    "binhyen.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
    "binhyen.kernel.places",
    "binhyen.kernel.org",
    "binhyen.kernel.people",
    "binhyen.kernel.audit",
    "binhyen.kernel.documents",
    "binhyen.kernel.notify",
    "binhyen.kernel.search",
    "binhyen.kernel.workflow",
    "binhyen.kernel.reveal",
    "binhyen.kernel.indicators",
    "binhyen.kernel.retention",
    "binhyen.kernel.backup",
    "binhyen.domains.intake",
    "binhyen.domains.requests",
    "binhyen.domains.handins",
]

MIDDLEWARE = [
    "binhyen.portal.logs.log_requests",
    # Headers of every answer, whichever layer below gives it.
    "binhyen.portal.headers.guard_answers",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "binhyen.portal.headers.SteadyPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "binhyen.portal.outages.bridge_outages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "binhyen.portal.api.problems.problems_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "binhyen.portal.language.vietnamese_first",
    "binhyen.portal.middleware.readable_only",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "binhyen.portal.people.middleware.limited_session",
    "binhyen.portal.middleware.actor_in_scope",
    "binhyen.portal.people.middleware.second_factor",
    "binhyen.portal.middleware.explain_refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "binhyen.portal.context.shell",
            ],
        },
    }
]

# --- database -------------------------------------------------------------------------------
# DATABASE_URL: an existing PostgreSQL >= 18; without it the embedded one of BINHYEN_HOME.
DATABASE_URL = env("DATABASE_URL", default="") or embedded.database_url(HOME)
# The role that pages and jobs act as: it may not alter tables nor change the audit trail.
# `binhyen migrate` makes it and acts as the owner (empty role).
DB_ROLE = env("BINHYEN_DB_ROLE", default="binhyen_app")
_database = env.db_url_config(DATABASE_URL)
_database["ENGINE"] = "binhyen.lib.postgres"
if "?host=" in DATABASE_URL:
    # A Unix socket's folder: env.db_url_config leaves it in OPTIONS, where libpq reads it.
    _database["HOST"] = ""
    _database["PORT"] = ""
_database["CONN_MAX_AGE"] = env.int("BINHYEN_DB_KEEP", default=60)
_database["CONN_HEALTH_CHECKS"] = True
_database.setdefault("OPTIONS", {})
_database["OPTIONS"]["assume_role"] = DB_ROLE or None
_database["OPTIONS"]["application_name"] = "binhyen"
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/hom-nay/"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "binhyen.kernel.people.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # absolute; the idle limit (30 min) is in portal.people.middleware
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "binhyen.portal.errors.csrf_failed"
# Citizens report without an account. Accounts of staff are made by administrators.
CITIZEN_ACCOUNTS = env.bool("BINHYEN_CITIZEN_ACCOUNTS", default=False)
ACCOUNT_ADAPTER = "binhyen.portal.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator wrote the address down
ACCOUNT_EMAIL_NOTIFICATIONS = True  # the owner hears of every change to the way in
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Bình Yên: "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# "ip" counts a bucket, not an address; "key" an account within a bucket (portal.people.devices).
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key,50/d/key",
    "reset_password": "20/m/ip,5/h/key",
}
MFA_ADAPTER = "binhyen.portal.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith(("http://127.0.0.1", "http://localhost"))
# Counters and used codes, shared by all server processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_remembered",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
# Figures are written by binhyen.lib.words (1.534); a bare {{ id }} or {{ year }} is never grouped.
USE_THOUSAND_SEPARATOR = False
NUMBER_GROUPING = 3

# --- law ---------------------------------------------------------------------------------------
# The reading of Art. 147(2) CPC: "strict" (20 days, 2 months in all, 2 more) or "separate"
# (20 days, then 2 months, then 2 more). Until a lawyer has decided: the stricter one.
LEGAL_READING = env("BINHYEN_READING", default="strict")

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-built"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there yet
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "binhyen.portal.static_storage.NamedByContent"
        if PRODUCTION or DEMO
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not (PRODUCTION or DEMO)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # always to disk: an upload never sits in memory
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["binhyen.kernel.documents.receiving.CappedUpload"]
_MB = 1_000_000
UPLOAD_LARGEST_PHOTO = env.int("BINHYEN_LARGEST_PHOTO_MB", default=15) * _MB
UPLOAD_LARGEST_PDF = env.int("BINHYEN_LARGEST_PDF_MB", default=20) * _MB
UPLOAD_LARGEST = env.int("BINHYEN_LARGEST_VIDEO_MB", default=100) * _MB  # video and audio
UPLOAD_MOST_FILES = 5  # a report
UPLOAD_WHOLE_FORM = (UPLOAD_MOST_FILES + 1) * UPLOAD_LARGEST
# Files are refused while less than this is free, so that words still find room.
UPLOAD_KEEP_FREE = env.int("BINHYEN_KEEP_FREE_MB", default=500) * _MB
# A running clamd that looks at each file before it is kept: the path of its socket or host:port.
# Empty: no scanner. While it cannot be reached files are taken in but shown to nobody.
CLAMD = env("BINHYEN_CLAMD", default="")
# A folder with a typeface of the measures of Times New Roman (Decree 30/2020) for printed papers.
PAPER_FONTS = env("BINHYEN_PAPER_FONTS", default="")

# --- keys -----------------------------------------------------------------------------------------
# Everybody seals a reporter's identity with the public key; `binhyen reveal` alone opens it with
# the private key's file (in production owned by its own operating-system user, mode 600).
IDENTITY_PUBLIC_KEY_FILE = Path(
    env("BINHYEN_IDENTITY_PUBLIC_KEY", default=str(HOME / "keys" / "identity.pub"))
)
IDENTITY_PRIVATE_KEY_FILE = Path(
    env("BINHYEN_IDENTITY_PRIVATE_KEY", default=str(HOME / "keys" / "identity.key"))
)

# Where `binhyen reveal` answers, and which operating-system users may ask it: the web tier to open
# an identity for an officer, the worker to send a letter. Empty: the user it runs as itself.
REVEAL_SOCKET = Path(
    env("BINHYEN_REVEAL_SOCKET", default="") or embedded.short_path(HOME, "reveal")
)
REVEAL_WEB_USER = env("BINHYEN_REVEAL_WEB_USER", default="")
REVEAL_WORKER_USER = env("BINHYEN_REVEAL_WORKER_USER", default="")

# --- backups and what is kept outside ------------------------------------------------------------
# `binhyen backup` without a folder, and every night when this is set.
BACKUP_DIR = env("BINHYEN_BACKUP_DIR", default="")
# An age recipient (age1…): archives are sealed to it; its secret key stays off this machine.
BACKUP_RECIPIENT = env("BINHYEN_BACKUP_RECIPIENT", default="")
# Archives older than this are removed after a new one stands; the newest three always stay.
BACKUP_DAYS = env.int("BINHYEN_BACKUP_DAYS", default=30)
# What was erased, one line each; outside the database, so that no older backup brings it back.
TOMBSTONES_FILE = Path(env("BINHYEN_TOMBSTONES", default=str(HOME / "tombstones.jsonl")))
# Heads of the audit chains, written every hour: put this folder on another machine.
HEADS_DIR = Path(env("BINHYEN_HEADS_DIR", default=str(HOME / "heads")))
# Who gets them by e-mail once a day (the inspectorate), separated by commas.
HEADS_MAIL = env.list("BINHYEN_HEADS_MAIL", default=[])

# --- mail ---------------------------------------------------------------------------------------
# smtp://user:password@host:port or, by default, files in the state folder.
_mail = env("BINHYEN_MAIL_URL", default="")
if _mail:
    vars().update(env.email_url_config(_mail))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(HOME / "mail")
# A mail server that does not answer holds up one job of the worker this long, and no page ever.
EMAIL_TIMEOUT = 15  # seconds
DEFAULT_FROM_EMAIL = env("BINHYEN_MAIL_FROM", default="Bình Yên <khong-tra-loi@localhost>")

# --- limits of the public doors (per server process; 0 = off, for load tests) ---------------------
RATE_TIPS_PER_HOUR = env.int("BINHYEN_RATE_TIPS", default=30)
RATE_LOOKUPS_PER_HOUR = env.int("BINHYEN_RATE_LOOKUPS", default=120)
# Proof of work before a report is taken (intake.gate): "off"; "flood": of networks that used up
# their hour, and of everybody while many networks send very much; "always".
PROOF_OF_WORK = env("BINHYEN_PROOF", default="off")
# That "very much": reports in an hour, counting of each network no more than its own limit.
FLOOD_TIPS_PER_HOUR = env.int("BINHYEN_FLOOD", default=300)
# Proxies in front of us, addresses or networks: what they say of the sender's address is believed
# (X-Forwarded-For). Of nobody else, or anybody could knock under any name.
PROXIES = env.list("BINHYEN_PROXIES", default=["127.0.0.1", "::1"])

# --- security headers ---------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
# "no-referrer" would make browsers send "Origin: null" with every form, which CSRF refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
# What no page of ours uses is closed; the place is asked for only when the citizen wants it.
_CLOSED = """accelerometer autoplay browsing-topics camera display-capture gyroscope
    magnetometer microphone midi payment serial usb"""
PERMISSIONS_POLICY: dict[str, str | list[str]] = {
    "geolocation": "self",
    "publickey-credentials-create": "self",
    "publickey-credentials-get": "self",
    **{feature: [] for feature in _CLOSED.split()},
}
_https = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
if _https:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("BINHYEN_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("BINHYEN_HSTS_SUBDOMAINS", default=True)
    # Whether a whole domain goes into browsers' preload lists is its owner's to decide, not ours.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logs: JSON lines on standard error, without personal data -----------------------------------
LOGGING = logging_config(env("BINHYEN_LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING"))

TEST_RUNNER = "django.test.runner.DiscoverRunner"
