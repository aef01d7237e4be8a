"""E-mail. Without EMAIL_HOST letters are written to the log of the process."""

from config.settings.environment import ENV

EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENV.mail.host else 'console'}.EmailBackend"
EMAIL_HOST = ENV.mail.host
EMAIL_PORT = ENV.mail.port
EMAIL_HOST_USER = ENV.mail.user
EMAIL_HOST_PASSWORD = ENV.mail.password
EMAIL_USE_TLS = ENV.mail.use_tls
EMAIL_USE_SSL = ENV.mail.use_ssl
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.mail.sender
SERVER_EMAIL = ENV.mail.sender
