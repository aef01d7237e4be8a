"""Who is at the other end? Throttling counts by address, so it may be neither everybody's nor one that is made up.

With https the portal stands behind a proxy (README, «Production») that appends the address it was asked from to
`X-Forwarded-For`: its last entry is the one the proxy has seen itself, whatever was sent to it before. Without https
nobody stands in between, and the header says nothing.
"""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the browser; that of the connection where the proxy does not tell."""
    connection = str(request.META.get("REMOTE_ADDR") or "")
    if not settings.BEHIND_PROXY:
        return connection
    last = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return connection
