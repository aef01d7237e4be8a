"""Passwords, sessions, throttled logins, headers, Content-Security-Policy."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config.settings.environment import ENV

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "config.demo.guard.NotTheDemoPassword"}]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked name is not even compared
    "config.demo.guard.RefuseDemoPassword",
    "django.contrib.auth.backends.ModelBackend",
]

# Five wrong passwords for one name from one address close that pair for a quarter of an hour. The pair, so that
# nobody can lock a colleague out from elsewhere, and a school behind one address is not locked as a whole.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "config.proxy.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day with its evening
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

_parts = urlsplit(ENV.site_url)
CSRF_TRUSTED_ORIGINS = [f"{_parts.scheme}://{_parts.netloc}"]

SESSION_COOKIE_SECURE = ENV.is_https
CSRF_COOKIE_SECURE = ENV.is_https
SECURE_SSL_REDIRECT = ENV.is_https
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked from inside, without the proxy that ends https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENV.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.is_https
SECURE_HSTS_PRELOAD = ENV.is_https
BEHIND_PROXY = ENV.is_https
if BEHIND_PROXY:
    # https ends at the proxy in front (README, "Production"); the proxy must set this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No inline code, no inline style, nothing from another host. Bootstrap has data: images in its CSS.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What one form or upload may bring. A grid of a large school posts a few hundred fields,
# the table of organisations with a pasted column two for each cell: 800 organisations of twelve grades.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
