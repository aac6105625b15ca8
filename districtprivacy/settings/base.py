"""Settings that hold everywhere. Fails closed: no default secret, DEBUG off, every host named by the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pghistory
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from districtprivacy.settings.environment import env, json_secret, secret

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.str("DISTRICTPRIVACY_VAR", default=str(ROOT / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "districtprivacy",
    "transparency",
    "requests_portal",
    "breaches",
    "inventory",
    "contracts",
    "vendors",
    "notices",
    "roster",
    "deadlines",
    "district",
    "districtprivacy.office.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "csp",
    "guardian",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "transparency.lane.PublicLane",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "requests_portal.languages.FamilyLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "districtprivacy.middleware.IdleMiddleware",
    "districtprivacy.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "districtprivacy.middleware.DistrictTimeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "districtprivacy.urls"
WSGI_APPLICATION = "districtprivacy.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "district.context_processors.district",
            ],
            "builtins": ["district.templatetags.words"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en-us"
# Families read the portal in either; everything else is in English (requests_portal/languages.py, docs/adr/0062).
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_PATH = "/portal/"
LANGUAGE_COOKIE_AGE = int(timedelta(days=180).total_seconds())
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["districtprivacy.formats"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "media"}},
    # `make check` names the one without compression, which takes its time and finds nothing.
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
# Agreements lie under their SHA-256, outside every folder that a web server may serve.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR / "private")))
# The program that recognises the text of scans, where it is installed; empty turns recognition off.
TESSERACT = env.str("TESSERACT", default="tesseract")
TESSERACT_LANGUAGES = env.str("TESSERACT_LANGUAGES", default="eng")

# What is known of pupils and families is sealed (docs/operations.md, "Keys"): 64 hexadecimal digits a key, the first
# one seals. Production refuses to start without them.
FIELD_KEYS = secret("FIELD_KEYS", default="")
SEARCH_KEY = secret("SEARCH_KEY", default="")

# People and access
AUTH_USER_MODEL = "district.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ANONYMOUS_USER_NAME = None  # guardian's anonymous user would be an account nobody answers for
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
ACCOUNT_ADAPTER = "district.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the district, never by signing up
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever types a stranger's address makes us write to nobody
ACCOUNT_EMAIL_NOTIFICATIONS = True
SOCIALACCOUNT_ADAPTER = "district.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = json_secret("SOCIALACCOUNT_PROVIDERS", default={})
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the officer enters the addresses; nobody adds one of their own
MFA_ADAPTER = "district.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "District Privacy"
MFA_PASSKEY_LOGIN_ENABLED = True
# Roles whose people must set up a second factor before they see anything: MFA_REQUIRED_ROLES=privacy_officer,counsel
MFA_REQUIRED_ROLES: list[str] = env.list("MFA_REQUIRED_ROLES", default=[])
SESSION_ENGINE = "district.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
# A desk left open: signed out after so long without a request. IDLE_LOGOUT_MINUTES=0 turns it off.
IDLE_LOGOUT = timedelta(minutes=env.int("IDLE_LOGOUT_MINUTES", default=120))
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# Row history: every event row carries who and why itself, so that it can be append-only as a whole.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_ADMIN_ALL_EVENTS = False
PGHISTORY_INSTALL_PGEVENTS_ADMIN = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Uploads: a larger request is refused by the form with a sentence, not by a broken connection.
UPLOAD_MOST_BYTES = 50 * 1024 * 1024
ROSTER_UPLOAD_MOST_BYTES = 250 * 1024 * 1024
# Under these addresses larger files are taken.
UPLOAD_MOST_BYTES_UNDER = {"/office/roster/imports/": ROSTER_UPLOAD_MOST_BYTES}
FILE_UPLOAD_HANDLERS = ["contracts.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "deadlines.tick", "schedule": timedelta(minutes=1), "options": {"expires": 55}},
    "send": {"task": "notices.send_due", "schedule": timedelta(minutes=1), "options": {"expires": 55}},
    "mailings": {"task": "notices.mailings_push", "schedule": timedelta(minutes=1), "options": {"expires": 55}},
    "recheck": {"task": "contracts.recheck_waiting", "schedule": timedelta(minutes=2), "options": {"expires": 110}},
    "read": {"task": "contracts.read_waiting", "schedule": timedelta(minutes=2), "options": {"expires": 110}},
    "roster": {"task": "roster.daily", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "imports": {"task": "roster.imports_waiting", "schedule": timedelta(minutes=2), "options": {"expires": 110}},
    "sheets": {"task": "inventory.imports_waiting", "schedule": timedelta(minutes=2), "options": {"expires": 110}},
    "lists": {"task": "breaches.lists_waiting", "schedule": timedelta(minutes=2), "options": {"expires": 110}},
    "askers": {"task": "requests_portal.identity_sweep", "schedule": timedelta(minutes=1), "options": {"expires": 55}},
    "asking": {"task": "requests_portal.asking_sweep", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "request-copies": {"task": "requests.redact_lost", "schedule": timedelta(minutes=2), "options": {"expires": 110}},
    "districts": {"task": "transparency.districts_read", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "public-pages": {
        "task": "transparency.pages_prepare",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    "committee": {"task": "inventory.committee_lapse", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "trainings": {"task": "inventory.trainings", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "pulse": {"task": "deadlines.pulse", "schedule": timedelta(seconds=20), "options": {"expires": 19}},
}
# A component whose last sign is older than this is stale: /healthz answers 503 and the office shows a red banner.
HEARTBEAT_STALE_AFTER = timedelta(minutes=3)

# E-mail leaves through notices/: over SMTP where EMAIL_URL is set, else as .eml files in EMAIL_FILE_PATH.
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 20
# What the mail service signs its calls about bounces with (docs/adr/0053-delivery.md); empty: no calls are taken.
BOUNCE_SECRET = secret("BOUNCE_SECRET", default="")
# What it signs its calls with mail for families' requests with; empty: none are taken. The server whose word on a
# sender's address is believed (its authserv-id, RFC 8601); empty: an address is taken as it stands.
INBOUND_SECRET = secret("INBOUND_SECRET", default="")
INBOUND_AUTHSERV = env.str("INBOUND_AUTHSERV", default="")
# A sender has its batch of messages for so long; those of one that was killed are then sent by another.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=300)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="privacy@district.example")
if email_url := secret("EMAIL_URL", default=""):
    vars().update(env.email_url_config(email_url))
else:
    EMAIL_BACKEND = "notices.emlfolder.EmailBackend"
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000")

# Networks that people of the office may have addresses read from although they are not public, such as "10.20.0.0/16"
# of a region whose districts have their installations there (district/fetching.py). Empty: public addresses alone.
FETCH_PRIVATE_NETWORKS = env.list("FETCH_PRIVATE_NETWORKS", default=[])

# Downloads of the public page, made once for each publication and day. Anyone may read them; losing them costs nothing.
PUBLIC_FILES_ROOT = Path(env.str("PUBLIC_FILES_ROOT", default=str(VAR / "public-files")))

# Seconds for which a process believes that nothing was published elsewhere before it asks the database again.
PUBLIC_MARK_TRUSTED = 1.0

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # Of the public page's read API, from one address.
    "DEFAULT_THROTTLE_RATES": {"public": env.str("PUBLIC_API_RATE", default="120/min")},
    "NUM_PROXIES": 0,
}
# How the read API describes itself (transparency/api/openapi.py).
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "What a school district publishes about the apps that hold its students' information",
    "DESCRIPTION": "Read only, without an account. Every answer is of the publication that stands, carries an ETag "
    "and may be kept by anybody. Nothing here is about a single student.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
}
# Other websites that may show the list of apps in a frame, beside the district's own: https://www.district.example
EMBED_ANCESTORS: list[str] = env.list("EMBED_ANCESTORS", default=[])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"tokens": {"()": "district.masking.TokensMasked"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    # Laying out a document says a line a page at INFO; pikepdf says one when it is loaded, before a command's own line.
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "pikepdf")},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
