"""Tests: real PostgreSQL and a real Redis-compatible server from the environment; fast password hashing."""

import tempfile
from pathlib import Path

from districtprivacy.settings.base import *  # noqa: F403
from districtprivacy.settings.environment import env

SECRET_KEY = "only-for-tests-" + "0" * 40
FIELD_KEYS = "7e" * 32
SEARCH_KEY = "5e" * 32
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="postgres://app@127.0.0.1:1/none"))}
CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:1/0")
# Tests of faults run real workers on these settings.
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=True)
CELERY_TASK_EAGER_PROPAGATES = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_scratch = Path(tempfile.mkdtemp(prefix="districtprivacy-tests-"))
PRIVATE_ROOT = _scratch / "private"
PUBLIC_FILES_ROOT = _scratch / "public-files"
EMAIL_FILE_PATH = _scratch / "mail"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
DEMONSTRATION = False
TESSERACT = ""  # tests of recognition turn it on
PUBLIC_MARK_TRUSTED = 0.0
