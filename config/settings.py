"""All settings, read once from the environment. With nothing set this is strict production and refuses to start.

`PROFILE=embedded` (what `make run` sets) fills the gaps for one machine. README, "For real use", lists every name.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import database, embedded, machines, mail
from config.env import Environment
from guides_app.pictures.limits import MAX_BYTES

BASE_DIR = Path(__file__).resolve().parent.parent

# -- Profile ----------------------------------------------------------------------------------------------------------
_first = Environment(os.environ)
PROFILE = _first.choice("PROFILE", ("strict", "embedded"), default="strict")
EMBEDDED = PROFILE == "embedded"
DATA_DIR = _first.folder("DATA_DIR", default=BASE_DIR / "data" if EMBEDDED else None)
if EMBEDDED:
    _first.stop_if_wrong()
    env = Environment(embedded.complete(os.environ, DATA_DIR))
else:
    env = _first

# -- Who we are -------------------------------------------------------------------------------------------------------
DEBUG = False
if env.switch("DEBUG", default=False):
    env.wrong("DEBUG", "is refused: error pages would show what customers sent")
BASE_URL = env.address("BASE_URL", schemes=("https", "http") if EMBEDDED else ("https",))
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=0, most=10)
PORT = env.number("PORT", default=8000, least=1, most=65535)
UNDO_SECONDS = env.number("UNDO_SECONDS", default=30, least=1, most=600)  # in which a sent code can be taken back
HELP_LINE = env.text("HELP_LINE", default="")  # phone and hours, shown when nothing else works
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# -- Secrets ----------------------------------------------------------------------------------------------------------
SECRET_KEY = env.signing_key("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.signing_keys("SECRET_KEY_FALLBACKS")
VAULT_KEYS = env.keys("VAULT_KEYS")
VAULT_KEY_ID = env.text("VAULT_KEY_ID", default=next(iter(VAULT_KEYS), "none"))
if VAULT_KEYS and VAULT_KEY_ID not in VAULT_KEYS:
    env.wrong("VAULT_KEY_ID", "is not among the ids in VAULT_KEYS")
FINGERPRINT_KEY = env.key("FINGERPRINT_KEY")
DEMO_STAFF_EMAIL = "clerk@desk.example" if EMBEDDED else ""
DEMO_COLLEAGUE_EMAIL = "colleague@desk.example" if EMBEDDED else ""
DEMO_LEAD_EMAIL = "lead@desk.example" if EMBEDDED else ""
DEMO_AUDITOR_EMAIL = "auditor@desk.example" if EMBEDDED else ""
DEMO_EDITOR_EMAIL = "editor@desk.example" if EMBEDDED else ""
DEMO_GARAGE_EMAIL = "garage@desk.example" if EMBEDDED else ""
DEMO_ALL = env.switch("DEMO_ALL", default=True) if EMBEDDED else False
DEMO_PASSWORD = env.text("DEMO_PASSWORD", default="") if EMBEDDED else ""
DEMO_TOTP_SECRET = env.text("DEMO_TOTP_SECRET", default="") if EMBEDDED else ""

# -- Apps and middleware ----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "requests_app.apps.RequestsConfig",
    "guides_app.apps.GuidesConfig",
    "config.apps.DeskAdminConfig",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "config.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.load.LoadMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.shops.ShopMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.csrf.TokenMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.staff_session.StaffSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# -- Database and cache -----------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.parsed("DATABASE_URL", database.read_url, stand_in={"ENGINE": "django.db.backends.sqlite3"})
}
WEB_THREADS = 24  # many more than have places at the decoder, so that pages are answered while all of those are taken
database.tune(
    DATABASES["default"],
    data_dir=DATA_DIR,
    pool_size=WEB_THREADS if env.switch("DATABASE_POOL", default=False) else 0,
)
CACHES = {
    "default": env.parsed(
        "CACHE_URL", database.read_cache_url, stand_in=database.CACHE_IN_DATABASE, default="dbcache://cache_entries"
    )
}

# -- Work in the background -------------------------------------------------------------------------------------------
TASKS: dict[str, Any] = {
    "default": {
        "BACKEND": env.text("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default", "labels"],
    },
}
LABEL_ENGINES = env.several("LABEL_ENGINES", ("barcode", "text"))  # of these, those that are installed

# -- Machine interface ------------------------------------------------------------------------------------------------
REST_FRAMEWORK = machines.REST_FRAMEWORK
SPECTACULAR_SETTINGS = {**machines.SPECTACULAR_SETTINGS, "SERVERS": [{"url": BASE_URL}]}
WEBHOOKS_TO_LOOPBACK = env.switch("WEBHOOKS_TO_LOOPBACK", default=False) if EMBEDDED else False

# -- Sources of codes that are plugged in -----------------------------------------------------------------------------
CODE_SOURCES = env.names("CODE_SOURCES")  # beside those that installed packages offer
PARTNER_HOSTS = env.hosts("PARTNER_HOSTS", default="")  # no desk is asked but at these
PARTNER_INNER_NETWORKS = env.networks("PARTNER_INNER_NETWORKS")
PARTNER_CA_FILE = env.text("PARTNER_CA_FILE", default="")

# -- Letters ----------------------------------------------------------------------------------------------------------
LETTERS_DIR = DATA_DIR / "letters"
_mail = (
    mail.FILE_OF_LETTERS
    if EMBEDDED and not env.given("EMAIL_URL")
    else env.parsed("EMAIL_URL", mail.read_url, stand_in=mail.FILE_OF_LETTERS)
)
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail.backend, _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.starttls, _mail.tls, 10
DEFAULT_FROM_EMAIL = env.mail_address(
    "FROM_EMAIL", default=mail.sender_at(urlsplit(BASE_URL).hostname, embedded=EMBEDDED)
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCE_ADDRESS = env.mail_address("BOUNCE_ADDRESS", default="")  # letters leave from an address of their own below it
BOUNCE_MAILBOX = env.parsed("BOUNCE_MAILBOX", mail.read_mailbox, stand_in=None, default="")
if env.given("BOUNCE_ADDRESS") != env.given("BOUNCE_MAILBOX"):
    env.wrong("BOUNCE_ADDRESS", "and BOUNCE_MAILBOX are given together or not at all")
RECORD_HEAD_TO = env.mail_address("RECORD_HEAD_TO", default="")  # the daily head of the record is sent there

# -- Files ------------------------------------------------------------------------------------------------------------
VAULT_DIR = env.folder("VAULT_DIR", default=DATA_DIR / "vault")
VAULT_TMP = env.folder("VAULT_TMP", default=DATA_DIR / "vault-tmp")
for _name, _folder in (("VAULT_DIR", VAULT_DIR), ("VAULT_TMP", VAULT_TMP)):
    try:
        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        env.wrong(_name, f"cannot be made ({type(error).__name__}); its default lies in DATA_DIR")
FILE_UPLOAD_TEMP_DIR = str(VAULT_TMP)
FILE_UPLOAD_HANDLERS = ["requests_app.vault.memory_upload.InMemoryUploadHandler"]
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
REQUEST_MAX_BYTES = 3 * MAX_BYTES
HELD_MAX_BYTES = 256 * 1024 * 1024  # bodies and answers that our web server holds in memory, of all clients
HELD_MAX_BYTES_OF_ONE = 96 * 1024 * 1024  # and of one client
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a radio with many steps is one form in the guide editor
DATA_UPLOAD_MAX_NUMBER_FILES = 12

# -- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = None if EMBEDDED else env.folder("STATIC_ROOT", default=BASE_DIR / "build" / "static")
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- Languages and time -----------------------------------------------------------------------------------------------
USE_TZ, TIME_ZONE = True, env.text("TIME_ZONE", default="UTC")
USE_I18N, LANGUAGE_CODE = True, "en"
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]

# -- Cookies, HTTPS, headers ------------------------------------------------------------------------------------------
SECURE_COOKIES = urlsplit(BASE_URL).scheme == "https"
COOKIE_PREFIX = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}session", f"{COOKIE_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
SILENCED_SYSTEM_CHECKS = ["security.W003"]  # asks for Django's own class; config.csrf.TokenMiddleware extends it
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 63_072_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_COOKIES
SECURE_REFERRER_POLICY = "no-referrer"
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
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- Staff sign-in ----------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "requests_app.permissions.SeatBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "/staff/", "account_login"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
PASSWORD_RESET_TIMEOUT = 60 * 60
SAME_TIME_SECONDS = 0.25  # what a page takes that must not tell whether somebody is known
ACCOUNT_ADAPTER = "config.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme or "https"
ACCOUNT_RATE_LIMITS = False  # config.tries counts, in the database: sign-in needs no cache
ACCOUNT_FORMS = {
    "login": "config.account_forms.SignInForm",
    "change_password": "config.account_forms.NewPasswordForm",
    "reset_password": "config.account_forms.ForgottenPasswordForm",
}
MFA_ADAPTER = "config.accounts.StaffMFAAdapter"
MFA_FORMS = {
    "authenticate": "config.account_forms.SignInStepForm",
    "reauthenticate": "config.account_forms.FreshStepForm",
}
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by the lead, who knows the address
MFA_TOTP_ISSUER = "Radio Code Desk"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE_COOKIES

# -- Logs -------------------------------------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.OneLine"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "root": {"handlers": ["stdout"], "level": env.choice("LOG_LEVEL", ("INFO", "WARNING", "ERROR"), default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.db.backends": {"level": "WARNING"},
    },
}

env.stop_if_wrong()
