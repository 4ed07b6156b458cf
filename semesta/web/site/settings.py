"""Django's settings, from the environment. DEBUG is never on.

SEMESTA_HOME         the city's home folder (required)
SEMESTA_INBOX        where files wait for a run; absent: HOME/inbox
DATABASE_URL         sqlite:////path or postgresql://…; absent: HOME/web/semesta.sqlite3
SEMESTA_SECRET_KEY   absent: made once, kept in HOME/web/secret-key (readable by its owner only)
SEMESTA_URL          the address that people type, e.g. https://semesta.example.go.id; https turns on what needs it
SEMESTA_HOSTS        more host names that may be typed, with commas; without SEMESTA_URL: localhost and --host
SEMESTA_TIME_ZONE    the city's own time: Asia/Jakarta (absent), Asia/Makassar, Asia/Jayapura; quiet hours follow it
SEMESTA_OIDC_ISSUER, SEMESTA_OIDC_CLIENT_ID, SEMESTA_OIDC_CLIENT_SECRET, SEMESTA_OIDC_NAME   sign-in by the city's own
                     identity provider
SEMESTA_MAIL_HOST, _PORT, _USER, _PASSWORD, _TLS (starttls, ssl or none), _FROM   the city's mail server, for messages
SEMESTA_GATEWAY_URL, _TOKEN, _NAME, _BODY, _HEADER, _ANSWER   a gateway for WhatsApp or SMS
SEMESTA_GATEWAY_REPLY_TOKEN, _EACH, _FROM, _TEXT   replies that the gateway hands on to /balasan/<token>
                     (docs/how-to/reach-people.md)
SEMESTA_FHIR_GET_IDENTIFIER   "on": programs may search by GET with an identity number in the address
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from semesta.web.core.database import database_of
from semesta.web.site.home_files import secret_key

SEMESTA_HOME = Path(os.environ["SEMESTA_HOME"]).resolve()
SEMESTA_INBOX = Path(os.environ.get("SEMESTA_INBOX") or SEMESTA_HOME / "inbox").resolve()
WEB_FOLDER = SEMESTA_HOME / "web"
SECRET_KEY = os.environ.get("SEMESTA_SECRET_KEY") or secret_key(WEB_FOLDER)
DEBUG = False

_address = urlsplit(os.environ.get("SEMESTA_URL", ""))
HTTPS = _address.scheme == "https"
ALLOWED_HOSTS = [_address.hostname] if _address.hostname else ["localhost", "127.0.0.1", "[::1]"]
if extra := os.environ.get("SEMESTA_HOSTS"):
    ALLOWED_HOSTS += extra.split(",")
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"] if _address.netloc else []

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL") or f"sqlite:///{WEB_FOLDER / 'semesta.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all workers: what allauth counts, and that a one-time code is used once.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache"}}

INSTALLED_APPS = [
    "semesta.web.site",
    "semesta.web.core",
    "semesta.web.core.published",
    "semesta.web.core.published.tables",
    "semesta.web.core.exports",
    "semesta.web.core.jobs",
    "semesta.web.casework",
    "semesta.web.api",
    "semesta.web.desks.account",
    "semesta.web.desks.budget",
    "semesta.web.desks.cooperation",
    "semesta.web.desks.cases",
    "semesta.web.desks.counter",
    "semesta.web.desks.doubts",
    "semesta.web.desks.employers",
    "semesta.web.desks.field",
    "semesta.web.desks.invoice",
    "semesta.web.desks.office",
    "semesta.web.desks.outreach",
    "semesta.web.desks.runs",
    "semesta.web.desks.overview",
    "semesta.web.desks.people",
    "semesta.web.desks.open_data",
    "semesta.web.desks.proposals",
    "semesta.web.desks.public_check",
    "semesta.web.desks.visits",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's list of passkeys asks for it
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "semesta.web.site.log.requests",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "semesta.web.core.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "semesta.web.core.session_store.SignedIn",
    "semesta.web.core.middleware.session_times",
    "semesta.web.core.middleware.language",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "semesta.web.core.middleware.DeclaredNeed",
]
ROOT_URLCONF = "semesta.web.site.urls"
WSGI_APPLICATION = "semesta.web.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "semesta.web.site.menu.page_frame",
            ],
        },
    }
]

# -- people and sessions
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["semesta.web.core.session_store.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "semesta.web.core.passwords.LocalWords"},
]
# A made-up city is there to be tried: its users are not asked for a telephone first.
SECOND_FACTOR_ASKED = not (SEMESTA_HOME / "made-up").exists()
SESSION_ENGINE = "semesta.web.core.session_store"
SESSION_COOKIE_AGE = 30 * 60
SESSION_LONGEST = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "first_page"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "semesta.web.core.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Semesta"
MFA_TOTP_TOLERANCE = 1  # the code of the half minute before holds too: it changes while it is typed (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# -- what a browser is told
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# The list that browsers ship is for whoever owns the whole domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OIDC_ISSUER = os.environ.get("SEMESTA_OIDC_ISSUER", "")
if OIDC_ISSUER:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "semesta.web.core.provider.ProviderAdapter"
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "kota",
                    "name": os.environ.get("SEMESTA_OIDC_NAME", "SSO"),
                    "client_id": os.environ["SEMESTA_OIDC_CLIENT_ID"],
                    "secret": os.environ["SEMESTA_OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }
    # A browser holds the redirect after a form to form-action, too.
    _issuer = urlsplit(OIDC_ISSUER)
    CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {_issuer.scheme}://{_issuer.netloc}"
    )
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# An identity number in an address stands in the logs of every proxy on its way.
FHIR_GET_IDENTIFIER = os.environ.get("SEMESTA_FHIR_GET_IDENTIFIER") == "on"

# -- messages (casework/messaging/senders)
EMAIL_HOST = os.environ.get("SEMESTA_MAIL_HOST", "")
_TLS = os.environ.get("SEMESTA_MAIL_TLS", "starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = _TLS == "starttls", _TLS == "ssl"
EMAIL_PORT = int(os.environ.get("SEMESTA_MAIL_PORT") or (465 if EMAIL_USE_SSL else 587))
EMAIL_HOST_USER = os.environ.get("SEMESTA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SEMESTA_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SEMESTA_MAIL_FROM", "")
GATEWAY = {
    "url": os.environ.get("SEMESTA_GATEWAY_URL", ""),
    "token": os.environ.get("SEMESTA_GATEWAY_TOKEN", ""),
    "name": os.environ.get("SEMESTA_GATEWAY_NAME", ""),
    "body": os.environ.get("SEMESTA_GATEWAY_BODY") or '{"to": "{to}", "message": "{text}", "id": "{key}"}',
    "header": os.environ.get("SEMESTA_GATEWAY_HEADER") or "Authorization: Bearer {token}",
    "answer": os.environ.get("SEMESTA_GATEWAY_ANSWER") or "id",
}
GATEWAY_REPLY = {
    "token": os.environ.get("SEMESTA_GATEWAY_REPLY_TOKEN", ""),
    "each": os.environ.get("SEMESTA_GATEWAY_REPLY_EACH", ""),
    "from": os.environ.get("SEMESTA_GATEWAY_REPLY_FROM") or "from",
    "text": os.environ.get("SEMESTA_GATEWAY_REPLY_TEXT") or "text",
}

# -- words and files
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SEMESTA_TIME_ZONE") or "Asia/Jakarta"
LOCALE_PATHS = [WEB_FOLDER / "locale"]
STATIC_URL = "static/"
STATIC_ROOT = WEB_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = WEB_FOLDER / "attachments"
# On the disk where they will stay; the server's /tmp may be small, or memory.
FILE_UPLOAD_TEMP_DIR = WEB_FOLDER / "sending"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "semesta.web.core.receiving.RoomFirst",
]
LOGGING_CONFIG = "semesta.web.site.log.configure"
LOGGING = {"lines": "JSON"}
