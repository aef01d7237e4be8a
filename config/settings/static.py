"""Static files and uploads. Bootstrap, htmx and the API documentation come from installed packages."""

import bootstrap_wrapper

from config.settings.environment import BASE_DIR, ENV, VAR_DIR

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # {% static "bootstrap/css/bootstrap.min.css" %}, {% static "bootstrap/js/bootstrap.bundle.min.js" %}
    ("bootstrap", str(bootstrap_wrapper.get_bootstrap_dir())),
]
MEDIA_ROOT = (
    VAR_DIR / "media"
)  # private: there is no MEDIA_URL, files are served by views that check the reader

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENV.debug
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = ENV.debug
WHITENOISE_AUTOREFRESH = ENV.debug
